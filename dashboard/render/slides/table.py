"""A table of words on a slide, that can be edited: headings over a rule, a thin rule under every row."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Emu, Pt

from dashboard import theme
from dashboard.render.slides.box import EM, INCH, Box, Ink

PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""The file format's own name for a table without style or grid."""
SIZES = (16, 14, 13, 12, 11, 10, 9)
ROW = INCH * 0.42
PAD = 5
"""Letters' widths of air between columns."""
Rows = tuple[tuple[str, ...], ...]


def draw(slide: Slide, rows: Rows, box: Box, ink: Ink) -> Any:
    """The first row holds the headings. Columns are as wide as their longest words; type as large as fits."""
    letters = [max(map(len, column)) + PAD for column in zip(*rows, strict=True)]
    room = min(box.width / sum(letters) / 12_700 / EM, box.height / len(rows) / 12_700 / 1.7)
    size = next((size for size in SIZES if size <= room), SIZES[-1])
    high = int(min(ROW, box.height / len(rows)))
    wide = min(box.width, int(sum(letters) * size * EM * 12_700))
    shape: Any = slide.shapes.add_table(len(rows), len(letters), *Box(box.left, box.top, wide, high * len(rows)).room)
    table = shape.table
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = PLAIN
    table.horz_banding = False
    for column, share in zip(table.columns, letters, strict=True):
        column.width = Emu(wide * share // sum(letters))
    for number, row in enumerate(rows):
        table.rows[number].height = Emu(high)
        for cell, words in zip(table.rows[number].cells, row, strict=True):
            _write(cell, words, size, ink, head=number == 0)
    return shape


def _write(cell: Any, words: str, size: float, ink: Ink, *, head: bool) -> None:
    cell.text_frame.text = words
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_left = cell.margin_top = cell.margin_bottom = 0
    for run in cell.text_frame.paragraphs[0].runs:
        run.font.size, run.font.bold = Pt(size), head
        ink.word(run.font.color, theme.QUIET if head else theme.INK)
    _rule(cell, theme.QUIET if head else theme.RULE)


def _rule(cell: Any, code: str) -> None:
    """A line under the cell; python-pptx has no borders."""
    line = etree.SubElement(cell._tc.get_or_add_tcPr(), qn("a:lnB"), w=str(9_525))
    etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr"), val=code.lstrip("#").upper())
