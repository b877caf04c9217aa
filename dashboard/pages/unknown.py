"""Unknown: children whose country has no recent figure, groups no survey tells apart, conflicts nobody has measured."""

from __future__ import annotations

import pandas as pd
from dash import Dash, dcc, html
from dash.development.base_component import Component

from dashboard import unknown, widgets, wording
from dashboard.charts import coverage
from dashboard.pages import parts
from dashboard.pages.following import follow
from dashboard.render.aria import aria
from dashboard.render.columns import YEARS
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

PATH, NAME = "/unknown", "Unknown"
DEFAULTS = Selection(place=("NGA",), level="primary", max_age=5)
MOST_YEARS = 20
PLACE, LEVEL, MAX_AGE = (f"unknown-{part}" for part in ("place", "level", "max_age"))
WORLD, ONE = "unknown-world", "unknown-one"
WITHOUT = {
    "place_name": "Country",
    "school_age_population": "Children of that age",
    "last_administrative": "Newest administrative",
    "last_survey": "Newest survey",
    "model_told": "The model",
}
IN_CONFLICT = {
    "place_name": "Country",
    "school_age_population": "Children of that age",
    "in_conflict_since": "In conflict since",
    "last_observed": "Last observed",
    "model_told": "The model",
}


def layout(store: Store, /, **query: object) -> Component:
    """The page for a query; without one, five years, the primary age, and Nigeria."""
    try:
        chosen = parts.asked(query, DEFAULTS, store)
    except BadSelection as bad:
        return parts.problem(str(bad))
    country = store.places.find(chosen.place[0])
    if country is None or country.kind != "country":
        return parts.problem("This page shows the world and one country. Valid: place=NGA, or any other country.")
    if (chosen.max_age or 0) > MOST_YEARS:
        return parts.problem(f"This page counts back 1 to {MOST_YEARS} years, not {chosen.max_age}.")
    return parts.page(
        html.H1("What we do not know"),
        parts.controls(
            _years(chosen.max_age or 5),
            parts.choice(LEVEL, "School age", parts.LEVEL_NAMES, chosen.level or ""),
        ),
        html.Div(world(store, chosen), id=WORLD),
        parts.section(
            "What is known of one country?",
            parts.controls(parts.picker(PLACE, "Country", store.places.countries(), country.key)),
        ),
        html.Div(one(store, chosen), id=ONE),
    )


def _years(value: int) -> Component:
    """How many years old a figure may be and still be recent; arrow keys move it."""
    marks = [{"value": years, "label": str(years)} for years in (1, 5, 10, 15, MOST_YEARS)]
    slider = widgets.Slider(
        id=MAX_AGE,
        min=1,
        max=MOST_YEARS,
        step=1,
        value=value,
        marks=marks,
        thumbLabel="Years",
        updatemode="mouseup",
        mb=24,
    )
    return html.Div(
        [html.Span("Nothing for how many years?", className="control-label"), slider],
        className="control control-wide",
    )


def world(store: Store, chosen: Selection) -> list[Component]:
    """Children behind each kind of figure; groups; countries with nothing; conflicts since the last figure."""
    level, years = chosen.level or "primary", chosen.max_age or 5
    first = coverage.first_year(store, chosen)
    one_age = "primary" if level == "all" else level
    without = unknown.nothing(store, level, years)
    ages = parts.section("Which school ages are missing?", parts.draw(store, "coverage", max_age=years))
    groups = parts.section(
        "Which groups are missing?",
        parts.draw(store, "coverage", level=one_age, max_age=years),
        answer=unknown.missing_groups(store, one_age, years),
    )
    return [
        html.P(unknown.lead(store, level, years), className="lead"),
        *((ages, groups) if level == "all" else (groups, ages)),
        parts.section(
            f"Which countries have nothing of {first} or later?",
            _table(without, WITHOUT, f"No observed figure of {first} or later, {wording.age_of(level)}")
            if len(without)
            else html.P("None: every country has one.", className="empty"),
            html.P(unknown.SEEN, className="card-note"),
        ),
        parts.section(
            "Which countries in conflict are known only from before it?",
            _table(
                unknown.older_than_the_conflict(store, level, years),
                IN_CONFLICT,
                f"In conflict, and last observed before it began, {wording.age_of(level)}",
            ),
            html.P(unknown.what_is_conflict(store), className="card-note"),
            answer=unknown.in_conflict(store, level, years),
        ),
    ]


def _table(rows: pd.DataFrame, columns: dict[str, str], caption: str) -> Component:
    """A real table whose first column leads to the country's page."""
    head = html.Tr([html.Th(name, scope="col") for name in columns.values()])
    body = [
        html.Tr(
            [
                html.Th(dcc.Link(row["place_name"], href=f"/country?place={row['place']}"), scope="row"),
                *(html.Td(_told(name, row[name]), style={"whiteSpace": "nowrap"}) for name in list(columns)[1:]),
            ]
        )
        for row in rows.to_dict("records")
    ]
    return html.Div(
        html.Table([html.Caption(caption), html.Thead(head), html.Tbody(body)]),
        className="table-scroll",
        tabIndex=0,
        role="region",
        **aria(label=f"Table: {caption}"),
    )


def _told(column: str, value: object) -> str:
    if pd.isna(value):
        return "none" if column in YEARS else "not known"
    if column in YEARS:
        return f"{value:.0f}"
    return wording.children(float(str(value))) if column == "school_age_population" else str(value)


def one(store: Store, chosen: Selection) -> list[Component]:
    """One country: what exists at each level and of each group, and where the model goes on alone."""
    country = store.places.find(chosen.place[0])
    assert country is not None
    level = "primary" if chosen.level == "all" else chosen.level
    return [
        html.P(unknown.one_country(store, country, chosen.max_age or 5), className="answer"),
        parts.draw(store, "coverage", place=(country.key,), max_age=chosen.max_age),
        parts.draw(store, "trend", place=(country.key,), level=level),
    ]


def main_chart(chosen: Selection) -> str:
    """The address of the chart that stands for the page in previews and embeds: a country's, if one is named."""
    if chosen.place:
        return parts.address("coverage", place=chosen.place[:1], max_age=chosen.max_age)
    return parts.address("coverage", level=chosen.level, max_age=chosen.max_age)


def register(app: Dash, store: Store) -> None:
    """Every control moves the address bar and the part of the page it governs."""
    follow(app, store, DEFAULTS, (PLACE, LEVEL, MAX_AGE), {WORLD: world, ONE: one})
