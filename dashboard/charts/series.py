"""Which rows answer a selection: the one place that knows where each kind of figure stands.

Administrative, survey and modelled figures live in different releases and are never
joined; a caller that wants several asks several times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard import wording
from dashboard.places import Place
from dashboard.rows import Columns, frame, picked
from dashboard.selection import BadSelection
from dashboard.store import Part, Store

MEASURE = {"rate": "rate_pct", "children": "children"}
LATEST = {"model": "view-2025"}
"""The release of the model that a reader gets who names none."""
COMPUTED = {"2025": "view-2025+wpp-2024", "2024": "view-2024+wpp-2022", "2022": "view-2022+wpp-2022"}
"""For each VIEW release, the release computed here from it: numbers, and rates of regions."""
WHOLE = {"location": "total", "wealth": "total", "group_kind": "total"}
"""Everybody: no group singled out."""
OBSERVED = ("administrative", "survey")
PARTIAL = 60
"""Per cent of the children under which a regional figure is called partial."""


def latest_release(store: Store, method: str, measure: str = "rate_pct") -> str:
    """The release of a method and measure that a reader gets who names none: of UIS, the newest that holds them."""
    if method in LATEST:
        return LATEST[method]
    kind = "survey rates" if method == "survey" else _KINDS[measure]
    return store.holdings.newest("uis", kind)


_KINDS = {"rate_pct": "administrative rates", "children": "administrative numbers"}


def rows(store: Store, places: Sequence[Place], **asked: Any) -> pd.DataFrame:
    """What ``columns`` finds, as a frame."""
    return frame(columns(store, places, **asked))


def columns(
    store: Store,
    places: Sequence[Place],
    *,
    method: str,
    measure: str = "rate",
    levels: Sequence[str] = ("primary",),
    sexes: Sequence[str] = ("total",),
    release: str | None = None,
    year: int | None = None,
) -> Columns:
    """Observations of one method for the places, levels and sexes asked, in all years or one.

    Columns are those of the table of observations plus ``place_name`` and, for a number of
    children, ``rate_pct`` (for a rate, ``children``) of the same release, or of the model both
    come from; ``companion_release`` names where that stands.
    """
    ask = _Ask(tuple(places), method, tuple(levels), tuple(sexes), release, year)
    found = store.columns(ask.parts(store, MEASURE[measure]))
    found = picked(found, ~np.isnan(found["value"]))
    beside = MEASURE[{"rate": "children", "children": "rate"}[measure]]
    other = store.columns(ask.parts(store, beside))
    homes = other["source"] + "-" + other["release"]
    known = dict(zip(_keys(other, method), zip(other["value"], homes, strict=True), strict=True))
    pairs = [known.get(key, (np.nan, None)) for key in _keys(found, method)]
    names = {place.id: place.name for place in places}
    found["place_name"] = np.array([names[place] for place in found["place"]], object)
    found[beside] = np.array([value for value, _ in pairs], float)
    found["companion_release"] = np.array([home for _, home in pairs], object)
    return picked(found, np.lexsort([found[name] for name in ("year", "sex", "level", "place")]))


def _keys(columns: Columns, method: str) -> Iterable[tuple[object, ...]]:
    """What a number and its rate must share: for published figures the release as well."""
    release = [""] * len(columns["year"]) if method == "model" else columns["release"]
    return zip(columns["place"], columns["year"], columns["level"], columns["sex"], release, strict=True)


@dataclass(frozen=True, slots=True)
class _Ask:
    places: tuple[Place, ...]
    method: str
    levels: tuple[str, ...]
    sexes: tuple[str, ...]
    release: str | None
    year: int | None

    def parts(self, store: Store, measure: str) -> list[Part]:
        return [
            Part(source, release, self._codes(store, source, measure, levels), tuple(ids), self.year)
            for source, release, ids, levels in self._homes(store, measure)
        ]

    def _codes(self, store: Store, source: str, measure: str, levels: Sequence[str]) -> tuple[str, ...]:
        meaning = {"method": self.method, "measure": measure, **WHOLE}
        return tuple(
            code
            for level in levels
            for sex in self.sexes
            for code in store.codes(source, level=level, sex=sex, **meaning)
        )

    def _homes(self, store: Store, measure: str) -> Iterable[tuple[str, str, list[str], list[str]]]:
        """Where the rows stand: (source, release, places, levels)."""
        source, _, number = (self.release or latest_release(store, self.method, measure)).partition("-")
        countries = [place.id for place in self.places if place.kind == "country"]
        regions = [place.id for place in self.places if place.kind != "country"]
        if self.method != "model":
            yield source, number, countries, list(self.levels)
            if measure == "children" and self.release is None and self.method == "administrative":
                source, _, number = store.holdings.newest("uis", "numbers of regions").partition("-")
            yield source, number, regions, list(self.levels)
        elif source != "view":
            yield source, number, [*countries, *regions], list(self.levels)
        else:
            yield from _modelled(number, countries, regions, measure, self.levels)


def _modelled(
    number: str, countries: list[str], regions: list[str], measure: str, levels: Sequence[str]
) -> Iterable[tuple[str, str, list[str], list[str]]]:
    """Of one release of VIEW, what it publishes and what is computed here from it."""
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


def last_observed(store: Store, places: Sequence[Place], levels: Sequence[str]) -> dict[tuple[str, str], int]:
    """The last year of an administrative or survey rate, by place and level, in the latest UIS release."""
    if not places:
        return {}
    asks = [_Ask(tuple(places), method, tuple(levels), ("total",), None, None) for method in OBSERVED]
    seen = store.columns([part for ask in asks for part in ask.parts(store, MEASURE["rate"])])
    years: dict[tuple[str, str], int] = {}
    for place, level, year, value in zip(*(seen[name] for name in ("place", "level", "year", "value")), strict=True):
        if not np.isnan(value):
            years[place, level] = max(int(year), years.get((place, level), 0))
    return years


def chosen(store: Store, keys: Iterable[str]) -> list[Place]:
    """The places of a selection's keys."""
    found = [store.places.find(key) for key in keys]
    return [place for place in found if place is not None]


def coverage_told(data: pd.DataFrame) -> str:
    """On what share of the children the regional figures rest; nothing for countries alone."""
    known = data["coverage"].dropna() * 100 if "coverage" in data else pd.Series(dtype=float)
    if known.empty:
        return ""
    low, high = (f"{value:.0f}" for value in (known.min(), known.max()))
    share = f"{low}%" if low == high else f"{low}–{high}%"
    names = list(dict.fromkeys(data.loc[data["coverage"] * 100 < PARTIAL, "place_name"]))
    partial = f" Partial (figures for under 60% of the children): {wording.listed(names)}." if names else ""
    return f"Modelled rates cover {share} of the children; the rest are filled in at their SDG region's rate.{partial}"


def check_release(store: Store, method: str, release: str | None) -> None:
    """Refuse a release that holds no figures of this method.

    Raises:
        BadSelection: naming releases that do.
    """
    model = release is not None and release.split("-")[0] == "view"
    if release and release.split("-")[0] not in ("view", "uis"):
        newest = f"{LATEST['model']}, {latest_release(store, 'administrative')}"
        raise BadSelection(f"Release '{release}' is not drawn here. Valid: {newest} and their elders.")
    if release and model != (method == "model"):
        example = latest_release(store, method)
        raise BadSelection(f"Release '{release}' holds no {method} figures. Valid for example: {example}.")


def why_empty(store: Store, places: Sequence[Place], what: str, levels: Sequence[str]) -> str:
    """A sentence on why there is nothing, and what does exist for the same place."""
    names = ", ".join(place.name for place in places) or "these places"
    exists = []
    for method, words in (
        ("model", "modelled estimates"),
        ("administrative", "administrative rates"),
        ("survey", "survey rates"),
    ):
        found = rows(store, places, method=method, levels=levels)
        if len(found):
            years = f"{found['year'].min()}–{found['year'].max()}"
            exists.append(f"{words} ({years})")
    there = f"There are {', '.join(exists)}." if exists else "Neither does any other method have one."
    return f"No {what} for {names} in this release. {there}"
