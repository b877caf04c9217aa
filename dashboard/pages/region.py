"""Regions: one region in numbers, region against region, and the countries inside."""

from __future__ import annotations

from typing import Any

from dash import Dash, html
from dash.development.base_component import Component

from dashboard import findings, widgets, wording
from dashboard.charts import chart
from dashboard.pages import parts
from dashboard.pages.following import follow
from dashboard.places import Place
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

PATH, NAME = "/region", "Regions"
DEFAULTS = Selection(place=("asia-and-the-pacific",), level="primary", year=2023, measure="rate")
PLACE, LEVEL, YEAR, MEASURE = (f"region-{part}" for part in ("place", "level", "year", "measure"))
BODY = "region-body"
MOST = 4
"""Regions beside the chosen one that can be told apart as lines."""


def layout(store: Store, /, **query: object) -> Component:
    """The page for a query; without one, Asia and the Pacific."""
    try:
        chosen = parts.asked(query, DEFAULTS, store)
    except BadSelection as bad:
        return parts.problem(str(bad))
    return parts.page(
        html.H1("Out of school, region by region"),
        parts.controls(
            html.Div(
                widgets.Select(
                    id=PLACE,
                    label="Region",
                    data=parts.region_groups(store),
                    value=chosen.place[0],
                    searchable=True,
                    allowDeselect=False,
                    maxDropdownHeight=360,
                ),
                className="control",
            ),
            parts.choice(LEVEL, "School age", parts.LEVEL_NAMES, chosen.level or ""),
            parts.choice(MEASURE, "Show", parts.MEASURE_NAMES, chosen.measure or ""),
            parts.year_slider(YEAR, chosen.year or parts.LAST_YEAR),
        ),
        html.Div(body(store, chosen), id=BODY),
    )


def body(store: Store, chosen: Selection) -> list[Component]:
    """Sentences, then the region, its set and its countries."""
    region = store.places.find(chosen.place[0])
    assert region is not None
    year = chosen.year or parts.LAST_YEAR
    told = [findings.how_many(store, region, year), findings.is_it_falling(store, region, year)]
    drawn: dict[str, Any] = {"level": chosen.level, "year": year}
    return [
        html.P(" ".join(part for part in told if part), className="lead"),
        html.Div(
            [
                parts.draw(store, "headline", html.H2, place=(region.key,), year=year),
                parts.draw(store, "trend", html.H2, place=(region.key,), by="level", measure=chosen.measure),
            ],
            className="pair",
        ),
        parts.section(
            "Region against region",
            parts.draw(store, "ranking", **_peers(store, region), measure=chosen.measure, **drawn),
            *_lines(store, region, {"level": chosen.level, "measure": chosen.measure}),
        ),
        parts.section(
            "Who is left out?",
            parts.draw(store, "groups", place=(region.key,), level=_age(chosen.level), year=year),
            parts.draw(store, "groups", within=region.key, level=_age(chosen.level), year=year),
        ),
        parts.section(
            f"The countries of {region.name}",
            parts.draw(store, "ranking", within=region.key, measure=chosen.measure, **drawn),
            parts.draw(store, "gap", within=region.key, **drawn),
        ),
    ]


def _age(level: str | None) -> str:
    """Surveys tell the three ages apart and have none for all together."""
    return "primary" if level in (None, "all") else str(level)


def _peers(store: Store, region: Place) -> dict[str, Any]:
    if region.region_set in wording.REGION_SETS:
        return {"set": region.region_set}
    return {"place": (region.key, "world")}


def _lines(store: Store, region: Place, asked: dict[str, Any]) -> list[Component]:
    """The region, the world, and beside them the highest of its set; words where some are left out."""
    ranked = chart("ranking", Selection(**_peers(store, region), year=parts.LAST_YEAR, **asked), store).data
    keys = [store.places.by_id[place].key for place in ranked["place"]]
    others = [key for key in keys if key not in (region.key, "world")]
    drawn = parts.draw(store, "trend", place=tuple(dict.fromkeys([region.key, "world", *others[:MOST]])), **asked)
    if len(others) <= MOST:
        return [drawn]
    what = "numbers" if asked["measure"] == "children" else "rates"
    which = f"of {len(others)} others the {MOST} with the highest {what} of {parts.LAST_YEAR}"
    return [drawn, html.P(f"Lines beside it: the world, and {which}.", className="card-note")]


def main_chart(chosen: Selection) -> str:
    """The address of the chart that stands for the page in previews and embeds."""
    asked = chosen.filled(DEFAULTS)
    return parts.address("trend", place=asked.place, by="level", measure=asked.measure)


def register(app: Dash, store: Store) -> None:
    """Every control moves the address bar and the body."""
    follow(app, store, DEFAULTS, (PLACE, LEVEL, MEASURE, YEAR), {BODY: body})
