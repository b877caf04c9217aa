"""Zip files of the API's /export paths."""

import csv
import io
import json
import zipfile
from typing import Any

import xlsxwriter

_README = "# Export\n\nSource: UNESCO Institute for Statistics (UIS). CC BY-SA.\n"


def packed(folder: str, wanted: str, whole: Any, rows: list[dict[str, Any]], columns: list[str]) -> bytes:
    """A zip of `folder/data.csv`, `.json` or `.xlsx`, and a readme beside it.

    Args:
        folder: The only folder in the zip.
        wanted: "csv", "json" or "excel".
        whole: What a JSON file holds.
        rows: What a table holds; cells that are lists or objects become JSON text.
        columns: The header of a table.
    """
    members = {
        "csv": ("data.csv", lambda: _csv(rows, columns)),
        "json": ("data.json", lambda: json.dumps(whole, ensure_ascii=False).encode()),
        "excel": ("data.xlsx", lambda: _xlsx(rows, columns)),
    }
    name, made = members[wanted]
    return zipped({f"{folder}/{name}": made(), f"{folder}/README.md": _README.encode()})


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip of named members, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in members.items():
            archive.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED, compresslevel=1)
    return out.getvalue()


def _csv(rows: list[dict[str, Any]], columns: list[str]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return out.getvalue().encode()


def _xlsx(rows: list[dict[str, Any]], columns: list[str]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("data")
        for number, row in enumerate([dict(zip(columns, columns, strict=True)), *rows]):
            for place, column in enumerate(columns):
                sheet.write(number, place, _cell(row.get(column)))
    return out.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
