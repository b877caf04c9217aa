"""The one door to data/tables: opened once, indexed, and it never hands out its own object.

Each release of each source is read when first asked for and indexed, so that a chart finds its rows by a look-up
rather than by scanning a million. Everything returned is a copy.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import BinaryIO

import fsspec
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.holdings import Holdings
from dashboard.index import Index
from dashboard.places import Places
from dashboard.rows import Columns, frame, joined


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
    places: int
    note: str

    @property
    def id(self) -> str:
        """The name used in addresses: ``uis-2024-09``."""
        return f"{self.source}-{self.release}"


@dataclass(frozen=True, slots=True)
class Stored:
    """A Parquet file of the tables as the manifest has it: path under the tables, rows, bytes, sha256."""

    path: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Part:
    """Rows to fetch: some indicators and places of one release, in all years or one."""

    source: str
    release: str
    indicators: tuple[str, ...]
    places: tuple[str, ...]
    year: int | None = None

    @property
    def home(self) -> tuple[str, str]:
        """Where the rows stand."""
        return (self.source, self.release)


class Store:
    """The tables under ``address`` (a folder or any fsspec address); ``edition`` tells one build from another.

    Charts are made of it by one thread in ``turn``: two would be no sooner, and each would hold its rows meanwhile.

    Raises:
        TablesMissing: when there is no manifest there.
    """

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self._fs, self._root = fsspec.core.url_to_fs(self.address)
        if not self._fs.exists(f"{self._root}/manifest.json"):
            raise TablesMissing(f"No tables in {self.address}: run `oosc etl build`, or set OOSC_TABLES.")
        self.edition = hashlib.sha256(self._fs.cat_file(f"{self._root}/manifest.json")).hexdigest()
        self._lock, self.turn = threading.Lock(), threading.RLock()
        self._indexes: dict[tuple[str, str], Index] = {}

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

    @cached_property
    def holdings(self) -> Holdings:
        """Which release holds what; a dated copy of a release is not taken for one."""
        homes = [home for home in self._partitions if not home[1].startswith("copy-")]
        homes.sort(key=lambda home: (self.releases[home].date, home), reverse=True)
        places = self.places.by_id.values()
        sets = {place.id: place.region_set or place.kind for place in places if place.kind != "world"}
        return Holdings(homes, self._codes, self._index, sets)

    def files(self) -> dict[str, Stored]:
        """Every Parquet file by its path, as the manifest lists them now: a build may have published others."""
        with self.open("manifest.json") as file:
            listed = json.load(file)["files"]
        return {path: Stored(path, known["rows"], known["bytes"], known["sha256"]) for path, known in listed.items()}

    def open(self, path: str) -> BinaryIO:
        """A file of the tables as it lies there; whoever asks closes it, and asks for what ``files`` lists only."""
        return self._fs.open(f"{self._root}/{path}", "rb")

    def release_ids(self) -> tuple[str, ...]:
        """The names a reader may give as ``release=``: those that hold observations."""
        return tuple(sorted(f"{source}-{release}" for source, release in self._partitions))

    def codes(self, source: str, **meaning: str) -> tuple[str, ...]:
        """Indicator codes of ``source`` whose catalogue row has every given meaning."""
        return self._codes(source, tuple(sorted(meaning.items())))

    def observations(self, parts: Iterable[Part]) -> pd.DataFrame:
        """The rows of all parts, one after the other; columns as in the datapackage, text as Python's own strings.

        A part that names a release the tables lack adds nothing.
        """
        return frame(self.columns(parts))

    def columns(self, parts: Iterable[Part]) -> Columns:
        """The same rows as arrays."""
        found = [
            self._index(part.home).rows(part.indicators, part.places, part.year)
            for part in parts
            if part.indicators and part.home in self._partitions
        ]
        return joined(found or [self._nothing])

    @cached_property
    def _partitions(self) -> set[tuple[str, str]]:
        paths = self._fs.glob(f"{self._root}/observations/source=*/release=*")
        split = (path.rsplit("/", 2)[-2:] for path in paths)
        return {(source.partition("=")[2], release.partition("=")[2]) for source, release in split}

    @cached_property
    def _nothing(self) -> Columns:
        return self._index(min(self._partitions)).rows((), ())

    def _index(self, home: tuple[str, str]) -> Index:
        with self._lock:
            if home not in self._indexes:
                self._indexes[home] = self._indexed(*home)
                pa.default_memory_pool().release_unused()
            return self._indexes[home]

    def _indexed(self, source: str, release: str) -> Index:
        """One release, read column by column: the whole of it would leave holes in the memory."""
        path = f"{self._root}/observations/source={source}/release={release}/part.parquet"
        with self._fs.open(path, "rb") as stored:
            file = pq.ParquetFile(stored)
            return Index(
                file.schema_arrow.names, lambda name: file.read([name], use_threads=False)[name], source, release
            )

    @lru_cache(maxsize=16)  # noqa: B019 - one store lives as long as the program
    def _table(self, name: str) -> pd.DataFrame:
        with self._fs.open(f"{self._root}/{name}.parquet", "rb") as file:
            frame = pq.read_table(file).to_pandas()
        lists = [name for name in frame if frame[name].map(type).eq(np.ndarray).any()]
        return frame.assign(**{name: frame[name].map(tuple, na_action="ignore") for name in lists})

    @lru_cache(maxsize=512)  # noqa: B019
    def _codes(self, source: str, meaning: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
        codes, meant = self._meanings[source]
        sets = [meant.get(one, set()) for one in meaning]
        return tuple(code for code in codes if all(code in one for one in sets))

    @cached_property
    def _meanings(self) -> dict[str, tuple[list[str], dict[tuple[str, str], set[str]]]]:
        """Of each source its codes in order, and those of each (column, value) of the catalogue."""
        found: dict[str, tuple[list[str], dict[tuple[str, str], set[str]]]] = defaultdict(
            lambda: ([], defaultdict(set))
        )
        for row in self._table("indicators").to_dict("records"):
            codes, meant = found[row["source"]]
            codes.append(row["indicator"])
            for pair in row.items():
                meant[pair].add(row["indicator"])
        return found


def _release(row: dict[str, object]) -> Release:
    def whole(value: object) -> int | None:
        return None if pd.isna(value) else int(value)  # type: ignore[call-overload]

    values = {name: row[name] for name in Release.__dataclass_fields__}
    texts = {name: "" if pd.isna(values[name]) else str(values[name]) for name in _TEXTS}
    numbers = {name: whole(values[name]) for name in ("first_year", "last_year")}
    files = tuple(json.loads(str(row["files"])))
    return Release(**{**values, **texts, **numbers, "files": files})  # type: ignore[arg-type]


_TEXTS = ("label", "date", "date_kind", "publisher", "licence", "licence_url", "attribution", "note")


def open_store(address: str | None = None, *, held: bool = False) -> Store:
    """The store at ``address``, else where ``OOSC_TABLES``, ``OOSC_DATA`` or the install say.

    From elsewhere the tables are fetched first; ``held``: it stays as it is while others are published there.

    Raises:
        TablesMissing: there are none, they can't be fetched, or they are not whole.
    """
    from etl.home import EtlError, tables_folder

    try:
        return Store(str(tables_folder(address, held=held)))
    except EtlError as trouble:
        raise TablesMissing(str(trouble)) from trouble


def keep(store: Store) -> None:
    """Keep the tables of this store, which are served, while newer ones are looked at."""
    from etl.home import keep_tables

    keep_tables(store.address)
