"""Which countries of a region are on pace: by class, never by place within one, where intervals overlap."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from dashboard import pace, wording
from dashboard.charts import pace_basis, pace_words, series
from dashboard.charts.pace_basis import Basis
from dashboard.places import Place
from dashboard.selection import Selection
from dashboard.store import Store

COLUMNS = {
    "place_name": "Country",
    "verdict": "Class",
    "pace": "Change, points a year (80% interval)",
    "required": "Fall needed, points a year",
    "newest": "Newest rate",
    "a_day": "More in school a day that takes",
}
FIGURES = {"figure": "What", "told": "Value", "interval": "80% interval", "note": "How, or why not"}


@lru_cache(maxsize=16)
def judged(store: Store, region: Place, selection: Selection) -> dict[str, list[Basis]]:
    """The countries of a region by the kind of rate that their pace is judged by.

    ``administrative`` comes first; ``survey`` has those that only surveys can judge; ``none`` the rest. Rates of two
    kinds stand in two tables.
    """
    members = series.chosen(store, store.places.members(region.id))
    asked = Selection(level=selection.level, sex=selection.sex, start=selection.start, target=selection.target)
    found: dict[str, list[Basis]] = {"administrative": [], "survey": [], "none": []}
    for basis in pace_basis.of_places(store, members, asked):
        observed = basis.start is not None and basis.start.method in pace_basis.OBSERVED
        known = not basis.reason or (observed and basis.is_reached)
        found[basis.method if known else "none"].append(basis)
    return found


def table(bases: list[Basis]) -> pd.DataFrame:
    """A row a country, by class and then by name."""
    order = {name: number for number, name in enumerate(pace.CLASSES)}
    bases = sorted(bases, key=lambda basis: (order[basis.verdict[0]], basis.place.name))
    return pd.DataFrame([_row(basis) for basis in bases], columns=list(COLUMNS))


def _row(basis: Basis) -> dict[str, str]:
    start, (name, spans) = basis.start, basis.verdict
    assert start is not None
    count, change = basis.a_day.value, basis.change
    judged_here = change.value is not None
    return {
        "place_name": basis.place.name,
        "verdict": f"{name}: {spans}" if spans else name,
        "pace": f"{signed(change.value)} ({signed(change.low)} to {signed(change.high)})" if judged_here else "",
        "required": "" if basis.is_reached else pace_words.bare(basis.required.value or 0),
        "newest": f"{wording.pct(start.rate_pct)} in {start.year}",
        "a_day": "" if basis.is_reached or count is None else a_day(count),
    }


def signed(points: float | None) -> str:
    """``−1.5``, ``+0.20``: a change in points a year."""
    assert points is not None
    return f"{'−' if points < 0 else '+'}{pace_words.bare(points)}"


def a_day(count: float) -> str:
    """Children a day to two digits; ``under 1`` where it is."""
    return "under 1" if count < 0.95 else f"{pace_words.rounded(count):,.0f}"


def counted(store: Store, region: Place, selection: Selection) -> str:
    """How many countries of the region stand in which class, by which kind of rate."""
    found = judged(store, region, selection)
    total = sum(map(len, found.values()))
    target = selection.target or 0
    told = [
        f"By {pace_words.SOURCES[method]}, {_classes(bases, target)}."
        for method, bases in found.items()
        if method != "none" and bases
    ]
    missing = len(found["none"])
    rest = f" Of {missing} of the {total} too little is known to say." if missing else ""
    return " ".join(told) + rest


def _classes(bases: list[Basis], target: int) -> str:
    names = [basis.verdict[0] for basis in bases]
    whose = "the one country that can be judged" if len(bases) == 1 else f"of {len(bases)} countries"
    words = {
        "reached": (f"has reached {target}%", f"have reached {target}%"),
        "on pace": ("is on pace", "are on pace"),
        "too slow": ("is too slow", "are too slow"),
        "far too slow": ("is far too slow", "are far too slow"),
        "not falling": ("has a rate that is not falling", "have rates that are not falling"),
        "uncertain": ("is uncertain", "are uncertain"),
    }
    told = []
    for name, (one, many) in words.items():
        count = names.count(name)
        if count:
            told.append(one if len(bases) == 1 else f"{count} {one if count == 1 else many}")
    return f"{whose} {wording.listed(told, len(words))}"


def unjudged(store: Store, region: Place, selection: Selection) -> str:
    """The names of the countries whose pace can't be judged."""
    return wording.listed(sorted(basis.place.name for basis in judged(store, region, selection)["none"]), 300)


def region_of(store: Store, place: Place) -> Place:
    """The region itself, or the SDG region that a country belongs to; the world if to none."""
    if place.kind != "country":
        return place
    homes = [region for region in store.places.regions("sdg") if place.id in store.places.members(region.id)]
    return homes[0] if homes else series.chosen(store, ("world",))[0]


def figures(data: pd.DataFrame) -> pd.DataFrame:
    """The figures of a chart ``pace`` that are not drawn, as text: value, interval, and how or why not."""
    rows = data[~data["is_drawn"]]
    return pd.DataFrame(
        {
            "figure": rows["figure"],
            "told": [_told(value, measure) for value, measure in zip(rows["value"], rows["measure"], strict=True)],
            "interval": [_interval(row) for row in rows.to_dict("records")],
            "note": rows["note"].map(wording.sentence),
        }
    )


def _told(value: float, measure: str) -> str:
    if pd.isna(value):
        return ""
    if measure == "children_a_day":
        return a_day(value) if value else "0"
    if measure == "years":
        return f"{value:.1f}"
    return f"{'−' if value < 0 else ''}{pace_words.bare(value)}"


def _interval(row: dict) -> str:
    if pd.isna(row["low"]) and pd.isna(row["high"]):
        return ""
    ends = [_told(row[end], row["measure"]) or f"not by {pace.LAST_YEAR}" for end in ("low", "high")]
    return " to ".join(ends)
