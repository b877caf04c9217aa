"""What is computed here: numbers of children from modelled rates, and sums of regions. Every row says so.

derive(sources, tidied, catalogue) -> Derived
"""

from dataclasses import dataclass

import pandas as pd

from etl.catalogue import Catalogue, Pair
from etl.derive.cube import Axes, Cube, axes, modelled, school_age_population
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
        imputed: `release place region first_year last_year reason`: whose rate is the rate of
            their SDG region, in sums only.
        withheld: `place year level coverage release`: regional values that rest on too few to be given.
    """

    parts: tuple[Part, ...]
    imputed: pd.DataFrame
    withheld: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Known:
    """The school-age population of one revision."""

    on: Axes
    population: Cube


def derive(sources: Sources, tidied: Tidied, catalogue: Catalogue) -> Derived:
    """Everything that can be computed of the sources that are there."""
    by_name = {part.name: part for part in tidied.parts}
    members = _groups(tidied.members, catalogue)
    pairs = [pair for pair in catalogue.pairs if _possible(pair, by_name, sources, catalogue)]
    scope = _scope(by_name, sources)
    known = {name: _known(name, scope, sources, catalogue) for name in {pair.population for pair in pairs}}
    numbers = [
        _of_pair(pair, by_name[f"view/{pair.view}"], known[pair.population], members, catalogue) for pair in pairs
    ]
    sums = [
        region_sum(rule, by_name[name], catalogue)
        for rule in catalogue.sums
        if (name := f"{rule.source}/{rule.release}") in by_name
    ]
    return Derived(
        parts=(*(made.part for made in numbers), *sums),
        imputed=_joined(
            [made.imputed for made in numbers], ["release", "place", "region", "first_year", "last_year", "reason"]
        ),
        withheld=_joined([made.withheld for made in numbers], ["place", "year", "level", "coverage", "release"]),
    )


def _possible(pair: Pair, by_name: dict[str, Part], sources: Sources, catalogue: Catalogue) -> bool:
    populations = (pair.population, catalogue.derivations["rules"]["school_ages"])
    return f"view/{pair.view}" in by_name and all(sources.has("population", name) for name in populations)


def _of_pair(pair: Pair, view: Part, known: Known, members: pd.DataFrame, catalogue: Catalogue) -> Numbers:
    rate, low, high = modelled(view.frame, ("value", "low", "high"), known.on)
    given = Inputs(on=known.on, population=known.population, rate=rate, low=low, high=high)
    return compute(pair, given, members, catalogue)


def _scope(by_name: dict[str, Part], sources: Sources) -> set[str]:
    """The countries of the GEM Report's list, which the published totals go by, and all that VIEW models.

    Territories on neither (Réunion, Puerto Rico, …) are in no sum: other countries' figures often have them in.
    """
    countries = sources.frame("places", "countries-2026-05", ["iso3", "gemr.SDG.region"])
    listed = set(countries.loc[countries["gemr.SDG.region"].notna(), "iso3"])
    return listed.union(*(part.frame["place"].cat.categories for part in by_name.values() if part.source == "view"))


def _known(population: str, scope: set[str], sources: Sources, catalogue: Catalogue) -> Known:
    ages = sources.frame("population", catalogue.derivations["rules"]["school_ages"])
    persons = sources.frame("population", population, ["iso3", "year", "age", "both", "female", "male"])
    on = axes(ages, persons, scope, catalogue)
    return Known(on, school_age_population(ages, persons, on, catalogue))


def _groups(members: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """The members of the groups for which numbers are computed."""
    wanted = catalogue.regions["computed"]
    chosen = members["region"].str.startswith(tuple(wanted["prefixes"])) | members["region"].isin(wanted["ids"])
    return members[chosen]


def _joined(tables: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    if not tables:
        return pd.DataFrame(columns=columns)
    return pd.concat(tables, ignore_index=True)[columns].sort_values(columns, ignore_index=True)
