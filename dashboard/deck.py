"""Briefings as slides: which charts tell about a place, in which order, and the words between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from dashboard import deck_words as words
from dashboard import findings, wording
from dashboard.charts import chart, peers
from dashboard.charts.chart import Chart
from dashboard.deck_words import Slide
from dashboard.places import Place
from dashboard.render.slides import Page
from dashboard.selection import BadSelection, Selection, place_key
from dashboard.store import Store

LEVEL, YEAR = "primary", 2023
REVISED = 2011
"""The year whose revisions are shown, where several releases tell about it."""
NO_REGION = "It is in no SDG region of these releases."
FIRST = 2000
"""Before it no release has every level."""
ROWS, LINES = 24, 26
"""Bars, and lines of groups with their headings, that can be read on a slide."""
LISTS = ((6, 2), (4, 1))
"""Of a list of more groups than the first number so many at each end are drawn, where all would not fit."""
MOST = 10
"""Places in a deck that is made while somebody waits at a browser."""

_Choice = tuple[str, Selection]


def of(
    store: Store, places: Iterable[Place], *, year: int = YEAR, level: str = LEVEL, today: date | None = None
) -> list[Slide]:
    """A deck: opening, agenda, a briefing of each place, and where all figures come from."""
    told = [(place, briefing(store, place, year=year, level=level)) for place in places]
    slides = [slide for _, briefed in told for slide in briefed]
    releases = words.releases_of(store, [slide.chart for slide in slides if isinstance(slide, Page)])
    credit = words.credit(releases or store.releases.values())
    opening = words.opening([place for place, _ in told], year, today or date.today(), credit)
    return [opening, *words.agenda(told, credit), *slides, *words.closing(releases, credit)]


def asked(query: str, store: Store) -> dict[str, Any]:
    """What a query such as ``place=PAK,NGA&year=2020`` asks of ``of``.

    Raises:
        BadSelection: no place, too many, or a word that is not valid here.
    """
    wanted = Selection.from_query(query, store)
    if idle := [name for name in wanted.given() if name not in ("place", "year", "level")]:
        raise BadSelection(f"A deck has no use for '{idle[0]}'. It takes: place, year, level.")
    if not 1 <= len(wanted.place) <= MOST:
        raise BadSelection(
            f"A deck here holds 1 to {MOST} places, and {len(wanted.place)} were asked for. Give place=PAK,NGA; "
            "the command 'oosc deck' makes longer ones."
        )
    places = [store.places.find(key) for key in wanted.place]
    return {"places": places, "year": wanted.year or YEAR, "level": wanted.level or LEVEL}


def chosen(names: Sequence[str], region: str | None, store: Store) -> list[Place]:
    """The places named, each by any usual name; then a region and every country in it.

    Raises:
        BadSelection: there is no such place, or none is named.
    """
    keys = [place_key(name, store) for name in names]
    if region:
        within = Selection.from_query(urlencode({"within": region}), store).within or ""
        keys += [within, *_countries(within, store)]
    if not keys:
        raise BadSelection("A deck needs a place. Name countries or regions, such as PAK NGA world, or give --region.")
    return [place for key in dict.fromkeys(keys) if (place := store.places.find(key))]


def _countries(region: str, store: Store) -> list[str]:
    found = store.places.find(region)
    inside = store.places.members(found.id) if found else ()
    return [place.key for place in store.places.countries() if place.id in inside]


def briefing(store: Store, place: Place, *, year: int = YEAR, level: str = LEVEL) -> list[Slide]:
    """The slides about one place. What can't be drawn is left out, and the last slide says why."""
    drawn: list[Page] = []
    missing: list[str] = []
    for about, choices in _questions(store, place, year, level).items():
        made = [chart(name, selection, store) for name, selection in choices]
        if found := next((one for one in made if not _why_not(one, place)), None):
            drawn.append(_page(store, found, place, year, level))
        else:
            missing.append(f"Not shown, {about}: {_why_not(made[0], place) if made else NO_REGION}")
    revised = _revised(store, place, year)
    last = [] if revised.empty else [Page(revised, _title(revised, place))]
    missing += [f"Not shown, how figures were revised: {revised.empty}"] if revised.empty else []
    charts = [page.chart for page in (*drawn, *last)]
    return [*drawn, words.how_sure(store, place, year), *last, *words.sources(store, place, charts, missing)]


def _questions(store: Store, place: Place, year: int, level: str) -> dict[str, tuple[_Choice, ...]]:
    """What a briefing asks, and the charts that can answer, best first."""
    one, end = (place.key,), None if year == YEAR else year
    by_level = Selection(place=one, by="level", end=end)
    sexes = Selection(place=one, year=year)
    group = Selection(place=one, level="primary" if level == "all" else level, year=year)
    lines = Selection(place=one, level=level, end=end) if place.kind == "country" else replace(by_level, measure="rate")
    return {
        "how many": (("headline", Selection(place=one, year=year)),),
        "whether it is falling": (("trend", lines),),
        "the number of children at each school age": (
            ("trend", replace(by_level, measure="children")),
            ("trend", replace(by_level, measure="rate", method="administrative")),
        ),
        "girls and boys": (("gap", sexes), ("gap", replace(sexes, method="administrative"))),
        "who is left out": (("groups", group),),
        **_around(store, place, year, level),
    }


def _around(store: Store, place: Place, year: int, level: str) -> dict[str, tuple[_Choice, ...]]:
    """A country among its neighbours, as on its page; of a region, its countries."""
    if place.kind != "country":
        inside = Selection(within=place.key, level=level, year=year)
        return {"its countries": (("ranking", inside),), "its map": (("map", inside),)}
    region = peers.neighbourhood(store, place)
    if region is None:
        return {"where it stands in its region": ()}
    among = Selection(place=(place.key,), within=region.key, level=level, year=year)
    return {f"where it stands in {wording.with_article(region.name)}": (("ranking", among),)}


def _why_not(made: Chart, place: Place) -> str | None:
    """Why a chart makes no slide: it is empty, or compares everybody but the country it is about."""
    if made.name == "ranking" and place.kind == "country" and place.id not in set(made.drawn.get("place", ())):
        return f"The model has no rate for {wording.with_article(place.name)}."
    return made.empty


def _page(store: Store, made: Chart, place: Place, year: int, level: str) -> Page:
    if made.name == "groups":
        return Page(_ends(made), _title(made, place))
    if made.name != "ranking":
        return Page(made, _title(made, place))
    stands = findings.where_it_stands(store, place, level, year)
    return Page(_near(made, place), stands.removesuffix(".") if stands else _title(made, place))


def _title(made: Chart, place: Place) -> str:
    """The chart's message; it names the place, since a slide stands alone."""
    name = wording.place_in(place.name, place.kind).removeprefix("in ")
    if name.casefold() in made.title.casefold():
        return made.title
    return f"{wording.sentence(name)}: {made.title}"


def _near(ranking: Chart, place: Place) -> Chart:
    """As many bars as can be read: those around the place, or the first ones."""
    rows = ranking.drawn
    if len(rows) <= ROWS:
        return ranking
    own = [number for number, key in enumerate(rows["place"]) if key == place.id]
    start = min(max(0, own[0] - ROWS // 2), len(rows) - ROWS) if own else 0
    shown = rows.index[start : start + ROWS]
    which = "those nearest to it" if own else "the first"
    note = f"Drawn: {which}, {ROWS} of {len(rows)} places. {ranking.note}"
    return replace(ranking, data=ranking.data.assign(is_drawn=ranking.data.index.isin(shown)), note=note)


def _ends(groups: Chart) -> Chart:
    """As many groups as can be read: girls and boys, who have a slide of their own, go first, then middles."""
    rows = groups.drawn
    short: dict[str, None] = {}
    for most, end in LISTS:
        if len(rows) + rows["heading"].nunique() <= LINES:
            break
        rows = rows[rows["dimension"].ne("sex")]
        for heading, part in rows.groupby("heading", sort=False):
            if part["row_name"].nunique() > most:
                short[str(part["dimension_name"].iloc[0]).lower()] = None
                rows = rows[rows["heading"].ne(heading) | rows.index.isin(_extremes(part, end))]
    if len(rows) == len(groups.drawn):
        return groups
    ends = f"; by {wording.listed(list(short))} only those furthest apart are drawn" if short else ""
    note = f"Girls and boys have a slide of their own{ends}. {groups.note}"
    return replace(groups, data=groups.data.assign(is_drawn=groups.data.index.isin(rows.index)), note=note)


def _extremes(part: pd.DataFrame, end: int) -> pd.Index:
    """The rows of the groups with the highest and the lowest rates that many children were asked for."""
    highest = part[part["state"].eq("plain")].groupby("row_name")["value"].max().sort_values(kind="stable").index
    return part.index[part["row_name"].isin([*highest[:end], *highest[-end:]])]


def _revised(store: Store, place: Place, year: int) -> Chart:
    """What releases said about one year: 2011, or the latest about which several have spoken."""
    for about in (REVISED, *range(year, FIRST - 1, -1)):
        made = chart("releases", Selection(place=(place.key,), year=about), store)
        if len(made.data) > 1:
            return made
    return chart("releases", Selection(place=(place.key,), year=REVISED), store)
