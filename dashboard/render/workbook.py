"""Chart to a workbook: rows whose numbers are numbers, and a sheet that says what they are and whose."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboard.charts.chart import Chart
from dashboard.render import columns, sheet

WIDEST, NARROWEST = 42, 8
RATE, COUNT, YEAR, PLAIN = "0.0", "#,##0", "0", "General"


def workbook(chart: Chart) -> bytes:
    """Two sheets, Data and About. Text stays text, whatever it begins with; a missing value is an empty cell."""
    made = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    rows = sheet.table(chart)
    known = columns.of(chart, rows)
    with xlsxwriter.Workbook(made, safe) as book:
        book.set_properties({"title": chart.title, "subject": chart.subtitle, "comments": chart.source_line})
        looks = {form: book.add_format({"num_format": form}) for form in (RATE, COUNT, YEAR, PLAIN)}
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        _data(book.add_worksheet("Data"), rows, known, looks, bold)
        _about(book.add_worksheet("About"), chart, known, bold, book.add_format({"text_wrap": True, "valign": "top"}))
    return made.getvalue()


def _data(
    page: Worksheet, rows: pd.DataFrame, known: list[columns.Column], looks: dict[str, Format], bold: Format
) -> None:
    page.freeze_panes(1, 0)
    units = rows["unit"].tolist() if "unit" in rows else [""] * len(rows)
    for at, one in enumerate(known):
        page.write_string(0, at, one.name, bold)
        values = rows[one.name].tolist()
        shown = [str(value) for value in values if not pd.isna(value)] if one.kind == "string" else []
        longest = max(map(len, [one.name, *shown]))
        page.set_column(at, at, max(NARROWEST, min(WIDEST, longest + 2)))
        for number, (value, unit) in enumerate(zip(values, units, strict=True), start=1):
            _write(page, number, at, value, looks[_form(one, unit)])
    if known:
        page.autofilter(0, 0, max(1, len(rows)), len(known) - 1)


def _form(one: columns.Column, unit: object) -> str:
    """How numbers of a column look; value, low and high follow the unit of their row."""
    if one.kind == "year":
        return YEAR
    own = unit if one.name in columns.FIGURES else one.unit
    if own in (columns.CHILDREN, columns.COUNTRIES):
        return COUNT
    return RATE if own in (columns.PERCENT, columns.POINTS) else PLAIN


def _write(page: Worksheet, row: int, column: int, value: Any, look: Format) -> None:
    if pd.isna(value) or value == "":
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, str):
        page.write_string(row, column, value)
    else:
        page.write_number(row, column, value, look)


def _about(page: Worksheet, chart: Chart, known: list[columns.Column], bold: Format, plain: Format) -> None:
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 72)
    page.set_column(2, 3, 24)
    lines = [*_words(chart), (), *_releases(chart), (), ("Column", "Meaning", "Unit", "Heading on the page")]
    heads = {len(lines) - 1}
    lines += [(one.name, one.meaning, one.unit, one.heading) for one in known]
    for row, line in enumerate(lines):
        for column, text in enumerate(line):
            page.write_string(row, column, text, bold if column == 0 or row in heads else plain)


def _words(chart: Chart) -> list[tuple[str, ...]]:
    told = {
        "Title": chart.title,
        "Definition": chart.subtitle,
        "Note": chart.note,
        "No figures, because": chart.empty or "",
        "Source": chart.source_line,
        "Licence": chart.licence,
        "Address": chart.address,
    }
    return [(name, text) for name, text in told.items() if text]


def _releases(chart: Chart) -> list[tuple[str, ...]]:
    """Each release with its terms, and each file that was read of it with its sha256."""
    lines: list[tuple[str, ...]] = []
    for source in chart.sources:
        files: Any = source["files"]
        dated = f"{source['date']} ({source['date_kind']})".strip()
        lines += [
            ("Release", str(source["label"])),
            ("Date", dated),
            ("Attribution", str(source["attribution"])),
            ("Licence of it", " ".join(filter(None, (str(source["licence"]), str(source["licence_url"]))))),
            *(("File, sha256", f"{one['name']}\n{one['sha256']}") for one in files),
        ]
    return lines
