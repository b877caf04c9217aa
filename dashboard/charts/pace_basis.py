"""What a pace rests on: which observed rates of a place are fitted, from which figure the way to the target starts.

Administrative or survey rates are fitted, never both and never a model's. Where neither will do, the way to the target
starts at the newest figure that is not too old: observed if there is one, else modelled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from dashboard import pace
from dashboard.charts import series
from dashboard.places import Place
from dashboard.selection import Selection
from dashboard.store import Part, Store

OBSERVED = ("administrative", "survey")
NEVER = 9999
"""The last observed year of what was never observed, so that no model's year lies after it."""
SINCE = 2015
"""The year after which rates are fitted when none is named: the first of the Sustainable Development Goals."""


@dataclass(frozen=True, slots=True)
class Start:
    """The newest figure: from here the way to the target is counted."""

    year: int
    rate_pct: float
    method: str
    release_id: str


@dataclass(frozen=True)
class Basis:
    """A place's rates of one method since a year, and all that follows from them.

    ``rows`` are observations of ``method``, by year; they are fitted if ``reason`` is empty. ``of_age`` counts the
    children of the official age in ``of_age_year``. A model's years after ``last_observed`` are extrapolation. Without
    a ``start`` there is nothing to say.
    """

    place: Place
    rows: pd.DataFrame
    method: str
    as_of: int
    reason: str
    start: Start | None
    of_age: float | None
    of_age_year: int | None
    target_pct: int
    last_observed: int = NEVER

    @cached_property
    def points(self) -> list[tuple[int, float]]:
        """The rates fitted; none where no pace can be judged."""
        if self.reason:
            return []
        return list(zip(self.rows["year"].astype(int), self.rows["value"].astype(float), strict=True))

    @cached_property
    def change(self) -> pace.Result:
        """Points a year."""
        return pace.pace(self.points, self.as_of)._replace(reason=self.reason)

    @property
    def reduction(self) -> pace.Result:
        """Per cent of the rate a year."""
        found = pace.aarr(self.points, self.as_of)
        return found._replace(reason=self.reason or found.reason)

    @property
    def years_left(self) -> int:
        """From the newest figure to 2030."""
        return pace.LAST_YEAR - self.start.year if self.start else 0

    @property
    def required(self) -> pace.Result:
        """Points a year that are needed."""
        assert self.start is not None
        return pace.required_pace(self.start.rate_pct, self.target_pct, self.years_left)

    @property
    def a_day(self) -> pace.Result:
        """Children more in school every day that are needed."""
        assert self.start is not None
        return pace.children_a_day(self.of_age or 0, self.start.rate_pct, self.target_pct, self.years_left)

    @cached_property
    def in_2030(self) -> pace.Result:
        """The rate in 2030 if the pace went on."""
        return pace.project(self.points, pace.LAST_YEAR, self.as_of)

    @property
    def is_reached(self) -> bool:
        """Whether the newest figure is at the target."""
        return self.start is not None and pace.is_reached(self.start.rate_pct, self.target_pct)

    @property
    def verdict(self) -> tuple[str, str]:
        """The class, and the classes its interval spans."""
        if self.start is None:
            return "cannot be judged", self.reason
        return pace.verdict(self.start.rate_pct, self.target_pct, self.change, self.required)


def of_places(store: Store, places: Sequence[Place], selection: Selection) -> list[Basis]:
    """The basis of each place, in order; regions have modelled rates only."""
    wanted = (selection.method,) if selection.method else (*OBSERVED, "model")
    countries = [place for place in places if place.kind == "country"]
    observed = series.last_observed(store, countries, (selection.level or "primary",)) if "model" in wanted else {}
    last = {place: year for (place, _), year in observed.items()}
    found = {
        method: _rows(store, places if method == "model" else countries, method, selection)
        for method in wanted
        if places and (method == "model" or countries)
    }
    counted = _of_age(store, places, selection)
    made = [
        _basis(store, place, {m: rows.get(place.id) for m, rows in found.items()}, counted, selection)
        for place in places
    ]
    return [replace(basis, last_observed=last.get(basis.place.id, NEVER)) for basis in made]


def _rows(store: Store, places: Sequence[Place], method: str, selection: Selection) -> dict[str, pd.DataFrame]:
    level, sex = selection.level or "primary", selection.sex or "total"
    release = selection.release if selection.method or _is_of(selection.release, method) else None
    rows = series.rows(store, places, method=method, levels=(level,), sexes=(sex,), release=release)
    rows = rows.drop_duplicates(["place", "year"]).astype({"year": int})
    return {str(place): own.reset_index(drop=True) for place, own in rows.groupby("place", observed=True)}


def _is_of(release: str | None, method: str) -> bool:
    return release is not None and release.startswith("view-") == (method == "model")


def _of_age(store: Store, places: Sequence[Place], selection: Selection) -> dict[str, pd.Series]:
    """Children of the official age by year, of each place, beside the latest model."""
    meaning = {"measure": "school_age_population", "level": selection.level or "primary"}
    codes = store.codes("here", sex=selection.sex or "total", **meaning, **series.WHOLE)
    ids = tuple(place.id for place in places)
    rows = store.observations([Part("here", series.COMPUTED[_model(selection)], codes, ids)])
    rows = rows[rows["value"].notna()]
    return {str(place): own.set_index("year")["value"].sort_index() for place, own in rows.groupby("place")}


def _model(selection: Selection) -> str:
    """The release of the model whose population counts the children."""
    release = selection.release if _is_of(selection.release, "model") else series.LATEST["model"]
    return str(release).removeprefix("view-")


def population_release(selection: Selection) -> str:
    """Where the children of the official age are counted."""
    return f"here-{series.COMPUTED[_model(selection)]}"


def _basis(
    store: Store,
    place: Place,
    rows: dict[str, pd.DataFrame | None],
    counted: dict[str, pd.Series],
    selection: Selection,
) -> Basis:
    own = {method: frame for method, frame in rows.items() if frame is not None and len(frame)}
    since = selection.start or SINCE
    ages = {method: _as_of(store, frame) for method, frame in own.items()}
    why = {m: pace.too_little(_since(own[m], since), ages[m]) for m in OBSERVED if m in own}
    fitted = next((method for method, reason in why.items() if not reason), None)
    start = _start(own, ages, fitted)
    method = fitted or (start.method if start else next(iter(own), "model"))
    shown = own.get(method, pd.DataFrame(columns=["year", "value"]))
    population = counted.get(place.id, pd.Series(dtype=float))
    known = population[population.index <= start.year] if start else population
    return Basis(
        place=place,
        rows=shown[shown["year"] >= since].reset_index(drop=True),
        method=method,
        as_of=ages.get(method, pace.LAST_YEAR),
        reason="" if fitted else _reason(place, why, since, selection.method),
        start=start,
        of_age=float(known.iloc[-1]) if len(known) else None,
        of_age_year=int(known.index[-1]) if len(known) else None,
        target_pct=selection.target or 0,
    )


def _since(rows: pd.DataFrame, year: int) -> list[tuple[int, float]]:
    pairs = zip(rows["year"].tolist(), rows["value"].tolist(), strict=True)
    return [(at, rate) for at, rate in pairs if at >= year]


def _as_of(store: Store, rows: pd.DataFrame) -> int:
    """The year in which the rows' release came out: from then the age of the last is counted."""
    release = store.releases[str(rows["source"].iloc[0]), str(rows["release"].iloc[0])]
    return int(release.date[:4]) if release.date[:4].isdigit() else int(rows["year"].max())


def _start(own: dict[str, pd.DataFrame], ages: dict[str, int], fitted: str | None) -> Start | None:
    """The newest rate of what is fitted; else the newest observed one that is not too old; else the model's."""
    fresh = {m: frame for m, frame in own.items() if ages[m] - int(frame["year"].max()) <= pace.OLDEST}
    observed = [method for method in OBSERVED if method in fresh]
    observed.sort(key=lambda method: int(fresh[method]["year"].max()), reverse=True)
    chosen = fitted or next(iter([*observed, *(m for m in fresh if m == "model")]), None)
    if chosen is None:
        return None
    last = own[chosen].iloc[-1]
    return Start(int(last["year"]), float(last["value"]), chosen, f"{last['source']}-{last['release']}")


NAMES = {"administrative": "administrative data", "survey": "household surveys"}


def _reason(place: Place, why: dict[str, str], since: int, method: str | None) -> str:
    """Why no pace is judged, for every kind of figure that was looked at."""
    if method == "model":
        return "a modelled line is smoothed already and is not fitted"
    if place.kind != "country":
        return "these releases have no administrative or survey rate of a region, and a modelled line is not fitted"
    asked = method or "administrative or survey"
    told = [f"{NAMES[method]} since {since}: {reason}" for method, reason in why.items()]
    return (
        f"{'; '.join(told)} ({pace.RULE})"
        if told
        else f"there is no {asked} rate for this age, and a modelled line is not fitted"
    )
