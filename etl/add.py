"""Take a publisher's file into `data/sources/<source>/<release>.parquet`, beside it its `.meta.json`.

A zip file of UIS is taken in with all its tables at once. All files are written or none; on any failure `data/` is as
it was. The order in which the files of a release are added does not change the bytes, save of what two zip files list
both: that stands under the first.
"""

import dataclasses
import re
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rapidfuzz import process

from etl import sidecar
from etl.errors import SourceError
from etl.home import sources_home
from etl.pair import write_pair
from etl.sidecar import FileEntry
from etl.sources import PARTS, SOURCES, uis_files
from etl.sources.importer import COUNT, Importer, Release, Shape
from etl.sources.source_file import SourceFile, open_source
from etl.sources.uis_bulk import unpacked
from etl.sources.zipped import is_zip

_RELEASE_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,59}")


@dataclass(frozen=True)
class AddReport:
    """What `add` did.

    Attributes:
        source, release: Where the file now belongs.
        rows: Of this file.
        total_rows: Of the release, with all its files.
        files: Names of all the files of the release.
        replaced: Names of the files that gave way to this one.
        sha256: Of this file.
        unchanged: The very file was there already; nothing was written.
        path: The Parquet file.
    """

    source: str
    release: str
    rows: int
    total_rows: int
    files: tuple[str, ...]
    replaced: tuple[str, ...]
    sha256: str
    unchanged: bool
    path: Path


@dataclass(frozen=True)
class _Held:
    """What a release holds already."""

    files: tuple[FileEntry, ...] = ()
    records: pa.Table | None = None


@dataclass(frozen=True)
class _Opened:
    """What is to be added: one file, or the tables of a zip file, and what they say of their release."""

    files: tuple[SourceFile, ...]
    said: Release
    sha256: str


@dataclass(frozen=True)
class _Change:
    """One Parquet file as it is to be: `rows` of what is added, names of what gave way."""

    shape: Shape
    target: Path
    held: _Held
    rows: int = 0
    replaced: tuple[str, ...] = ()
    is_new: bool = False


def add(source: str, path: Path, release: str, replace: bool = False) -> AddReport:
    """Add one file of a publisher to a release; a further file of the release is appended.

    Args:
        source: A name in `etl.sources.SOURCES`.
        path: A CSV (or list of ids), plain or gzipped, UTF-8; of UIS also a zip file of its bulk files or exports.
        release: The release's name, such as "2024-09".
        replace: Let this file take the place of those of the release that hold the same rows.

    Raises:
        SourceError: The file is not what it should be, or holds rows that are there from another file.
        EtlError: The data folder cannot be used.
    """
    importer = _importer(source)
    _refuse_bad_name(release)
    opened = _opened(importer, Path(path))
    changes: dict[str, _Change] = {}
    for file in opened.files:
        shape, records = importer.read(file)
        stem = f"{release}-{shape.part}" if shape.part else release
        target = sources_home() / source / f"{stem}.parquet"
        change = changes.get(shape.part) or _Change(shape, target, _held(target))
        entry = sidecar.describe_file(file, records.num_rows, importer, release, opened.said)
        changes[shape.part] = _taken_in(change, entry, records, replace)
    contents: dict[Path, bytes] = {}
    for change in changes.values():
        if change.is_new:
            contents |= _contents(importer, release, change, opened.said)
    if contents:
        write_pair(contents)
    return _report(source, release, changes.get("") or next(iter(changes.values())), opened.sha256, not contents)


def _opened(importer: Importer, path: Path) -> _Opened:
    """The file, or the tables of a zip file of UIS. Raises SourceError."""
    if importer.source == uis_files.IMPORTER.source and is_zip(path):
        zipped = unpacked(path)
        return _Opened(zipped.files, zipped.release, zipped.sha256)
    file = open_source(path)
    _refuse_other_publisher(importer, file)
    return _Opened((file,), Release("", "", "inferred"), file.sha256)


def _taken_in(change: _Change, entry: FileEntry, records: pa.Table, replace: bool) -> _Change:
    """The release, or what stands beside it, with one more file; as it is if it has the very file."""
    held, shape = change.held, change.shape
    if any(old.sha256 == entry.sha256 for old in held.files):
        return dataclasses.replace(change, rows=change.rows + entry.rows)
    if shape.part and ": " in entry.name:
        records = _news(entry.name, shape, records, held)
        entry = dataclasses.replace(entry, rows=records.num_rows)
        if not records.num_rows:
            return change
    rivals = _rivals(entry.name, shape, records, held, change.target)
    if rivals and not replace:
        raise SourceError(
            f"{entry.name} holds rows that {change.target.stem} has from {', '.join(rivals)}. "
            "Add it under another release, or use --replace to put it in the place of the old file."
        )
    merged = _merged(held, entry, records, rivals)
    gone = (*change.replaced, *rivals)
    return _Change(shape, change.target, merged, change.rows + entry.rows, gone, is_new=True)


def _news(name: str, shape: Shape, records: pa.Table, held: _Held) -> pa.Table:
    """Of a list in a zip file, what no other file of the release has: SDG.zip and OPRI.zip list the same places."""
    if held.records is None:
        return records
    others = held.records.filter(pc.not_equal(pc.cast(held.records["file"], pa.string()), name))
    (key,) = shape.key
    return records.filter(pc.invert(pc.is_in(records[key], others[key].combine_chunks())))


def _importer(source: str) -> Importer:
    if source in SOURCES:
        return SOURCES[source]
    near = process.extractOne(source, list(SOURCES), processor=str.lower, score_cutoff=60) if source else None
    hint = f" Did you mean {near[0]}?" if near else ""
    raise SourceError(f'There is no source "{source}".{hint} Use one of: {", ".join(SOURCES)}.')


def _refuse_other_publisher(importer: Importer, file: SourceFile) -> None:
    if importer.recognise(file.header):
        return
    for name, other in SOURCES.items():
        if shape := other.recognise(file.header):
            raise SourceError(
                f"{file.name} is a {name} file, not a {importer.source} file, by its columns "
                f"({shape.describe()}). Add it with `oosc etl add {name}`."
            )


def _refuse_bad_name(release: str) -> None:
    taken = any(release.endswith(f"-{part}") for part in PARTS)
    if taken or not _RELEASE_NAME.fullmatch(release) or ".." in release:
        raise SourceError(
            f'"{release}" cannot be the name of a release. Use small letters, digits, dots and hyphens, '
            f"such as 2024-09, and none of the endings -{', -'.join(sorted(PARTS))}."
        )


def _held(target: Path) -> _Held:
    beside = sidecar_path(target)
    if not target.exists() and not beside.exists():
        return _Held()
    files = sidecar.files_of(beside)
    try:
        records = pq.read_table(target, partitioning=None)
    except (OSError, pa.ArrowException) as trouble:
        raise SourceError(
            f"{target.name} of {target.parent.name} cannot be read. "
            "Restore it, or delete it with its .meta.json and add the files again."
        ) from trouble
    return _Held(files, records)


def sidecar_path(target: Path) -> Path:
    """Where the sidecar of a Parquet file stands."""
    return target.with_name(f"{target.stem}.meta.json")


def _rivals(name: str, shape: Shape, records: pa.Table, held: _Held, target: Path) -> tuple[str, ...]:
    """Files of the release that hold a row of the new file, or bear its name."""
    if held.records is None:
        return ()
    if [*records.column_names, "file"] != held.records.column_names:
        raise SourceError(
            f"{name} has other columns than {target.stem} holds "
            f"({', '.join(held.records.column_names[:-1][:12])}). Add it under another release."
        )
    keys = list(shape.key)
    same = held.records.select([*keys, "file"]).join(records.select(keys), keys, join_type="left semi")
    names = set(pc.unique(same["file"]).to_pylist()) | {name}
    return tuple(entry.name for entry in held.files if entry.name in names)


def _merged(held: _Held, entry: FileEntry, records: pa.Table, replaced: tuple[str, ...]) -> _Held:
    """The release with the new file, its files in the order of their names."""
    files = [old for old in held.files if old.name not in replaced]
    blocks = {entry.name: records}
    if held.records is not None:
        old_records = held.records.set_column(
            held.records.num_columns - 1, "file", pc.cast(held.records["file"], pa.string())
        )
        for old in files:
            blocks[old.name] = old_records.filter(pc.equal(old_records["file"], old.name)).drop_columns("file")
    files = sorted([*files, entry], key=lambda each: each.name)
    named = [blocks[each.name].append_column("file", pa.array([each.name] * each.rows)) for each in files]
    return _Held(tuple(files), pa.concat_tables(named))


def _contents(importer: Importer, release: str, change: _Change, said: Release) -> dict[Path, bytes]:
    """The Parquet file and its sidecar."""
    merged = change.held
    assert merged.records is not None
    figures = merged.records.drop_columns("file")
    described = sidecar.compose(importer, change.shape, release, figures, merged.files, said)
    whole = figures.append_column("file", merged.records["file"].combine_chunks().dictionary_encode())
    beside = sidecar_path(change.target)
    return {change.target: to_parquet(whole), beside: sidecar.to_text(described).encode()}


def to_parquet(table: pa.Table) -> bytes:
    """A Parquet file of `data/sources`; the same bytes for the same table.

    Counts of people are stored as steps: they halve the file.
    """
    counts = [field.name for field in table.schema if field.type == COUNT]
    sink = pa.BufferOutputStream()
    pq.write_table(
        table.combine_chunks(),
        sink,
        compression="zstd",
        compression_level=19,
        row_group_size=table.num_rows,
        use_dictionary=[name for name in table.column_names if name not in counts],
        column_encoding=dict.fromkeys(counts, "DELTA_BINARY_PACKED"),
    )
    return bytes(sink.getvalue())


def _report(source: str, release: str, change: _Change, sha256: str, unchanged: bool) -> AddReport:
    return AddReport(
        source=source,
        release=release,
        rows=change.rows,
        total_rows=sum(entry.rows for entry in change.held.files),
        files=tuple(entry.name for entry in change.held.files),
        replaced=change.replaced,
        sha256=sha256,
        unchanged=unchanged,
        path=change.target,
    )
