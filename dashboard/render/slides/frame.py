"""A slide's frame: title as the message, definition, foot with source and licence, speaker notes, alternative text."""

from __future__ import annotations

import io
import re
import textwrap
import zipfile
from dataclasses import dataclass
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide, SlideLayout
from pptx.util import Emu, Pt

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render.options import BadOption, Options
from dashboard.render.slides.box import EM, INCH, SIZES, Box, Ink, fitted

EDGE = INCH // 2
TITLE, SUBTITLE, FOOT = (28, 24, 20, 18, 16, 14), (14, 13, 12, 11), (10, 9, 8)
FOOT_LINES = 4
FONT = "Arial"
_TITLES = (1, 3)  # title and centred title, in the numbers of the file format
_QUIET = (13, 15, 16)  # slide number, footer, date: they fill themselves or stay away
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Page:
    """A chart on a slide; ``title`` stands in for the chart's own."""

    chart: Chart
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """A slide without a chart: agenda, sources.

    A ``table``, headings first, is drawn in place of the lines, which then stand in the notes only.
    """

    title: str
    subtitle: str
    lines: tuple[str, ...]
    source: str = ""
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Deck:
    """A presentation in the making: its file, the layout of its slides, and the ink."""

    file: Any
    layout: SlideLayout
    ink: Ink

    @property
    def width(self) -> int:
        """EMU."""
        return int(self.file.slide_width)

    @property
    def height(self) -> int:
        """EMU."""
        return int(self.file.slide_height)


def start(options: Options) -> Deck:
    """An empty presentation in our look, or in that of the presenter's template.

    Raises:
        BadOption: the size is none of a slide, or the template can't be used.
    """
    if options.size not in (None, *SIZES):
        raise BadOption(f"'{options.size}' is no size of a slide. Valid: {', '.join(SIZES)}.")
    if options.template is not None:
        return _from_template(options)
    file = Presentation()
    file.slide_width, file.slide_height = (Emu(side) for side in SIZES[options.size or "slide"])
    _own_look(file)
    return Deck(file, _layout(file), Ink())


def _from_template(options: Options) -> Deck:
    try:
        file = Presentation(io.BytesIO(options.template or b""))
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, etree.XMLSyntaxError) as wrong:
        raise BadOption("The template is no PowerPoint file (.pptx). Save it as .pptx and give it again.") from wrong
    if options.size:
        raise BadOption("A template has its own size. Leave 'size' out.")
    for entry in list(file.slides._sldIdLst):
        file.part.drop_rel(entry.rId)
        file.slides._sldIdLst.remove(entry)
    return Deck(file, _layout(file), Ink(themed=True))


def _layout(file: Any) -> SlideLayout:
    """The layout with a title and the least beside it."""
    found = list(file.slide_layouts)
    if not found:
        raise BadOption("The template has no slide layout. Add one with a title in PowerPoint's slide master.")

    def beside(layout: SlideLayout) -> tuple[bool, int]:
        kinds = [int(each.placeholder_format.type) for each in iter(layout.placeholders)]
        extra = [kind for kind in kinds if kind not in (*_TITLES, *_QUIET)]
        return 1 not in kinds, len(extra)

    return min(found, key=beside)


def _own_look(file: Any) -> None:
    """Our typeface and colours in the theme, so that a presenter's later changes follow it."""
    part = file.slide_masters[0].part.part_related_by(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
    )
    root = etree.fromstring(part.blob)
    accents = [*theme.LEVEL.values(), theme.SEX["female"], theme.SEX["male"]]
    codes = {"dk1": theme.INK, "lt1": theme.PAPER, "dk2": theme.QUIET, "lt2": theme.WASH}
    codes |= {f"accent{number}": code for number, code in enumerate(accents[:6], start=1)}
    codes |= {"hlink": theme.ACCENT, "folHlink": theme.QUIET}
    for name, code in codes.items():
        for slot in root.iter(qn(f"a:{name}")):
            for old in list(slot):
                slot.remove(old)
            etree.SubElement(slot, qn("a:srgbClr"), val=code.lstrip("#").upper())
    for font in root.iter(qn("a:latin")):
        font.set("typeface", FONT)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def add(deck: Deck, title: str, subtitle: str, below: str) -> tuple[Slide, Box]:
    """A new slide with its words; the box is what is left for the drawing."""
    slide = deck.file.slides.add_slide(deck.layout)
    _drop_empty(slide)
    wide = deck.width - 2 * EDGE
    top = _title(deck, slide, title, wide)
    size, words = fitted(clean(subtitle), wide, 2, SUBTITLE)
    top = _text(deck, slide, "Definition", words, Box(EDGE, top, wide, int(size * 2.7 * 12_700)), size, theme.QUIET)
    size, words = fitted(clean(below), wide, FOOT_LINES, FOOT)
    high = int(size * 1.25 * 12_700) * FOOT_LINES
    bottom = deck.height - INCH // 4 - high
    _text(deck, slide, "Source", words, Box(EDGE, bottom, wide, high), size, theme.QUIET)
    return slide, Box(EDGE, top, wide, bottom - top - INCH // 10)


def foot(deck: Deck, about: str, source: str) -> str:
    """Note and source in the room they have: a long note is cut, since it stands whole in the notes; a source never."""
    letters = int((deck.width - 2 * EDGE) / INCH * 72 / (FOOT[-1] * EM)) - 6
    short = textwrap.shorten(about, max(20, letters * FOOT_LINES - len(source)), placeholder=" …")
    return f"{short} {source}".strip()


def numbered(deck: Deck) -> None:
    """The number of each slide at its foot, as a field that follows when slides are moved."""
    for number, slide in enumerate(deck.file.slides, start=1):
        box = Box(deck.width - EDGE - INCH, deck.height - INCH // 4, INCH, INCH // 5)
        _text(deck, slide, "Slide number", str(number), box, FOOT[-1], theme.QUIET)
        paragraph = slide.shapes[-1].text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.RIGHT
        run = paragraph.runs[0]._r
        run.tag = qn("a:fld")
        run.set("id", "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}")
        run.set("type", "slidenum")


def _title(deck: Deck, slide: Slide, title: str, wide: int) -> int:
    """Place the title; answers where the next words may begin."""
    size, words = fitted(clean(title), wide, 2, TITLE)
    high = int(28 * 2.45 * 12_700)
    if slide.shapes.title is None:
        return _text(deck, slide, "Title", words, Box(EDGE, INCH // 3, wide, high), size, theme.INK, bold=True)
    box = slide.shapes.title
    if not deck.ink.themed:
        box.left, box.top, box.width, box.height = Box(EDGE, INCH // 3, wide, high).room
        box.text_frame.margin_left = 0
    box.text_frame.text = words
    box.text_frame.word_wrap = True
    _typed(deck, box.text_frame, size, theme.INK, bold=True)
    return max(int(box.top + box.height), INCH // 3) + INCH // 20


def _text(deck: Deck, slide: Slide, name: str, words: str, box: Box, size: float, code: str, bold: bool = False) -> int:
    shape = slide.shapes.add_textbox(*box.room)
    shape.name = name
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.text = words
    _typed(deck, frame, size, code, bold=bold)
    return box.top + box.height


def _typed(deck: Deck, frame: Any, size: float, code: str, *, bold: bool) -> None:
    """Size, colour and weight, aligned left; never a typeface, so that the theme's applies."""
    frame.vertical_anchor = None
    for paragraph in frame.paragraphs:
        paragraph.alignment = 1
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(size), bold
            deck.ink.word(run.font.color, code)


def bullets(deck: Deck, slide: Slide, lines: tuple[str, ...], box: Box) -> None:
    """Paragraphs in the drawing's place, as large as they can be."""
    shape = slide.shapes.add_textbox(*box.room)
    shape.name = "Text"
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = 0
    size = next((size for size in (18, 16, 14, 12, 11, 10) if _tall(lines, size, box.width) <= box.height), 9)
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = clean(line)
        paragraph.space_after = Pt(size / 2)
    _typed(deck, frame, size, theme.INK, bold=False)


def _tall(lines: tuple[str, ...], size: float, width: int) -> int:
    """EMU that paragraphs need at a type size."""
    letters = int(width / INCH * 72 / (size * EM))
    rows = sum(max(1, len(textwrap.wrap(line, letters))) for line in lines)
    return int((rows * 1.25 + len(lines) * 0.5) * size * 12_700)


def note(slide: Slide, text: str) -> None:
    """What the presenter reads."""
    frame = slide.notes_slide.notes_text_frame
    assert frame is not None  # of a notes slide made here
    frame.text = clean(text)


def describe(shape: Any, text: str) -> None:
    """Alternative text of one object, for a screen reader."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", clean(text)[:2000])


def clean(text: str) -> str:
    """Without the characters that XML forbids."""
    return _CONTROL.sub("", text)


def _drop_empty(slide: Slide) -> None:
    """Placeholders that nobody fills would show their prompt."""
    for holder in list(slide.placeholders):
        if int(holder.placeholder_format.type) not in _TITLES:
            holder._element.getparent().remove(holder._element)
