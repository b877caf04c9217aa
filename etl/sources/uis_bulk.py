"""Zip files of UIS: bulk files of a release (SDG.zip, OPRI.zip), and exports of the data service.

unpacked(path)      -> Unpacked          their tables as files that `uis_files` knows, and what the release is called
bulk_files(session) -> tuple[BulkFile]   the page that lists the bulk files

Values are never altered. What is made here: text as UTF-8, JSON records as CSV, and one list of places (id, name, type,
regionGroup) out of the list of countries and the list of regions. Footnotes and metadata are not read.
"""

import csv
import hashlib
import io
import json
import re
from calendar import month_name
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NoReturn

from etl.errors import BadAnswer, SourceError, Unreachable
from etl.sources.importer import Release
from etl.sources.source_file import SourceFile
from etl.sources.uis_files import API_COLUMNS
from etl.sources.zipped import members

if TYPE_CHECKING:
    import requests

LISTING_URL = "https://databrowser.uis.unesco.org/resources/bulk"

_TABLE = re.compile(r"(?:.*_)?(DATA_NATIONAL|DATA_REGIONAL|LABEL|COUNTRY|REGION)\.csv", re.IGNORECASE)
_EXPORT = re.compile(r"data\.(csv|json)", re.IGNORECASE)
_README = re.compile(r".*_RELEASE_(\d{4})_([A-Za-z]+)\.md", re.IGNORECASE)
_NEXT_DATA = re.compile(r'<script id="__NEXT_DATA__" type="application/json"[^>]*>(.*?)</script>', re.DOTALL)
_UPDATED = re.compile(r"last update:?\s*(.+)", re.IGNORECASE)
_GEO_UNITS = ("id", "name", "type", "regionGroup")
_EXPORT_LICENCE = "CC BY-SA 4.0"
"""Of the Data Browser, whose terms govern the data service."""
_SECONDS = (10, 60)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The tables of a zip file.

    Attributes:
        files: One per table, under the zip's name and its own; sha256 is of the member as it is in the zip.
        release: What the release is, by the zip's own readme; without a date where that does not say.
        sha256: Of the zip file.
    """

    files: tuple[SourceFile, ...]
    release: Release
    sha256: str


@dataclass(frozen=True, slots=True)
class BulkFile:
    """A zip file on the page of bulk files; `updated` in UIS's words ("September 2025"), empty where it has none."""

    title: str
    url: str
    updated: str


def unpacked(path: Path) -> Unpacked:
    """The tables of a bulk file or an export.

    Raises:
        SourceError: It is damaged, no zip file of UIS, or a table in it is no text.
    """
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    held = members(path, lambda name: _of_bulk(name) or _of_export(name) or bool(_README.fullmatch(name.name)))
    tables = {name: content for name, content in held.items() if not _README.fullmatch(name.name)}
    if not tables:
        raise SourceError(f"{path.name} holds a readme and no tables. Add a zip file as UIS gives it out.")
    made = (_file(path, sha256, name, content) for name, content in sorted(tables.items()))
    return Unpacked(tuple(made), _release(held, any(map(_of_export, tables))), sha256)


def bulk_files(session: "requests.Session", url: str = LISTING_URL) -> tuple[BulkFile, ...]:
    """The zip files that UIS lists, in its order. Raises Unreachable or BadAnswer (the page has changed)."""
    import requests  # here, not above: who adds a file does not ask for a page

    try:
        answer = session.get(url, timeout=_SECONDS)
        answer.raise_for_status()
    except requests.RequestException as trouble:
        raise Unreachable(
            f"The page of bulk files {url} cannot be read ({type(trouble).__name__}). Try again later."
        ) from trouble
    found = _NEXT_DATA.search(answer.text)
    try:
        listed = json.loads(found.group(1) if found else "")["props"]["pageProps"]["dato"]["bulkDownload"]["resources"]
        files = [_listed(item) for item in listed if str(item["url"]).lower().endswith(".zip")]
    except (ValueError, KeyError, TypeError) as trouble:
        raise BadAnswer(f"The page {url} has no list of bulk files. Fetch the file by hand and add it.") from trouble
    return tuple(files)


def _listed(item: dict[str, Any]) -> BulkFile:
    said = _UPDATED.search(str(item.get("lastUpdated") or ""))
    return BulkFile(str(item["title"]).strip(), str(item["url"]), said.group(1).strip() if said else "")


def _of_bulk(name: PurePosixPath) -> bool:
    return bool(_TABLE.fullmatch(name.name))


def _of_export(name: PurePosixPath) -> bool:
    return bool(_EXPORT.fullmatch(name.name)) and "indicator-data-export" in name.parent.name


def _release(held: Iterable[PurePosixPath], exported: bool) -> Release:
    if exported:
        return Release("", "", "inferred", licence=_EXPORT_LICENCE)
    months = {name.lower(): number for number, name in enumerate(month_name) if name}
    for name in held:
        if (said := _README.fullmatch(name.name)) and (month := months.get(said[2].lower())):
            return Release(f"UIS bulk files, {month_name[month]} {said[1]}", f"{said[1]}-{month:02}")
    return Release("", "", "inferred")


def _file(path: Path, zipped: str, name: PurePosixPath, content: bytes) -> SourceFile:
    label = f"{path.name}: {name}"
    text = _text(label, content)
    if name.suffix.lower() == ".json":
        text = _csv(API_COLUMNS, _records(label, text))
    elif (table := _TABLE.fullmatch(name.name)) and table[1].upper() in ("COUNTRY", "REGION"):
        text = _csv(_GEO_UNITS, _units(label, text, table[1].upper()))
    elif _of_export(name):
        text = _of_columns(label, text)
    return SourceFile(path, hashlib.sha256(content).hexdigest(), text.encode(), label, f"{path.name}, sha256 {zipped}")


def _text(label: str, content: bytes) -> str:
    """UTF-8, as the readme says, or cp1252, as some labels have been. Raises SourceError."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceError(f"{label} is text neither in UTF-8 nor in cp1252. Fetch the zip file again and add it.")


def _csv(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def _records(label: str, text: str) -> list[list[Any]]:
    def refuse(number: str) -> NoReturn:
        raise SourceError(f"{label} holds {number}, which is no number. Export it again and add that.")

    try:
        records = json.loads(text, parse_constant=refuse)["records"]
        return [["" if (value := record[name]) is None else value for name in API_COLUMNS] for record in records]
    except (ValueError, KeyError, TypeError, RecursionError) as trouble:
        raise SourceError(
            f"{label} does not hold records with {', '.join(API_COLUMNS)}. Export it again and add that."
        ) from trouble


def _of_columns(label: str, text: str) -> str:
    """The columns of the service's records, in any order and case, and no others."""
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    found = [name.strip().lower() for name in rows[0]] if rows else []
    missing = [name for name in API_COLUMNS if name.lower() not in found]
    if missing:
        raise SourceError(f"{label} has no column {', '.join(missing)}. Export it again and add that.")
    places = [found.index(name.lower()) for name in API_COLUMNS]
    if uneven := next((n for n, row in enumerate(rows, 1) if len(row) != len(found)), 0):
        raise SourceError(f"{label} line {uneven} has not as many fields as the first. Export it again and add that.")
    return _csv(API_COLUMNS, ([row[at] for at in places] for row in rows[1:]))


def _units(label: str, text: str, table: str) -> list[tuple[str, str, str, str]]:
    """One row per country, or per region of the list of regions and their countries."""
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    found = [name.strip().upper() for name in rows[0]] if rows else []
    wanted = ["COUNTRY_ID", "COUNTRY_NAME_EN"] if table == "COUNTRY" else ["REGION_ID"]
    if not set(wanted) <= set(found):
        raise SourceError(f"{label} has no column {', '.join(wanted)}. Fetch the zip file again and add it.")
    places = [found.index(name) for name in wanted]
    picked = dict.fromkeys(tuple(row[at].strip() for at in places) for row in rows[1:] if len(row) == len(found))
    if table == "COUNTRY":
        return [(iso3, name, "NATIONAL", "") for iso3, name in picked]
    return [(region, region.split(": ", 1)[-1], "REGIONAL", region.split(": ", 1)[0]) for (region,) in picked]
