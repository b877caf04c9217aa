"""What is computed here: numbers of children from modelled rates, and sums of regions. Every row says so.

    derive(sources, tidied, catalogue) -> Derived
"""

from dataclasses import dataclass

import pandas as pd

from etl.catalogue import Catalogue, Pair
from etl.derive.cube import axes, modelled, school_age_population
from etl.derive.numbers import Inputs, Numbers, compute
from etl.derive.sums import region_sum
from etl.read import Sources
from etl.tidy import Part, Tidied

__all__ = ["Derived", "derive"]


@dataclass(frozen=True, slots=True)
class Derived:
    """What was computed.

    Attributes:
        parts: Observations of source `here`, is_derived throughout.
        imputed: `release place region reason`: whose rate is the rate of their SDG region, in sums only.
        withheld: `place year level coverage release`: regional values that rest on too few to be given.
    """

    parts: tuple[Part, ...]
    imputed: pd.DataFrame
    withheld: pd.DataFrame


def derive(sources: Sources, tidied: Tidied, catalogue: Catalogue) -> Derived:
    """Everything that can be computed of the sources that are there."""
    by_name = {part.name: part for part in tidied.parts}
    members = _groups(tidied.members, catalogue)
    pairs = [pair for pair in catalogue.pairs if _possible(pair, by_name, sources, catalogue)]
    numbers = [_of_pair(pair, by_name[f"view/{pair.view}"], members, sources, catalogue) for pair in pairs]
    sums = [
        region_sum(rule, by_name[name], catalogue)
        for rule in catalogue.sums
        if (name := f"{rule.source}/{rule.release}") in by_name
    ]
    return Derived(
        parts=(*(made.part for made in numbers), *sums),
        imputed=_joined([made.imputed for made in numbers], ["release", "place", "region", "reason"]),
        withheld=_joined([made.withheld for made in numbers], ["place", "year", "level", "coverage", "release"]),
    )


def _possible(pair: Pair, by_name: dict[str, Part], sources: Sources, catalogue: Catalogue) -> bool:
    populations = (pair.population, catalogue.derivations["rules"]["school_ages"])
    return f"view/{pair.view}" in by_name and all(sources.has("population", name) for name in populations)


def _of_pair(pair: Pair, view: Part, members: pd.DataFrame, sources: Sources, catalogue: Catalogue) -> Numbers:
    ages = sources.frame("population", catalogue.derivations["rules"]["school_ages"])
    population = sources.frame("population", pair.population)
    on = axes(ages, population, catalogue)
    cubes = {ours: modelled(view.frame, column, on) for ours, column in _BOUNDS.items()}
    persons = school_age_population(ages, population, on, catalogue)
    return compute(pair, Inputs(on=on, population=persons, **cubes), members, catalogue)


_BOUNDS = {"rate": "value", "low": "low", "high": "high"}


def _groups(members: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """The members of the groups for which numbers are computed."""
    wanted = catalogue.regions["computed"]
    chosen = members["region"].str.startswith(tuple(wanted["prefixes"])) | members["region"].isin(wanted["ids"])
    return members[chosen]


def _joined(tables: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    if not tables:
        return pd.DataFrame(columns=columns)
    return pd.concat(tables, ignore_index=True)[columns].sort_values(columns, ignore_index=True)
