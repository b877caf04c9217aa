"""Kind ``line`` as a native chart: a gap stays a gap, what is extrapolated is dotted, surveys are marks alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE
from pptx.slide import Slide
from pptx.util import Pt

from dashboard.charts.chart import Chart
from dashboard.render import lines
from dashboard.render.labels import counts_children
from dashboard.render.slides import native
from dashboard.render.slides.box import INCH, Box, Ink
from dashboard.rows import Row

PLOT = (0.06, 0.04, 0.76, 0.86)
"""Left, top, width and height of the plot as shares of its box."""
BAND, EDGE = 0.13, 0.6
_MARKS = {"survey": XL_MARKER_STYLE.DIAMOND, "administrative": XL_MARKER_STYLE.CIRCLE}
_AFTER = {
    "baseTimeUnit": ("c:majorUnit", "c:majorTimeUnit", "c:minorUnit", "c:minorTimeUnit"),
    "majorUnit": ("c:majorTimeUnit", "c:minorUnit", "c:minorTimeUnit"),
    "majorTimeUnit": ("c:minorUnit", "c:minorTimeUnit"),
}


def draw(slide: Slide, chart: Chart, box: Box, ink: Ink) -> None:
    """The lines of the screen, named at their ends; an interval is a band, or thin lines where it can't be."""
    years = _years(chart)
    data = CategoryChartData(number_format="#,##0" if counts_children(chart.drawn) else "0.0")
    data.categories = [date(year, 1, 1) for year in years]
    data.categories.number_format = "yyyy"
    found = _series(chart)
    for each in found:
        data.add_series(each.name, _values(each.values, years))
    made = native.put(slide, XL_CHART_TYPE.LINE_MARKERS, data, box, ink)
    _axes(made, chart, years, ink)
    bands = [each for each in found if each.part == "band"]
    areas = native.areas(made, len(bands)) if bands else []
    for series, each in zip([*made.plots[-1].series, *areas], found, strict=True):
        _look(series, each, ink)
        if each.part == "survey":
            _whiskers(series, each, chart, years, ink)
    _ends(slide, chart, box, ink)


@dataclass(frozen=True, slots=True)
class Line:
    """One native series: its part tells how it looks."""

    name: str
    part: str
    colour: str
    rows: list[Row]
    values: dict[int, float]


def _series(chart: Chart) -> list[Line]:
    """A line a series of the screen, two where a part of it is extrapolated; intervals of models come last."""
    encode, found, intervals = chart.encode, [], []
    for one in lines.series_of(chart):
        for part, own in _parts(one):
            told = f"{one.name}{', after its last source' if part == 'dotted' else ''}"
            found.append(Line(told, part, one.colour, own, _by_year(own, encode.y)))
        if encode.low and encode.high and found[-1].part in ("model", "dotted"):
            known = [row for row in one.rows if row[encode.low] is not None and row[encode.high] is not None]
            intervals.append((one.name, one.colour, known))
    # A native area falls to zero where it has no value, so a band needs one in every year.
    whole = len(intervals) == 1 and set(_years(chart)) <= {row["year"] for row in intervals[0][2]}
    for name, colour, rows in intervals:
        low, high = _by_year(rows, str(encode.low)), _by_year(rows, str(encode.high))
        width = {year: high[year] - low[year] for year in low}
        other = ("width of its interval", width) if whole else ("upper end", high)
        for told, values in (("lower end", low), other):
            if rows:
                found.append(Line(f"{name}, {told}", "band" if whole else "edge", colour, rows, values))
    return found


def _by_year(rows: list[Row], column: str) -> dict[int, float]:
    return {row["year"]: row[column] for row in rows if row[column] is not None}


def _years(chart: Chart) -> list[int]:
    """From a year that the axis names to the last."""
    first, last = int(chart.drawn["year"].min()), int(chart.drawn["year"].max())
    return list(range(first - first % _step(last - first + 1), last + 1))


def _step(years: int) -> int:
    return next(step for step in (1, 2, 5, 10, 20, 50) if years / step <= 9)


def _parts(one: lines.Series) -> list[tuple[str, list[Row]]]:
    """By method; of a model the line up to its last observation, and what is beyond."""
    if one.method in lines.SEPARATE or one.method == "administrative":
        return [("survey" if one.method in lines.SEPARATE else one.method, one.rows)]
    return [(part, own) for part, own in zip(("model", "dotted"), lines.parted(one.rows), strict=True) if own]


def _values(known: dict[int, float], years: list[int]) -> list[float | None]:
    return [known.get(year) for year in years]


def _look(series: Any, line: Line, ink: Ink) -> None:
    if line.part == "band":
        _shade(series, line, ink)
        return
    series.smooth = False
    series.marker.style = _MARKS.get(line.part, XL_MARKER_STYLE.NONE)
    if line.part in _MARKS:
        series.marker.size = 8 if line.part == "survey" else 5
        series.marker.format.fill.solid()
        ink.paint(series.marker.format.fill.fore_color, line.colour)
        series.marker.format.line.fill.background()
    if line.part == "survey":
        series.format.line.fill.background()
        return
    ink.paint(series.format.line.color, line.colour, paler=EDGE if line.part == "edge" else 0.0)
    series.format.line.width = Pt(0.75 if line.part == "edge" else 2)
    if line.part == "dotted":
        series.format.line.dash_style = native.DOTTED


def _shade(series: Any, line: Line, ink: Ink) -> None:
    """Of the stacked areas the lower carries the upper, unseen."""
    series.format.line.fill.background()
    if line.name.endswith("lower end"):
        series.format.fill.background()
        return
    series.format.fill.solid()
    ink.paint(series.format.fill.fore_color, line.colour)
    native.fade(series.format.fill, BAND)


def _whiskers(series: Any, line: Line, chart: Chart, years: list[int], ink: Ink) -> None:
    low, high = chart.encode.low, chart.encode.high
    if not (low and high) or all(row[low] is None for row in line.rows):
        return
    told = {row["year"]: row for row in reversed(line.rows)}
    plus = [_length(told.get(year), high, chart.encode.y) for year in years]
    minus = [_length(told.get(year), chart.encode.y, low) for year in years]

    def dress(shape: Any) -> None:
        ink.paint(shape.color, line.colour)
        shape.width = Pt(1)

    native.error_bars(series, plus, minus, dress, direction="y")


def _length(row: Row | None, upper: str, lower: str) -> float:
    """From one column to the other; nothing known without both."""
    if row is None or row[upper] is None or row[lower] is None:
        return float("nan")
    return float(row[upper] - row[lower])


def _axes(made: Any, chart: Chart, years: list[int], ink: Ink) -> None:
    names, values = made.category_axis, made.value_axis
    native.quiet(names, ink, grid=False)
    native.quiet(values, ink, grid=True)
    low = min(0.0, float(chart.drawn[chart.encode.y].min()))
    values.minimum_scale, values.maximum_scale = lines.span(chart, low)
    values.format.line.fill.background()
    for tag, value in (("baseTimeUnit", "years"), ("majorUnit", str(_step(len(years)))), ("majorTimeUnit", "years")):
        native.set_child(names._element, tag, value, before=_AFTER[tag])
    names.tick_labels.number_format, names.tick_labels.number_format_is_linked = "yyyy", False
    values.tick_labels.number_format = (
        native.counted(values.maximum_scale) if counts_children(chart.drawn) else native.PER_CENT
    )
    values.tick_labels.number_format_is_linked = False
    native.inner(made, *PLOT)


def _ends(slide: Slide, chart: Chart, box: Box, ink: Ink) -> None:
    """The lines' names beside their ends, none over another."""
    low, high = lines.span(chart, min(0.0, float(chart.drawn[chart.encode.y].min())))
    left, top, wide, tall = PLOT
    for end in lines.end_labels(chart):
        share = top + tall * (high - float(end["y"])) / (high - low)
        high_of = int(INCH * 0.2 * (1 + end["text"].count("<br>")))
        place = Box(
            int(box.left + box.width * (left + wide + 0.008)),
            int(box.top + box.height * share - high_of / 2),
            int(box.width * (1 - left - wide - 0.01)),
            high_of,
        )
        native.words(slide, end["text"].replace("<br>", " "), place, ink, size=11, code=end["font"]["color"])
