"""Kind ``range`` as a native chart: two marks a row, the distance between them a bar, the gap in words."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pptx.enum.chart import XL_LEGEND_POSITION
from pptx.slide import Slide

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render.labels import counts_children
from dashboard.render.slides import native, scatter
from dashboard.render.slides.box import EM, LINE, Box, Ink, tall

MOST = 20
RULE = "#b9c0c8"


def draw(slide: Slide, chart: Chart, box: Box, ink: Ink) -> None:
    """The rows of the screen, at most the first ``MOST``."""
    rows = chart.drawn.head(MOST).reset_index(drop=True)
    encode, options = chart.encode, chart.options
    low, high = str(encode.low), str(encode.high)
    colours = theme.MEANINGS[str(options.get("colour_by", "sex"))]
    one, other = (colours[str(options[f"{end}_colour"])] for end in ("low", "high"))
    names = list(enumerate(map(str, rows[encode.y])))
    told = [(number, text.replace("; ", "\n")) for number, text in enumerate(map(str, rows[str(encode.label)]))]
    made = scatter.Rows(len(rows), (_share(names, box), _share(told, box)))
    made.add(str(options["low_name"]), _points(rows, low), scatter.marks(one, ink))
    made.add(str(options["high_name"]), _points(rows, high), scatter.marks(other, ink, diamond=True))
    for number, (start, stop) in enumerate(zip(rows[low], rows[high], strict=True)):
        made.add(f"Gap, row {number + 1}", [(start, number), (stop, number)], scatter.rule(RULE, ink, 2.5))
    for end, column, code in (("low", low, one), ("high", high, other)):
        _interval(made, rows, options.get(f"{end}_interval"), column, code, ink)
    least, most = float(rows[[low, high]].min().min()), float(rows[[low, high]].max().max())
    unit = native.counted(most) if counts_children(rows) else native.PER_CENT
    placed = made.put(slide, box, ink, (min(0.0, least), most * 1.03 or 1.0), unit)
    size = min(made.size(box, names, side="left"), made.size(box, told, side="right"))
    made.words(slide, box, names, ink, side="left", align="right", size=size)
    made.words(slide, box, told, ink, side="right", size=size)
    native.left_over(slide, len(chart.drawn) - len(rows), chart, box, ink)
    _legend(placed)


def _share(told: list[tuple[int, str]], box: Box) -> float:
    """The share of the width that words need on one line, within reason."""
    longest = max(len(line) for _, text in told for line in text.split("\n"))
    return min(0.3, 0.025 + tall(longest, native.TYPE) * EM / LINE / box.width)


def _points(rows: pd.DataFrame, column: str) -> list[tuple[float, float]]:
    return [(float(value), number) for number, value in enumerate(rows[column])]


def _interval(made: scatter.Rows, rows: pd.DataFrame, columns: object, column: str, code: str, ink: Ink) -> None:
    """A thin line from end to end of each interval that is known."""
    if not isinstance(columns, tuple):
        return
    for number, (start, stop) in enumerate(zip(rows[columns[0]], rows[columns[1]], strict=True)):
        if pd.notna(start) and pd.notna(stop):
            made.add(
                f"Interval, {column}, row {number + 1}", [(start, number), (stop, number)], scatter.rule(code, ink, 1)
            )


def _legend(made: Any) -> None:
    """Only the two ends are named; the other series carry words and bars."""
    made.has_legend = True
    made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    native.legend_only(made, 2)
