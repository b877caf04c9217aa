"""One release's rows, found by indicator, place and year, and kept as narrow as they can be.

What all rows of an indicator share (its level, its sex …) is kept once, and words are kept as numbers. Rows are then
picked by a few looks into arrays, and a million of them take some twenty megabytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from dashboard.rows import Columns

Order = np.ndarray | None


@dataclass(frozen=True, slots=True)
class _Column:
    """Values of a column, or whole numbers that stand for them; one a row, or one for each indicator."""

    values: np.ndarray
    words: np.ndarray | None
    is_shared: bool = False

    def take(self, rows: np.ndarray, indicators: np.ndarray) -> np.ndarray:
        """What stands in these rows, which belong to these indicators."""
        picked = self.values[indicators if self.is_shared else rows]
        return picked if self.words is None else self.words[picked]


class Index:
    """The rows of one release, sorted by indicator, with the span of each indicator known.

    Args:
        names: The columns there are.
        read: Of a name, the column as the tables have it: text as a dictionary.
        source, release: Where it stands; they become columns.
    """

    def __init__(self, names: Sequence[str], read: Callable[[str], pa.ChunkedArray], source: str, release: str) -> None:
        numbers, codes = _words(read("indicator"))
        order: Order = None if np.all(numbers[:-1] <= numbers[1:]) else np.argsort(numbers, kind="stable")
        numbers = numbers if order is None else numbers[order]
        starts = np.flatnonzero(np.diff(numbers, prepend=-1))
        stops = np.append(starts[1:], len(numbers))
        self._spans = {
            str(codes[numbers[start]]): (number, slice(start, stop))
            for number, (start, stop) in enumerate(zip(starts, stops, strict=True))
        }
        self._places, places = _words(read("place"), order)
        self._years, _ = _values(read("year"), order)
        self._numbers = {str(place): number for number, place in enumerate(places[:-1])}
        own = {"place": _Column(self._places, places), "year": _Column(self._years, None)}
        self._columns = {
            name: own.get(name) or _column(*_values(read(name), order), starts, stops - starts) for name in names
        }
        # Repeated for the rows: np.full would make each a text of its own.
        self._home = {"source": np.array([source], object), "release": np.array([release], object)}

    def rows(self, indicators: Sequence[str], places: Sequence[str], year: int | None = None) -> Columns:
        """The columns of these indicators and places, in all years or one."""
        rows, of = self._found(indicators, places, year)
        home = {name: text.repeat(len(rows)) for name, text in self._home.items()}
        return {**{name: column.take(rows, of) for name, column in self._columns.items()}, **home}

    def valued(self, places: Sequence[str]) -> set[str]:
        """The indicators that have a value for any of these places."""
        names = list(self._spans)
        rows, of = self._found(names, places, None)
        is_known = ~np.isnan(self._columns["value"].take(rows, of))
        return {names[number] for number in np.unique(of[is_known])}

    def distinct(self, name: str) -> set[object]:
        """Every word of a text column."""
        column = self._columns[name]
        assert column.words is not None
        return set(column.words[np.unique(column.values)])

    def _found(
        self, indicators: Sequence[str], places: Sequence[str], year: int | None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Where the rows are, and the number of the indicator of each."""
        wanted = [self._numbers[place] for place in places if place in self._numbers]
        spans = [self._spans[code] for code in indicators if code in self._spans]
        found = [self._inside(span, wanted, year) for _, span in spans]
        rows = np.concatenate(found) if found else np.array([], dtype=np.intp)
        return rows, np.repeat([number for number, _ in spans], [len(each) for each in found]).astype(np.intp)

    def _inside(self, span: slice, wanted: list[int], year: int | None) -> np.ndarray:
        keep = np.isin(self._places[span], wanted)
        if year is not None:
            keep &= self._years[span] == year
        return span.start + np.flatnonzero(keep)


def _column(values: np.ndarray, words: np.ndarray | None, starts: np.ndarray, lengths: np.ndarray) -> _Column:
    first = values[starts]
    alike = np.repeat(first, lengths)
    is_shared = bool(np.all((alike == values) | ((alike != alike) & (values != values))))
    return _Column(first if is_shared else values, words, is_shared)


def _values(column: pa.ChunkedArray, order: Order) -> tuple[np.ndarray, np.ndarray | None]:
    """The values in order, and the words for which they stand: of text, and of numbers most of which are missing."""
    if pa.types.is_dictionary(column.type):
        return _words(column, order)
    if column.null_count > len(column) / 2:
        return _words(column.dictionary_encode(), order)
    values = np.array(column.to_numpy())
    return (values if order is None else values[order]), None


def _words(column: pa.ChunkedArray, order: Order = None) -> tuple[np.ndarray, np.ndarray]:
    """A coded column as whole numbers, and the words they stand for; the last number stands for a missing word."""
    coded = column.unify_dictionaries().combine_chunks()
    coded = coded.chunk(0) if isinstance(coded, pa.ChunkedArray) else coded
    kind = object if pa.types.is_string(coded.type.value_type) else float
    words = np.array([*coded.dictionary.to_pylist(), np.nan], kind)
    codes = coded.indices.fill_null(len(words) - 1).to_numpy().astype(np.min_scalar_type(len(words)))
    return (codes if order is None else codes[order]), words
