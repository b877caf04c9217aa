"""What every native chart shares: its place, its type, its grid, labels in words, error bars, and valid XML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

from lxml import etree
from pptx.dml.line import LineFormat
from pptx.enum.chart import XL_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide
from pptx.util import Pt

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render.slides.box import INCH, Box, Ink

TYPE = 12
PER_CENT = '0"%"'
NO_BREAK = "\u00a0"
SOLID, DOTTED = MSO_LINE.SOLID, MSO_LINE.ROUND_DOT
_ALIGN = {"left": PP_ALIGN.LEFT, "center": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}


def put(slide: Slide, kind: Any, data: Any, box: Box, ink: Ink, size: float = TYPE) -> Any:
    """A chart in its box, without a title or a legend, in quiet type."""
    frame: Any = slide.shapes.add_chart(kind, *box.room, data)
    chart = frame.chart
    chart.has_title = chart.has_legend = False
    chart.font.size = Pt(size)
    ink.word(chart.font.color, theme.INK)
    _valid_ids(chart)
    return chart


def quiet(axis: Any, ink: Ink, *, grid: bool) -> None:
    """A light grid or none, a light line, no ticks."""
    axis.has_major_gridlines = grid
    if grid:
        ink_line(axis.major_gridlines.format.line, ink)
    ink_line(axis.format.line, ink)
    axis.major_tick_mark = axis.minor_tick_mark = -4142  # none
    axis.tick_labels.font.size = Pt(TYPE)
    ink.word(axis.tick_labels.font.color, theme.QUIET)


def ink_line(line: Any, ink: Ink) -> None:
    """A line of a grid or an axis: it never competes with the figures."""
    ink.paint(line.color, theme.RULE)
    line.width = Pt(0.75)


def counted(most: float) -> str:
    """Children as people say them: millions or thousands, by the largest number."""
    steps = ((5e6, '#,##0,,"M"'), (1e6, '0.0,,"M"'), (5e3, '#,##0,"k"'))
    return "[=0]0;" + next((form for least, form in steps if most >= least), "#,##0")


def fade(fill: Any, share: float) -> None:
    """Let what is behind a fill shine through."""
    (colour,) = fill._xPr.xpath("./a:solidFill/*")
    etree.SubElement(colour, qn("a:alpha"), val=str(int(share * 100_000)))


def words(slide: Slide, text: str, box: Box, ink: Ink, **look: Any) -> Any:
    """A text box beside a drawing, in the middle of its height: ``size``, ``bold``, ``code``, ``align``."""
    shape = slide.shapes.add_textbox(*box.room)
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.text = text
    for paragraph in frame.paragraphs:
        paragraph.alignment = _ALIGN[look.get("align", "left")]
        for run in paragraph.runs:
            font = run.font
            font.size, font.bold = Pt(look.get("size", TYPE)), bool(look.get("bold", False))
            if "code" in look:
                ink.paint(font.color, look["code"], least=4.5)
            else:
                ink.word(font.color, theme.INK)
    return shape


def alike(slide: Slide, told: Sequence[tuple[str, Box]], ink: Ink, group: Any = None, **look: Any) -> list[Any]:
    """Text boxes as ``words`` makes them, of one look: one is dressed, and each is a copy of it with its own words."""
    if not told:
        return []
    pattern = words(slide, "-", told[0][1], ink, **look)._element
    tree = pattern.getparent()
    tree.remove(pattern)
    made = [_copy(pattern, number, text, box) for number, (text, box) in enumerate(told, pattern.shape_id)]
    (tree if group is None else group._element).extend(made)
    return [Shape(each, slide.shapes) for each in made]


def _copy(pattern: Any, number: int, text: str, box: Box) -> Any:
    """The text box with a number, a place and words of its own."""
    made = deepcopy(pattern)
    about, properties, (*_, paragraph) = made
    about[0].attrib.update({"id": str(number), "name": f"TextBox {number - 1}"})
    move(properties[0], box)
    _retold(paragraph, text)
    return made


def _retold(paragraph: Any, text: str) -> None:
    """Other words for a paragraph; where they are several lines, it is the first, and its copies follow."""
    first, *others = text.split("\n")
    for line in reversed(others):
        paragraph.addnext(_told(deepcopy(paragraph), line))
    _told(paragraph, first)


def _told(paragraph: Any, line: str) -> Any:
    """The paragraph with other words; without any it has no run."""
    (run,) = paragraph.r_lst
    if line:
        run.text = line
    else:
        paragraph.remove(run)
    return paragraph


def move(frame: Any, place: Sequence[int]) -> None:
    """Give the frame of a shape another place."""
    (off, ext), (left, top, wide, high) = frame, map(str, place)
    off.attrib.update({"x": left, "y": top})
    ext.attrib.update({"cx": wide, "cy": high})


def together(slide: Slide, name: str, shapes: list[Any]) -> None:
    """Text boxes that stand on the slide already as one group."""
    group = slide.shapes.add_group_shape()
    group.name = name
    group._element.extend(shape._element for shape in shapes)
    frames = [shape._element.spPr.xfrm for shape in shapes]
    fit(group, [(*map(int, off.values()), *map(int, ext.values())) for off, ext in frames])


def fit(group: Any, places: Sequence[Sequence[int]]) -> None:
    """Put a group around its shapes, whose places are known: python-pptx asks each of them many times."""
    element = group._element
    if places:
        left, top = (min(place[axis] for place in places) for axis in (0, 1))
        right, bottom = (max(place[axis] + place[axis + 2] for place in places) for axis in (0, 1))
        element.x, element.y, element.cx, element.cy = room = Box(left, top, right - left, bottom - top).room
        element.chOff.x, element.chOff.y, element.chExt.cx, element.chExt.cy = room


def left_over(slide: Slide, rows: int, chart: Chart, box: Box, ink: Ink) -> None:
    """How many rows had no room, and where they stand."""
    if rows > 0:
        place = Box(box.left, box.top + box.height - INCH // 5, box.width, INCH // 5)
        words(slide, f"{rows} more rows: {chart.address}", place, ink, size=9, align="right")


def label(point: Any, text: str, ink: Ink, *, where: Any = XL_LABEL_POSITION.RIGHT, **look: Any) -> None:
    """Words beside one point: ``size``, ``bold``, or ``on``, the colour of the mark that they stand on."""
    beside = point.data_label
    frame = beside.text_frame
    frame.text = text.replace(" ", NO_BREAK)
    beside.position = where
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            font = run.font
            font.size, font.bold = Pt(look.get("size", TYPE)), bool(look.get("bold", False))
            if "on" in look:
                ink.word_on(font.color, look["on"])
            else:
                ink.word(font.color, theme.INK)


def labels(series: Any, told: dict[int, str], ink: Ink, **look: Any) -> None:
    """Words beside points by their number, as ``label`` writes them: one is dressed, and each is a copy of it."""
    if not told:
        return
    first = min(told)
    label(series.points[first], "-", ink, **look)
    beside = series._element.dLbls
    pattern = beside.get_or_add_dLbl_for_point(first)
    beside.remove(pattern)
    for place, number in enumerate(sorted(told)):
        made = deepcopy(pattern)
        made.idx.set("val", str(number))
        _retold(made.get_or_add_rich().p_lst[0], told[number].replace(" ", NO_BREAK))
        beside.insert(place, made)


def inner(chart: Any, left: float, top: float, width: float, height: float) -> None:
    """The plot's place in its frame as shares of it, axes' words outside."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    layout = etree.Element(qn("c:layout"))
    manual = etree.SubElement(layout, qn("c:manualLayout"))
    for tag, value in (
        ("layoutTarget", "inner"), ("xMode", "edge"), ("yMode", "edge"),
        ("x", left), ("y", top), ("w", width), ("h", height),
    ):  # fmt: skip
        etree.SubElement(manual, qn(f"c:{tag}"), val=str(value))
    area.insert(0, layout)


def error_bars(
    series: Any, plus: Sequence[float], minus: Sequence[float], line: Callable[[Any], None], **look: Any
) -> None:
    """Lines from each point: ``direction`` x or y (None for bars), capped unless ``plain``; ``line`` dresses them."""
    bars = OxmlElement("c:errBars")
    if direction := look.get("direction"):
        etree.SubElement(bars, qn("c:errDir"), val=direction)
    for tag, value in (
        ("errBarType", "both"),
        ("errValType", "cust"),
        ("noEndCap", str(int(look.get("plain", False)))),
    ):
        etree.SubElement(bars, qn(f"c:{tag}"), val=value)
    for tag, lengths in (("plus", plus), ("minus", minus)):
        _numbers(etree.SubElement(bars, qn(f"c:{tag}")), lengths)
    shape = OxmlElement("c:spPr")
    bars.append(shape)
    line(LineFormat(shape))
    element = series._element
    following = next(child for tag in ("c:cat", "c:xVal", "c:val", "c:yVal") for child in element.findall(qn(tag)))
    following.addprevious(bars)


def legend_only(chart: Any, first: int) -> None:
    """Keep the first series in the legend; the others carry words and bars, which are no figures."""
    legend = chart._chartSpace.chart.find(qn("c:legend"))
    position = legend.find(qn("c:legendPos"))
    for number in reversed(range(first, len(list(chart.plots[0].series)))):
        entry = etree.Element(qn("c:legendEntry"))
        etree.SubElement(entry, qn("c:idx"), val=str(number))
        etree.SubElement(entry, qn("c:delete"), val="1")
        position.addnext(entry)


def areas(chart: Any, count: int) -> list[Any]:
    """Make the last ``count`` series of a line chart stacked areas under its lines, on the same axes."""
    lines = chart._chartSpace.chart.plotArea.find(qn("c:lineChart"))
    under = OxmlElement("c:areaChart")
    etree.SubElement(under, qn("c:grouping"), val="stacked")
    for series in lines.findall(qn("c:ser"))[-count:]:
        for tag in ("c:marker", "c:smooth"):
            for old in series.findall(qn(tag)):
                series.remove(old)
        under.append(series)
    for axis in lines.findall(qn("c:axId")):
        etree.SubElement(under, qn("c:axId"), val=axis.get("val"))
    lines.addprevious(under)
    return list(chart.plots[0].series)


def set_child(parent: Any, tag: str, value: str, *, before: Sequence[str]) -> None:
    """A setting that the library has no name for, in the place that the format's order gives it."""
    for old in parent.findall(qn(f"c:{tag}")):
        parent.remove(old)
    made = etree.Element(qn(f"c:{tag}"), val=value)
    following = next((child for name in before for child in parent.findall(qn(name))), None)
    if following is None:
        parent.append(made)
    else:
        following.addprevious(made)


def _numbers(parent: Any, lengths: Sequence[float]) -> None:
    literal = etree.SubElement(parent, qn("c:numLit"))
    etree.SubElement(literal, qn("c:formatCode")).text = "General"
    etree.SubElement(literal, qn("c:ptCount"), val=str(len(lengths)))
    for number, length in enumerate(lengths):
        if length == length and length > 0:
            point = etree.SubElement(literal, qn("c:pt"), idx=str(number))
            etree.SubElement(point, qn("c:v")).text = repr(float(length))


def _valid_ids(chart: Any) -> None:
    """The library writes negative axis ids, which the format forbids."""
    space = chart._chartSpace
    named = {each.get("val") for each in space.iter(qn("c:axId"))}
    fresh = {old: str(100 + number) for number, old in enumerate(sorted(named))}
    for tag in ("c:axId", "c:crossAx"):
        for each in space.iter(qn(tag)):
            each.set("val", fresh[each.get("val")])
