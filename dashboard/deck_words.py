"""Slides of words in a deck: what opens it, how old each figure is, which releases stand behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd

from dashboard import findings, origins, wording
from dashboard.charts import provenance
from dashboard.charts.chart import Chart
from dashboard.places import Place
from dashboard.render.slides import Page, Words
from dashboard.store import Release, Store

LETTERS, LINES = 1900, 16
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


def how_sure(store: Store, place: Place, year: int) -> Words:
    """The latest figure of each kind, its age and its release."""
    ages = findings.ages(store, place, year)
    labels = [store.releases[home].label for home in zip(ages["source"], ages["release"], strict=True)]
    lines = [
        f"{row.level_name} school age, {wording.METHODS[row.method]}: {row.value}% in {row.year}, "
        f"{_old(row.age)} ({label})"
        for row, label in zip(ages.itertuples(), labels, strict=True)
    ]
    source = str(provenance.cited(store, ages)["source_line"])
    kept = {name: head for name, head in findings.AGE_COLUMNS.items() if name != "release_id"} | {"label": "Release"}
    rows = ages.assign(label=labels).astype(dict.fromkeys(kept, str))[list(kept)]
    return Words(
        _last_seen(ages, place, year),
        f"Latest out-of-school rate of each kind and its age in {year}. A model gives every year; administrative and "
        "survey figures show when somebody last looked.",
        tuple(lines) or ("No release has an administrative, survey or modelled rate.",),
        source or credit(store.releases.values()),
        (tuple(kept.values()), *rows.itertuples(index=False, name=None)) if len(rows) else (),
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


def sources(store: Store, place: Place, charts: Sequence[Chart], missing: Sequence[str]) -> list[Slide]:
    """Releases with date, licence and files; what is not shown and why."""
    releases = releases_of(store, charts)
    if not releases:
        title = f"None of {len(store.releases)} releases says how many children are out of school in {called(place)}"
        return _spread(title, "What was looked for", missing, credit(store.releases.values()))
    title = f"{wording.sentence(called(place))}: these slides rest on {_counted(releases)}"
    files = dict.fromkeys(f"{file['name']} {str(file['sha256'])[:12]}" for one in releases for file in one.files)
    lines = [
        *_by_publisher(releases),
        *dict.fromkeys(f"Computed here: {one.note.partition('. ')[0]}." for one in releases if one.source == "here"),
        f"Files read, with the beginning of their sha256: {', '.join(files)}.",
        *missing,
    ]
    return _spread(title, "Every release drawn, its date and licence, and the files read", lines, credit(releases))


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


def closing(releases: Sequence[Release], source: str) -> list[Slide]:
    """Credit to the publishers in their own words, and how numbers were made of theirs."""
    lines = dict.fromkeys(one.attribution.removeprefix("Source: ") for one in releases if one.source != "here")
    notes = dict.fromkeys(f"Computed here: {one.note}" for one in releases if one.source == "here")
    told = _counted(releases) if releases else "no release has a figure"
    subtitle = "Published figures are unaltered; administrative, survey and modelled figures are never one line"
    return _spread(f"Where the figures come from: {told}", subtitle, [*lines, *notes], source)


def opening(places: Sequence[Place], year: int, today: date, source: str) -> Words:
    """What the deck is about, and what an audience must know first."""
    names = [called(place) for place in places]
    return Words(
        f"Children out of school in {wording.listed(names, SHORT)}",
        f"Figures for {year} and before · {today.day} {today:%B %Y}",
        (*([f"{wording.sentence(wording.listed(names, 60))}."] if len(names) > SHORT else []), *READING),
        source,
    )


def agenda(told: Sequence[tuple[Place, list[Slide]]], source: str) -> list[Slide]:
    """Where each place begins, with its first message; of one place, all its messages."""
    if len(told) == 1:
        (place, slides), *_ = told
        title, lines = f"{wording.sentence(called(place))} on {len(slides)} slides", [str(one.title) for one in slides]
        return _numbered(title, lines, [1] * len(slides), source)
    title = f"{len(told)} places on {sum(len(slides) for _, slides in told)} slides"
    lines = [str(slides[0].title) for _, slides in told]
    return _numbered(title, lines, [len(slides) for _, slides in told], source)


def _numbered(title: str, lines: Sequence[str], lengths: Sequence[int], source: str) -> list[Slide]:
    """Lines with the number of the slide where each begins, after the opening and these slides themselves."""

    def told(own: int) -> list[Slide]:
        starts = [2 + own + sum(lengths[:number]) for number in range(len(lengths))]
        numbered = [f"Slide {start}: {line}" for start, line in zip(starts, lines, strict=True)]
        return _spread(title, "The slide on which each begins", numbered, source)

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


def releases_of(store: Store, charts: Sequence[Chart]) -> list[Release]:
    """Every release that the charts draw, oldest first, what was computed here last."""
    homes = dict.fromkeys((str(s["source"]), str(s["release"])) for made in charts for s in made.sources)
    return sorted((store.releases[home] for home in homes), key=lambda one: (one.source == "here", one.date, one.id))


def credit(releases: Iterable[Release]) -> str:
    """The publishers and licences behind a slide of words."""
    held = [one for one in releases if one.source in OBSERVED]
    makers = "; ".join(dict.fromkeys(origins.publisher(one) for one in held))
    return f"Sources: {makers}. Licences: {'; '.join(dict.fromkeys(one.licence for one in held))}."


def called(place: Place) -> str:
    """``the world``, ``the Philippines``, ``Kenya``."""
    return "the world" if place.kind == "world" else wording.with_article(place.name)
