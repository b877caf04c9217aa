"""Where the figures come from, told from the tables: releases by publisher, what is left out, what looks wrong."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterable
from typing import Any

import pandas as pd

from dashboard import wording
from dashboard.store import Release, Store

HERE = "Computed here"
DATE_KINDS = {"stated": "stated", "inferred": "inferred", "copy date": "of the copy", "computed": "no date of its own"}
LEFT_OUT_COLUMNS = {"reason": "Why", "rows": "Entries", "rule": "Rule"}
ODD_COLUMNS = {"dimension_name": "Split by", "figures": "Figures", "names": "In", "label": "Release"}
ODD_ROWS_COLUMNS = {
    "place_name": "Country",
    "year": "Year",
    "age": "School age",
    "dimension_name": "Split by",
    "value": "All children, %",
    "lowest": "Lowest group, %",
    "highest": "Highest group, %",
    "label": "Release",
    "indicator": "Indicator",
}
FILLED_COLUMNS = {"label": "Made of", "places": "Places", "names": "Which"}
ANNOUNCED_COLUMNS = {
    "publication": "Announced in",
    "date": "Date",
    "reference_year": "About",
    "age": "School age",
    "who": "Who",
    "population": "In its words",
    "children": "Children",
    "confidence": "How it was read",
    "source_url": "Page",
}
_HOME = ["source", "release"]


def lead(store: Store) -> str:
    """How many releases of how many publishers, how many observations, which years."""
    held = [release for release in store.releases.values() if release.id in store.release_ids()]
    taken = [release for release in store.releases.values() if release.source != "here"]
    ours = sum(release.rows for release in held if release.source == "here")
    theirs = sum(release.rows for release in held) - ours
    return (
        f"From {len(taken)} releases of {len(set(map(publisher, taken)))} publishers. They give {theirs:,} "
        f"observations of the years {_span(held)}, unaltered; {ours:,} more are computed from them here and say so."
    )


def beside(store: Store) -> str:
    """What else stands in the tables, and how sure a date is."""
    other = [release for release in store.releases.values() if release.id not in store.release_ids()]
    return (
        f"Of these, {len(other)} hold no figure of children out of school: their {sum(r.rows for r in other):,} rows, "
        f"of the years {_span(other)}, say which countries were in conflict, where displaced people lived and which "
        "ages are of school age. "
        "A date is stated by the publisher, inferred from the figures, or that of the copy that was read."
    )


def publisher(release: Release) -> str:
    """Who publishes a release, without the way it took to us."""
    return HERE if release.source == "here" else re.split(r", from |, repackaged | \(typed ", release.publisher)[0]


def by_publisher(store: Store) -> dict[str, list[list[Release]]]:
    """Releases of each publisher, newest first; who gives most comes first, what was computed here last.

    Those that differ in nothing but date and size stand together, at the place of the newest.
    """
    found: dict[str, dict[str, list[Release]]] = {}
    rows: dict[str, int] = {}
    for one in sorted(store.releases.values(), key=lambda one: (one.date, one.release), reverse=True):
        name, alike = publisher(one), f"{one.licence} {one.attribution} {one.note} {one.files}"
        found.setdefault(name, {}).setdefault(alike, []).append(one)
        rows[name] = rows.get(name, 0) + one.rows
    return {name: list(found[name].values()) for name in sorted(found, key=lambda name: (name == HERE, -rows[name]))}


def dated(release: Release) -> str:
    """``16 July 2025 (of the copy)``, ``September 2024 (stated)``: as exact as it is known, and how."""
    kind = DATE_KINDS[release.date_kind]
    if not release.date:
        return wording.sentence(kind)
    year, *rest = release.date.split("-")
    words = [str(int(day)) for day in rest[1:]] + [month_name[int(month)] for month in rest[:1]] + [year]
    return f"{' '.join(words)} ({kind})"


def years(first: int | None, last: int | None) -> str:
    """``1970–2024``; one year stands alone."""
    return f"{first}" if first == last else f"{first}–{last}"


def announced(store: Store) -> tuple[str, pd.DataFrame]:
    """Totals that were announced rather than released as files, each with the page it was read on."""
    table = store.table("headlines").astype({"level": str, "sex": str, "reference_year": "Int64"})
    table = table[table["source_url"].notna()].assign(
        age=lambda rows: rows["level"].map(wording.LEVELS).map(wording.sentence),
        who=lambda rows: rows["sex"].map(wording.SEXES).map(wording.sentence),
        year=lambda rows: rows["date"].str[:4],
        date=lambda rows: rows["date"].map(wording.month),
    )
    told = (
        f"{len(table)} totals were announced between {table['year'].min()} and {table['year'].max()} without a file. "
        "They stand beside the figures as announced, each with the page it was read on."
    )
    return told, table


def left_out(store: Store) -> str:
    """The total, and how it is counted."""
    table = store.table("exclusions")
    return (
        f"{table['rows'].sum():,} entries of {len(table[_HOME].drop_duplicates())} releases stand in no table, for "
        f"{len(table)} reasons, all listed here. An entry is a row of the publisher's file, or one figure of a row "
        "that holds several. Of every other release all rows are in the tables."
    )


def exclusions(store: Store) -> list[tuple[Release, pd.DataFrame]]:
    """Per release its reasons, the largest first; a reason that begins with a column's name keeps it as it is."""
    table = store.table("exclusions").sort_values("rows", ascending=False, kind="stable", ignore_index=True)
    table["reason"] = [reason if "_" in reason.split()[0] else wording.sentence(reason) for reason in table["reason"]]
    table["rule"] = table["rule"].str.replace("_", " ")
    parts = [(store.releases[home], part) for home, part in table.groupby(_HOME)]
    return sorted(parts, key=lambda part: -part[1]["rows"].sum())


def exceptions(store: Store) -> pd.DataFrame:
    """Every figure that breaks a promise, with names for readers."""
    table = store.table("exceptions").astype({"place": str, "dimension": str, "indicator": str})
    levels = store.table("indicators").astype(str).set_index(["source", "indicator"])["level"]
    table["age"] = [wording.sentence(wording.LEVELS[levels[key]]) for key in _keys(table, "source", "indicator")]
    table["label"] = [store.releases[home].label for home in _keys(table, *_HOME)]
    table["place_name"] = _names(store, table["place"])
    table["dimension_name"] = table["dimension"].map(wording.DIMENSIONS)
    return table.sort_values(["label", "dimension_name", "place_name", "year"], ignore_index=True)


def odd(table: pd.DataFrame) -> str:
    """How many figures break which promise."""
    if table.empty:
        return "Every promise about the tables holds for every figure."
    told = [f"for {len(part):,} figures it does not hold that {promise}" for promise, part in table.groupby("promise")]
    return f"{wording.sentence(wording.listed(told))}. They are shown as published."


def why_odd(table: pd.DataFrame) -> list[str]:
    """What is known of the cause, release by release."""
    return [f"{label}: {reason}." for label, reason in _keys(table[["label", "reason"]].drop_duplicates())]


def odd_by_dimension(table: pd.DataFrame) -> pd.DataFrame:
    """How many of a release and dimension, and in which countries; the most first."""
    found = table.groupby(["label", "dimension_name"], as_index=False).agg(
        figures=("value", "size"), names=("place_name", _together)
    )
    return found.sort_values("figures", ascending=False, kind="stable", ignore_index=True)


def filled_in(store: Store) -> pd.DataFrame:
    """Per release made here, the newest first: the places whose rate is that of their SDG region."""
    table = store.table("imputed")
    spans = [years(*span) for span in _keys(table, "first_year", "last_year")]
    whole = years(table["first_year"].min(), table["last_year"].max())
    names = zip(_names(store, table["place"]), spans, strict=True)
    table["name"] = [name if span == whole else f"{name} ({span} only)" for name, span in names]
    found = table.groupby("release", as_index=False).agg(places=("name", "size"), names=("name", _together))
    labels = [store.releases["here", release].label.removeprefix(f"{HERE}: ") for release in found["release"]]
    return found.assign(label=labels)[::-1]


def filling(store: Store) -> str:
    """Why places are filled in, and for which years."""
    table = store.table("imputed")
    return (
        "VIEW has no rate for some places. So that sums over a region and the world do not leave their children out, "
        f"the rate of their SDG region stands in, in the years {table['first_year'].min()} to "
        f"{table['last_year'].max()}, and in sums only: no such place is given a figure of its own."
    )


def missing(store: Store) -> list[str]:
    """What a reader may look for and not find, as data/README.md has it in full."""
    view = store.releases["view", "2025"].last_year
    flagged = [f"“{store.releases[home].label}”" for home in store.holdings.flagged("uis")]
    return [
        f"Flags. Only the releases {wording.listed(flagged)} say what a 0 means; elsewhere it may be a true zero or "
        "“does not apply”.",
        *_above_primary(store),
        f"VIEW's own numbers of children and regional totals, and VIEW after {view}.",
        f"WIDE as a whole: these are parts of it, with surveys of {store.releases['wide', '2023'].places} countries. "
        "Its rates of children without disability, and standard errors of any survey.",
        "Which country belongs to which region after September 2021.",
        f"Lists of fragile situations before {store.releases['fcs', 'fy26'].first_year}, and the places of conflicts: "
        "a conflict stands under the state that fights.",
        "Ages of displaced people in most years and places; and whether refugees and displaced children are in "
        "school, which no file says.",
    ]


def _above_primary(store: Store) -> list[str]:
    """What UIS no longer says of the older ages, as long as its newest release of numbers has none of them."""
    last = store.holdings.newest("uis", "numbers above primary age")
    if last == store.holdings.newest("uis", "administrative numbers"):
        return []
    bulk = next((release.last_year for release in store.releases.values() if release.id == last), None)
    return [
        f"UIS's own numbers above primary age and school-age population after {bulk}; and, of its regions after "
        f"{bulk}, all but the numbers of primary age, the world and the income groups. What is shown for later years "
        "is VIEW's rate times the United Nations population of the official ages."
    ]


def _span(releases: Iterable[Release]) -> str:
    known = [year for one in releases for year in (one.first_year, one.last_year) if year]
    return f"{min(known)} to {max(known)}"


def _keys(table: pd.DataFrame, *columns: str) -> list[Any]:
    return list(table[list(columns) or list(table)].itertuples(index=False, name=None))


def _names(store: Store, places: Iterable[str]) -> list[str]:
    return [store.places.by_id[place].name for place in places]


def _together(names: Iterable[str]) -> str:
    found = sorted(set(names))
    return wording.listed(found, len(found))
