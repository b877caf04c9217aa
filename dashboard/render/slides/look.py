"""The presentation that slides go into: in our own look, or in the presenter's template with all that is its own."""

from __future__ import annotations

import io
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.slide import SlideLayout
from pptx.util import Emu

from dashboard import theme
from dashboard.render.options import BadOption, Options
from dashboard.render.slides import template
from dashboard.render.slides.box import SIZES, Ink, Palette

FONT = "Arial"
TITLE_SIZE = 28
OURS = "Title Only"
"""The layout of the library's own presentation with a title and nothing beside it."""
TITLES = (1, 3)
"""Title and centred title, in the numbers of the file format."""
FURNITURE = (13, 15, 16)
"""Slide number, footer, date: what a template shows at the foot."""
_SLOTS = ("dk1", "lt1", "dk2", "lt2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")


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

    @property
    def is_ours(self) -> bool:
        """False in a presenter's template."""
        return self.ink.palette is None


def start(options: Options) -> Deck:
    """An empty presentation in our look, or in that of the presenter's template.

    Raises:
        BadOption: the size is none of a slide, or the template can't be used.
    """
    if options.size not in (None, *SIZES):
        raise BadOption(f"'{options.size}' is no size of a slide. Valid: {', '.join(SIZES)}.")
    if options.template is not None:
        return _from_template(options)
    file = deepcopy(_ours(options.size or "slide"))
    layout = file.slide_layouts.get_by_name(OURS)
    assert layout is not None
    return Deck(file, layout, Ink())


@cache
def _ours(size: str) -> Any:
    """The library's own empty presentation in our size and look, to be copied."""
    file = Presentation()
    _resize(file, *SIZES[size])
    _own_look(file)
    made = io.BytesIO()
    file.save(made)
    return Presentation(made)


def sign(deck: Deck, title: str, about: str) -> None:
    """Title and contents in the file's properties; a template keeps its author."""
    properties = deck.file.core_properties
    properties.title, properties.subject = title[:255], about[:255]
    properties.modified = datetime.now(UTC)
    if deck.is_ours:
        properties.created = properties.modified
        properties.author = properties.last_modified_by = properties.comments = ""


def _from_template(options: Options) -> Deck:
    file = template.opened(options.template or b"")
    if options.size:
        raise BadOption("A template has its own size. Leave 'size' out.")
    _clear(file)
    layout = _layout(file)
    return Deck(file, layout, Ink(_palette(layout.slide_master)))


def _clear(file: Any) -> None:
    """Take out the template's own slides, and the sections and shows that name them."""
    for entry in list(file.slides._sldIdLst):
        file.part.drop_rel(entry.rId)
        file.slides._sldIdLst.remove(entry)
    for named in file.element.xpath("./p:custShowLst | ./p:extLst/p:ext[*[local-name()='sectionLst']]"):
        named.getparent().remove(named)


def _layout(file: Any) -> SlideLayout:
    """The layout with a title and the least beside it."""
    found = [layout for master in file.slide_masters for layout in master.slide_layouts]
    if not found:
        raise BadOption("The template has no slide layout. Add one with a title in PowerPoint's slide master.")

    def beside(layout: SlideLayout) -> tuple[bool, int]:
        kinds = [int(each.placeholder_format.type) for each in iter(layout.placeholders)]
        return 1 not in kinds, len([kind for kind in kinds if kind not in (*TITLES, *FURNITURE)])

    return min(found, key=beside)


def _palette(master: Any) -> Palette:
    try:
        root = etree.fromstring(_theme_of(master).blob, etree.XMLParser(resolve_entities=False))
        named = {name: _code(next(root.iter(qn(f"a:{name}")))) for name in _SLOTS}
    except (etree.XMLSyntaxError, StopIteration, KeyError) as wrong:
        raise BadOption("The template's theme has no colours. Choose some in PowerPoint and save it again.") from wrong
    mapped = master.element.find(qn("p:clrMap"))
    accents = (named[mapped.get(f"accent{number}")] for number in range(1, 7))
    return Palette(named[mapped.get("bg1")], named[mapped.get("tx1")], tuple(accents))


def _code(slot: Any) -> str:
    colour = slot[0]
    usual = {"window": "ffffff", "windowText": "000000"}
    code = colour.get("lastClr") or usual.get(colour.get("val"), colour.get("val"))
    return f"#{code.lower()}"


def _theme_of(master: Any) -> Any:
    return master.part.part_related_by(RELATIONSHIP_TYPE.THEME)


def _resize(file: Any, width: int, height: int) -> None:
    """The library's own presentation is 4:3: its layouts are drawn out with the slide."""
    share = width / int(file.slide_width)
    file.slide_width, file.slide_height = Emu(width), Emu(height)
    for sheet in (file.slide_master, *file.slide_layouts):
        for shape in sheet.shapes:
            if shape._element.xpath("./p:spPr/a:xfrm"):
                shape.left, shape.width = Emu(int(shape.left * share)), Emu(int(shape.width * share))


def _own_look(file: Any) -> None:
    """Our typeface and colours in the theme and the master, so that a presenter's later changes follow them."""
    part = _theme_of(file.slide_master)
    root = etree.fromstring(part.blob)
    accents = (*list(theme.LEVEL.values())[:3], theme.SEX["female"], theme.SEX["male"], theme.ACCENT)
    codes = (theme.INK, theme.PAPER, theme.QUIET, theme.WASH, *accents, theme.ACCENT, theme.QUIET)
    for name, code in zip(_SLOTS, codes, strict=True):
        slot = next(root.iter(qn(f"a:{name}")))
        slot[:] = [etree.Element(qn("a:srgbClr"), val=code.lstrip("#").upper())]
    for font in root.iter(qn("a:latin")):
        font.set("typeface", FONT)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    (title,) = file.slide_master.element.xpath("./p:txStyles/p:titleStyle/a:lvl1pPr")
    title.set("algn", "l")
    title.find(qn("a:defRPr")).set("sz", str(TITLE_SIZE * 100))
    title.find(qn("a:defRPr")).set("b", "1")
