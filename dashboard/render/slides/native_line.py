"""Kind ``line`` as a native chart: a gap stays a gap, what is extrapolated is dotted, surveys are marks alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE
from pptx.slide import Slide
from pptx.util import Pt

from dashboard.charts.chart import Chart
from dashboard.render import lines
from dashboard.render.labels import counts_children
from dashboard.render.slides import native
from dashboard.render.slides.box import INCH, Box, Ink

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
    rows: pd.DataFrame
    values: dict[int, float]


def _series(chart: Chart) -> list[Line]:
    """A line a series of the screen, two where a part of it is extrapolated; intervals of models come last."""
    found, intervals = [], []
    for name, colour in lines.colours_of(chart).items():
        rows = chart.drawn[chart.drawn[chart.encode.series].eq(name)].sort_values("year")
        for part, own in _parts(rows):
            told = f"{name}{', after its last source' if part == 'dotted' else ''}"
            found.append(Line(told, part, colour, own, _by_year(own, own[chart.encode.y])))
        if chart.encode.low and chart.encode.high and found[-1].part in ("model", "dotted"):
            intervals.append((str(name), colour, rows.dropna(subset=[chart.encode.low, chart.encode.high])))
    # A native area falls to zero where it has no value, so a band needs one in every year.
    whole = len(intervals) == 1 and set(_years(chart)) <= set(intervals[0][2]["year"].astype(int))
    part = "band" if whole else "edge"
    for name, colour, rows in intervals:
        low, high = rows[str(chart.encode.low)], rows[str(chart.encode.high)]
        other = ("width of its interval", high - low) if part == "band" else ("upper end", high)
        for told, values in (("lower end", low), other):
            if len(rows):
                found.append(Line(f"{name}, {told}", part, colour, rows, _by_year(rows, values)))
    return found


def _by_year(rows: pd.DataFrame, values: pd.Series) -> dict[int, float]:
    return {int(year): float(value) for year, value in zip(rows["year"], values, strict=True) if pd.notna(value)}


def _years(chart: Chart) -> list[int]:
    """From a year that the axis names to the last."""
    first, last = int(chart.drawn["year"].min()), int(chart.drawn["year"].max())
    return list(range(first - first % _step(last - first + 1), last + 1))


def _step(years: int) -> int:
    return next(step for step in (1, 2, 5, 10, 20, 50) if years / step <= 9)


def _parts(rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """By method; of a model the line up to its last observation, and what is beyond, the two meeting in one point."""
    method = str(rows["method"].iloc[0])
    if method in lines.SEPARATE or method == "administrative":
        return [("survey" if method in lines.SEPARATE else method, rows)]
    beyond = rows["is_extrapolated"] if "is_extrapolated" in rows else pd.Series(data=False, index=rows.index)
    seen, after = rows[~beyond], rows[beyond]
    joint = pd.concat([seen.tail(1), after]) if len(after) else after
    return [(part, own) for part, own in (("model", seen), ("dotted", joint)) if len(own)]


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
    if not (low and high) or line.rows[low].isna().all():
        return
    told = line.rows.assign(year=line.rows["year"].astype(int)).drop_duplicates("year").set_index("year").reindex(years)
    values = told[chart.encode.y].astype(float)
    plus, minus = (told[high].astype(float) - values).tolist(), (values - told[low].astype(float)).tolist()

    def dress(shape: Any) -> None:
        ink.paint(shape.color, line.colour)
        shape.width = Pt(1)

    native.error_bars(series, plus, minus, dress, direction="y")


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
