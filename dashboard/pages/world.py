"""World: how many, where, which regions, is it falling, and what has been said about 2011."""

from __future__ import annotations

from dash import Dash, dcc, html
from dash.development.base_component import Component

from dashboard import findings
from dashboard.pages import parts
from dashboard.pages.following import follow
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

PATH, NAME = "/", "World"
DEFAULTS = Selection(level="primary", sex="total", year=2023, set="sdg", measure="rate")
LEVEL, SEX, YEAR, SET, MEASURE = (f"world-{part}" for part in ("level", "sex", "year", "set", "measure"))
HEADLINE, WHERE, REGIONS, TREND, GROUPS = (
    f"world-{part}" for part in ("headline", "map", "regions", "trend", "groups")
)


def layout(store: Store, /, **query: object) -> Component:
    """The page for a query; without one, the latest year."""
    try:
        chosen = parts.asked(query, DEFAULTS, store)
    except BadSelection as bad:
        return parts.problem(str(bad))
    level_names = {key: parts.LEVEL_NAMES[key] for key in parts.LEVELS}
    return parts.page(
        html.H1("How many children are out of school?"),
        html.Div(headline(store, chosen), id=HEADLINE),
        parts.section(
            "Where are they?",
            parts.controls(
                parts.choice(LEVEL, "School age", level_names, chosen.level or "", ahead=True),
                parts.choice(SEX, "Who", parts.SEX_NAMES, chosen.sex or ""),
                parts.year_slider(YEAR, chosen.year or parts.LAST_YEAR, ahead=True),
            ),
            html.Div(where(store, chosen), id=WHERE),
        ),
        parts.section(
            "Which regions?",
            parts.controls(parts.choice(SET, "Regions by", SET_NAMES, chosen.set or "")),
            html.Div(regions(store, chosen), id=REGIONS),
        ),
        parts.section(
            "Is it falling?",
            parts.controls(parts.choice(MEASURE, "Show", parts.MEASURE_NAMES, chosen.measure or "")),
            html.Div(trend(store, chosen), id=TREND, className="pair"),
        ),
        parts.section(
            "Who is left out?",
            html.Div(by_group(store, chosen), id=GROUPS),
            html.P(dcc.Link("Country by country: gaps, overlaps, minorities, conflict", href="/groups")),
        ),
        parts.section(
            "What has been said about 2011",
            parts.draw(store, "releases", place=("world",)),
            parts.draw(store, "releases", place=("asia-and-the-pacific",)),
            answer=findings.announced(store, 2011),
        ),
    )


SET_NAMES = {
    "sdg": "SDG regions",
    "sdg_sub": "SDG sub-regions",
    "unesco": "UNESCO",
    "worldbank": "World Bank",
    "income": "Income",
    "development": "LDC, LLDC, SIDS",
}


def headline(store: Store, chosen: Selection) -> list[Component]:
    """The number in a sentence, then by level."""
    world = store.places.find("world")
    assert world is not None
    year = chosen.year or parts.LAST_YEAR
    told = [findings.how_many(store, world, year), findings.published(store, world, year)]
    return [
        html.P(" ".join(part for part in told if part), className="lead"),
        html.P(findings.is_it_falling(store, world, year) or "", className="answer"),
        parts.draw(store, "headline", html.H2, year=year),
    ]


def where(store: Store, chosen: Selection) -> Component:
    """The map of the year."""
    return parts.draw(store, "map", level=chosen.level, sex=chosen.sex, year=chosen.year)


def regions(store: Store, chosen: Selection) -> Component:
    """The regions of the chosen set, side by side."""
    return parts.draw(store, "ranking", set=chosen.set, level=chosen.level, sex=chosen.sex, year=chosen.year)


def trend(store: Store, chosen: Selection) -> list[Component]:
    """The world by level, and girls and boys of the chosen level."""
    return [
        parts.draw(store, "trend", by="level", measure=chosen.measure),
        parts.draw(store, "trend", by="sex", measure=chosen.measure, level=chosen.level),
    ]


def by_group(store: Store, chosen: Selection) -> Component:
    """Survey rates by group, weighted; surveys know the three ages apart only."""
    level = "primary" if chosen.level == "all" else chosen.level
    return parts.draw(store, "groups", place=("world",), level=level, year=chosen.year)


def main_chart(chosen: Selection) -> str:
    """The address of the chart that stands for the page in previews and embeds."""
    asked = chosen.filled(DEFAULTS)
    return parts.address("map", level=asked.level, sex=asked.sex, year=asked.year)


def register(app: Dash, store: Store) -> None:
    """Every control moves the address bar and the charts it governs."""
    made = {WHERE: where, HEADLINE: headline, REGIONS: regions, TREND: trend, GROUPS: by_group}
    follow(app, store, DEFAULTS, (LEVEL, SEX, YEAR, SET, MEASURE), made)
