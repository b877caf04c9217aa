"""A slide's frame: title as the message, definition, foot with source and licence, speaker notes, alternative text."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Emu, Pt

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render.slides.box import INCH, Box, fitted, letters, rows, tall
from dashboard.render.slides.look import FURNITURE, TITLE_SIZE, TITLES, Deck

EDGE, INSET, AIR = INCH // 2, INCH // 10, INCH // 8
TITLE, SUBTITLE, FOOT = (TITLE_SIZE, 24, 20, 18, 16, 14), (14, 13, 12, 11), (10, 9, 8, 7)
FOOT_HIGH = tall(6, 8)
BOLD = 0.93
"""Bold letters are wider: the share of a line that is counted on."""
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


def add(deck: Deck, title: str, subtitle: str, source: str, about: str = "") -> tuple[Slide, Box]:
    """A new slide with its words; the box is what is left for the drawing."""
    slide = deck.file.slides.add_slide(deck.layout)
    _drop_empty(slide)
    room = _title(deck, slide, clean(title))
    if subtitle:
        size, words = fitted(clean(subtitle), room.width, tall(2, SUBTITLE[0]), SUBTITLE)
        place = room._replace(height=tall(rows(words, room.width, size), size))
        _text(deck, slide, "Definition", words, place, size)
        room = _below(room, place.height + AIR)
    if source:
        size, words = fitted(_foot(room.width, clean(about), clean(source)), room.width, FOOT_HIGH, FOOT)
        high = tall(rows(words, room.width, size), size)
        room = room._replace(height=room.height - high)
        _text(deck, slide, "Source", words, Box(room.left, room.top + room.height, room.width, high), size)
    return slide, room._replace(height=room.height - AIR)


def _foot(width: int, about: str, source: str) -> str:
    """Note and source in the room they have: a long note is cut, since it stands whole in the notes; a source never."""
    spare = letters(width, FOOT[-1]) * (FOOT_HIGH // tall(1, FOOT[-1]) - 1) - len(source)
    return f"{textwrap.shorten(about, max(20, spare), placeholder=' …')} {source}".strip()


def numbered(deck: Deck) -> None:
    """The number of each slide at its foot, as a field that follows when slides are moved."""
    for number, slide in enumerate(deck.file.slides, start=1):
        box = Box(deck.width - EDGE - INCH, deck.height - INCH // 4, INCH, INCH // 5)
        paragraph = _text(deck, slide, "Slide number", str(number), box, FOOT[-1]).text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.RIGHT
        run = paragraph.runs[0]._r
        run.tag = qn("a:fld")
        run.set("id", "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}")
        run.set("type", "slidenum")


def _title(deck: Deck, slide: Slide, title: str) -> Box:
    """Place the title; the box is the room below it."""
    box = slide.shapes.title
    whole = Box(EDGE, INCH // 3, deck.width - 2 * EDGE, _bottom(deck) - INCH // 3)
    if box is not None and not deck.is_ours:
        return _title_of_template(deck, box, title, whole)
    size, words = fitted(title, int(whole.width * BOLD), tall(2, TITLE[0]), TITLE)
    place = whole._replace(height=tall(rows(words, int(whole.width * BOLD), size), size))
    if box is None:
        box = _text(deck, slide, "Title", words, place, size)
    box.left, box.top, box.width, box.height = place.room
    box.text_frame.text = words
    _typed(deck, box.text_frame, size, theme.INK, bold=True)
    if box.text_frame.paragraphs[0].alignment == PP_ALIGN.LEFT:
        box.text_frame.margin_right = Emu(_balance(words, place.width, size))
    return _below(whole, place.height + AIR // 2)


def _title_of_template(deck: Deck, box: Any, title: str, whole: Box) -> Box:
    """The presenter's own box, type and place; only a title that is too long is set smaller."""
    usual = _usual_size(deck)
    smaller = [size for size in TITLE if size < usual]
    size, words = fitted(title, int(box.width * BOLD) - 2 * INSET, int(box.height), [usual, *smaller])
    box.text_frame.text = words
    box.text_frame.word_wrap = True
    _direct(box.text_frame.paragraphs[0])
    if size != usual:
        for run in box.text_frame.paragraphs[0].runs:
            run.font.size = Pt(size)
    room = _below(whole, int(box.top + box.height) + AIR // 2 - whole.top)
    left = int(box.left) + INSET
    return room._replace(left=left, width=deck.width - 2 * left) if left < deck.width * 0.15 else room


def _usual_size(deck: Deck) -> float:
    """Points of a title in the template: of its layout, or else of its master."""
    master = deck.layout.slide_master
    titles = [
        each._element for sheet in (deck.layout, master) for each in iter(sheet.placeholders) if _kind(each) in TITLES
    ]
    found = [size for each in titles for size in each.xpath(".//a:lvl1pPr/a:defRPr/@sz")]
    found += master.element.xpath("./p:txStyles/p:titleStyle/a:lvl1pPr/a:defRPr/@sz")
    return int(found[0]) / 100 if found else float(TITLE[0])


def _bottom(deck: Deck) -> int:
    """Where the furniture of the foot begins."""
    if deck.is_ours:
        return deck.height - INCH * 3 // 10
    tops = [int(each.top) for each in iter(deck.layout.placeholders) if _kind(each) in FURNITURE and each.top]
    return min([top for top in tops if top > deck.height * 0.8], default=deck.height - INCH // 4)


def _below(room: Box, high: int) -> Box:
    return room._replace(top=room.top + high, height=room.height - high)


def _balance(words: str, width: int, size: float) -> int:
    """EMU to leave free at the right, so that the lines of a title are of about one length."""
    lines = rows(words, int(width * BOLD), size)
    if lines == 1:
        return 0
    shares = range(50, 101, 2)
    tight = shares[
        bisect_left(shares, True, key=lambda share: rows(words, int(width * BOLD * share / 100), size) <= lines)
    ]
    return int(width * max(0, 96 - tight) / 100)


def _text(deck: Deck, slide: Slide, name: str, words: str, box: Box, size: float) -> Any:
    shape = slide.shapes.add_textbox(*box.room)
    shape.name = name
    shape.text_frame.text = words
    _typed(deck, shape.text_frame, size, theme.QUIET, bold=False)
    describe(shape, f"{name}: {words}")
    return shape


def _typed(deck: Deck, frame: Any, size: float, code: str, *, bold: bool) -> None:
    """Size, colour and weight, at the top left of its box; never a typeface, so that the theme's applies."""
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        _direct(paragraph)
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(size), bold
            deck.ink.word(run.font.color, code)


def _direct(paragraph: Any) -> None:
    """Arabic, Hebrew … run from the right."""
    strong = (unicodedata.bidirectional(letter) for letter in paragraph.text)
    if next((kind for kind in strong if kind in ("L", "R", "AL")), "L") != "L":
        paragraph.alignment = PP_ALIGN.RIGHT
        paragraph._p.get_or_add_pPr().set("rtl", "1")


def bullets(deck: Deck, slide: Slide, lines: tuple[str, ...], box: Box) -> None:
    """Paragraphs in the drawing's place, as large as they can be."""
    shape = slide.shapes.add_textbox(*box.room)
    shape.name = "Text"
    frame = shape.text_frame
    size = next((size for size in (18, 16, 14, 12, 11, 10) if _tall(lines, size, box.width) <= box.height), 9)
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = clean(line)
        paragraph.space_after = Pt(size / 2)
    _typed(deck, frame, size, theme.INK, bold=False)
    describe(shape, " ".join(lines))


def _tall(lines: tuple[str, ...], size: float, width: int) -> int:
    """EMU that paragraphs need at a type size."""
    return tall(sum(rows(line, width, size) for line in lines) + len(lines) * 0.5, size)


def note(slide: Slide, text: str) -> None:
    """What the presenter reads."""
    frame = slide.notes_slide.notes_text_frame
    assert frame is not None  # of a notes slide made here
    frame.text = clean(text)


def describe(shape: Any, text: str) -> None:
    """Alternative text of one object, for a screen reader."""
    shape._element._nvXxPr.cNvPr.set("descr", clean(text)[:2000])


def clean(text: str) -> str:
    """Without the characters that XML forbids."""
    return _CONTROL.sub("", text)


def _drop_empty(slide: Slide) -> None:
    """Placeholders that nobody fills would show their prompt."""
    for holder in list(slide.placeholders):
        if _kind(holder) not in TITLES:
            holder._element.getparent().remove(holder._element)


def _kind(holder: Any) -> int:
    return int(holder.placeholder_format.type)
