"""Kind ``waterfall``: from one total to another, each step a bar where the last one ended.

A total is a mark and no bar: the axis may begin above zero, or a step of one in forty could not be seen.
"""

from __future__ import annotations

from math import ceil, floor, log10
from typing import Any

import pandas as pd

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render.bars import names_axis
from dashboard.render.labels import room
from dashboard.rows import records

NEAR_ZERO = 0.35
"""An axis that would begin under this share of its end begins at zero."""


def draw(chart: Chart) -> dict[str, object]:
    """Traces and layout: rules that carry each level on, bars of the steps, marks of the totals, words."""
    totals, steps = parts(chart)
    rows = [str(row) for row in chart.drawn[chart.encode.y]]
    words = _words(chart)
    return {
        "data": [_levels(chart), _bars(steps, chart), _marks(totals, chart), words],
        "layout": {
            "bargap": 0.42,
            "xaxis": {
                **theme.axis(chart.encode.x_title, grid=True),
                "range": list(span(chart)),
                "dtick": step(*span(chart)),
                "tickformat": "~s",
                "tickangle": 0,
                "zeroline": False,
            },
            "yaxis": names_axis(rows, bold={str(row) for row in totals[chart.encode.y]}),
            "margin": {"l": 8, "r": room(words["text"]), "t": 8, "b": 36},
        },
    }


def parts(chart: Chart) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows that are totals and those that are steps."""
    is_total = chart.drawn[str(chart.encode.colour)].eq("total")
    return chart.drawn[is_total], chart.drawn[~is_total]


def span(chart: Chart) -> tuple[float, float]:
    """From where to where the axis goes: whole steps around everything drawn, from zero where that is near."""
    totals, steps = parts(chart)
    ends = [*totals[chart.encode.x], *steps[str(chart.encode.low)], *steps[str(chart.encode.high)]]
    low, high = float(min(ends)), float(max(ends))
    low = 0.0 if low < NEAR_ZERO * high else low
    unit = step(low, high)
    return max(0.0, floor(low / unit - 0.2) * unit), ceil(high / unit + 0.2) * unit


def step(low: float, high: float) -> float:
    """Children from one line of the grid to the next: 1, 2 or 5 and zeros, told apart by a label such as 2.1M."""
    least = next((unit for most, unit in ((5e6, 1e6), (1e6, 1e5), (5e3, 1e3)) if high >= most), 1.0)
    rough = max((high - low) / 4, least)
    zeros = 10.0 ** floor(log10(rough))
    return next(unit * zeros for unit in (1, 2, 5, 10) if unit * zeros >= rough * (1 - 1e-9))


def levels(chart: Chart) -> list[float]:
    """Where each row ends and the next begins."""
    at, found = 0.0, []
    for row in records(chart.drawn):
        at = float(row[chart.encode.x]) + (0.0 if row[str(chart.encode.colour)] == "total" else at)
        found.append(at)
    return found[:-1]


def _levels(chart: Chart) -> dict[str, object]:
    rows = [str(row) for row in chart.drawn[chart.encode.y]]
    x: list[float | None] = []
    y: list[str | None] = []
    for level, row, following in zip(levels(chart), rows, rows[1:], strict=False):
        x += [level, level, None]
        y += [row, following, None]
    line = {"color": "#b9c0c8", "width": 1.5}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip"}


def _bars(rows: pd.DataFrame, chart: Chart) -> dict[str, object]:
    low, high = (rows[str(column)].astype(float) for column in (chart.encode.low, chart.encode.high))
    return {
        "type": "bar",
        "orientation": "h",
        "base": low.tolist(),
        "x": (high - low).tolist(),
        "y": rows[chart.encode.y].tolist(),
        "marker": {"color": _colours(rows, chart)},
        "hovertext": _told(rows, chart),
        "hoverinfo": "text",
    }


def _marks(rows: pd.DataFrame, chart: Chart) -> dict[str, object]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": rows[chart.encode.x].astype(float).tolist(),
        "y": rows[chart.encode.y].tolist(),
        "marker": {"color": _colours(rows, chart), "symbol": "diamond", "size": 13},
        "cliponaxis": False,
        "hovertext": _told(rows, chart),
        "hoverinfo": "text",
    }


def _colours(rows: pd.DataFrame, chart: Chart) -> list[str]:
    meaning = str(chart.encode.colour)
    return theme.colours(meaning, [str(key) for key in rows[meaning]])


def _told(rows: pd.DataFrame, chart: Chart) -> list[str]:
    encode = chart.encode
    return [f"<b>{y}</b><br>{label}" for y, label in zip(rows[encode.y], rows[str(encode.label)], strict=True)]


def _words(chart: Chart) -> dict[str, Any]:
    """The labels, past each mark or bar."""
    encode, rows = chart.encode, chart.drawn
    ends = rows[str(encode.high)].where(rows[str(encode.colour)].ne("total"), rows[encode.x])
    return {
        "type": "scatter",
        "mode": "text",
        "x": ends.astype(float).tolist(),
        "y": rows[encode.y].tolist(),
        "text": [f"   {label}" for label in rows[str(encode.label)]],
        "textposition": "middle right",
        "textfont": {"size": 13, "color": theme.INK},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
