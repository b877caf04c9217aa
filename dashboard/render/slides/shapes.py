"""Bare shapes of the file format, many at once: outlines, boxes and dots with a fill, without style or text."""

from __future__ import annotations

from itertools import count
from typing import Any

from lxml import etree
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from dashboard import theme

UNIT = 635
"""EMU of one unit of a shape's path: a twentieth of a point."""
HATCH = "#9aa3ad"
Points = list[tuple[int, int]]


class Group:
    """One group of shapes on a slide, each with a name and words for a screen reader."""

    def __init__(self, slide: Any, name: str, told: str) -> None:
        self.group = slide.shapes.add_group_shape()
        self.group.name = name
        (about,) = self.group._element.xpath("./p:nvGrpSpPr/p:cNvPr")
        about.set("descr", told)
        self._ids = count(max(map(int, self.group._element.xpath("//@id[number(.) = number(.)]"))) + 1)

    def outline(self, name: str, told: str, rings: list[Points]) -> Any:
        """One freeform of many rings in EMU, holes among them; answers where its fill goes."""
        xs, ys = ([point[axis] for ring in rings for point in ring] for axis in (0, 1))
        left, top, wide, high = min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
        steps = "".join(_steps([((x - left) // UNIT, (y - top) // UNIT) for x, y in ring]) for ring in rings)
        geometry = parse_xml(
            f"<a:custGeom {nsdecls('a')}><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
            '<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
            f'<a:path w="{wide // UNIT}" h="{high // UNIT}">{steps}</a:path></a:pathLst></a:custGeom>'
        )
        properties = self._shape(name, told, (left, top, wide, high))
        properties.append(geometry)
        return properties

    def preset(self, kind: str, name: str, told: str, place: tuple[int, int, int, int]) -> Any:
        """A ``rect`` or an ``ellipse``; answers where its fill goes."""
        properties = self._shape(name, told, place)
        etree.SubElement(etree.SubElement(properties, qn("a:prstGeom"), prst=kind), qn("a:avLst"))
        return properties

    def done(self) -> None:
        """Fit the group around its shapes."""
        self.group._element.recalculate_extents()

    def _shape(self, name: str, told: str, place: tuple[int, int, int, int]) -> Any:
        shape = etree.SubElement(self.group._element, qn("p:sp"))
        about = etree.SubElement(shape, qn("p:nvSpPr"))
        etree.SubElement(about, qn("p:cNvPr"), id=str(next(self._ids)), name=name, descr=told)
        etree.SubElement(about, qn("p:cNvSpPr"))
        etree.SubElement(about, qn("p:nvPr"))
        properties = etree.SubElement(shape, qn("p:spPr"))
        frame = etree.SubElement(properties, qn("a:xfrm"))
        left, top, wide, high = map(str, place)
        etree.SubElement(frame, qn("a:off"), x=left, y=top)
        etree.SubElement(frame, qn("a:ext"), cx=wide, cy=high)
        return properties


def _steps(points: Points) -> str:
    """From the first point round to the last; the last of a ring is the first again."""
    first, *others = (f'<a:pt x="{x}" y="{y}"/>' for x, y in points[:-1])
    return f"<a:moveTo>{first}</a:moveTo>" + "".join(f"<a:lnTo>{each}</a:lnTo>" for each in others) + "<a:close/>"


def paint(properties: Any, code: str | None, edge: str | None = None, wide: int = 3_175) -> None:
    """Fill with a colour, or hatch for want of a figure; ``edge`` is the colour of the outline, ``wide`` in EMU."""
    if code is None:
        hatch(properties)
    else:
        _solid(properties, code)
    if edge is not None:
        line = etree.SubElement(properties, qn("a:ln"), w=str(wide))
        _solid(line, edge)


def hatch(properties: Any) -> None:
    """Diagonal lines: that there is no figure is told by a pattern, not by a colour."""
    pattern = etree.SubElement(properties, qn("a:pattFill"), prst="ltUpDiag")
    for tag, code in (("fgClr", HATCH), ("bgClr", theme.PAPER)):
        _colour(etree.SubElement(pattern, qn(f"a:{tag}")), code)


def _solid(parent: Any, code: str) -> None:
    _colour(etree.SubElement(parent, qn("a:solidFill")), code)


def _colour(parent: Any, code: str) -> None:
    etree.SubElement(parent, qn("a:srgbClr"), val=code.lstrip("#").upper())
