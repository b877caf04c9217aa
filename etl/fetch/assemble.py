"""Answers -> `data/sources/uis/<version>.parquet`, `-labels` and `-geounits` beside it, each with its sidecar.

The figures stand in the order of their key, so that the same figures give the same table however they were asked for.
Of a release that is there already, the indicators that were not asked for this time stay as they are.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl import sidecar
from etl.add import sidecar_path, to_parquet
from etl.errors import SourceError
from etl.pair import write_pair
from etl.sidecar import FileEntry
from etl.sources.importer import Release
from etl.sources.uis_api import Answer, Definition, GeoUnit, Version
from etl.sources.uis_files import IMPORTER

COLUMNS = ("indicatorId", "geoUnit", "year", "value", "qualifier", "magnitude")
KEY = ("indicatorId", "geoUnit", "year")
HALF_WRITTEN = ".fetching-"
_LICENCE = "CC BY-SA 4.0"
"""Of the Data Browser, whose terms govern the service."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A release as it stands in `data/sources`, or is about to.

    Attributes:
        figures, labels, geo_units: Rows with the column `file`.
        files: What the figures were read from.
    """

    figures: pa.Table
    labels: pa.Table
    geo_units: pa.Table
    files: tuple[FileEntry, ...]

    def same_as(self, other: "Holding") -> bool:
        """Whether both say the same, however it was asked for."""
        mine, theirs = (each._content() for each in (self, other))
        return all(a.equals(b) for a, b in zip(mine, theirs, strict=True))

    def without(self, asked: Collection[str], listed: Collection[str]) -> "Holding":
        """What stays of it: the indicators that were not asked for, as long as the service still has them."""
        stay = pa.array(sorted(set(listed) - set(asked)), type=pa.string())
        figures = self.figures.filter(pc.is_in(self.figures["indicatorId"], stay))
        labels = self.labels.filter(pc.is_in(self.labels["indicator_id"], stay))
        rows = {pair["values"]: pair["counts"] for pair in pc.value_counts(figures["file"]).to_pylist()}
        files = tuple(replace(entry, rows=rows[entry.name]) for entry in self.files if entry.name in rows)
        return replace(self, figures=figures, labels=labels, files=files)

    def _content(self) -> list[pa.Table]:
        return [table.drop_columns("file").combine_chunks() for table in (self.figures, self.labels, self.geo_units)]


def miscounted(answers: Sequence[Answer], definitions: Sequence[Definition]) -> dict[str, tuple[int, int]]:
    """Indicators of which not as many records came as the catalogue says: code -> (came, said)."""
    came: dict[str, int] = {}
    for answer in answers:
        for pair in pc.value_counts(answer.records["indicatorId"]).to_pylist():
            came[pair["values"]] = came.get(pair["values"], 0) + pair["counts"]
    found = {one.code: (came.get(one.code, 0), one.records) for one in definitions}
    return {code: counts for code, counts in found.items() if counts[0] != counts[1]}


def stored(target: Path) -> Holding | None:
    """The release as it stands on disk; None if it is not there whole."""
    paths = [target, *_beside(target)]
    if not all(path.exists() and sidecar_path(path).exists() for path in paths):
        return None
    try:
        figures, labels, geo_units = (_plain(pq.read_table(path, partitioning=None)) for path in paths)
        if figures.column_names != [*COLUMNS, "file"]:
            return None
        return Holding(figures, labels, geo_units, sidecar.files_of(sidecar_path(target)))
    except (OSError, pa.ArrowException, SourceError):
        return None


def assembled(
    answers: Sequence[Answer],
    definitions: Sequence[Definition],
    units: Sequence[GeoUnit],
    version: Version,
    address: str,
    kept: Holding | None,
) -> Holding:
    """The release that the answers make, with what is kept of other indicators.

    Raises:
        SourceError: A record came twice, in two answers.
    """
    credit = _attribution(version, address, max(answer.received for answer in answers))
    blocks, files = [], []
    for answer in answers:
        blocks.append(_with_file(answer.records.select(COLUMNS), answer.query.address))
        files.append(_entry(answer.query.address, answer.sha256, answer.records.num_rows, address, credit))
    labels = _table({"indicator_id": [d.code for d in definitions], "label": [d.name for d in definitions]})
    labels = _with_file(labels, f"/definitions/indicators?version={version.id}")
    if kept:
        blocks.append(kept.figures)
        files += kept.files
        labels = pa.concat_tables([labels, kept.labels])
    figures = pa.concat_tables(blocks).sort_by([(name, "ascending") for name in KEY])
    _refuse_twice(figures)
    places = _table({name: [value(unit) for unit in units] for name, value in _UNIT.items()})
    return Holding(
        figures=figures,
        labels=labels.sort_by("indicator_id"),
        geo_units=_with_file(places, f"/definitions/geounits?version={version.id}").sort_by("id"),
        files=tuple(sorted(files, key=lambda entry: entry.name)),
    )


def quirks(short: Mapping[str, tuple[int, int]]) -> list[str]:
    """What is to be noted of indicators that are `miscounted`."""
    return [
        f"{code}: {came:,} records came of {said:,} that the catalogue of UIS says"
        for code, (came, said) in short.items()
    ]


def write(holding: Holding, version: Version, catalogue: str, quirks: tuple[str, ...], target: Path) -> None:
    """Write the release; its figures take their place last, for a release without them is none.

    Args:
        holding: What to write.
        version: Whose release it is.
        catalogue: What it answers to, see `fingerprint`; kept in the sidecar.
        quirks: What is known to be incomplete, in words; kept in the sidecar.
        target: The Parquet file of the figures.

    Raises:
        SourceError: It cannot be written; what was there before is there still.
    """
    known = Release(title(version), f"{version.published:%Y-%m-%d}", "stated", quirks)
    importer = replace(IMPORTER, releases={version.id: known})
    contents: dict[Path, bytes] = {}
    for path, table in zip(
        (*_beside(target), target), (holding.labels, holding.geo_units, holding.figures), strict=True
    ):
        rows = table.drop_columns("file")
        shape = importer.recognise(tuple(rows.column_names))
        assert shape is not None
        files = holding.files if path == target else _derived(table, rows, holding.files)
        described = sidecar.compose(importer, shape, version.id, rows, files)
        if path == target:
            described["catalogue"] = catalogue
        whole = rows.append_column("file", table["file"].combine_chunks().dictionary_encode())
        contents |= {sidecar_path(path): sidecar.to_text(described).encode(), path: to_parquet(whole)}
    write_pair(contents, prefix=HALF_WRITTEN)


def answers_to(target: Path) -> str | None:
    """The fingerprint of the catalogue that the stored release answers to; None without one."""
    try:
        found = json.loads(sidecar_path(target).read_text("utf-8")).get("catalogue") if target.exists() else None
    except (OSError, ValueError, AttributeError):
        return None
    return found if isinstance(found, str) else None


def fingerprint(definitions: Collection[Definition]) -> str:
    """A sha256 of what the catalogue says of some indicators."""
    said = [
        [one.code, one.name, one.theme, str(one.updated), one.update_words, one.records, one.first_year, one.last_year]
        for one in sorted(definitions, key=lambda one: one.code)
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def title(version: Version) -> str:
    """`UIS data service, February 2026 Data Release, published 8 May 2026`."""
    _updated, words = version.themes.get("EDUCATION", (None, ""))
    return ", ".join(filter(None, ["UIS data service", words, f"published {_day(version.published)}"]))


def _attribution(version: Version, address: str, extracted: datetime) -> str:
    _updated, words = version.themes.get("EDUCATION", (None, ""))
    said = ", ".join(filter(None, [address, words, f"date of extraction {_day(extracted)}"]))
    return f"Source: UNESCO Institute for Statistics (UIS), {said}."


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


def _entry(name: str, sha256: str, rows: int, address: str, credit: str) -> FileEntry:
    return FileEntry(name, sha256, rows, IMPORTER.publisher, _LICENCE, credit, address)


def _derived(table: pa.Table, rows: pa.Table, files: Sequence[FileEntry]) -> tuple[FileEntry, ...]:
    """A list is kept as it was understood: its sha256 is of its rows as JSON."""
    content = json.dumps(rows.to_pylist(), ensure_ascii=False).encode()
    name, first = table["file"][0].as_py(), files[0]
    sha256 = hashlib.sha256(content).hexdigest()
    return (_entry(name, sha256, rows.num_rows, str(first.origin), first.attribution),)


def _refuse_twice(figures: pa.Table) -> None:
    if figures.num_rows < 2:
        return
    same = pa.array([True] * (figures.num_rows - 1))
    for name in KEY:
        column = figures[name].combine_chunks()
        same = pc.and_(same, pc.equal(column[1:], column[:-1]))
    if pc.any(same).as_py():
        row = figures.slice(pc.index(same, True).as_py(), 1).to_pylist()[0]
        where = ", ".join(str(row[name]) for name in KEY)
        raise SourceError(f"UIS gave {where} in two answers. Fetch again; if it stays, ask UIS.")


def _beside(target: Path) -> list[Path]:
    return [target.with_name(f"{target.stem}-{part}.parquet") for part in ("labels", "geounits")]


_UNIT = {
    "id": lambda unit: unit.id,
    "name": lambda unit: unit.name,
    "type": lambda unit: unit.kind,
    "regionGroup": lambda unit: unit.group,
}


def _table(columns: Mapping[str, list[str | None]]) -> pa.Table:
    return pa.table({name: pa.array(values, type=pa.string()) for name, values in columns.items()})


def _with_file(table: pa.Table, name: str) -> pa.Table:
    return _loose(table.append_column("file", pa.array([name] * table.num_rows, type=pa.string())))


def _plain(table: pa.Table) -> pa.Table:
    return _loose(table.set_column(table.num_columns - 1, "file", pc.cast(table["file"], pa.string())))


def _loose(table: pa.Table) -> pa.Table:
    """The same without notes in the schema on what may be missing."""
    schema = pa.schema([(field.name, field.type) for field in table.schema])
    return table.cast(schema) if table.schema != schema else table
