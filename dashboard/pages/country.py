"""Country: a briefing of eight questions, each answered in sentences, then drawn; two sides of A4 when printed."""

from __future__ import annotations

from typing import Any

from dash import Dash, dcc, html
from dash.development.base_component import Component

from dashboard import briefing, findings, widgets
from dashboard.charts.chart import Chart
from dashboard.pages import parts
from dashboard.pages.following import follow
from dashboard.places import Place
from dashboard.render import paper
from dashboard.render.card import card, data_table
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

PATH, NAME = "/country", "Countries"
DEFAULTS = Selection(place=("PAK",), level="primary", year=2023)
PLACE, LEVEL, YEAR, WITHIN, PEERS = (f"country-{part}" for part in ("place", "level", "year", "within", "peers"))
BODY = "country-body"
NEIGHBOURS = "neighbours"
"""What the list of regions says for a country's neighbours, which no address needs to name."""


def layout(store: Store, /, **query: object) -> Component:
    """The page for a query; without one, Pakistan."""
    try:
        chosen = briefing.asked(store, parts.asked(query, DEFAULTS, store))
    except BadSelection as bad:
        return parts.problem(str(bad))
    return parts.page(
        html.H1("Out of school, country by country"),
        parts.controls(
            parts.picker(PLACE, "Country", store.places.countries(), chosen.place[0]),
            parts.choice(LEVEL, "School age", _levels(), chosen.level or ""),
            parts.year_slider(YEAR, chosen.year or parts.LAST_YEAR),
            *_against(store, chosen),
        ),
        html.Div(body(store, chosen), id=BODY),
    )


def _levels() -> dict[str, str]:
    return {key: parts.LEVEL_NAMES[key] for key in findings.LEVELS}


def _against(store: Store, chosen: Selection) -> list[Component]:
    """Whom the country is set against: a region's countries, or some that are named."""
    countries = [{"value": place.key, "label": place.name} for place in store.places.countries()]
    usual = {"group": "Usual", "items": [{"value": NEIGHBOURS, "label": "Its neighbours (smallest SDG region)"}]}
    regions = widgets.Select(
        id=WITHIN,
        label="Set against",
        data=[usual, *parts.region_groups(store)],
        value=chosen.within or NEIGHBOURS,
        searchable=True,
        allowDeselect=False,
        maxDropdownHeight=320,
    )
    named = widgets.MultiSelect(
        id=PEERS,
        label="Or against these countries",
        data=countries,
        value=list(chosen.place[1:]),
        searchable=True,
        clearable=True,
        maxDropdownHeight=320,
    )
    return [html.Div(regions, className="control"), html.Div(named, className="control control-peers")]


def body(store: Store, chosen: Selection) -> list[Component]:
    """Everything about the chosen country: the briefing, and on the screen what it rests on."""
    country = store.places.find(chosen.place[0])
    assert country is not None
    return [
        html.H2(country.name, className="place-name"),
        _take_away(chosen),
        html.Div(
            [
                *_parts(briefing.of(store, chosen)),
                html.P(briefing.foot(store, chosen), className="briefing-foot"),
            ],
            className="briefing",
        ),
        html.Div(_beneath(store, country, chosen), className="screen-only"),
    ]


def _take_away(chosen: Selection) -> Component:
    """The two ways onto paper; the script prints, and the file is made by the server."""
    printing: dict[str, Any] = {"data-print": "page"}
    return html.P(
        [
            html.Button("Print or save as PDF", type="button", className="button", **printing),
            html.A("Download the PDF", href=briefing.address(chosen), download=f"{chosen.place[0]}.pdf"),
        ],
        className="take-away",
    )


def _parts(told: list[briefing.Part]) -> list[Component]:
    """The questions, each with the size of its chart on paper, which depends on all of them."""
    sizes = iter(paper.sizes([part.chart for part in told if part.chart]))
    return [_part(part, next(sizes) if part.chart else None) for part in told]


def _part(part: briefing.Part, size: tuple[int, int] | None) -> Component:
    """A question, its answer, and the card; the card's title is a sentence of the answer, so it is heard only."""
    first, *rest = part.sentences
    is_first = part.question == briefing.FIRST
    answer = " ".join(rest if is_first else part.sentences)
    return html.Section(
        [
            html.H2(part.question),
            html.P(first, className="lead") if is_first else None,
            html.P(answer, className="answer") if answer else None,
            _sized(part.chart, size) if part.chart and size else None,
        ],
        className="section",
    )


def _sized(made: Chart, size: tuple[int, int]) -> Component:
    """The card, with the size for which the script lays its drawing out on paper."""
    laid_out: dict[str, Any] = {"data-paper": "{} {}".format(*size)}
    return html.Div(card(made, _heard), **laid_out)


def _heard(title: str, **_: object) -> Component:
    return html.H3(title, className="unseen")


def _beneath(store: Store, country: Place, chosen: Selection) -> list[Component]:
    """For whoever asks on: groups, ages of the figures, revisions."""
    year, level = chosen.year or parts.LAST_YEAR, chosen.level or "primary"
    return [
        html.P(dcc.Link("Gaps, overlaps, minorities and conflict", href=f"/groups?place={country.key}&level={level}")),
        parts.section(
            "Which ages, girls or boys?",
            parts.draw(store, "gap", place=(country.key,), year=year),
            parts.draw(store, "trend", place=(country.key,), by="level", measure="children"),
        ),
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
            "How has the same year been revised?",
            parts.draw(store, "releases", place=(country.key,), year=2011, level="primary"),
        ),
    ]


def main_chart(chosen: Selection) -> str:
    """The address of the chart that stands for the page in previews and embeds."""
    asked = chosen.filled(DEFAULTS)
    return parts.address("trend", place=asked.place[:1], level=asked.level)


def register(app: Dash, store: Store) -> None:
    """Every control moves the address bar and the body."""
    follow(app, store, DEFAULTS, (PLACE, LEVEL, YEAR, WITHIN, PEERS), {BODY: body}, _read)


def _read(words: dict[str, str]) -> dict[str, str]:
    """What an address says: peers that are named stand behind the country, and leave no region to set it against."""
    place, within, peers = (words.get(key, "") for key in ("place", "within", "peers"))
    named = [key for key in peers.split(",") if key not in ("", place)]
    region = {} if named or within in ("", NEIGHBOURS) else {"within": within}
    rest = {key: word for key, word in words.items() if key in ("level", "year")}
    return {**rest, **region, "place": ",".join([place, *named])}
