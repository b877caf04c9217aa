"""The sidecar `<release>.meta.json`: who published a release, under which terms, from which files.

It holds nothing of the machine or the day it was written on, so the same files give the same bytes.
"""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl.errors import SourceError
from etl.sources.importer import Importer, Release, Shape
from etl.sources.source_file import SourceFile

# The most binding first: a release under several is described by it.
_LICENCE_URLS = {
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC BY-SA 3.0 IGO": "https://creativecommons.org/licenses/by-sa/3.0/igo/",
    "CC BY 3.0 IGO": "https://creativecommons.org/licenses/by/3.0/igo/",
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
}
_UNKNOWN_RELEASE = Release("", "", "inferred")


@dataclass(frozen=True)
class FileEntry:
    """One file of a release: what was read, how many rows it gave, and on whose terms."""

    name: str
    sha256: str
    rows: int
    publisher: str
    licence: str
    attribution: str
    origin: str | None


def describe_file(
    file: SourceFile, rows: int, importer: Importer, release: str, said: Release = _UNKNOWN_RELEASE
) -> FileEntry:
    """What the sidecar beside the file says of it, else what the importer knows, else what the file itself `said`.

    Origin is taken only if that sidecar is about this very file (its sha256, where it gives one).

    Raises:
        SourceError: The sidecar beside the file is not a JSON object.
    """
    known = _known(importer, release, said)
    beside = _beside(file)
    same_file = beside.get("sha256") in (None, file.sha256)
    origin = file.origin or (beside.get("source") if same_file else None)
    return FileEntry(
        name=file.name,
        sha256=file.sha256,
        rows=rows,
        publisher=str(known.publisher or beside.get("producer") or importer.publisher),
        licence=_licence(beside) or known.licence or importer.licence,
        attribution=str(beside.get("attribution") or known.attribution or importer.attribution),
        origin="; ".join(map(str, origin)) if isinstance(origin, list) else origin,
    )


def compose(
    importer: Importer,
    shape: Shape,
    release: str,
    records: pa.Table,
    files: tuple[FileEntry, ...],
    said: Release = _UNKNOWN_RELEASE,
) -> dict[str, Any]:
    """The whole sidecar of a release, ready for JSON; `said` is what its files say of it."""
    known = _known(importer, release, said)
    licence = _joined(entry.licence for entry in files)
    measured = shape.units(records) if shape.units else {}
    units = {column.own: column.unit for column in shape.columns} | measured
    return {
        "publisher": _joined(entry.publisher for entry in files),
        "title": _title(known, shape, files),
        "source": importer.source,
        "release": release,
        "release_date": known.date or _date_in(release),
        "release_stated": known.stated,
        "origin": _joined(entry.origin for entry in files) or None,
        "licence": licence,
        "licence_url": next((url for name, url in _LICENCE_URLS.items() if name in licence), None),
        "attribution": _joined(entry.attribution for entry in files),
        "columns": [{"name": name, "unit": units.get(name, "text")} for name in records.column_names],
        "files": [asdict(entry) for entry in files],
        "quirks": [] if shape.part else list(known.quirks),
    }


def _known(importer: Importer, release: str, said: Release) -> Release:
    """A title in the files themselves is nearer to them than what the importer knows under that name."""
    return said if said.title else importer.releases.get(release, said)


def to_text(sidecar: dict[str, Any]) -> str:
    """The sidecar as it stands in its file."""
    return json.dumps(sidecar, indent=1, ensure_ascii=False) + "\n"


def files_of(path: Path) -> tuple[FileEntry, ...]:
    """The files a stored sidecar names.

    Raises:
        SourceError: It cannot be read.
    """
    try:
        return tuple(FileEntry(**entry) for entry in json.loads(path.read_text("utf-8"))["files"])
    except (OSError, ValueError, KeyError, TypeError) as trouble:
        raise SourceError(
            f"The sidecar {path.name} of {path.parent.name} cannot be read. "
            "Restore it, or delete it with its .parquet and add the files again."
        ) from trouble


def _beside(file: SourceFile) -> dict[str, Any]:
    stem = re.sub(r"(\.(csv|txt|tsv))?(\.gz)?$", "", file.path.name)
    path = file.path.with_name(f"{stem}.meta.json")
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise SourceError(f"The sidecar {path.name} beside the file is not a JSON object. Mend it or move it away.")
    return found


def _licence(beside: dict[str, Any]) -> str:
    """The names of the licences without the remarks about them."""
    without_remarks = re.sub(r"\s*\((?!CC )[^)]*\)", "", str(beside.get("licence") or ""))
    return without_remarks.split(". ")[0]


def _joined(texts: Any) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _title(known: Release, shape: Shape, files: tuple[FileEntry, ...]) -> str:
    title = known.title or ", ".join(entry.name for entry in files)
    return f"{title}: {shape.part}" if shape.part else title


def _date_in(release: str) -> str | None:
    """`2024-09` of 2024-09, `2026-05-07` of 20260507-91260335 (a version of the UIS data service)."""
    if version := re.match(r"(\d{4})(\d{2})(\d{2})-", release):
        return "-".join(version.groups())
    found = re.search(r"\d{4}(-\d{2}){0,2}", release)
    return found.group() if found else None
