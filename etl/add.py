"""Take a publisher's file into `data/sources/<source>/<release>.parquet`, beside it its `.meta.json`.

Both files are written or neither; on any failure `data/` is as it was. The order in which the files of a
release are added does not change the bytes.
"""

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
from etl.sources import PARTS, SOURCES
from etl.sources.importer import COUNT, Importer, Shape
from etl.sources.source_file import SourceFile, open_source

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


def add(source: str, path: Path, release: str, replace: bool = False) -> AddReport:
    """Add one file of a publisher to a release; a further file of the release is appended.

    Args:
        source: A name in `etl.sources.SOURCES`.
        path: A CSV (or list of ids), plain or gzipped, UTF-8.
        release: The release's name, such as "2024-09".
        replace: Let this file take the place of those of the release that hold the same rows.

    Raises:
        SourceError: The file is not what it should be, or holds rows that are there from another file.
        EtlError: The data folder cannot be used.
    """
    importer = _importer(source)
    _refuse_bad_name(release)
    file = open_source(Path(path))
    _refuse_other_publisher(importer, file)
    shape, records = importer.read(file)
    stem = f"{release}-{shape.part}" if shape.part else release
    target = sources_home() / source / f"{stem}.parquet"
    held = _held(target)
    if any(entry.sha256 == file.sha256 for entry in held.files):
        return _report(source, release, file, held, (), True, target)
    entry = sidecar.describe_file(file, records.num_rows, importer, release)
    rivals = _rivals(file.name, shape, records, held, target)
    if rivals and not replace:
        raise SourceError(
            f"{file.name} holds rows that {stem} has from {', '.join(rivals)}. "
            "Add it under another release, or use --replace to put it in the place of the old file."
        )
    merged = _merged(held, entry, records, rivals)
    _write(importer, shape, release, merged, target)
    return _report(source, release, file, merged, rivals, False, target)


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


def _write(importer: Importer, shape: Shape, release: str, merged: _Held, target: Path) -> None:
    assert merged.records is not None
    figures = merged.records.drop_columns("file")
    described = sidecar.compose(importer, shape, release, figures, merged.files)
    whole = figures.append_column("file", merged.records["file"].combine_chunks().dictionary_encode())
    write_pair({target: to_parquet(whole), sidecar_path(target): sidecar.to_text(described).encode()})


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


def _report(
    source: str,
    release: str,
    file: SourceFile,
    held: _Held,
    replaced: tuple[str, ...],
    unchanged: bool,
    path: Path,
) -> AddReport:
    return AddReport(
        source=source,
        release=release,
        rows=next(entry.rows for entry in held.files if entry.sha256 == file.sha256),
        total_rows=sum(entry.rows for entry in held.files),
        files=tuple(entry.name for entry in held.files),
        replaced=replaced,
        sha256=file.sha256,
        unchanged=unchanged,
        path=path,
    )
