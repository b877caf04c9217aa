"""School-age population and modelled rates as arrays [place, year, sex, level], so that sums are one line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.catalogue import Catalogue

LEVELS = ("primary", "lower_secondary", "upper_secondary")
SEXES = ("total", "female", "male")
Cube = NDArray[np.float64]

_AGES = {"primary": "prim", "lower_secondary": "lowsec", "upper_secondary": "upsec"}
_POPULATION = {"total": "both", "female": "female", "male": "male"}
_OLDEST = 24


@dataclass(frozen=True, slots=True)
class Axes:
    """What the first two axes of a cube stand for."""

    places: tuple[str, ...]
    years: tuple[int, ...]

    def at(self, frame: pd.DataFrame, place: str) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_]]:
        """Positions of the rows of `frame` by its columns `place` and year, and which rows are on the axes."""
        p = positions(frame[place], self.places)
        y = pd.Index(self.years).get_indexer(pd.Index(frame["year"].astype("int64")))
        return p, y, (p >= 0) & (y >= 0)


def positions(column: pd.Series, wanted: Sequence[str]) -> NDArray[np.intp]:
    """Where each text of a column stands in `wanted`; -1 where it does not. By way of the few distinct texts."""
    column = column.astype("category")
    few = pd.Index(list(wanted)).get_indexer(column.cat.categories)
    return np.append(few, -1)[column.cat.codes.to_numpy()]


def axes(school_ages: pd.DataFrame, population: pd.DataFrame, scope: set[str], catalogue: Catalogue) -> Axes:
    """The places in scope that have both school ages and a population; the years of the derivation."""
    rules = catalogue.derivations["rules"]
    both = set(school_ages["iso_code3"].unique()) & set(population["iso3"].unique()) & scope
    return Axes(tuple(sorted(both)), tuple(range(rules["first_year"], rules["last_year"] + 1)))


def school_age_population(school_ages: pd.DataFrame, population: pd.DataFrame, on: Axes, catalogue: Catalogue) -> Cube:
    """Persons of the official ages of each level, by the ages of that country and year; NaN where unknown."""
    starts, lasts = _official_ages(school_ages, on, catalogue)
    upto = _cumulated(population, on)
    first = np.where(np.isnan(starts), 0, starts).astype(int)
    after = np.where(np.isnan(lasts), 0, starts + lasts).clip(0, _OLDEST + 1).astype(int)
    p, y = np.ogrid[: len(on.places), : len(on.years)]
    cube = np.empty((len(on.places), len(on.years), len(SEXES), len(LEVELS)))
    for number in range(len(LEVELS)):
        span = upto[p, y, :, after[..., number]] - upto[p, y, :, first[..., number]]
        cube[..., number] = np.where(np.isnan(starts[..., number])[..., None], np.nan, span)
    return cube


def modelled(view: pd.DataFrame, columns: Sequence[str], on: Axes) -> Iterator[Cube]:
    """Columns of VIEW's observations (value, low, high; per cent), each as a cube; NaN where VIEW has none."""
    p, y, known = on.at(view, "place")
    s, level = positions(view["sex"], SEXES), positions(view["level"], LEVELS)
    known &= (s >= 0) & (level >= 0)  # VIEW's own `all` is modelled apart and never used
    where = p[known], y[known], s[known], level[known]
    for column in columns:
        cube = np.full((len(on.places), len(on.years), len(SEXES), len(LEVELS)), np.nan)
        cube[where] = view[column].to_numpy()[known]
        yield cube


def _official_ages(school_ages: pd.DataFrame, on: Axes, catalogue: Catalogue) -> tuple[Cube, Cube]:
    p, y, known = on.at(school_ages, "iso_code3")
    shape = (len(on.places), len(on.years), len(LEVELS))
    starts, lasts = np.full(shape, np.nan), np.full(shape, np.nan)
    for number, level in enumerate(LEVELS):
        for cube, what in ((starts, "age"), (lasts, "dur")):
            numbers = school_ages[f"{_AGES[level]}_{what}_uis"].to_numpy(float)
            cube[p[known], y[known], number] = numbers[known]
    for rule in catalogue.derivations["carried"]:
        _carry(starts, lasts, rule, on)
    gap = np.isnan(starts) | np.isnan(lasts)
    starts[gap] = lasts[gap] = np.nan
    return starts, lasts


def _carry(starts: Cube, lasts: Cube, rule: dict, on: Axes) -> None:
    """The year before stands in where the list has none; a year that it has is left alone."""
    if rule["place"] not in on.places:
        return
    p = on.places.index(rule["place"])
    for year in rule["years"]:
        y = on.years.index(year)
        for level in rule["levels"]:
            number = LEVELS.index(level)
            for cube in (starts, lasts):
                if np.isnan(cube[p, y, number]):
                    cube[p, y, number] = cube[p, y - 1, number]


def _cumulated(population: pd.DataFrame, on: Axes) -> Cube:
    """Persons younger than each age 0…25, [place, year, sex, age]."""
    p, y, known = on.at(population, "iso3")
    age = population["age"].to_numpy(int)
    known &= age <= _OLDEST
    p, y, after = p[known], y[known], age[known] + 1
    cube = np.zeros((len(on.places), len(on.years), len(SEXES), _OLDEST + 2))
    for number, sex in enumerate(SEXES):
        cube[p, y, number, after] = population[_POPULATION[sex]].to_numpy(float)[known]
    return cube.cumsum(axis=-1)
