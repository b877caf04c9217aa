"""Kind ``points`` as a native chart: a mark and its interval a row, publishers apart, groups under their headings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from pptx.enum.chart import XL_LEGEND_POSITION
from pptx.slide import Slide

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render.slides import native, scatter
from dashboard.render.slides.box import Box, Ink

MOST = 26
"""Lines that a slide has room for; the headings count."""


@dataclass(frozen=True, slots=True)
class Lines:
    """What stands on which line: headings, names, and each row of the data."""

    headings: list[tuple[float, str]]
    names: list[tuple[float, str]]
    rows: pd.DataFrame
    count: int


def draw(slide: Slide, chart: Chart, box: Box, ink: Ink) -> None:
    """The rows of the screen from the top, at most as many as fit; the slide says how many are not shown."""
    told = _lines(chart)
    made = scatter.Rows(told.count, (0.3, 0.17))
    series = list(dict.fromkeys(told.rows[str(chart.encode.series)]))
    # The longest first: LibreOffice draws nothing of a first series that is shorter than another.
    for name in told.rows[str(chart.encode.series)].value_counts(sort=True).index:
        own = told.rows[told.rows[str(chart.encode.series)].eq(name)]
        code = theme.colours(str(chart.encode.colour), [str(own.iloc[0][str(chart.encode.colour)])])[0]
        _marks(made, str(name), own, chart, code, ink, diamond=series.index(name) == 1)
    named = len(made.dress)
    for total in _totals(chart, series):
        made.add(
            f"Everybody, {total['series']}",
            [(total["value"], -0.8), (total["value"], told.count)],
            scatter.rule(theme.QUIET, ink, 1),
        )
    for name in series:
        _intervals(made, told.rows[told.rows[str(chart.encode.series)].eq(name)], chart, ink)
    high = chart.encode.high or chart.encode.x
    most = float(pd.concat([told.rows[chart.encode.x], told.rows[high]]).max())
    placed = made.put(slide, box, ink, (0.0, most * 1.03 or 1.0))
    made.words(slide, box, told.headings, ink, side="left", bold=True, wide=True)
    made.words(slide, box, told.names, ink, side="left")
    native.left_over(slide, len(chart.drawn) - len(told.rows), chart, box, ink)
    words = [(float(row["_line"]), str(row[str(chart.encode.label)])) for row in told.rows.to_dict("records")]
    made.words(slide, box, words, ink, side="right")
    if len(series) > 1 or named > 1:
        placed.has_legend = True
        placed.legend.position, placed.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        native.legend_only(placed, named)


def _lines(chart: Chart) -> Lines:
    """A line a heading and a line a row; two publishers of one group stand on two lines under one name."""
    headings, names, kept, at = [], [], [], 0
    last: object = None
    for (heading, name), part in chart.drawn.groupby(["heading", chart.encode.y], sort=False):
        if at + len(part) + (heading != last) > MOST:
            break
        if heading != last:
            headings.append((float(at), str(heading)))
            at, last = at + 1, heading
        names.append((at + (len(part) - 1) / 2, str(name)))
        kept.append(part.assign(_line=range(at, at + len(part))))
        at += len(part)
    return Lines(headings, names, pd.concat(kept), at)


def _marks(
    made: scatter.Rows, name: str, own: pd.DataFrame, chart: Chart, code: str, ink: Ink, *, diamond: bool
) -> None:
    for state, word in (("plain", ""), ("pale", " (few asked)")):
        rows = own[own["state"].eq(state) & own[chart.encode.x].notna()]
        if len(rows):
            points = [(float(row[chart.encode.x]), float(row["_line"])) for row in rows.to_dict("records")]
            made.add(name + word, points, scatter.marks(code, ink, diamond=diamond, hollow=state == "pale", size=8))


def _intervals(made: scatter.Rows, own: pd.DataFrame, chart: Chart, ink: Ink) -> None:
    if not (chart.encode.low and chart.encode.high):
        return
    code = theme.colours(str(chart.encode.colour), [str(own.iloc[0][str(chart.encode.colour)])])[0]
    for row in own[own[[chart.encode.low, chart.encode.high]].notna().all(axis=1)].to_dict("records"):
        ends = [(float(row[chart.encode.low]), row["_line"]), (float(row[chart.encode.high]), row["_line"])]
        made.add(f"Interval, {row[chart.encode.y]}, {row[str(chart.encode.series)]}", ends, scatter.rule(code, ink, 1))


def _totals(chart: Chart, series: list[Any]) -> list[dict[str, Any]]:
    return [total for total in chart.options.get("totals", []) if total["series"] in series]  # type: ignore[attr-defined]
