"""Who is left out: the poorest, then one country in full, overlaps, minorities, disability, countries in conflict."""

from __future__ import annotations

from dash import Dash, dcc, html
from dash.development.base_component import Component

from dashboard import left_out, wording
from dashboard.charts import survey
from dashboard.pages import parts
from dashboard.pages.following import follow
from dashboard.places import Place
from dashboard.render.aria import aria
from dashboard.render.card import data_table
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

PATH, NAME = "/groups", "Who is left out"
DEFAULTS = Selection(place=("NGA",), level="primary", dimension="wealth", year=2023)
PLACE, LEVEL, DIMENSION = (f"groups-{part}" for part in ("place", "level", "dimension"))
FIRST, REST = "groups-first", "groups-rest"
DIMENSION_NAMES = {"wealth": "Poor and rich", "location": "Rural and urban", "sex": "Girls and boys"}
LEVEL_NAMES = {key: parts.LEVEL_NAMES[key] for key in survey.LEVELS}


def layout(store: Store, /, **query: object) -> Component:
    """The page for a query; without one, Nigeria and the primary age."""
    try:
        chosen = parts.asked(query, DEFAULTS, store)
    except BadSelection as bad:
        return parts.problem(str(bad))
    country = store.places.find(chosen.place[0])
    if country is None or country.kind != "country":
        return parts.problem("This page shows one country in full. Valid: place=NGA, or any other country.")
    wrong = _refusal(chosen)
    if wrong:
        return parts.problem(wrong)
    return parts.page(
        html.H1("Who is left out?"),
        parts.controls(
            parts.choice(LEVEL, "School age", LEVEL_NAMES, chosen.level or ""),
            parts.choice(DIMENSION, "Compare", DIMENSION_NAMES, chosen.dimension or ""),
        ),
        html.Div(first(store, chosen), id=FIRST),
        parts.section(
            "Who is out of school in one country?",
            parts.controls(parts.picker(PLACE, "Country", store.places.countries(), country.key)),
        ),
        html.Div(rest(store, chosen), id=REST),
    )


def _refusal(chosen: Selection) -> str | None:
    """Why the page can't show this, where the charts have no such view."""
    if chosen.dimension not in DIMENSION_NAMES:
        return (
            f"This page compares countries by {', '.join(DIMENSION_NAMES)}; other groups are shown country by country."
        )
    if chosen.level not in LEVEL_NAMES:
        return f"Surveys tell three ages apart. Valid: level={', '.join(LEVEL_NAMES)}."
    if chosen.sex:
        return "This page shows girls and boys beside each other. Leave 'sex' out; single charts take it."
    return None


def first(store: Store, chosen: Selection) -> list[Component]:
    """Where the gap is widest, and which countries have a figure at all."""
    level, year = chosen.level or "primary", chosen.year or parts.LAST_YEAR
    told, missing = left_out.who_has_a_figure(store, str(chosen.dimension), level, year)
    return [
        html.P(left_out.furthest_behind(store, str(chosen.dimension), level, year), className="lead"),
        parts.draw(store, "groups", html.H2, dimension=chosen.dimension, level=level, year=year),
        parts.draw(store, "map", dimension=chosen.dimension, level=level, year=year, max_age=10),
        html.P(told, className="answer"),
        html.Details([html.Summary("Which have none?"), html.P(missing)], className="aside"),
    ]


def rest(store: Store, chosen: Selection) -> list[Component]:
    """One country, its overlaps and minorities; then disability and conflict, which are about all."""
    country = store.places.find(chosen.place[0])
    assert country is not None
    level, year = chosen.level or "primary", chosen.year or parts.LAST_YEAR
    return [
        *one_country(store, country, level),
        _minorities(store, country, level),
        _disability(store, level, year),
        _conflict(store, level, year),
    ]


def one_country(store: Store, country: Place, level: str) -> list[Component]:
    """Every group of one country, its gaps from survey to survey, and where they overlap."""
    one = (country.key,)
    told = left_out.in_one_country(store, country, level)
    return [
        html.P(told, className="answer") if told else html.P(),
        parts.draw(store, "groups", place=one, level=level),
        html.Div(
            [
                parts.draw(store, "gap", place=one, level=level, dimension="wealth"),
                parts.draw(store, "gap", place=one, level=level, dimension="location"),
            ],
            className="pair",
        ),
        parts.section("Poor, rural and a girl: where do they overlap?", *_overlaps(store, country, level)),
        *_displaced(store, country),
    ]


def _displaced(store: Store, country: Place) -> list[Component]:
    told = left_out.displaced(store, country)
    return [parts.section(f"Displaced children {wording.place_in(country.name)}", answer=told)] if told else []


def _overlaps(store: Store, country: Place, level: str) -> list[Component]:
    """A table for each publisher that crosses all three, or the one that says why there is none."""
    have = [name for name in survey.latest_releases(store) if len(survey.cells(store, country, level, name))]
    asked = have if len(have) > 1 else [None]
    return [parts.draw(store, "overlap", place=(country.key,), level=level, release=release) for release in asked]


def _minorities(store: Store, country: Place, level: str) -> Component:
    table = left_out.minorities(store, level)
    own = table[table["place"].eq(country.id)]
    here = {key: parts.search_of(Selection(place=(key,), level=level), DEFAULTS) for key in table["place"]}
    links = [html.Li(dcc.Link(name, href=f"{PATH}{here[key]}")) for name, key in _links(table)]
    return parts.section(
        "Which ethnic and religious groups?",
        *(
            parts.draw(store, "groups", place=(country.key,), level=level, dimension=dimension)
            for dimension in left_out.MINORITY
            if own["dimension_name"].eq(wording.DIMENSIONS[dimension]).any()
        ),
        html.P(f"Countries that can be shown at {wording.age_of(level)}:", id="groups-minorities"),
        html.Ul(links, className="inline", **aria(labelledby="groups-minorities")),
        html.Details(
            [
                html.Summary("The groups furthest apart, country by country"),
                data_table(table, left_out.MINORITY_COLUMNS, "Groups most and least often out of school, WIDE"),
            ],
            className="aside",
        ),
        answer=left_out.selected_countries(table),
    )


def _links(table: object) -> list[tuple[str, str]]:
    return sorted(set(zip(table["place_name"], table["place"], strict=True)))  # type: ignore[index]


def _disability(store: Store, level: str, year: int) -> Component:
    return parts.section(
        "Children with disabilities?",
        parts.draw(store, "groups", dimension="disability", level=level, year=year),
        answer=left_out.DISABILITY,
    )


def _conflict(store: Store, level: str, year: int) -> Component:
    return parts.section(
        "Children in countries in conflict?",
        parts.draw(store, "conflict", level=level),
        html.Details(
            [
                html.Summary(f"The countries on each list in {year}"),
                data_table(
                    left_out.conflict_table(store, level, year),
                    left_out.CONFLICT_COLUMNS,
                    f"Countries on a list in {year}, by children of {wording.age_of(level)} out of school",
                ),
            ],
            className="aside",
        ),
        answer=left_out.in_conflict(store, level, year),
    )


def main_chart(chosen: Selection) -> str:
    """The address of the chart that stands for the page in previews and embeds: a country's groups, if one is named."""
    asked = chosen.filled(DEFAULTS)
    if chosen.place:
        return parts.address("groups", place=asked.place, level=asked.level)
    return parts.address("groups", dimension=asked.dimension, level=asked.level, year=asked.year)


def register(app: Dash, store: Store) -> None:
    """Every control moves the address bar and the part of the page below it."""
    follow(app, store, DEFAULTS, (PLACE, LEVEL, DIMENSION), {FIRST: first, REST: rest})
