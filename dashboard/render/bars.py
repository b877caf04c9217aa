"""Kind ``bar``: horizontal bars in the order of the rows, labelled at their end."""

from __future__ import annotations

import pandas as pd

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render.labels import broken, counts_children

ROOM = 1.4
"""Axis length over the longest bar: room for the labels at the ends."""


def draw(chart: Chart) -> dict[str, object]:
    """Traces and layout. ``options['stacked']`` puts the series of one row end to end."""
    data = chart.data[chart.data["is_drawn"]] if "is_drawn" in chart.data else chart.data
    stacked = bool(chart.options.get("stacked"))
    rows = list(dict.fromkeys(data[chart.encode.y]))
    traces = [_trace(part, chart, name, stacked=stacked) for name, part in _parts(data, chart)]
    longest = _longest(data, chart, stacked=stacked)
    return {
        "data": traces,
        "layout": {
            "barmode": "stack" if stacked else "overlay",
            "bargap": 0.34,
            "showlegend": len(traces) > 1,
            "legend": {**theme.legend(), "traceorder": "normal"},
            "xaxis": {
                **theme.axis(chart.encode.x_title, grid=True),
                "range": [min(0, _least(data, chart)), longest * ROOM],
                "tickformat": "~s" if counts_children(data) else "",
                "nticks": 5,
            },
            "yaxis": {
                **theme.axis(),
                "categoryorder": "array",
                "categoryarray": rows[::-1],
                "tickfont": {"size": 13, "color": theme.INK},
                "tickvals": rows,
                "ticktext": [broken(str(row), 26) for row in rows],
            },
            "annotations": _totals(chart, rows) if stacked else [],
            "margin": {"l": 8, "r": 8, "t": 30 if len(traces) > 1 else 8, "b": 36},
        },
    }


def _parts(data: pd.DataFrame, chart: Chart) -> list[tuple[str, pd.DataFrame]]:
    if not chart.encode.series:
        return [("", data)]
    return [(str(name), part) for name, part in data.groupby(chart.encode.series, sort=False)]


def _trace(rows: pd.DataFrame, chart: Chart, name: str, *, stacked: bool) -> dict[str, object]:
    encode = chart.encode
    keys = [str(key) for key in rows[encode.colour]] if encode.colour else [""] * len(rows)
    old = rows["is_old"].tolist() if "is_old" in rows else [False] * len(rows)
    shades = [
        theme.rgba(theme.colours(str(encode.colour), [key])[0], 0.35 if faded else 1.0)
        for key, faded in zip(keys, old, strict=True)
    ]
    labels = [str(label) for label in rows[encode.label]] if encode.label else []
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "x": rows[encode.x].astype(float).tolist(),
        "y": rows[encode.y].tolist(),
        "marker": {"color": shades},
        "text": None if stacked else [f"  {t}" for t in labels],
        "textposition": "none" if stacked else "outside",
        "textfont": {"size": 13, "color": theme.INK},
        "hovertext": [f"<b>{y}</b> {name}<br>{label}" for y, label in zip(rows[encode.y], labels, strict=True)],
        "hoverinfo": "text",
        "cliponaxis": False,
        "error_x": _whiskers(rows, chart),
    }


def _whiskers(rows: pd.DataFrame, chart: Chart) -> dict[str, object] | None:
    low, high = chart.encode.low, chart.encode.high
    if not (low and high) or rows[low].isna().all():
        return None
    values = rows[chart.encode.x]
    return {
        "type": "data",
        "symmetric": False,
        "array": (rows[high] - values).fillna(0).tolist(),
        "arrayminus": (values - rows[low]).fillna(0).tolist(),
        "color": theme.INK,
        "thickness": 1,
        "width": 3,
    }


def _totals(chart: Chart, rows: list[str]) -> list[dict[str, object]]:
    data = chart.data
    whole = data[data["sex"].eq("total") & data[chart.encode.y].isin(rows)]
    return [
        {
            "x": float(row.value),
            "y": getattr(row, chart.encode.y),
            "xanchor": "left",
            "xshift": 6,
            "showarrow": False,
            "text": f"<b>{row.label}</b>" + (f" · {row.rate_pct:.0f}%" if pd.notna(row.rate_pct) else ""),
            "font": {"size": 13, "color": theme.INK},
        }
        for row in whole.itertuples()
    ]


def _longest(data: pd.DataFrame, chart: Chart, *, stacked: bool) -> float:
    values = data.groupby(chart.encode.y, sort=False)[chart.encode.x].sum() if stacked else data[chart.encode.x]
    ends = [float(values.max())]
    if chart.encode.high and data[chart.encode.high].notna().any() and not stacked:
        ends.append(float(data[chart.encode.high].max()) * 0.85)
    return max(ends) or 1.0


def _least(data: pd.DataFrame, chart: Chart) -> float:
    return float(data[chart.encode.x].min())
