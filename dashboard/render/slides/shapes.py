"""Bare shapes of the file format, many at once: outlines, boxes and dots with a fill, without style or text."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from itertools import count
from typing import Any, NamedTuple

from lxml import etree
from pptx.oxml import parse_xml
from pptx.oxml.ns import namespaces, nsdecls, qn
from pptx.oxml.xmlchemy import OxmlElement

from dashboard import theme
from dashboard.render.slides import native
from dashboard.render.slides.box import Box, Ink

UNIT = 635
"""EMU of one unit of a shape's path: a twentieth of a point."""
HATCH = "#9aa3ad"
EDGE = 3_175
"""EMU that the line around a shape is wide."""
Points = list[tuple[int, int]]
Place = tuple[int, int, int, int]


class Look(NamedTuple):
    """The colour of a fill, without which it is hatched for want of a figure, and that of the line around it."""

    fill: str | None
    edge: str


class Outline(NamedTuple):
    """A freeform of many rings, holes among them: its place in EMU, and its path as the file has it."""

    place: Place
    path: bytes


class Group:
    """One group of shapes on a slide, each with a name and words for a screen reader.

    Paths go in when it is ``done``: python-pptx looks through all of a slide for the number of each new shape.
    """

    def __init__(self, slide: Any, name: str, told: str) -> None:
        self.slide, self.group = slide, slide.shapes.add_group_shape()
        self.group.name = name
        self.group._element.nvGrpSpPr.cNvPr.set("descr", told)
        self._ids = count(self.group._element.max_shape_id + 1)
        self._patterns: dict[tuple[str | None, Look], Any] = {}
        self._places: list[Place] = []
        self._paths: list[tuple[Any, bytes]] = []

    def outline(self, name: str, told: str, outline: Outline, look: Look) -> None:
        """One freeform."""
        self._paths.append((self._shape(name, told, outline.place, None, look), outline.path))

    def preset(self, kind: str, name: str, told: str, place: Place, look: Look) -> None:
        """A ``rect`` or an ``ellipse``."""
        self._shape(name, told, place, kind, look)

    def words(self, told: Sequence[tuple[str, Box]], ink: Ink, **look: Any) -> None:
        """Text boxes of one look; nothing but more of them comes after."""
        native.alike(self.slide, told, ink, self.group, **look)
        self._places += [box for _, box in told]

    def done(self) -> None:
        """Fit the group around its shapes."""
        native.fit(self.group, self._places)
        for frame, path in self._paths:
            frame.addnext(parse_xml(path))

    def _shape(self, name: str, told: str, place: Place, kind: str | None, look: Look) -> Any:
        """A copy of the first of its look; answers its frame, which a path follows."""
        if (kind, look) not in self._patterns:
            self._patterns[kind, look] = _pattern(kind, look)
        shape = deepcopy(self._patterns[kind, look])
        about, frame = shape[0][0], shape[1][0]
        about.attrib.update({"id": str(next(self._ids)), "name": name, "descr": told})
        native.move(frame, place)
        self.group._element.append(shape)
        self._places.append(place)
        return frame


def outline(rings: list[Points]) -> Outline:
    """The freeform of rings in EMU."""
    xs, ys = ([point[axis] for ring in rings for point in ring] for axis in (0, 1))
    left, top, wide, high = min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
    steps = "".join(_steps([((x - left) // UNIT, (y - top) // UNIT) for x, y in ring]) for ring in rings)
    path = (
        f"<a:custGeom {nsdecls('a')}><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
        '<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
        f'<a:path w="{wide // UNIT}" h="{high // UNIT}">{steps}</a:path></a:pathLst></a:custGeom>'
    )
    return Outline((left, top, wide, high), path.encode())


def _steps(points: Points) -> str:
    """From the first point round to the last; the last of a ring is the first again."""
    first, *others = (f'<a:pt x="{x}" y="{y}"/>' for x, y in points[:-1])
    return f"<a:moveTo>{first}</a:moveTo>" + "".join(f"<a:lnTo>{each}</a:lnTo>" for each in others) + "<a:close/>"


def _pattern(kind: str | None, look: Look) -> Any:
    """A shape without a name or a place."""
    shape = OxmlElement("p:sp", namespaces("p", "a"))
    about = _add(shape, "p:nvSpPr")
    for tag in ("p:cNvPr", "p:cNvSpPr", "p:nvPr"):
        _add(about, tag)
    properties = _add(shape, "p:spPr")
    frame = _add(properties, "a:xfrm")
    for tag in ("a:off", "a:ext"):
        _add(frame, tag)
    if kind:
        _add(_add(properties, "a:prstGeom", prst=kind), "a:avLst")
    if look.fill is None:
        hatch(properties)
    else:
        _solid(properties, look.fill)
    _solid(_add(properties, "a:ln", w=str(EDGE)), look.edge)
    return shape


def hatch(properties: Any) -> None:
    """Diagonal lines: that there is no figure is told by a pattern, not by a colour."""
    pattern = _add(properties, "a:pattFill", prst="ltUpDiag")
    for tag, code in (("a:fgClr", HATCH), ("a:bgClr", theme.PAPER)):
        _colour(_add(pattern, tag), code)


def _solid(parent: Any, code: str) -> None:
    _colour(_add(parent, "a:solidFill"), code)


def _colour(parent: Any, code: str) -> None:
    _add(parent, "a:srgbClr", val=code.lstrip("#").upper())


def _add(parent: Any, tag: str, **attributes: str) -> Any:
    return etree.SubElement(parent, qn(tag), attributes)
