"""Kind ``heat`` as a table that can be edited: a fill of the scale and its words in each cell."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Emu, Pt

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render import scale
from dashboard.render.slides.box import INCH, Box, Ink

_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # the format's own name for a table without style or grid
GAP = 12_700 * 2


def draw(slide: Slide, chart: Chart, box: Box, ink: Ink) -> None:
    """Rows and columns in the order of the screen; a cell that says nothing is hatched and says why."""
    rows = list(dict.fromkeys(chart.data[chart.encode.y]))
    columns = list(dict.fromkeys(chart.data[chart.encode.x]))
    high = min(box.height, int((len(rows) + 1) * INCH * 0.72))
    frame: Any = slide.shapes.add_table(len(rows) + 1, len(columns) + 1, *box._replace(height=high).room)
    table = frame.table
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
    table.first_row = table.horz_banding = False
    _measures(table, box.width, high, len(columns))
    for number, name in enumerate(columns):
        _write(table.cell(0, number + 1), str(name), ink, bold=True)
    for number, name in enumerate(rows):
        _write(table.cell(number + 1, 0), str(name), ink, bold=True, align=PP_ALIGN.LEFT)
    for row in chart.data.to_dict("records"):
        cell = table.cell(rows.index(row[chart.encode.y]) + 1, columns.index(row[chart.encode.x]) + 1)
        _fill(cell, row, chart, ink)


def _measures(table: Any, wide: int, high: int, columns: int) -> None:
    first = int(wide * 0.2)
    table.columns[0].width = Emu(first)
    for number in range(columns):
        table.columns[number + 1].width = Emu((wide - first) // columns)
    for row in table.rows:
        row.height = Emu(high // len(table.rows))


def _fill(cell: Any, row: dict[Any, Any], chart: Chart, ink: Ink) -> None:
    words = str(row[str(chart.encode.label)]).replace("<br>", "\n")
    if row["state"] == "hidden":
        _hatch(cell)
        _write(cell, words, ink, code=theme.QUIET)
        return
    code = theme.MAP_COLOURS[scale.step(float(row[str(chart.encode.colour)]))]
    if row["state"] == "pale":
        _write(cell, words, ink)
        return
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor.from_string(code.lstrip("#").upper())
    _write(cell, words, ink, code=theme.ink_on(code), bold=True)


def _hatch(cell: Any) -> None:
    """Diagonal lines: no figure is told by pattern and word."""
    properties = cell._tc.get_or_add_tcPr()
    pattern = etree.SubElement(properties, qn("a:pattFill"), prst="ltUpDiag")
    for tag, code in (("fgClr", theme.RULE), ("bgClr", theme.PAPER)):
        etree.SubElement(etree.SubElement(pattern, qn(f"a:{tag}")), qn("a:srgbClr"), val=code.lstrip("#").upper())


def _write(
    cell: Any, words: str, ink: Ink, *, bold: bool = False, code: str = "", align: Any = PP_ALIGN.CENTER
) -> None:
    cell.text_frame.text = words
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_left = cell.margin_right = cell.margin_top = cell.margin_bottom = Emu(GAP)
    for number, paragraph in enumerate(cell.text_frame.paragraphs):
        paragraph.alignment = align
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(13 if number == 0 else 11), bold and number == 0
            if code:
                run.font.color.rgb = RGBColor.from_string(code.lstrip("#").upper())
            else:
                ink.word(run.font.color, theme.INK)
