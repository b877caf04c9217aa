"""Kind ``heat`` as a table that can be edited: a fill of the scale and its words in each cell."""

from __future__ import annotations

from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide
from pptx.util import Emu, Pt

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render import scale
from dashboard.render.slides import shapes
from dashboard.render.slides.box import INCH, Box, Ink, fitted
from dashboard.render.slides.table import PLAIN
from dashboard.rows import records

FIRST = 0.2
"""Share of the width for the names of rows."""
ROW, HEAD, PAD = INCH * 8 // 10, INCH * 4 // 10, INCH // 20
GAP, STRIP = 25_400, 88_900
"""EMU between cells, and of the strip under a cell of few children."""
NAMES = (14, 13, 12, 11, 10, 9, 8)


def draw(slide: Slide, chart: Chart, box: Box, ink: Ink) -> None:
    """Rows and columns in the order of the screen; a cell that says nothing is hatched and says why."""
    rows, columns = (list(dict.fromkeys(map(str, chart.drawn[axis]))) for axis in (chart.encode.y, chart.encode.x))
    table, high = _table(slide, len(rows), len(columns), box)
    wide = int(box.width * (1 - FIRST)) // len(columns)
    names = _size(columns, wide - 2 * PAD, HEAD), _size(rows, int(box.width * FIRST) - 2 * PAD, high)
    for number, name in enumerate(columns):
        _write(table.cell(0, number + 1), name, ink, (names[0],), bold=True)
    for number, name in enumerate(rows):
        _write(table.cell(number + 1, 0), name, ink, (names[1],), bold=True, align=PP_ALIGN.LEFT)
    for row in records(chart.drawn):
        cell = table.cell(rows.index(str(row[chart.encode.y])) + 1, columns.index(str(row[chart.encode.x])) + 1)
        _cell(cell, row, chart, ink, (18, 12) if high > INCH * 0.6 else (13, 10))


def _table(slide: Slide, rows: int, columns: int, box: Box) -> tuple[Any, int]:
    """A table without a style of its own, and how high a row of it is."""
    high = min(ROW, (box.height - HEAD) // rows)
    room = box._replace(height=HEAD + high * rows)
    table: Any = slide.shapes.add_table(rows + 1, columns + 1, *room.room).table
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = PLAIN
    table.horz_banding = False
    for number, column in enumerate(table.columns):
        column.width = Emu(int(box.width * FIRST) if number == 0 else int(box.width * (1 - FIRST)) // columns)
    for number, row in enumerate(table.rows):
        row.height = Emu(high if number else HEAD)
    return table, high


def _size(names: list[str], wide: int, high: int) -> float:
    return min(fitted(name, wide, high, NAMES)[0] for name in names)


def _cell(cell: Any, row: dict[Any, Any], chart: Chart, ink: Ink, sizes: tuple[float, float]) -> None:
    """Few children: the colour is only a strip under the words, for a paler cell would pass for a lower step."""
    words = str(row[str(chart.encode.label)]).replace("<br>", "\n")
    if row["state"] == "hidden":
        _edges(cell)
        shapes.hatch(cell._tc.get_or_add_tcPr())
        _write(cell, words, ink, sizes[1:], on=theme.PAPER)
        return
    code = theme.MAP_COLOURS[scale.step(float(row[str(chart.encode.colour)]))]
    pale = row["state"] == "pale"
    _edges(cell, code if pale else None)
    ground = theme.WASH if pale else code
    cell.fill.solid()
    cell.fill.fore_color.rgb = _rgb(ground)
    _write(cell, words, ink, sizes, on=ground, bold=True)


def _edges(cell: Any, under: str | None = None) -> None:
    """The slide's ground between cells, ``under`` them a strip; python-pptx has no borders. They precede a fill."""
    ground = '<a:schemeClr val="bg1"/>'
    strip = f'<a:srgbClr val="{under.lstrip("#").upper()}"/>' if under else ground
    sides = (("L", ground, GAP), ("R", ground, GAP), ("B", strip, STRIP if under else GAP))
    for number, (side, colour, wide) in enumerate(sides):
        line = f'<a:ln{side} {nsdecls("a")} w="{wide}"><a:solidFill>{colour}</a:solidFill></a:ln{side}>'
        cell._tc.get_or_add_tcPr().insert(number, parse_xml(line))


def _write(cell: Any, words: str, ink: Ink, sizes: tuple[float, ...], **look: Any) -> None:
    """A line a paragraph, the first ``bold``; ``on`` a fill that no template changes the words' colour is ours too."""
    cell.text_frame.text = words
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_left = cell.margin_right = cell.margin_top = cell.margin_bottom = Emu(PAD)
    for number, paragraph in enumerate(cell.text_frame.paragraphs):
        paragraph.alignment = look.get("align", PP_ALIGN.CENTER)
        for run in paragraph.runs:
            run.font.size = Pt(sizes[min(number, len(sizes) - 1)])
            run.font.bold = number == 0 and bool(look.get("bold", False))
            if "on" in look:
                run.font.color.rgb = _rgb(theme.ink_on(look["on"]))
            else:
                ink.word(run.font.color, theme.INK)


def _rgb(code: str) -> RGBColor:
    return RGBColor.from_string(code.lstrip("#").upper())
