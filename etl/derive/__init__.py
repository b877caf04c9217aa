"""What is computed here: numbers of children from modelled rates, and sums of regions. Every row says so.

derive(sources, tidied, catalogue, made) -> Derived
"""

from collections.abc import Callable, Iterable
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


def derive(
    sources: Sources, tidied: Tidied, catalogue: Catalogue, made: Callable[[Part], None] = lambda part: None
) -> Derived:
    """Everything that can be computed of the sources that are there; `made` is called with each part at once."""
    by_name = {part.name: part for part in tidied.parts}
    members = _groups(tidied.members, catalogue)
    pairs = [pair for pair in catalogue.pairs if _possible(pair, by_name, sources, catalogue)]
    known = _known({pair.population for pair in pairs}, _scope(tidied), sources, catalogue)
    numbers, parts = [], []
    for pair in pairs:
        numbers.append(_of_pair(pair, by_name[f"view/{pair.view}"], known[pair.population], members, catalogue))
        parts.append(numbers[-1].part)
        made(parts[-1])
    for rule in catalogue.sums:
        if (name := f"{rule.source}/{rule.release}") in by_name:
            parts.append(region_sum(rule, by_name[name], catalogue))
            made(parts[-1])
    return Derived(
        parts=tuple(parts),
        imputed=_joined(
            [one.imputed for one in numbers], ["release", "place", "region", "first_year", "last_year", "reason"]
        ),
        withheld=_joined([one.withheld for one in numbers], ["place", "year", "level", "coverage", "release"]),
    )


def _possible(pair: Pair, by_name: dict[str, Part], sources: Sources, catalogue: Catalogue) -> bool:
    populations = (pair.population, catalogue.derivations["rules"]["school_ages"])
    return f"view/{pair.view}" in by_name and all(sources.has("population", name) for name in populations)


def _of_pair(pair: Pair, view: Part, known: Known, members: pd.DataFrame, catalogue: Catalogue) -> Numbers:
    rate, low, high = modelled(view.frame, ("value", "low", "high"), known.on)
    given = Inputs(on=known.on, population=known.population, rate=rate, low=low, high=high)
    return compute(pair, given, members, catalogue)


def _scope(tidied: Tidied) -> set[str]:
    """The countries of the GEM Report's list, which the published totals go by, and all that VIEW models.

    Territories on neither (Réunion, Puerto Rico, …) are in no sum: other countries' figures often have them in.
    """
    countries, *_ = tidied.lists
    listed = set(countries.loc[countries["gemr.SDG.region"].notna(), "iso3"])
    return listed.union(*(part.frame["place"].cat.categories for part in tidied.parts if part.source == "view"))


def _known(populations: Iterable[str], scope: set[str], sources: Sources, catalogue: Catalogue) -> dict[str, Known]:
    """The school-age population of each revision, by name."""
    ages = sources.frame("population", catalogue.derivations["rules"]["school_ages"])
    known = {}
    for name in populations:
        persons = sources.frame("population", name, ["iso3", "year", "age", "both", "female", "male"])
        on = axes(ages, persons, scope, catalogue)
        known[name] = Known(on, school_age_population(ages, persons, on, catalogue))
    return known


def _groups(members: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """The members of the groups for which numbers are computed."""
    wanted = catalogue.regions["computed"]
    chosen = members["region"].str.startswith(tuple(wanted["prefixes"])) | members["region"].isin(wanted["ids"])
    return members[chosen]


def _joined(tables: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    if not tables:
        return pd.DataFrame(columns=columns)
    return pd.concat(tables, ignore_index=True)[columns].sort_values(columns, ignore_index=True)
