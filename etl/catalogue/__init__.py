"""What codes mean: indicators, regions, names, announcements. The TOML files beside this one are the knowledge.

load()                     the catalogue, read once
Catalogue.indicator(code)  what a code means; CatalogueError if it cannot be placed
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from etl.catalogue.grammar import Indicator, parse
from etl.errors import CatalogueError

__all__ = ["Catalogue", "Indicator", "Pair", "Sum", "load"]

_FOLDER = Path(__file__).resolve().parent
_STAMP = re.compile(r" \(July \d{4}\)$")


@dataclass(frozen=True, slots=True)
class Pair:
    """A release of modelled rates and the population revision it belongs with."""

    view: str
    population: str

    @property
    def release(self) -> str:
        """The release of what is computed of the two, `view-2025+wpp-2024`."""
        return f"view-{self.view}+{self.population}"


@dataclass(frozen=True, slots=True)
class Sum:
    """A region that a release does not publish, as the sum of regions that it does."""

    source: str
    release: str
    place: str
    parts: tuple[str, ...]
    indicators: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the TOML files say. Fields are the files, as read; the methods answer questions of them."""

    indicators: Mapping[str, Any]
    regions: Mapping[str, Any]
    aliases: Mapping[str, Any]
    names: Mapping[str, Any]
    announcements: Mapping[str, Any]
    derivations: Mapping[str, Any]
    conflict: Mapping[str, Any]
    displaced: Mapping[str, Any]
    wide: Mapping[str, Any]
    exclusions: Mapping[str, Any]
    releases: Mapping[str, Any]
    tables: Mapping[str, Any]
    tolerance: Mapping[str, Any]

    def indicator(self, code: str) -> Indicator:
        """What `code` means. Raises CatalogueError for a code that cannot be placed."""
        return _indicator(code)

    def unit(self, measure: str) -> str:
        """The one unit of a measure."""
        if measure not in self.indicators["measures"]:
            raise CatalogueError(f"The measure {measure} has no unit. Add it to etl/catalogue/indicators.toml.")
        return str(self.indicators["measures"][measure])

    def knows(self, code: str) -> bool:
        """Whether `code` can be placed: it has a meaning, and its measure a unit."""
        try:
            self.unit(self.indicator(code).measure)
        except CatalogueError:
            return False
        return True

    def read_too(self, name: str, with_surveys: bool = False) -> list[str]:
        """What stands beside a release (`uis/2024-09`) and was read for its figures as well.

        For a release that the catalogue does not name and that has rates of surveys, the list of surveys.
        """
        known = self.releases["read_too"]
        source = name.partition("/")[0]
        return list(known.get(name) or (known["surveys"].get(source, []) if with_surveys else []))

    def told(self, promise: str, name: str) -> Mapping[str, Any]:
        """How often a release may break a promise as published, `at_most` and `reason`; empty if it may not.

        Args:
            promise: `girls_and_boys` or `totals_within_groups`.
            name: Of the release, `uis/2024-09`. One that is not named goes by its source.
        """
        known = self.exclusions[promise]
        return known.get(name) or known.get(name.partition("/")[0], {})

    def old_ids(self, release: str) -> Mapping[str, str]:
        """What a release calls a region -> today's id; empty for a release with today's ids."""
        return self.regions["old"].get(release, {})

    def without_stamp(self, place: str) -> str:
        """An income group without the month of its class: `WB: High income (July 2025)` -> `WB: High income`."""
        bare = _STAMP.sub("", place)
        return bare if bare in self.regions["stamped"]["ids"] else place

    def region_set(self, place: str) -> str:
        """The set a region is shown in: sdg, sdg_sub, unesco, worldbank, income, development or other."""
        for name, members in self.regions["lists"].items():
            if place in members:
                return str(name)
        return "other"

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The pairs of modelled rates and population of which numbers are computed."""
        return tuple(Pair(**pair) for pair in self.derivations["pairs"])

    @property
    def sums(self) -> tuple[Sum, ...]:
        """The regions that are sums made here."""
        return tuple(Sum(**{**row, "parts": tuple(row["parts"])}) for row in self.derivations["sums"])


@cache
def load() -> Catalogue:
    """The catalogue, read once for the process."""
    names = Catalogue.__dataclass_fields__
    return Catalogue(**{name: _read(name) for name in names})


def _read(name: str) -> Mapping[str, Any]:
    with (_FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _indicator(code: str) -> Indicator:
    return parse(code, load().indicators)
