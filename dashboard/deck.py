"""Briefings as slides: which charts tell about a place, in which order, and the words between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from dashboard import findings, origins, wording
from dashboard.charts import chart, provenance
from dashboard.charts.chart import Chart
from dashboard.places import Place
from dashboard.render.slides import Page, Words
from dashboard.selection import Selection
from dashboard.store import Release, Store

LEVEL, YEAR = "primary", 2023
REVISED = 2011
"""The year whose revisions are shown, where several releases tell about it."""
NO_REGION = "It is in no SDG region of these releases."
FIRST = 2000
"""Before it no release has every level."""
ROWS = 24
"""Bars that can be read on a slide."""
LETTERS, LINES = 1500, 16
"""What a slide of words holds."""
SHORT = 4
"""Names in the title of a deck."""
OBSERVED = ("uis", "view", "wide", "worldbank")
"""Publishers of figures of children out of school; the others tell about countries."""
READING = (
    "A rate is a share of the children of an official age group; a number counts children. One can fall while the "
    "other rises.",
    "Administrative, survey and modelled figures answer different questions, and no line joins them.",
    "The notes under each slide hold its numbers in sentences, its definition, its address and its citation.",
)
"""What an audience must know first."""

Slide = Page | Words
_Choice = tuple[str, Selection]


def of(
    store: Store, places: Iterable[Place], *, year: int = YEAR, level: str = LEVEL, today: date | None = None
) -> list[Slide]:
    """A deck: opening, agenda, a briefing of each place, and where all figures come from."""
    told = [(place, briefing(store, place, year=year, level=level)) for place in places]
    slides = [slide for _, briefed in told for slide in briefed]
    releases = _releases(store, [slide.chart for slide in slides if isinstance(slide, Page)])
    credit = _credit(releases or store.releases.values())
    opening = _opening([place for place, _ in told], year, today or date.today(), credit)
    return [opening, *_agenda(told, credit), *slides, *_closing(releases, credit)]


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
    return [*drawn, _how_sure(store, place, year), *last, *_sources(store, place, charts, missing)]


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
    """A country among those of its region; of a region, its countries."""
    if place.kind != "country":
        inside = Selection(within=place.key, level=level, year=year)
        return {"its countries": (("ranking", inside),), "its map": (("map", inside),)}
    region = store.places.by_id.get(place.sdg_region or "")
    if region is None:
        return {"where it stands in its region": ()}
    asked = Selection(place=(place.key,), within=region.key, level=level, year=year)
    return {f"where it stands in {wording.with_article(region.name)}": (("ranking", asked),)}


def _why_not(made: Chart, place: Place) -> str | None:
    """Why a chart makes no slide: it is empty, or compares everybody but the country it is about."""
    if made.name == "ranking" and place.kind == "country" and place.id not in set(made.drawn.get("place", ())):
        return f"The model has no rate for {wording.with_article(place.name)}."
    return made.empty


def _page(store: Store, made: Chart, place: Place, year: int, level: str) -> Page:
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


def _revised(store: Store, place: Place, year: int) -> Chart:
    """What releases said about one year: 2011, or the latest about which several have spoken."""
    for about in (REVISED, *range(year, FIRST - 1, -1)):
        made = chart("releases", Selection(place=(place.key,), year=about), store)
        if len(made.data) > 1:
            return made
    return chart("releases", Selection(place=(place.key,), year=REVISED), store)


def _how_sure(store: Store, place: Place, year: int) -> Words:
    """The latest figure of each kind, its age and its release."""
    ages = findings.ages(store, place, year)
    labels = [store.releases[home].label for home in zip(ages["source"], ages["release"], strict=True)]
    lines = [
        f"{row.level_name} school age, {wording.METHODS[row.method]}: {row.value}% in {row.year}, "
        f"{_old(row.age)} ({label})"
        for row, label in zip(ages.itertuples(), labels, strict=True)
    ]
    source = str(provenance.cited(store, ages)["source_line"])
    return Words(
        _last_seen(ages, place, year),
        f"Latest out-of-school rate of each kind and its age in {year}. A model gives every year; administrative and "
        "survey figures show when somebody last looked.",
        tuple(lines) or ("No release has an administrative, survey or modelled rate.",),
        source or _credit(store.releases.values()),
    )


def _last_seen(ages: pd.DataFrame, place: Place, year: int) -> str:
    """How old the newest figure is that somebody observed rather than modelled."""
    where = wording.place_in(place.name, place.kind)
    observed = ages[ages["method"] != "model"]
    if ages.empty:
        return f"0 rates {where}: no release has one"
    if observed.empty:
        return f"All {len(ages)} latest rates {where} are modelled: no release has an observed one"
    newest = observed.loc[observed["year"].idxmax()]
    if newest["age"] > 1:
        return (
            f"Somebody last looked in {newest['year']}: the newest observed rate {where} is {newest['age']} years old"
        )
    return f"The newest observed rate {where} is of {newest['year']} ({wording.METHODS[str(newest['method'])]})"


def _old(years: int) -> str:
    return "of that year" if years == 0 else f"{years} year{'s' if years > 1 else ''} old"


def _sources(store: Store, place: Place, charts: Sequence[Chart], missing: Sequence[str]) -> list[Slide]:
    """Releases with date, licence and files; what is not shown and why."""
    releases = _releases(store, charts)
    if not releases:
        title = f"None of {len(store.releases)} releases says how many children are out of school in {_name(place)}"
        return _spread(title, "What was looked for", missing, _credit(store.releases.values()))
    title = f"{wording.sentence(_name(place))}: these slides rest on {_counted(releases)}"
    files = dict.fromkeys(f"{file['name']} {str(file['sha256'])[:12]}" for one in releases for file in one.files)
    lines = [
        *_by_publisher(releases),
        *dict.fromkeys(f"Computed here: {one.note.partition('. ')[0]}." for one in releases if one.source == "here"),
        f"Files read, with the beginning of their sha256: {', '.join(files)}.",
        *missing,
    ]
    return _spread(title, "Every release drawn, its date and licence, and the files read", lines, _credit(releases))


def _counted(releases: Sequence[Release]) -> str:
    """``6 releases of 3 publishers``, what was computed here told apart."""
    theirs = [one for one in releases if one.source != "here"]
    makers = {origins.publisher(one) for one in theirs}
    ours = len(releases) - len(theirs)
    told = f"{_many(len(theirs), 'release')} of {_many(len(makers), 'publisher')}"
    return f"{told}, and {ours} computed here of them" if ours else told


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _by_publisher(releases: Sequence[Release]) -> list[str]:
    """A line for each publisher and licence: its releases with their dates."""
    homes: dict[str, list[Release]] = {}
    for one in releases:
        homes.setdefault(f"{origins.publisher(one)}, {one.licence}", []).append(one)
    return [f"{home}: {'; '.join(map(_dated, group))}." for home, group in homes.items()]


def _dated(release: Release) -> str:
    """A release with its date; what its label already says is not repeated."""
    day, _, kind = origins.dated(release).removesuffix(")").partition(" (")
    label = release.label.removeprefix(f"{origins.HERE}: ")
    if not kind:
        return label
    return f"{label} (date {kind})" if day in label else f"{label} ({day}, {kind})"


def _closing(releases: Sequence[Release], credit: str) -> list[Slide]:
    """Credit to the publishers in their own words, and how numbers were made of theirs."""
    lines = dict.fromkeys(one.attribution.removeprefix("Source: ") for one in releases if one.source != "here")
    notes = dict.fromkeys(f"Computed here: {one.note}" for one in releases if one.source == "here")
    told = _counted(releases) if releases else "no release has a figure"
    subtitle = "Published figures are unaltered; administrative, survey and modelled figures are never one line"
    return _spread(f"Where the figures come from: {told}", subtitle, [*lines, *notes], credit)


def _opening(places: Sequence[Place], year: int, today: date, credit: str) -> Words:
    names = [_name(place) for place in places]
    return Words(
        f"Children out of school in {wording.listed(names, SHORT)}",
        f"Figures for {year} and before · {today.day} {today:%B %Y}",
        (*([f"{wording.sentence(wording.listed(names, 60))}."] if len(names) > SHORT else []), *READING),
        credit,
    )


def _agenda(told: Sequence[tuple[Place, list[Slide]]], credit: str) -> list[Slide]:
    """Where each place begins, with its first message; of one place, all its messages."""
    if len(told) == 1:
        (place, slides), *_ = told
        title, lines = f"{wording.sentence(_name(place))} on {len(slides)} slides", [str(one.title) for one in slides]
        return _numbered(title, lines, [1] * len(slides), credit)
    title = f"{len(told)} places on {sum(len(slides) for _, slides in told)} slides"
    lines = [str(slides[0].title) for _, slides in told]
    return _numbered(title, lines, [len(slides) for _, slides in told], credit)


def _numbered(title: str, lines: Sequence[str], lengths: Sequence[int], credit: str) -> list[Slide]:
    """Lines with the number of the slide where each begins, after the opening and these slides themselves."""

    def told(own: int) -> list[Slide]:
        starts = [2 + own + sum(lengths[:number]) for number in range(len(lengths))]
        numbered = [f"Slide {start}: {line}" for start, line in zip(starts, lines, strict=True)]
        return _spread(title, "The slide on which each begins", numbered, credit)

    return told(len(told(1)))


def _spread(title: str, subtitle: str, lines: Sequence[str], source: str) -> list[Slide]:
    """Words on as many slides as they need to stay readable."""
    parts: list[list[str]] = [[]]
    for line in lines:
        full = len(parts[-1]) >= LINES or sum(map(len, parts[-1])) + len(line) > LETTERS
        if parts[-1] and full:
            parts.append([])
        parts[-1].append(line)
    counted = [f" ({number} of {len(parts)})" if len(parts) > 1 else "" for number in range(1, len(parts) + 1)]
    return [Words(title + count, subtitle, tuple(part), source) for count, part in zip(counted, parts, strict=True)]


def _releases(store: Store, charts: Sequence[Chart]) -> list[Release]:
    """Every release that the charts draw, oldest first, what was computed here last."""
    homes = dict.fromkeys((str(s["source"]), str(s["release"])) for made in charts for s in made.sources)
    return sorted((store.releases[home] for home in homes), key=lambda one: (one.source == "here", one.date, one.id))


def _credit(releases: Iterable[Release]) -> str:
    """The publishers and licences behind a slide of words."""
    held = [one for one in releases if one.source in OBSERVED]
    makers = "; ".join(dict.fromkeys(origins.publisher(one) for one in held))
    return f"Sources: {makers}. Licences: {'; '.join(dict.fromkeys(one.licence for one in held))}."


def _name(place: Place) -> str:
    return "the world" if place.kind == "world" else wording.with_article(place.name)
