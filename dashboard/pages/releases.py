"""Releases: how one figure was told at different times, and what one release changed in another."""

from __future__ import annotations

from typing import Any

from dash import Dash, html
from dash.development.base_component import Component

from dashboard import widgets
from dashboard.charts import chart
from dashboard.pages import parts
from dashboard.pages.following import follow
from dashboard.render.card import card
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

PATH, NAME = "/releases", "Releases"
DEFAULTS = Selection(
    place=("world",), level="primary", measure="children", year=2011, release="uis-2024-09", against="uis-2019-02"
)
PLACE, LEVEL, MEASURE, YEAR, NEWER, FORMER = (
    f"releases-{part}" for part in ("place", "level", "measure", "year", "release", "against")
)
BODY = "releases-body"
PUBLISHERS = {"uis": "UIS", "view": "VIEW", "worldbank": "World Bank"}


def layout(store: Store, /, **query: object) -> Component:
    """The page for a query; without one, the world in 2011 and the two large UIS releases."""
    try:
        chosen = parts.asked(query, DEFAULTS, store)
    except BadSelection as bad:
        return parts.problem(str(bad))
    return parts.page(
        html.H1("The same year, told again: releases compared"),
        parts.controls(
            _select(PLACE, "Place", _places(store), chosen.place[0]),
            parts.choice(LEVEL, "School age", parts.LEVEL_NAMES, chosen.level or ""),
            parts.choice(MEASURE, "Show", parts.MEASURE_NAMES, chosen.measure or ""),
            parts.year_slider(YEAR, chosen.year or parts.LAST_YEAR),
        ),
        parts.controls(
            _select(NEWER, "Release", _releases(store), str(chosen.release)),
            _select(FORMER, "compared with", _releases(store), str(chosen.against)),
        ),
        html.Div(body(store, chosen), id=BODY),
    )


def _select(ident: str, label: str, data: list[dict[str, Any]], value: str) -> Component:
    return html.Div(
        widgets.Select(
            id=ident, label=label, data=data, value=value, searchable=True, allowDeselect=False, maxDropdownHeight=360
        ),
        className="control",
    )


def _places(store: Store) -> list[dict[str, Any]]:
    countries = [place for place in store.places.by_id.values() if place.kind == "country"]
    names = sorted(countries, key=lambda place: place.name)
    items = [{"value": place.key, "label": place.name} for place in names]
    return [*parts.region_groups(store), {"group": "Countries", "items": items}]


def _releases(store: Store) -> list[dict[str, Any]]:
    """Releases that can be revised, by publisher, the newest first."""
    groups = []
    for source, name in PUBLISHERS.items():
        found = [release for release in store.releases.values() if release.source == source]
        found.sort(key=lambda release: (release.date, release.release), reverse=True)
        items = [{"value": release.id, "label": release.label} for release in found]
        groups.append({"group": name, "items": items})
    return groups


def body(store: Store, chosen: Selection) -> list[Component]:
    """One year as each release told it, every year, what was revised, and why a model's number moved."""
    figure: dict[str, Any] = {"place": chosen.place, "level": chosen.level, "measure": chosen.measure}
    one_year = chart("releases", Selection(**figure, year=chosen.year), store)
    pair: dict[str, Any] = {"release": chosen.release, "against": chosen.against}
    return [
        html.P(f"{one_year.title}.", className="lead"),
        parts.section(
            "How was the past told, release by release?",
            parts.draw(store, "releases", **figure, start=parts.FIRST_YEAR, end=parts.LAST_YEAR),
            card(one_year),
        ),
        parts.section("What did one release revise in the other?", *_revised(store, chosen, pair)),
        parts.section(
            "Population or rate? What moved the modelled number between releases",
            parts.draw(
                store, "change", place=chosen.place, level=chosen.level, year=_modelled(chosen), against="view-2022"
            ),
        ),
    ]


def _revised(store: Store, chosen: Selection, pair: dict[str, Any]) -> list[Component]:
    """The largest revisions of all countries, and those of the place; a pair that is none is answered in words."""
    figure: dict[str, Any] = {"level": chosen.level, "measure": chosen.measure, **pair}
    try:
        cards = [parts.draw(store, "revisions", **figure)]
        if chosen.place[0] in store.places.by_id:
            cards.append(parts.draw(store, "revisions", place=chosen.place, **figure))
    except BadSelection as bad:
        return [html.P(str(bad), className="empty", role="alert")]
    return cards


def _modelled(chosen: Selection) -> int:
    """The year asked for, within those that the first model has."""
    return min(chosen.year or 2021, 2021)


def main_chart(chosen: Selection) -> str:
    """The address of the chart that stands for the page in previews and embeds."""
    asked = chosen.filled(DEFAULTS)
    return parts.address(
        "releases",
        place=asked.place,
        level=asked.level,
        measure=asked.measure,
        start=parts.FIRST_YEAR,
        end=parts.LAST_YEAR,
    )


def register(app: Dash, store: Store) -> None:
    """Every control moves the address bar and the body."""
    follow(app, store, DEFAULTS, (PLACE, LEVEL, MEASURE, YEAR, NEWER, FORMER), {BODY: body})
