"""Kind ``line`` as a native chart: a gap stays a gap, what is extrapolated is dotted, surveys are marks alone."""

from __future__ import annotations

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
_AFTER = {
    "baseTimeUnit": ("c:majorUnit", "c:majorTimeUnit", "c:minorUnit", "c:minorTimeUnit"),
    "majorUnit": ("c:majorTimeUnit", "c:minorUnit", "c:minorTimeUnit"),
    "majorTimeUnit": ("c:minorUnit", "c:minorTimeUnit"),
}


def draw(slide: Slide, chart: Chart, box: Box, ink: Ink) -> None:
    """One native series a line of the screen, two where a part of it is extrapolated; named at its end."""
    years = list(range(int(chart.drawn["year"].min()), int(chart.drawn["year"].max()) + 1))
    data = CategoryChartData(number_format='0.0,,"M"' if counts_children(chart.drawn) else "0.0")
    data.categories = [date(year, 1, 1) for year in years]
    looks = []
    for name, colour in lines.colours_of(chart).items():
        rows = chart.drawn[chart.drawn[chart.encode.series].eq(name)].sort_values("year")
        for part, dotted in _parts(rows):
            data.add_series(f"{name}{', after its last source' if dotted else ''}", _values(part, chart, years))
            looks.append((part, colour, dotted))
    made = native.put(slide, XL_CHART_TYPE.LINE_MARKERS, data, box, ink)
    _axes(made, chart, years, ink)
    for series, (part, colour, dotted) in zip(made.plots[0].series, looks, strict=True):
        _look(series, part, colour, ink, dotted=dotted)
        _whiskers(series, part, chart, years, colour)
    _ends(slide, chart, box, ink)


def _parts(rows: pd.DataFrame) -> list[tuple[pd.DataFrame, bool]]:
    """The line up to its last observation, and what is beyond, the two meeting in one point."""
    beyond = rows["is_extrapolated"] if "is_extrapolated" in rows else pd.Series(data=False, index=rows.index)
    if not beyond.any() or str(rows["method"].iloc[0]) != "model":
        return [(rows, False)]
    seen, after = rows[~beyond], rows[beyond]
    return [(part, dotted) for part, dotted in ((seen, False), (pd.concat([seen.tail(1), after]), True)) if len(part)]


def _values(rows: pd.DataFrame, chart: Chart, years: list[int]) -> list[float | None]:
    known = dict(zip(rows["year"].astype(int), rows[chart.encode.y], strict=True))
    return [None if pd.isna(known.get(year)) else float(known[year]) for year in years]


def _look(series: Any, rows: pd.DataFrame, colour: str, ink: Ink, *, dotted: bool) -> None:
    method = str(rows["method"].iloc[0])
    series.smooth = False
    line, marker = series.format.line, series.marker
    marker.style = {"survey": XL_MARKER_STYLE.DIAMOND, "administrative": XL_MARKER_STYLE.CIRCLE}.get(
        method, XL_MARKER_STYLE.NONE
    )
    if method != "model":
        marker.size = 8 if method == "survey" else 5
        marker.format.fill.solid()
        ink.paint(marker.format.fill.fore_color, colour)
        marker.format.line.fill.background()
    if method == "survey":
        line.fill.background()
        return
    ink.paint(line.color, colour)
    line.width = Pt(2)
    if dotted:
        line.dash_style = native.DOTTED


def _whiskers(series: Any, rows: pd.DataFrame, chart: Chart, years: list[int], colour: str) -> None:
    low, high = chart.encode.low, chart.encode.high
    if not (low and high) or str(rows["method"].iloc[0]) != "survey" or rows[low].isna().all():
        return
    told = rows.drop_duplicates("year").assign(year=rows["year"].astype(int)).set_index("year").reindex(years)
    values = told[chart.encode.y].astype(float)
    plus, minus = (told[high].astype(float) - values).tolist(), (values - told[low].astype(float)).tolist()
    native.error_bars(series, plus, minus, colour, direction="y")


def _axes(made: Any, chart: Chart, years: list[int], ink: Ink) -> None:
    names, values = made.category_axis, made.value_axis
    native.quiet(names, ink, grid=False)
    native.quiet(values, ink, grid=True)
    low = min(0.0, float(chart.drawn[chart.encode.y].min()))
    values.minimum_scale, values.maximum_scale = lines.span(chart, low)
    values.format.line.fill.background()
    step = next(step for step in (1, 2, 5, 10, 20) if len(years) / step <= 9)
    for tag, value in (("baseTimeUnit", "years"), ("majorUnit", str(step)), ("majorTimeUnit", "years")):
        native.set_child(names._element, tag, value, before=_AFTER[tag])
    names.tick_labels.number_format, names.tick_labels.number_format_is_linked = "yyyy", False
    counted = counts_children(chart.drawn)
    values.tick_labels.number_format = '#,##0,,"M"' if counted else '0"%"'
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
