"""The one door to data/tables: opened once, indexed, and it never hands out its own object.

Each release of each source is one frame, read when first asked for and sorted by
indicator, place and year, so that a chart finds its rows by two look-ups rather than by
scanning a million. Everything returned is a copy.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import fsspec
import pandas as pd
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from dashboard.places import Places


class TablesMissing(Exception):
    """There are no tables where they were looked for; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Release:
    """One release of one source, as its publisher (or we) named and licensed it.

    ``date_kind`` says whether the date is ``stated``, ``inferred``, a ``copy date`` or
    ``computed`` here; ``files`` names what was read, with its sha256.
    """

    source: str
    release: str
    label: str
    date: str
    date_kind: str
    publisher: str
    licence: str
    licence_url: str
    attribution: str
    files: tuple[dict[str, object], ...]
    first_year: int | None
    last_year: int | None
    rows: int
    note: str

    @property
    def id(self) -> str:
        """The name used in addresses: ``uis-2024-09``."""
        return f"{self.source}-{self.release}"


class Store:
    """The tables under ``address`` (a folder or any fsspec address).

    Raises:
        TablesMissing: when there is no manifest there.
    """

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self._fs, self._root = fsspec.core.url_to_fs(self.address)
        if not self._fs.exists(f"{self._root}/manifest.json"):
            raise TablesMissing(f"No tables in {self.address}: run `oosc etl build`, or set OOSC_TABLES.")
        self._lock = threading.Lock()
        self._frames: dict[tuple[str, str], _Indexed] = {}

    def table(self, name: str) -> pd.DataFrame:
        """A copy of one of the small tables: places, releases, indicators, headlines, …"""
        return self._table(name).copy()

    @cached_property
    def places(self) -> Places:
        """Every place with its names, and who belongs to which region."""
        return Places(self._table("places"), self._table("region_members"))

    @cached_property
    def releases(self) -> dict[tuple[str, str], Release]:
        """Releases by (source, release)."""
        rows = self._table("releases").to_dict("records")
        return {(row["source"], row["release"]): _release(row) for row in rows}

    def release_ids(self) -> tuple[str, ...]:
        """The names a reader may give as ``release=``: those that hold observations."""
        return tuple(sorted(f"{source}-{release}" for source, release in self._partitions))

    def codes(self, source: str, **meaning: str) -> tuple[str, ...]:
        """Indicator codes of ``source`` whose catalogue row has every given meaning."""
        return self._codes(source, tuple(sorted(meaning.items())))

    def observations(
        self,
        source: str,
        release: str,
        *,
        indicators: Sequence[str],
        places: Iterable[str] | None = None,
    ) -> pd.DataFrame:
        """Rows of the given indicators (and places), all years; columns as in the datapackage."""
        if (source, release) not in self._partitions:
            return pd.DataFrame(columns=["place", "year", "value", "source", "release"])
        found = self._frame(source, release).rows(indicators, places)
        return found.assign(source=source, release=release)

    @cached_property
    def _partitions(self) -> set[tuple[str, str]]:
        paths = self._fs.glob(f"{self._root}/observations/source=*/release=*")
        split = (path.rsplit("/", 2)[-2:] for path in paths)
        return {(source.partition("=")[2], release.partition("=")[2]) for source, release in split}

    def _frame(self, source: str, release: str) -> _Indexed:
        with self._lock:
            if (source, release) not in self._frames:
                folder = f"{self._root}/observations/source={source}/release={release}"
                table = ds.dataset(folder, filesystem=self._fs, format="parquet").to_table()
                self._frames[source, release] = _Indexed(table.to_pandas())
            return self._frames[source, release]

    @lru_cache(maxsize=16)  # noqa: B019 - one store lives as long as the program
    def _table(self, name: str) -> pd.DataFrame:
        with self._fs.open(f"{self._root}/{name}.parquet", "rb") as file:
            return pq.read_table(file).to_pandas()

    @lru_cache(maxsize=512)  # noqa: B019
    def _codes(self, source: str, meaning: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
        table = self._table("indicators")
        keep = table["source"].eq(source)
        for column, value in meaning:
            keep &= table[column].eq(value)
        return tuple(table.loc[keep, "indicator"])


class _Indexed:
    """One release's rows in indicator order, with the span of each indicator known."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._rows = frame.sort_values("indicator", kind="stable", ignore_index=True)
        codes = self._rows["indicator"].astype(str)
        starts = codes.drop_duplicates().index.tolist()
        names = codes.iloc[starts].tolist()
        self._spans = dict(zip(names, zip(starts, [*starts[1:], len(codes)], strict=True), strict=True))

    def rows(self, indicators: Sequence[str], places: Iterable[str] | None) -> pd.DataFrame:
        parts = [self._rows.iloc[slice(*self._spans[code])] for code in indicators if code in self._spans]
        found = pd.concat(parts) if parts else self._rows.iloc[:0]
        if places is not None:
            found = found[found["place"].isin(list(places))]
        return found.reset_index(drop=True)


def _release(row: dict[str, object]) -> Release:
    def whole(value: object) -> int | None:
        return None if pd.isna(value) else int(value)  # type: ignore[call-overload]

    values = {name: row[name] for name in Release.__dataclass_fields__}
    texts = {name: "" if pd.isna(values[name]) else str(values[name]) for name in _TEXTS}
    numbers = {name: whole(values[name]) for name in ("first_year", "last_year")}
    files = tuple(json.loads(str(row["files"])))
    return Release(**{**values, **texts, **numbers, "files": files})  # type: ignore[arg-type]


_TEXTS = ("label", "date", "date_kind", "publisher", "licence", "licence_url", "attribution", "note")


def open_store(address: str | None = None) -> Store:
    """The store at ``address``, else where ``OOSC_TABLES``, ``OOSC_DATA`` or the install say."""
    if address is None:
        from etl.home import tables_home

        address = tables_home()
    return Store(address)
