"""Pace: how fast a rate falls, where that leads by 2030, and what a target that the reader sets would take."""

from __future__ import annotations

from typing import Any

from dash import Dash, html
from dash.development.base_component import Component

from dashboard import standings, widgets, wording
from dashboard.charts import chart, pace_basis, pace_words
from dashboard.charts import pace as pace_chart
from dashboard.charts.chart import Chart
from dashboard.pages import parts
from dashboard.pages.following import follow
from dashboard.places import Place
from dashboard.render.card import card, data_table
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

PATH, NAME = "/pace", "Pace"
DEFAULTS = Selection(place=("NGA",), level="primary", start=pace_basis.SINCE)
PLACE, LEVEL, START, TARGET = (f"pace-{part}" for part in ("place", "level", "from", "target"))
BODY = "pace-body"
FIRST, LAST = 2000, 2025
BENCHMARKS = (
    "Countries set themselves SDG 4 benchmarks for 2025 and 2030, and where one sets none, UNESCO takes the “feasible "
    "pace” of the fastest quarter of countries from the same starting point. No file of those benchmarks is among the "
    "sources here, and how the starting points are grouped is not in them either. So neither is shown: the target on "
    "this page is the reader's, and 0% unless moved."
)
METHOD = (
    "A pace is the slope of a straight line through observed rates, administrative or survey ones, never both, and "
    "never a model's. It needs at least 4 observed years over at least 5, the last at most 5 years old when its "
    "release came out. On pace: it falls at least as fast as needed; too slow: at least half as fast; far too slow: "
    "less than that; not falling: it stays or rises; uncertain: the two ends of its 80% interval don't share a class. "
    "These are words of this page, not the classes of UNESCO's scorecard. Years are taken to deviate from the line "
    "independently; where they don't, intervals should be wider."
)


def layout(store: Store, /, **query: object) -> Component:
    """The page for a query; without one, Nigeria, the primary age, since 2015, to 0 %."""
    try:
        chosen = parts.asked(query, DEFAULTS, store)
        content = body(store, chosen)
    except BadSelection as bad:
        return parts.problem(str(bad))
    return parts.page(
        html.H1("At that pace, where in 2030?"),
        parts.controls(
            _places(store, chosen.place[0]),
            parts.choice(LEVEL, "School age", parts.LEVEL_NAMES, chosen.level or ""),
        ),
        parts.controls(
            _slider(
                START, "Pace since", (FIRST, LAST), chosen.start or pace_basis.SINCE, tuple(range(FIRST, LAST + 1, 5))
            ),
            _slider(TARGET, "Target for 2030, % out of school", (0, 50), chosen.target or 0, tuple(range(0, 51, 10))),
        ),
        html.Div(content, id=BODY),
    )


def _places(store: Store, value: str) -> Component:
    countries = sorted(store.places.countries(), key=lambda place: place.name)
    items = [{"value": place.key, "label": place.name} for place in countries]
    data: list[dict[str, Any]] = [*parts.region_groups(store), {"group": "Countries", "items": items}]
    return html.Div(
        widgets.Select(
            id=PLACE, label="Place", data=data, value=value, searchable=True, allowDeselect=False, maxDropdownHeight=360
        ),
        className="control",
    )


def _slider(ident: str, label: str, ends: tuple[int, int], value: int, marks: tuple[int, ...]) -> Component:
    slider = widgets.Slider(
        id=ident,
        min=ends[0],
        max=ends[1],
        step=1,
        value=value,
        marks=[{"value": mark, "label": str(mark)} for mark in marks],
        thumbLabel=label,
        labelAlwaysOn=False,
        updatemode="mouseup",
        mb=24,
    )
    return html.Div([html.Span(label, className="control-label"), slider], className="control control-wide")


def body(store: Store, chosen: Selection) -> list[Component]:
    """The sentence, the chart and its numbers; other ages and sexes; the region's countries by class.

    Raises:
        BadSelection: a choice that the chart can't show.
    """
    asked: dict[str, Any] = {name: getattr(chosen, name) for name in ("place", "start", "target", "method", "release")}
    made = chart("pace", Selection(**asked, level=chosen.level, sex=chosen.sex), store)
    selection = pace_chart.SPEC.complete(Selection(**asked, level=chosen.level, sex=chosen.sex))
    words = pace_words.Words(pace_chart.basis_of(store, selection), selection)
    return [
        html.P(words.lead, className="lead"),
        card(made, html.H2),
        *([] if made.empty else [_numbers(made, words.basis.place)]),
        parts.section(
            "At the other school ages?",
            *(
                parts.draw(store, "pace", **asked, sex=chosen.sex, level=level)
                for level in parts.LEVELS
                if level not in ("all", chosen.level)
            ),
        ),
        parts.section(
            "Girls and boys?",
            *(parts.draw(store, "pace", **asked, level=chosen.level, sex=sex) for sex in ("female", "male")),
        ),
        _countries(store, standings.region_of(store, words.basis.place), chosen),
        parts.section("Whose target, and how it is judged", html.P(BENCHMARKS), html.P(METHOD)),
    ]


def _numbers(made: Chart, place: Place) -> Component:
    where = wording.place_in(place.name, place.kind)
    return data_table(standings.figures(made.data), standings.FIGURES, f"The numbers {where}, and how sure they are")


def _countries(store: Store, region: Place, chosen: Selection) -> Component:
    """A table for each kind of rate, its countries by class; the rest by name."""
    found = standings.judged(store, region, chosen)
    where = wording.place_in(region.name, region.kind)
    tables = [
        data_table(
            standings.table(bases),
            standings.COLUMNS,
            f"Countries {where} by {pace_words.SOURCES[method]}: by class, then by name, for intervals overlap",
        )
        for method, bases in found.items()
        if method != "none" and bases
    ]
    rest = standings.unjudged(store, region, chosen)
    return parts.section(
        f"Which countries {where} are on pace?",
        *tables,
        html.Details([html.Summary("Whose pace can't be judged?"), html.P(f"{rest}.")], className="aside")
        if rest
        else None,
        answer=standings.counted(store, region, chosen),
    )


def main_chart(chosen: Selection) -> str:
    """The address of the chart that stands for the page in previews and embeds."""
    asked = chosen.filled(DEFAULTS)
    return parts.address("pace", place=asked.place, level=asked.level, start=asked.start, target=asked.target)


def register(app: Dash, store: Store) -> None:
    """Every control moves the address bar and the body."""
    follow(app, store, DEFAULTS, (PLACE, LEVEL, START, TARGET), {BODY: body})
