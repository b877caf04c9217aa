"""The search box of every page: places, groups, pages and indicators, asked for in everyday words."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import dash
from dash import ClientsideFunction, Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from dashboard import widgets
from dashboard.asked import LONGEST
from dashboard.finder import NOTHING, Finder, Found, Page
from dashboard.render.aria import aria
from dashboard.store import Store

BOX, GO, SAID = "search", "search-go", "search-said"
EXAMPLES = ("girls Pakistan", "poor Nigeria", "refugees Uganda", "Burma", "dropout", "ROFST.1.CP")
NAME = "Find a place, a group, a page or an indicator"


def box() -> Component:
    """The box itself. What it offers comes from the server, so that words and aliases need not travel."""
    return html.Div(
        [
            widgets.Select(
                id=BOX,
                data=[],
                value=None,
                searchValue="",
                searchable=True,
                placeholder="Find anything ( / )",
                filter={"function": "keepAll"},
                renderOption={"function": "found"},
                comboboxProps={"width": 480, "position": "bottom-end", "withinPortal": False},
                classNames={"dropdown": "search-found"},
                withScrollArea=False,
                attributes={"input": {"role": "combobox", "aria-expanded": "false"}},
                size="sm",
                **aria(label=NAME, keyshortcuts="/"),
            ),
            html.P(id=SAID, className="unseen", role="status"),
            dcc.Location(id=GO, refresh="callback-nav"),
        ],
        className="search",
        role="search",
    )


def pages() -> Iterator[Page]:
    """The pages there are, and what each takes for granted: the fields of an address that it uses."""
    for entry in dash.page_registry.values():
        defaults = getattr(sys.modules.get(entry["module"]), "DEFAULTS", None)
        yield Page(entry["path"], entry["name"], defaults.given() if defaults else ())


def options(finder: Finder, text: object) -> list[dict[str, Any]]:
    """What the list holds for a typed text, in groups; for none, examples of what can be asked."""
    asked = _readable(text)
    if not asked:
        shown = ((example, finder.find(example)[:1]) for example in EXAMPLES)
        items = [_option(n, found[0], "", title=example) for n, (example, found) in enumerate(shown) if found]
        return [{"group": "For example", "items": items}]
    found = finder.find(asked)
    if not found:
        told = {"label": "Nothing of that name", "told": NOTHING.partition(". ")[2], "asked": asked}
        return [{"group": "Nothing found", "items": [{"value": "0 ", "disabled": True, **told}]}]
    kinds = dict.fromkeys(one.kind for one in found)
    rows = list(enumerate(found))
    return [{"group": kind, "items": [_option(n, one, asked) for n, one in rows if one.kind == kind]} for kind in kinds]


def said(finder: Finder, text: object) -> str:
    """How many things were found, and the first, for those who can't see the list."""
    asked = _readable(text)
    found = finder.find(asked) if asked else []
    if not asked:
        return ""
    if not found:
        return NOTHING
    counted = "1 found" if len(found) == 1 else f"{len(found)} found"
    first = ". ".join(part for part in (found[0].title, found[0].taken) if part)
    return f"{counted}. First: {first}."


def _readable(text: object) -> str:
    """The beginning of a text, without what can't be sent back."""
    return text[:LONGEST].encode("utf-8", "ignore").decode() if isinstance(text, str) else ""


def _option(number: int, found: Found, asked: str, title: str = "") -> dict[str, Any]:
    """A value is a number and an address: two things found may lead to one page."""
    told = found.title if title else found.told
    words = {"label": title or found.title, "told": told, "taken": found.taken, "asked": asked}
    return {"value": f"{number} {found.address}", "disabled": not found.address, **words}


def address(store: Store, key: str) -> str:
    """The page of a place."""
    place = store.places.find(key)
    if place is None or place.kind == "world":
        return "/"
    return f"/{'country' if place.kind == 'country' else 'region'}?place={place.key}"


def register(app: Dash, store: Store) -> None:
    """Typing fills the list; choosing goes to the address."""

    @lru_cache(maxsize=1)
    def finder() -> Finder:
        return Finder(store, pages())

    @app.callback(Output(BOX, "data"), Output(SAID, "children"), Input(BOX, "searchValue"))
    def suggest(text: str | None) -> tuple[list[dict[str, Any]], str]:
        return options(finder(), text), said(finder(), text)

    app.clientside_callback(
        ClientsideFunction(namespace="search", function_name="go"),
        Output(GO, "href"),
        Output(BOX, "value"),
        Input(BOX, "value"),
        prevent_initial_call=True,
    )
