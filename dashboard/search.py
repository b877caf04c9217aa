"""The search box of every page: a place by any usual name."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard.render.aria import aria
from dashboard.store import Store

BOX, GO = "search", "search-go"


def box() -> Component:
    """The box itself. Options come from the server, so that aliases count and need not travel."""
    return html.Div(
        [
            dmc.Select(
                id=BOX,
                data=[],
                value=None,
                searchValue="",
                searchable=True,
                clearable=True,
                placeholder="Find a country or region",
                nothingFoundMessage="No place of that name",
                filter={"function": "keepAll"},
                size="sm",
                **aria(label="Find a country or region"),
            ),
            dcc.Location(id=GO, refresh="callback-nav"),
        ],
        className="search",
        role="search",
    )


def options(store: Store, text: str | None) -> list[dict[str, str]]:
    """Places that the typed text may mean, best first."""
    found = store.places.search(text or "")
    return [{"value": place.key, "label": place.name} for place in found]


def address(store: Store, key: str) -> str:
    """The page of a place."""
    place = store.places.find(key)
    if place is None or place.kind == "world":
        return "/"
    return f"/{'country' if place.kind == 'country' else 'region'}?place={place.key}"


def register(app: Dash, store: Store) -> None:
    """Typing fills the list; choosing goes to the place."""

    @app.callback(Output(BOX, "data"), Input(BOX, "searchValue"), prevent_initial_call=True)
    def suggest(text: str | None) -> list[dict[str, str]]:
        if not text:
            raise PreventUpdate
        return options(store, text)

    @app.callback(Output(GO, "href"), Output(BOX, "value"), Input(BOX, "value"), prevent_initial_call=True)
    def go(key: str | None) -> tuple[str, None]:
        if not key:
            raise PreventUpdate
        return address(store, key), None
