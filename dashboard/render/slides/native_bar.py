"""Kind ``bar`` as a native chart: horizontal, first row on top, its words past each bar."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.slide import Slide
from pptx.util import Pt

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render import bars
from dashboard.render.slides import native
from dashboard.render.slides.box import Box, Ink

MOST = 24
PALE = 0.6


def draw(slide: Slide, chart: Chart, box: Box, ink: Ink) -> None:
    """Bars in the order of the screen; at most the first ``MOST`` rows fit a slide."""
    rows = list(dict.fromkeys(chart.drawn[chart.encode.y]))[:MOST]
    parts = [(name, part[part[chart.encode.y].isin(rows)]) for name, part in bars.parts(chart.drawn, chart)]
    data = CategoryChartData(number_format="General")
    data.categories = [str(row) for row in rows]
    for name, part in parts:
        by_row = part.drop_duplicates(chart.encode.y).set_index(chart.encode.y)[chart.encode.x]
        data.add_series(name or chart.encode.x_title, [_number(by_row.get(row)) for row in rows])
    stacked = bool(chart.options.get("stacked"))
    if stacked:
        data.add_series("Total in words", [0] * len(rows))
    elif chart.encode.high and chart.drawn[chart.encode.high].notna().any():
        ends = chart.drawn[[chart.encode.x, chart.encode.high]].max(axis=1)
        upper = dict(zip(chart.drawn[chart.encode.y], ends, strict=True))
        data.add_series("Upper end", [_number(upper[row]) for row in rows])
    kind = XL_CHART_TYPE.BAR_STACKED if stacked else XL_CHART_TYPE.BAR_CLUSTERED
    size = native.TYPE if len(rows) <= 14 else 10 if len(rows) <= 20 else 9
    made = native.put(slide, kind, data, box, ink, size)
    _axes(made, chart, rows, ink, size)
    native.left_over(slide, chart.drawn[chart.encode.y].nunique() - len(rows), chart, box, ink)
    made_series = list(made.plots[0].series)
    for series, (name, part) in zip(made_series, parts, strict=False):
        _bars(series, part, chart, rows, ink)
        if stacked:
            code = _colours(part, chart)[0]
            native.label(series.points[0], name, ink, where=XL_LABEL_POSITION.CENTER, on=code)
        elif len(made_series) == len(parts):
            _labels(series, [part], chart, rows, ink, size)
    if stacked:
        _totals(made_series[-1], chart, rows, ink)
    elif len(made_series) > len(parts):
        made_series[-1].format.fill.background()
        _labels(made_series[-1], [part for _, part in parts], chart, rows, ink, size)


def _axes(made: Any, chart: Chart, rows: list[str], ink: Ink, size: float) -> None:
    names, values = made.category_axis, made.value_axis
    native.quiet(names, ink, grid=False)
    names.reverse_order = True
    names.tick_labels.font.size = Pt(size)
    ink.word(names.tick_labels.font.color, theme.INK)
    native.set_child(names._element, "tickLblSkip", "1", before=("c:tickMarkSkip", "c:noMultiLvlLbl"))
    values.visible = False
    values.has_major_gridlines = False
    values.minimum_scale = min(0.0, float(chart.drawn[chart.encode.x].min()))
    values.maximum_scale = bars.longest(chart.drawn, chart) * 1.3
    plot = made.plots[0]
    plot.gap_width, plot.overlap = 45, 100


def _bars(series: Any, part: pd.DataFrame, chart: Chart, rows: list[str], ink: Ink) -> None:
    by_row = part.drop_duplicates(chart.encode.y).set_index(chart.encode.y)
    colours = dict(zip(by_row.index, _colours(by_row, chart), strict=True))
    pale = bars.faded(by_row)
    for number, row in enumerate(rows):
        if row in by_row.index:
            point = series.points[number]
            point.format.fill.solid()
            ink.paint(point.format.fill.fore_color, colours[row], paler=PALE if pale[row] else 0.0)
    _whiskers(series, by_row, chart, rows, ink)


def _labels(series: Any, parts: list[pd.DataFrame], chart: Chart, rows: list[str], ink: Ink, size: float) -> None:
    told: dict[int, str] = {}
    for part in parts:
        by_row = part.drop_duplicates(chart.encode.y).set_index(chart.encode.y)[str(chart.encode.label)]
        told |= {number: str(by_row[row]) for number, row in enumerate(rows) if row in by_row.index}
    native.labels(series, told, ink, where=XL_LABEL_POSITION.OUTSIDE_END, size=size)


def _colours(rows: pd.DataFrame, chart: Chart) -> list[str]:
    return theme.colours(str(chart.encode.colour), [str(key) for key in rows[str(chart.encode.colour)]])


def _whiskers(series: Any, by_row: pd.DataFrame, chart: Chart, rows: list[str], ink: Ink) -> None:
    low, high = chart.encode.low, chart.encode.high
    if not (low and high) or by_row[low].isna().all():
        return
    told = by_row.reindex(rows)
    values = told[chart.encode.x].astype(float)
    plus, minus = (told[high].astype(float) - values).tolist(), (values - told[low].astype(float)).tolist()

    def line(shape: Any) -> None:
        ink.word(shape.color, theme.INK)
        shape.width = Pt(1)

    native.error_bars(series, plus, minus, line)


def _totals(series: Any, chart: Chart, rows: list[str], ink: Ink) -> None:
    """Words past each stack, carried by a series of no length."""
    by_row = bars.totals(chart).set_index(chart.encode.y)[str(chart.encode.label)]
    told = {
        number: str(by_row[row]).replace("<b>", "").replace("</b>", "")
        for number, row in enumerate(rows)
        if row in by_row.index
    }
    native.labels(series, told, ink, where=XL_LABEL_POSITION.INSIDE_BASE, bold=True)


def _number(value: object) -> float | None:
    return None if value is None or pd.isna(value) else float(value)  # type: ignore[arg-type]
