"""Which rows answer a selection: the one place that knows where each kind of figure stands.

Administrative, survey and modelled figures live in different releases and are never
joined; a caller that wants several asks several times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from dashboard.places import Place
from dashboard.selection import BadSelection
from dashboard.store import Store

MEASURE = {"rate": "rate_pct", "children": "children"}
LATEST = {"model": "view-2025", "administrative": "uis-2024-09", "survey": "uis-2024-09"}
"""The release a reader gets who names none."""
COMPUTED = {"2025": "view-2025+wpp-2024", "2024": "view-2024+wpp-2022", "2022": "view-2022+wpp-2022"}
"""For each VIEW release, the release computed here from it: numbers, and rates of regions."""
REGIONAL_NUMBERS = ("uis", "2026-02")
"""Administrative numbers of regions: the 2024-09 copy has the world only."""


def rows(
    store: Store,
    places: Sequence[Place],
    *,
    method: str,
    measure: str = "rate",
    levels: Sequence[str] = ("primary",),
    sexes: Sequence[str] = ("total",),
    release: str | None = None,
) -> pd.DataFrame:
    """Observations of one method for the places, levels and sexes asked, all years.

    Columns are those of the table of observations plus ``place_name`` and, for a number of
    children, ``rate_pct`` (for a rate, ``children``) of the same release where it exists.
    """
    found = _look_up(store, places, method, MEASURE[measure], levels, sexes, release)
    companion = {"rate": "children", "children": "rate"}[measure]
    other = _look_up(store, places, method, MEASURE[companion], levels, sexes, release)
    keys = ["place", "year", "level", "sex"]
    beside = other[[*keys, "value"]].rename(columns={"value": MEASURE[companion]})
    for key in ("place", "level", "sex"):
        beside[key], found[key] = beside[key].astype(str), found[key].astype(str)
    found = found.merge(beside, on=keys, how="left", validate="many_to_one")
    found["place_name"] = found["place"].map({place.id: place.name for place in places})
    return found.sort_values(["place", "level", "sex", "year"], ignore_index=True)


def _look_up(
    store: Store,
    places: Sequence[Place],
    method: str,
    measure: str,
    levels: Sequence[str],
    sexes: Sequence[str],
    release: str | None,
) -> pd.DataFrame:
    parts = []
    for source, number, ids, part_levels in _homes(places, method, measure, levels, release):
        codes = [
            code
            for level in part_levels
            for sex in sexes
            for code in store.codes(
                source, method=method, measure=measure, level=level, sex=sex, location="total", wealth="total",
                group_kind="total",
            )
        ]
        parts.append(store.observations(source, number, indicators=codes, places=ids))
    found = pd.concat(parts, ignore_index=True)
    return found[found["value"].notna()].reset_index(drop=True)


def _homes(
    places: Sequence[Place], method: str, measure: str, levels: Sequence[str], release: str | None
) -> Iterable[tuple[str, str, list[str], list[str]]]:
    """Where the rows stand: (source, release, places, levels)."""
    source, _, number = (release or LATEST[method]).partition("-")
    countries = [place.id for place in places if place.kind == "country"]
    regions = [place.id for place in places if place.kind != "country"]
    if method != "model":
        yield source, number, countries, list(levels)
        regional = measure == "children" and release is None and method == "administrative"
        yield *(REGIONAL_NUMBERS if regional else (source, number)), regions, list(levels)
        return
    if source != "view":
        yield source, number, [*countries, *regions], list(levels)
        return
    published = [level for level in levels if level != "all"]
    if measure == "rate_pct":
        yield "view", number, countries, published
        yield "here", COMPUTED[number], countries, [level for level in levels if level == "all"]
        yield "here", COMPUTED[number], regions, list(levels)
    else:
        yield "here", COMPUTED[number], [*countries, *regions], list(levels)


def latest(frame: pd.DataFrame, year: int, max_age: int) -> pd.DataFrame:
    """Each place's newest row not after ``year``; ``age`` is its years before ``year``.

    Rows older than ``max_age`` stay, with ``is_old`` true, so that a chart can mark them.
    """
    until = frame[frame["year"] <= year].sort_values("year", kind="stable")
    newest = until.groupby("place", observed=True, sort=False).tail(1).reset_index(drop=True)
    age = year - newest["year"].astype(int)
    return newest.assign(age=age, is_old=age > max_age)


def chosen(store: Store, keys: Iterable[str]) -> list[Place]:
    """The places of a selection's keys."""
    found = [store.places.find(key) for key in keys]
    return [place for place in found if place is not None]


def check_release(method: str, release: str | None) -> None:
    """Refuse a release that holds no figures of this method.

    Raises:
        BadSelection: naming releases that do.
    """
    model = release is not None and release.split("-")[0] == "view"
    if release and release.split("-")[0] not in ("view", "uis"):
        raise BadSelection(f"Release '{release}' is not drawn here. Valid: view-2025, uis-2024-09 and their elders.")
    if release and model != (method == "model"):
        raise BadSelection(f"Release '{release}' holds no {method} figures. Valid for example: {LATEST[method]}.")


def why_empty(store: Store, places: Sequence[Place], what: str, levels: Sequence[str]) -> str:
    """A sentence on why there is nothing, and what does exist for the same place."""
    names = ", ".join(place.name for place in places) or "no place"
    exists = []
    for method, words in (
        ("model", "modelled estimates"), ("administrative", "administrative rates"), ("survey", "survey rates"),
    ):  # fmt: skip
        found = rows(store, places, method=method, levels=levels)
        if len(found):
            years = f"{found['year'].min()}–{found['year'].max()}"
            exists.append(f"{words} ({years})")
    there = f"There are {', '.join(exists)}." if exists else "Neither does any other method have one."
    return f"No {what} for {names} in this release. {there}"
