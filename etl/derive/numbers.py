"""Modelled rate × population of the official ages = children out of school. For countries, regions and the world."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.catalogue import Catalogue, Pair
from etl.derive.cube import LEVELS, SEXES, Axes, Cube
from etl.tidy.frame import Part, complete

_LEVEL_CODES = ("1", "2", "3", "1T3")
_SEX_CODES = ("", ".F", ".M")
_STEMS = ("OOSC.OFST", "OOSC.SAP", "OOSC.ROFST")
_CODES = [f"{stem}.{level}{sex}" for stem in _STEMS for sex in _SEX_CODES for level in _LEVEL_CODES]
_ALL = len(LEVELS)  # where the sum of the levels stands


@dataclass(frozen=True, slots=True)
class Inputs:
    """One pair as arrays [place, year, sex, level].

    Attributes:
        on: What the axes are.
        population: Persons of the official ages.
        rate, low, high: VIEW's rate and interval, per cent.
    """

    on: Axes
    population: Cube
    rate: Cube
    low: Cube
    high: Cube


@dataclass(frozen=True, slots=True)
class Numbers:
    """What comes of one pair: its observations, who was imputed, and what was withheld."""

    part: Part
    imputed: pd.DataFrame
    withheld: pd.DataFrame


def compute(pair: Pair, given: Inputs, members: pd.DataFrame, catalogue: Catalogue) -> Numbers:
    """Children, rates and populations of one pair, 2000-2023.

    Args:
        pair: Names the release.
        given: The arrays.
        members: `region place`, of the groups to compute and the SDG regions.
        catalogue: Rules: the SDG regions, the least coverage.

    Returns:
        Children and populations in whole persons, rates in per cent with six decimals; the regions' coverage is the
        share of their school-age population that has a modelled rate.
    """
    sdg = _belonging(catalogue.regions["parts"]["sdg"], members, given.on)
    filled = _filled(given, sdg)
    groups = sorted(set(members["region"]))
    belonging = _belonging(groups, members, given.on)
    names = pd.Index([*given.on.places, *groups])
    regional, withheld = _regional(given, filled, belonging, names, catalogue)
    rows = pd.concat([*_national(given, names), *regional], ignore_index=True)
    return Numbers(
        part=complete("here", pair.release, rows.assign(is_derived=True), catalogue),
        imputed=_imputed(pair.release, given, sdg, catalogue),
        withheld=withheld.assign(release=pair.release),
    )


def _belonging(regions: list[str], members: pd.DataFrame, on: Axes) -> NDArray[np.float64]:
    r = pd.Index(regions).get_indexer(pd.Index(members["region"]))
    p = pd.Index(on.places).get_indexer(pd.Index(members["place"]))
    matrix = np.zeros((len(regions), len(on.places)))
    matrix[r[(r >= 0) & (p >= 0)], p[(r >= 0) & (p >= 0)]] = 1
    return matrix


def _filled(given: Inputs, sdg: NDArray[np.float64]) -> Cube:
    """Rates with the weighted rate of the place's SDG region where VIEW has none."""
    known = ~np.isnan(given.rate) & ~np.isnan(given.population)
    weight = np.where(known, given.population, 0)
    out = np.where(known, given.rate * given.population, 0)
    with np.errstate(invalid="ignore"):
        of_region = _sum(sdg, out) / _sum(sdg, weight)
    home = np.where(sdg.any(axis=0), sdg.argmax(axis=0), -1)
    stand_in = np.where((home < 0)[:, None, None, None], np.nan, of_region[home])
    return np.where(np.isnan(given.rate), stand_in, given.rate)


def _sum(belonging: NDArray[np.float64], cube: Cube) -> Cube:
    """Sums over the places of each region, added in order: a product of matrices adds as the machine likes best."""
    return np.einsum("rp,pysl->rysl", belonging, cube)


def _with_all(cube: Cube) -> Cube:
    """The sum of the three levels beside them; NaN where one is missing."""
    return np.concatenate([cube, cube.sum(axis=-1, keepdims=True)], axis=-1)


def _national(given: Inputs, names: pd.Index) -> list[pd.DataFrame]:
    children = _with_all(given.rate * given.population / 100)
    population = _with_all(given.population)
    low, high = (_beside_all(bound * given.population / 100) for bound in (given.low, given.high))
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = 100 * children / population
    rate[..., :_ALL] = np.nan  # the levels' own rates are VIEW's, published
    return [
        _rows("OOSC.OFST", given.on, names, 0, value=children.round(), low=low.round(), high=high.round()),
        _rows("OOSC.SAP", given.on, names, 0, value=population.round()),
        _rows("OOSC.ROFST", given.on, names, 0, value=rate.round(6)),
    ]


def _beside_all(cube: Cube) -> Cube:
    """Bounds cannot be summed: no bound for the three levels together."""
    return np.concatenate([cube, np.full_like(cube[..., :1], np.nan)], axis=-1)


def _regional(
    given: Inputs, filled: Cube, belonging: NDArray[np.float64], names: pd.Index, catalogue: Catalogue
) -> tuple[list[pd.DataFrame], pd.DataFrame]:
    known = ~np.isnan(given.rate)
    population = _with_all(_sum(belonging, np.nan_to_num(given.population)))
    children = _with_all(_sum(belonging, np.nan_to_num(filled * given.population / 100)))
    covered = _with_all(_sum(belonging, np.nan_to_num(np.where(known, given.population, 0))))
    with np.errstate(invalid="ignore", divide="ignore"):
        coverage = covered / population
        rate = 100 * children / population
    thin = ~(coverage >= catalogue.derivations["rules"]["minimum_coverage"])
    for cube in (children, rate):
        cube[thin] = np.nan
    on, first, share = given.on, len(given.on.places), coverage.round(6)
    rows = [
        _rows("OOSC.OFST", on, names, first, value=children.round(), coverage=share),
        _rows("OOSC.SAP", on, names, first, value=np.where(population > 0, population, np.nan).round()),
        _rows("OOSC.ROFST", on, names, first, value=rate.round(6), coverage=share),
    ]
    return rows, _withheld(thin, coverage, on, list(names[first:]))


def _rows(stem: str, on: Axes, places: pd.Index, first: int, **columns: Cube) -> pd.DataFrame:
    """The cells that have a value, as rows `indicator place year value …`; place number 0 is `places[first]`."""
    p, y, s, level = np.nonzero(~np.isnan(columns["value"]))
    code = s * len(_LEVEL_CODES) + level + _STEMS.index(stem) * len(_LEVEL_CODES) * len(_SEX_CODES)
    return pd.DataFrame(
        {
            "indicator": pd.Categorical.from_codes(code, pd.Index(_CODES)),
            "place": pd.Categorical.from_codes(p + first, places),
            "year": np.array(on.years, dtype="int16")[y],
            **{name: cube[p, y, s, level] for name, cube in columns.items()},
        }
    )


def _withheld(thin: NDArray[np.bool_], coverage: Cube, on: Axes, names: list[str]) -> pd.DataFrame:
    p, y, level = np.nonzero(thin[:, :, SEXES.index("total"), :])
    levels = (*LEVELS, "all")
    return pd.DataFrame(
        {
            "place": np.array(names, dtype=object)[p],
            "year": np.array(on.years)[y],
            "level": np.array(levels, dtype=object)[level],
            "coverage": coverage[p, y, SEXES.index("total"), level],
        }
    )


def _imputed(release: str, given: Inputs, sdg: NDArray[np.float64], catalogue: Catalogue) -> pd.DataFrame:
    rows = list(_stand_ins(given, sdg, catalogue.regions["parts"]["sdg"]))
    table = pd.DataFrame(rows, columns=["place", "region", "first_year", "last_year", "reason"])
    table.insert(0, "release", release)
    return table


def _stand_ins(given: Inputs, sdg: NDArray[np.float64], regions: list[str]) -> Iterator[tuple[str, str, int, int, str]]:
    total = SEXES.index("total")
    lacking = np.isnan(given.rate[:, :, total]) & ~np.isnan(given.population[:, :, total])
    missing = np.logical_or.reduce(lacking, axis=2)
    for p in np.flatnonzero(missing.any(axis=1) & sdg.any(axis=0)):
        years = np.array(given.on.years)[missing[p]]
        region = regions[int(sdg[:, p].argmax())]
        yield given.on.places[p], region, int(years.min()), int(years.max()), "no modelled rate"
