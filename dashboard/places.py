"""Places by every usual name, and the regions they belong to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from rapidfuzz import fuzz, process


@dataclass(frozen=True, slots=True)
class Place:
    """A country, a region or the world.

    ``id`` is ISO 3166 alpha-3 or the publisher's region id; ``key`` is what addresses
    hold: the code of a country, the slug of a region.
    """

    id: str
    slug: str
    name: str
    kind: str
    region_set: str | None
    sdg_region: str | None
    iso2: str | None
    aliases: tuple[str, ...]

    @property
    def key(self) -> str:
        """``PAK`` for a country, ``asia-and-the-pacific`` for a region."""
        return self.id if self.kind == "country" else self.slug


class Places:
    """Look-ups over the tables ``places`` and ``region_members``."""

    def __init__(self, places: pd.DataFrame, members: pd.DataFrame) -> None:
        rows = places.astype(object).where(places.notna(), None).to_dict("records")
        self.by_id = {str(row["place"]): _place(row) for row in rows}
        self._by_name: dict[str, str] = {}
        for naming in (_codes, _names, _aliases, _two_letters):
            for place in self.by_id.values():
                for name in naming(place):
                    self._by_name.setdefault(plain(name), place.id)
        self._members: dict[str, tuple[str, ...]] = {
            str(region): tuple(sorted(set(group)))
            for region, group in members.groupby("region", observed=True)["place"]
        }

    def find(self, text: str) -> Place | None:
        """The place of this id, code, slug or usual name; ``None`` if there is none."""
        found = self.by_id.get(text) or self.by_id.get(self._by_name.get(plain(text), ""))
        return found

    def near(self, text: str, limit: int = 3) -> list[Place]:
        """Places whose names look most like ``text``, best first."""
        wanted = plain(text)
        hits = process.extract(wanted, list(self._by_name), scorer=fuzz.WRatio, limit=limit * 6)
        found = dict.fromkeys(self._by_name[name] for name, _, _ in hits)
        return [self.by_id[place] for place in list(found)[:limit]]

    def search(self, text: str, limit: int = 12) -> list[Place]:
        """Places a reader may mean while still typing: prefixes first, then parts, then near misses."""
        wanted = plain(text)
        if not wanted:
            return []
        names = list(self._by_name.items())
        exact = [place for name, place in names if name == wanted]
        starts = [place for name, place in names if name.startswith(wanted)]
        inside = [place for name, place in names if f" {wanted}" in name]
        found = list(dict.fromkeys(exact + starts + inside))[:limit]
        return [self.by_id[place] for place in found] or self.near(text)

    def members(self, region: str) -> tuple[str, ...]:
        """ISO3 codes of the countries in a region, by the latest membership known."""
        return self._members.get(region, ())

    def regions(self, region_set: str) -> list[Place]:
        """The regions of one set (``sdg``, ``unesco``, …) in the order of the table."""
        return [place for place in self.by_id.values() if place.region_set == region_set]

    def countries(self) -> list[Place]:
        """Every country and territory, by name."""
        return list(self._countries)

    @cached_property
    def _countries(self) -> list[Place]:
        found = [place for place in self.by_id.values() if place.kind == "country"]
        return sorted(found, key=lambda place: plain(place.name))


def plain(text: str) -> str:
    """Lower case, no accents, single spaces: ``Côte d'Ivoire`` and ``cote d ivoire`` meet."""
    stripped = unicodedata.normalize("NFKD", text)
    letters = "".join(char for char in stripped if not unicodedata.combining(char))
    return re.sub(r"[\W_]+", " ", letters.casefold()).strip()


def _place(row: dict[str, object]) -> Place:
    aliases = row["aliases"]
    return Place(
        id=str(row["place"]),
        slug=str(row["slug"]),
        name=str(row["name"]),
        kind=str(row["kind"]),
        region_set=None if row["region_set"] is None else str(row["region_set"]),
        sdg_region=None if row["sdg_region"] is None else str(row["sdg_region"]),
        iso2=None if row["iso2"] is None else str(row["iso2"]),
        aliases=tuple(str(alias) for alias in aliases) if isinstance(aliases, Iterable) else (),
    )


def _codes(place: Place) -> tuple[str, ...]:
    return (place.id, place.slug)


def _names(place: Place) -> tuple[str, ...]:
    return (place.name,)


def _aliases(place: Place) -> tuple[str, ...]:
    return place.aliases


def _two_letters(place: Place) -> tuple[str, ...]:
    return (place.iso2,) if place.iso2 else ()
