"""Cost: what enrolling the children out of school would take, from which figures, and what it leaves out."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import Dash, html
from dash.development.base_component import Component

from dashboard import cost_inputs, widgets, wording
from dashboard.charts import chart, cost_figures
from dashboard.pages import parts
from dashboard.pages.following import follow
from dashboard.places import Place
from dashboard.render.card import card, data_table
from dashboard.selection import PHASES, VALID, BadSelection, Selection
from dashboard.store import Store

PATH, NAME = "/cost", "Cost"
DEFAULTS = Selection(place=("BGD",), level="lower_secondary", phase=1)
PLACE, LEVEL, MARKUP, PHASE = (f"cost-{part}" for part in ("place", "level", "markup", "phase"))
BODY = "cost-body"
ALL_MARKUPS = "all"
LEVEL_NAMES = {key: parts.LEVEL_NAMES[key] for key in cost_figures.LEVELS}
MARKUP_NAMES = {ALL_MARKUPS: "All three", **{key: f"{key}%" for key in VALID["markup"]}}
LEFT_OUT = (
    "What families pay and give up: fees, books, meals, a child's work.",
    "Grants, school meals and other help that brings children to school.",
    "New classrooms, transport, and what children with disabilities need.",
    "Catch-up classes, better teaching, and administration.",
    "More children to come: the number out of school stays as it is.",
    "Conflict: countries on a list of countries in conflict are not costed.",
    "The years before primary school.",
)
ASSUMED = (
    "One more pupil costs what the average pupil costs, plus the mark-up; the average counts pupils of private schools "
    "too, so it is low where many families pay.",
    "Teaching stays as good or as bad as it is, teachers can be found, and the children come.",
    "Constant PPP$ compare countries; no budget is made in them, and their base year changes with the release.",
)
FLEXIBLE = (
    "Children in flexible or second-chance programmes are counted as out of school unless the country reports the "
    "programme as formal. No comparable count exists."
)
IN_OR_OUT = pd.DataFrame(
    [
        (
            "A programme recognised, and reported as formal",
            "in",
            "depends on the answer given",
            "in, if it has a level",
        ),
        ("A programme recognised, but not in the ministry's report", "out", "depends", "depends"),
        ("A programme not recognised: non-formal, bridge, community centre", "out", "out", "out"),
        ("A Koranic school only", "depends on recognition", "out, if not formal", "out"),
        ("Pre-primary, though of primary-school age", "in, since the 2019 release", "out", "out"),
    ],
    columns=["child", "administrative", "survey", "wide"],
)
IN_OR_OUT_COLUMNS = {
    "child": "A child in …",
    "administrative": "Administrative data",
    "survey": "Surveys, older UIS definition",
    "wide": "Surveys, WIDE",
}


def layout(store: Store, /, **query: object) -> Component:
    """The page for a query; without one, Bangladesh and the lower secondary age."""
    try:
        chosen = parts.asked(query, DEFAULTS, store)
        if chosen.level not in LEVEL_NAMES:
            raise BadSelection(f"Spending is told level by level. Valid: level={', '.join(LEVEL_NAMES)}.")
        content = body(store, chosen)
    except BadSelection as bad:
        return parts.problem(str(bad))
    return parts.page(
        html.H1("What would it cost to enrol them?"),
        parts.controls(
            _place(store, chosen.place[0]),
            parts.choice(LEVEL, "School age", LEVEL_NAMES, chosen.level or ""),
        ),
        parts.controls(
            parts.choice(
                MARKUP, "Mark-up for children who are hard to reach", MARKUP_NAMES, chosen.markup or ALL_MARKUPS
            ),
            _phase(chosen.phase or 1),
        ),
        html.Div(content, id=BODY),
    )


def _place(store: Store, value: str) -> Component:
    names = [{"value": place.key, "label": place.name} for place in store.places.countries()]
    data: list[dict[str, Any]] = [{"group": "Countries", "items": names}, *parts.region_groups(store)]
    return _select(PLACE, "Country, or region by country", data, value, searchable=True)


def _phase(value: int) -> Component:
    data = [{"value": str(years), "label": "1 year" if years == 1 else f"{years} years"} for years in PHASES]
    return _select(PHASE, "Phased in over", data, str(value))


def _select(ident: str, label: str, data: list[dict[str, Any]], value: str, **more: Any) -> Component:
    select = widgets.Select(
        id=ident, label=label, data=data, value=value, allowDeselect=False, maxDropdownHeight=360, **more
    )
    return html.Div(select, className="control")


def body(store: Store, chosen: Selection) -> list[Component]:
    """The cost of the place, what it is made of, its neighbours, the counts behind it, and what counts as in school."""
    place = store.places.find(chosen.place[0])
    assert place is not None
    asked: dict[str, Any] = {"year": chosen.year, "release": chosen.release}
    asked |= {"markup": chosen.markup, "phase": chosen.phase}
    own = _of_country(store, place, chosen, asked) if place.kind == "country" else []
    region = _region(store, place)
    return [
        *own,
        *_of_region(store, region, chosen, asked, is_first=not own),
        parts.section(
            "What does it leave out?",
            html.Ul([html.Li(text) for text in LEFT_OUT]),
            html.P("It takes for granted:"),
            html.Ul([html.Li(text) for text in ASSUMED]),
            answer="It is an order of magnitude at today's average public spending, and no price. It could be low, "
            "where children are hard to reach, or high, where seats are empty.",
        ),
        _counts(store, place, chosen),
        parts.section(
            "Are children in flexible learning in or out of school?",
            data_table(IN_OR_OUT, IN_OR_OUT_COLUMNS, "Whether a child counts as in school, by kind of figure"),
            answer=FLEXIBLE,
        ),
    ]


def _of_country(store: Store, place: Place, chosen: Selection, asked: dict[str, Any]) -> list[Component]:
    """The chosen age with its phase-in in words and its inputs, then age by age."""
    level = chosen.level or "primary"
    drawn = chart("cost", Selection(place=(place.key,), level=level, **asked), store)
    told = cost_inputs.phased_in(drawn, level, chosen.phase or 1)
    inputs = cost_inputs.table(store, place, chosen)
    caption = f"Inputs for {place.name}, {wording.age_of(level)}"
    return [
        html.P(cost_inputs.lead(drawn, place, level), className="lead"),
        html.P(told, className="answer") if told else html.P(),
        card(drawn, html.H2),
        parts.section(
            "Which figures is it made of?",
            html.Div(data_table(inputs, cost_inputs.COLUMNS, caption), className="whole"),
            answer="Every figure has its own year and release.",
        ),
        parts.section("And age by age?", parts.draw(store, "cost", place=(place.key,), **asked)),
    ]


def _of_region(
    store: Store, region: Place | None, chosen: Selection, asked: dict[str, Any], *, is_first: bool
) -> list[Component]:
    if region is None:
        return []
    drawn = chart("cost", Selection(place=(region.key,), level=chosen.level, **asked), store)
    if is_first:
        return [html.P(drawn.empty or f"{drawn.title}.", className="lead"), card(drawn, html.H2)]
    name = wording.place_in(region.name, region.kind)
    return [parts.section(f"And country by country {name}?", card(drawn))]


def _region(store: Store, place: Place) -> Place | None:
    """A region itself; the region that a country is set beside: Asia and the Pacific, or its SDG region."""
    if place.kind != "country":
        return place
    asia = store.places.find("asia-and-the-pacific")
    if asia and place.id in store.places.members(asia.id):
        return asia
    return store.places.by_id.get(place.sdg_region or "")


def _counts(store: Store, place: Place, chosen: Selection) -> Component:
    """The counts that low and high come from, year by year."""
    one: dict[str, Any] = {"place": (place.key,), "level": chosen.level}
    return parts.section(
        "How many are out of school, and how sure is that?",
        parts.draw(store, "trend", **one, by="method"),
        parts.draw(store, "trend", **one, measure="children", by="method"),
    )


def main_chart(chosen: Selection) -> str:
    """The address of the chart that stands for the page in previews and embeds."""
    asked = chosen.filled(DEFAULTS)
    phase = None if asked.phase == DEFAULTS.phase else asked.phase
    return parts.address("cost", place=asked.place, level=asked.level, markup=asked.markup, phase=phase)


def register(app: Dash, store: Store) -> None:
    """Every control moves the address bar and the body."""
    follow(app, store, DEFAULTS, (PLACE, LEVEL, MARKUP, PHASE), {BODY: body}, _read)


def _read(words: dict[str, str]) -> dict[str, str]:
    """What an address says: nothing of a mark-up where all three are chosen."""
    return {key: word for key, word in words.items() if (key, word) != ("markup", ALL_MARKUPS)}
