"""Which releases hold a kind of figure, read off the tables once: a new one is shown without a change of code.

A release with a part of it only (one age, a few indicators) is not taken: charts would be empty for the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dashboard.index import Index

Home = tuple[str, str]
Meaning = tuple[tuple[str, str], ...]

LEVELS = ("primary", "lower_secondary", "upper_secondary")
EVERYBODY = {"sex": "total", "location": "total", "wealth": "total", "group_kind": "total"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of figure: of each meaning in ``needs`` a release must have a value for a place of one of the sets.

    ``place_set`` is ``country``, or the set of regions.
    """

    needs: tuple[Meaning, ...]
    place_set: str = "country"


def _needs(levels: Sequence[str], **meaning: str) -> tuple[Meaning, ...]:
    return tuple(tuple(sorted({**EVERYBODY, "level": level, **meaning}.items())) for level in levels)


_NUMBERS = {"method": "administrative", "measure": "children"}
_SURVEY = {"method": "survey", "measure": "rate_pct"}
KINDS = {
    "administrative rates": Kind(_needs(LEVELS, method="administrative", measure="rate_pct")),
    "administrative numbers": Kind(_needs(LEVELS[:1], **_NUMBERS)),
    "numbers above primary age": Kind(_needs(LEVELS[1:], **_NUMBERS)),
    "numbers of regions": Kind(_needs(LEVELS[:1], **_NUMBERS), "sdg"),
    "spending per pupil": Kind(
        _needs(LEVELS, measure="spend_ppp_const_per_pupil", group_kind="funding", group="government, initial")
    ),
    "survey rates": Kind(_needs(LEVELS, **_SURVEY) + _needs(LEVELS, **_SURVEY, wealth="q1")),
}


class Holdings:
    """What each release holds.

    Args:
        homes: (source, release) of the releases, newest first; those that are copies left out.
        codes: Of a source and a meaning, the codes.
        index: Of a release, its rows.
        place_sets: Place -> ``country``, or its set of regions.
    """

    def __init__(
        self,
        homes: Sequence[Home],
        codes: Callable[[str, Meaning], Sequence[str]],
        index: Callable[[Home], Index],
        place_sets: Mapping[str, str],
    ) -> None:
        self._homes, self._codes, self._index, self._sets = tuple(homes), codes, index, place_sets

    def newest(self, source: str, kind: str) -> str:
        """The newest release of ``source`` that holds the kind, as addresses name it; ``uis-none`` without one."""
        return self._newest(source, kind)

    def holds(self, home: Home, kind: str) -> bool:
        """Whether the release has a value for all that the kind needs.

        A need for which the source has no code at all is none: WIDE's groups stand in its rows.
        """
        wanted = [set(found) for need in KINDS[kind].needs if (found := self._codes(home[0], need))]
        if home not in self._homes or not wanted:
            return False
        have = self._valued(home, KINDS[kind].place_set)
        return all(each & have for each in wanted)

    def flagged(self, source: str) -> tuple[Home, ...]:
        """The releases of ``source`` that say what a 0 means, oldest first."""
        return tuple(home for home in reversed(self._homes) if home[0] == source and self._has_flags(home))

    @lru_cache(maxsize=64)  # noqa: B019 - as long as its store, which lives as long as the program
    def _newest(self, source: str, kind: str) -> str:
        found = (home for home in self._homes if home[0] == source and self.holds(home, kind))
        return "-".join(next(found, (source, "none")))

    @lru_cache(maxsize=64)  # noqa: B019
    def _valued(self, home: Home, place_set: str) -> frozenset[str]:
        return frozenset(self._index(home).valued([place for place, kind in self._sets.items() if kind == place_set]))

    @lru_cache(maxsize=64)  # noqa: B019
    def _has_flags(self, home: Home) -> bool:
        return "unknown" not in self._index(home).distinct("magnitude")
