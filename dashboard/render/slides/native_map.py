"""Kind ``map`` as shapes that can be edited: one freeform a country in one group, with scale, legend and dots."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree
from pptx.oxml.ns import qn
from pptx.slide import Slide

from dashboard import theme, wording
from dashboard.charts.chart import Chart
from dashboard.render import scale
from dashboard.render.slides import native, outlines
from dashboard.render.slides.box import INCH, Box, Ink, mixed

UNIT = 635
"""EMU of one unit of a shape's path: a twentieth of a point."""
DOT, LEGEND = INCH // 11, INCH * 45 // 100
OLD = 0.5


class View:
    """From the projection to the slide: as large as the box lets it be."""

    def __init__(self, points: Iterable[outlines.Point], box: Box) -> None:
        xs, ys = zip(*points, strict=True)
        self.left, self.top = min(xs), max(ys)
        self.scale = min(box.width / (max(xs) - self.left or 1), box.height / (self.top - min(ys) or 1))
        self.x0 = box.left + (box.width - self.scale * (max(xs) - self.left)) / 2
        self.y0 = box.top

    def at(self, point: outlines.Point) -> tuple[int, int]:
        """EMU on the slide."""
        return int(self.x0 + self.scale * (point[0] - self.left)), int(self.y0 + self.scale * (self.top - point[1]))


def draw(slide: Slide, chart: Chart, box: Box, ink: Ink) -> None:
    """Countries in the steps of the screen; hatched where there is no figure, paler where it is old."""
    names: dict[str, str] = chart.options["names"]  # type: ignore[assignment]
    rows = {str(row["place"]): row for row in chart.data.to_dict("records")}
    shapes, dots = outlines.shapes(), outlines.dots()
    shown = [code for code in shapes if code in names] or list(shapes)
    whole = len(names) > 150
    area = box._replace(height=box.height - LEGEND)
    around = shapes if whole else {code: shapes[code] for code in shown}
    view = View((point for rings in around.values() for ring in rings for point in ring), area)
    group = slide.shapes.add_group_shape()
    group.name = "Countries"
    small = [code for code in names if code in rows and (code in dots or code not in shapes) and code in dots]
    for code, rings in around.items():
        told = None if code in small else rows.get(code)
        _country(group, code, names.get(code, code), rings, told, chart, view)
    for code in small:
        _dot(group, names[code], rows[code], view.at(dots[code]), chart)
    group._element.recalculate_extents()
    _legend(slide, Box(box.left, box.top + box.height - LEGEND, box.width, LEGEND), ink)


def _country(
    group: Any, code: str, name: str, rings: list[outlines.Ring], row: dict[Any, Any] | None, chart: Chart, view: View
) -> None:
    flat = [[view.at(point) for point in ring] for ring in rings]
    xs, ys = [x for ring in flat for x, _ in ring], [y for ring in flat for _, y in ring]
    left, top = min(xs), min(ys)
    wide, high = max(1, max(xs) - left), max(1, max(ys) - top)
    shape = _shape(group, name, _told(name, row, chart), (left, top, wide, high))
    properties = shape.find(qn("p:spPr"))
    geometry = etree.SubElement(properties, qn("a:custGeom"))
    for tag in ("avLst", "gdLst", "ahLst", "cxnLst"):
        etree.SubElement(geometry, qn(f"a:{tag}"))
    etree.SubElement(geometry, qn("a:rect"), l="0", t="0", r="r", b="b")
    paths = etree.SubElement(geometry, qn("a:pathLst"))
    path = etree.SubElement(paths, qn("a:path"), w=str(wide // UNIT), h=str(high // UNIT))
    for ring in flat:
        _trace(path, [((x - left) // UNIT, (y - top) // UNIT) for x, y in ring])
    _fill(properties, row, chart, "#9aa3ad" if row and row.get("is_old") else theme.PAPER)


def _trace(path: Any, points: list[tuple[int, int]]) -> None:
    for number, (x, y) in enumerate(points):
        step = etree.SubElement(path, qn("a:moveTo" if number == 0 else "a:lnTo"))
        etree.SubElement(step, qn("a:pt"), x=str(x), y=str(y))
    etree.SubElement(path, qn("a:close"))


def _dot(group: Any, name: str, row: dict[Any, Any], at: tuple[int, int], chart: Chart) -> None:
    place = (at[0] - DOT // 2, at[1] - DOT // 2, DOT, DOT)
    shape = _shape(group, name, _told(name, row, chart), place)
    properties = shape.find(qn("p:spPr"))
    etree.SubElement(etree.SubElement(properties, qn("a:prstGeom"), prst="ellipse"), qn("a:avLst"))
    _fill(properties, row, chart, theme.QUIET)


def _shape(group: Any, name: str, told: str, place: tuple[int, int, int, int]) -> Any:
    """A bare shape: no style, which would bring a shadow, and no text."""
    tree = group._element
    number = str(max(int(each) for each in tree.xpath("ancestor-or-self::p:spTree//@id[string(number(.))!='NaN']")) + 1)
    shape = etree.SubElement(tree, qn("p:sp"))
    about = etree.SubElement(shape, qn("p:nvSpPr"))
    etree.SubElement(about, qn("p:cNvPr"), id=number, name=name, descr=told)
    etree.SubElement(about, qn("p:cNvSpPr"))
    etree.SubElement(about, qn("p:nvPr"))
    frame = etree.SubElement(etree.SubElement(shape, qn("p:spPr")), qn("a:xfrm"))
    etree.SubElement(frame, qn("a:off"), x=str(place[0]), y=str(place[1]))
    etree.SubElement(frame, qn("a:ext"), cx=str(place[2]), cy=str(place[3]))
    return shape


def _fill(properties: Any, row: dict[Any, Any] | None, chart: Chart, edge: str) -> None:
    if row is None:
        _hatch(properties)
    else:
        code = theme.MAP_COLOURS[scale.step(float(row[chart.encode.y]))]
        _colour(etree.SubElement(properties, qn("a:solidFill")), mixed(code, OLD if row.get("is_old") else 0.0))
    line = etree.SubElement(properties, qn("a:ln"), w="3175")
    _colour(etree.SubElement(line, qn("a:solidFill")), edge)


def _hatch(properties: Any) -> None:
    pattern = etree.SubElement(properties, qn("a:pattFill"), prst="ltUpDiag")
    for tag, code in (("fgClr", "#9aa3ad"), ("bgClr", theme.PAPER)):
        _colour(etree.SubElement(pattern, qn(f"a:{tag}")), code)


def _colour(parent: Any, code: str) -> None:
    etree.SubElement(parent, qn("a:srgbClr"), val=code.lstrip("#").upper())


def _told(name: str, row: dict[Any, Any] | None, chart: Chart) -> str:
    return f"{name}: {wording.pct(float(row[chart.encode.y]))} ({row['year']})" if row else f"{name}: no data"


def _legend(slide: Slide, box: Box, ink: Ink) -> None:
    """The steps with their ends, and what hatching means."""
    wide, high, top = box.width * 8 // 100, INCH // 8, box.top + INCH // 10
    group = slide.shapes.add_group_shape()
    group.name = "Scale"
    for number in range(len(theme.MAP_COLOURS)):
        _key(group, f"Step {number + 1}", number, (box.left + wide * number, top, wide, high))
    _key(group, "No data", None, (box.left + wide * 8, top, wide // 2, high))
    group._element.recalculate_extents()
    for number, text in enumerate(theme.MAP_LABELS, start=1):
        place = Box(box.left + wide * number - wide // 2, top + high, wide, INCH // 5)
        native.words(slide, text, place, ink, size=10, align="center")
    words = Box(box.left + wide * 8 + wide * 6 // 10, top - INCH // 24, wide * 3, INCH // 5)
    native.words(slide, "no data · paler: older", words, ink, size=10)


def _key(group: Any, name: str, step: int | None, place: tuple[int, int, int, int]) -> None:
    """A step of the scale keeps its colour in every template: legend and countries must agree."""
    shape = _shape(group, name, name, place)
    properties = shape.find(qn("p:spPr"))
    etree.SubElement(etree.SubElement(properties, qn("a:prstGeom"), prst="rect"), qn("a:avLst"))
    if step is None:
        _hatch(properties)
    else:
        _colour(etree.SubElement(properties, qn("a:solidFill")), theme.MAP_COLOURS[step])
