"""Country: sentences first, then the evidence, ages, groups, neighbours, and how old each figure is."""

from __future__ import annotations

from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard import findings, left_out, wording
from dashboard.pages import parts
from dashboard.places import Place
from dashboard.render.card import data_table
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

PATH, NAME = "/country", "Countries"
DEFAULTS = Selection(place=("PAK",), level="primary", year=2023)
PLACE, LEVEL, YEAR = (f"country-{part}" for part in ("place", "level", "year"))
BODY = "country-body"


def layout(store: Store, **query: object) -> Component:
    """The page for a query; without one, Pakistan."""
    try:
        chosen = parts.asked(query, DEFAULTS, store)
    except BadSelection as bad:
        return parts.problem(str(bad))
    levels = {key: parts.LEVEL_NAMES[key] for key in findings.LEVELS}
    level = chosen.level if chosen.level in levels else "primary"
    return parts.page(
        html.H1("Out of school, country by country"),
        parts.controls(
            parts.picker(PLACE, "Country", store.places.countries(), chosen.place[0]),
            parts.choice(LEVEL, "School age", levels, level or ""),
            parts.year_slider(YEAR, chosen.year or parts.LAST_YEAR),
        ),
        html.Div(body(store, chosen), id=BODY),
    )


def body(store: Store, chosen: Selection) -> list[Component]:
    """Everything about the chosen country, sentences first."""
    country = store.places.find(chosen.place[0])
    assert country is not None
    year, level = chosen.year or parts.LAST_YEAR, chosen.level or "primary"
    one = (country.key,)
    return [
        html.H2(country.name, className="place-name"),
        *_sentences(store, country, level, year),
        parts.section(
            "Is it falling?",
            parts.draw(store, "trend", place=one, level=level),
            parts.draw(store, "trend", place=one, by="level", measure="children"),
        ),
        parts.section(
            "Which ages, girls or boys?",
            html.Div(
                [
                    parts.draw(store, "headline", place=one, year=year),
                    parts.draw(store, "gap", place=one, year=year),
                ],
                className="pair",
            ),
        ),
        parts.section(
            "Who is left out?",
            parts.draw(store, "groups", place=one, level=level),
            html.P(
                dcc.Link("Gaps, overlaps, minorities and conflict", href=f"/groups?place={country.key}&level={level}")
            ),
            answer=left_out.in_one_country(store, country, level),
        ),
        _neighbours(store, country, level, year),
        parts.section(
            "How old is each figure?",
            data_table(
                findings.ages(store, country, year),
                findings.AGE_COLUMNS,
                f"Latest figure of each kind for {country.name}, and its age in {year}",
            ),
            answer="A model gives every year; administrative and survey figures show when somebody last looked.",
        ),
        parts.section(
            "How has the same year been revised?", parts.draw(store, "releases", place=one, year=2011, level="primary")
        ),
    ]


def _sentences(store: Store, country: Place, level: str, year: int) -> list[Component]:
    told = [
        findings.how_many(store, country, year),
        findings.is_it_falling(store, country, year),
        findings.by_sex(store, country, year),
        findings.where_it_stands(store, country, level, year),
    ]
    lead, *rest = [part for part in told if part]
    return [html.P(lead, className="lead"), html.P(" ".join(rest), className="answer")]


def _neighbours(store: Store, country: Place, level: str, year: int) -> Component:
    region = store.places.by_id.get(country.sdg_region or "")
    if region is None:
        return parts.section("Where does it stand?", answer=f"{country.name} is in no SDG region of this release.")
    return parts.section(
        f"Where does it stand in {wording.with_article(region.name)}?",
        parts.draw(store, "ranking", place=(country.key,), within=region.key, level=level, year=year),
    )


def main_chart(chosen: Selection) -> str:
    """The address of the chart that stands for the page in previews and embeds."""
    asked = chosen.filled(DEFAULTS)
    return parts.address("trend", place=asked.place, level=asked.level)


def register(app: Dash, store: Store) -> None:
    """Every control moves the address bar and the body."""

    @app.callback(
        Output("address", "search", allow_duplicate=True),
        Output(BODY, "children"),
        Input(PLACE, "value"),
        Input(LEVEL, "value"),
        Input(YEAR, "value"),
        State("address", "search"),
        prevent_initial_call=True,
    )
    def show(place: str, level: str, year: int, address: str | None) -> tuple[object, ...]:
        chosen = Selection(place=(place,), level=level, year=year)
        if parts.unmoved(address, chosen, DEFAULTS, store):
            raise PreventUpdate
        return parts.search_of(chosen, DEFAULTS), body(store, chosen)
