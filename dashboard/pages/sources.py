"""Sources and disagreement: one place in every method, what each counts as in school, and where they are far apart."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import Dash, html
from dash.development.base_component import Component

from dashboard import widgets, wording
from dashboard.charts import chart
from dashboard.pages import parts
from dashboard.pages.following import follow
from dashboard.render.card import card, data_table
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

PATH, NAME = "/sources", "Sources"
DEFAULTS = Selection(place=("PAK",), level="primary")
PLACE, LEVEL = (f"sources-{part}" for part in ("place", "level"))
BODY = "sources-body"
LEVEL_NAMES = {key: name for key, name in parts.LEVEL_NAMES.items() if key != "all"}
COUNTED = {
    "child": "A child who is …",
    "administrative": "Administrative data, UIS",
    "uis": "Household surveys, UIS",
    "wide": "Household surveys, WIDE",
}
DEFINITIONS = pd.DataFrame(
    [
        (
            "of the official age and enrolled at any formal level",
            "in: schools report who is enrolled; the rest of a population estimate of that age is out",
            "in, if the household says that the child attended at any time in the school year",
            "in, if the household says that the child attends",
        ),
        (
            "of primary age and in pre-primary",
            "in, since the release of September 2019; out in those before",
            "may be counted as out",
            "out",
        ),
        (
            "in an equivalency programme that the country recognises and reports as formal",
            "in",
            "depends on how the answer was coded",
            "in, if it was coded to a school level",
        ),
        (
            "in a recognised programme that the ministry's report leaves out",
            "out",
            "depends on how the answer was coded",
            "depends on how the answer was coded",
        ),
        ("in a programme that is not recognised, a bridge course or a community centre", "out", "out", "out"),
        (
            "only in a Koranic school",
            "in, where the country recognises and reports the school as formal",
            "out, if the school is not formal",
            "out",
        ),
    ],
    columns=list(COUNTED),
)
MODEL = (
    "The model, VIEW, estimates every country and year from enrolment by age, population and household surveys, with a "
    "90% uncertainty interval. When a crisis strikes it can't move without new data, it assumes that children progress "
    "normally from age to age, and its years after the last source are extrapolated."
)
WHY = (
    "They differ because enrolment is counted on one day and attendance over a year, because reports may miss private "
    "or religious schools, because populations are projected, and because ages are misreported. Children in flexible "
    "or second-chance programmes are counted as out of school unless the country reports the programme as formal; no "
    "comparable count of them exists."
)


def layout(store: Store, /, **query: object) -> Component:
    """The page for a query; without one, Pakistan's children of primary age."""
    try:
        chosen = parts.asked(query, DEFAULTS, store)
    except BadSelection as bad:
        return parts.problem(str(bad))
    level = chosen.level if chosen.level in LEVEL_NAMES else "primary"
    return parts.page(
        html.H1("Administrative data, surveys and the model: how far apart?"),
        parts.controls(
            html.Div(
                widgets.Select(
                    id=PLACE,
                    label="Place",
                    data=_places(store),
                    value=chosen.place[0],
                    searchable=True,
                    allowDeselect=False,
                    maxDropdownHeight=360,
                ),
                className="control",
            ),
            parts.choice(LEVEL, "School age", LEVEL_NAMES, level or ""),
        ),
        html.Div(body(store, chosen), id=BODY),
    )


def _places(store: Store) -> list[dict[str, Any]]:
    countries = [place for place in store.places.by_id.values() if place.kind == "country"]
    items = [{"value": one.key, "label": one.name} for one in sorted(countries, key=lambda place: place.name)]
    return [{"group": "Countries", "items": items}, *parts.region_groups(store)]


def body(store: Store, chosen: Selection) -> list[Component]:
    """The sentence and the chart of the place, what each method counts, and the largest gaps."""
    place = store.places.find(chosen.place[0])
    assert place is not None
    level = chosen.level if chosen.level in LEVEL_NAMES else "primary"
    one = chart("sources", Selection(place=(place.key,), level=level), store)
    return [
        html.P(f"{one.title}.", className="lead"),
        parts.section(
            f"What does each method say {wording.place_in(place.name, place.kind)}?"
            if place.kind == "country"
            else "Where are two methods furthest apart?",
            card(one),
        ),
        parts.section(
            "What counts as in school?",
            _definitions(),
            html.P(MODEL),
            html.P(WHY),
        ),
        _ranking(store, place.key if place.kind != "country" else "world", level, is_drawn=place.kind != "country"),
    ]


def _definitions() -> Component:
    """The whole table at once: a reader compares its first row with its last."""
    table: Any = data_table(DEFINITIONS, COUNTED, "Who counts as in school and who as out, by method")
    table.style = {"maxHeight": "none"}
    return table


def _ranking(store: Store, region: str, level: str, *, is_drawn: bool) -> Component:
    """The largest gaps in points and in children, and those of surveys; ``is_drawn``: the first stands above."""
    drawn: dict[str, Any] = {"within": region, "level": level}
    return parts.section(
        "Where are they furthest apart?",
        None if is_drawn else parts.draw(store, "sources", **drawn),
        parts.draw(store, "sources", **drawn, measure="children"),
        parts.draw(store, "sources", **drawn, method="survey"),
    )


def main_chart(chosen: Selection) -> str:
    """The address of the chart that stands for the page in previews and embeds."""
    asked = chosen.filled(DEFAULTS)
    return parts.address("sources", place=asked.place, level=asked.level)


def register(app: Dash, store: Store) -> None:
    """Every control moves the address bar and the body."""
    follow(app, store, DEFAULTS, (PLACE, LEVEL), {BODY: body})
