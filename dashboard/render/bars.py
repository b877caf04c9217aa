"""Kind ``bar``: horizontal bars in the order of the rows, labelled past their end."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render.labels import broken, room
from dashboard.render.marks import whiskers

PALE = 0.4


def draw(chart: Chart) -> dict[str, object]:
    """Traces and layout. ``options['stacked']`` puts the series of one row end to end."""
    data, encode = chart.drawn, chart.encode
    stacked = bool(chart.options.get("stacked"))
    rows = list(dict.fromkeys(data[encode.y]))
    bars = [_bars(part, chart, name) for name, part in parts(data, chart)]
    span = {"range": [min(0.0, float(data[encode.x].min())), longest(data, chart) * 1.01]}
    labels = _ends(chart)
    return {
        "data": [*bars, labels],
        "layout": {
            "barmode": "stack" if stacked else "overlay",
            "bargap": 0.34,
            "showlegend": len(bars) > 1,
            "legend": {**theme.legend(), "traceorder": "normal"},
            "xaxis": {**theme.axis(encode.x_title), **span, "showticklabels": False},
            "yaxis": names_axis(rows, bold=_highlighted(data, encode.y)),
            "margin": {"l": 8, "r": room(labels["text"]), "t": 30 if len(bars) > 1 else 8, "b": 36},
        },
    }


def names_axis(rows: list[str], bold: set[str] | None = None) -> dict[str, object]:
    """One row a name, first on top; names broken rather than cut."""
    text = [broken(str(row)) for row in rows]
    return {
        **theme.axis(),
        "type": "category",
        "categoryorder": "array",
        "categoryarray": rows[::-1],
        "tickvals": rows,
        "ticktext": [f"<b>{name}</b>" if row in (bold or ()) else name for row, name in zip(rows, text, strict=True)],
        "tickfont": {"size": 13, "color": theme.INK},
        "ticklabelstandoff": 8,
        "range": [-0.6, len(rows) - 0.4],
    }


def _highlighted(data: pd.DataFrame, column: str) -> set[str]:
    return set(data.loc[data["is_highlighted"], column]) if "is_highlighted" in data else set()


def parts(data: pd.DataFrame, chart: Chart) -> list[tuple[str, pd.DataFrame]]:
    """The series by name, in order; one without a name where there is no series."""
    if not chart.encode.series:
        return [("", data)]
    return [(str(name), part) for name, part in data.groupby(chart.encode.series, sort=False)]


def _bars(rows: pd.DataFrame, chart: Chart, name: str) -> dict[str, object]:
    encode = chart.encode
    labels = [str(label) for label in rows[str(encode.label)]]
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "x": rows[encode.x].astype(float).tolist(),
        "y": rows[encode.y].tolist(),
        "marker": {"color": _shades(rows, chart)},
        "hovertext": [f"<b>{y}</b> {name}<br>{label}" for y, label in zip(rows[encode.y], labels, strict=True)],
        "hoverinfo": "text",
        "error_x": _whiskers(rows, chart),
    }


def _shades(rows: pd.DataFrame, chart: Chart) -> list[str]:
    """Full colour, but pale for old values and for rows that are only company to a highlighted one."""
    keys = [str(key) for key in rows[str(chart.encode.colour)]]
    named = theme.colours(str(chart.encode.colour), keys)
    return [theme.rgba(colour, PALE if pale else 1.0) for colour, pale in zip(named, faded(rows), strict=True)]


def faded(rows: pd.DataFrame) -> pd.Series:
    """Which rows are old, or only company to a highlighted one."""
    pale = rows["is_old"] if "is_old" in rows else pd.Series(data=False, index=rows.index)
    if "is_highlighted" in rows and rows["is_highlighted"].any():
        pale = pale | ~rows["is_highlighted"]
    return pale


def _whiskers(rows: pd.DataFrame, chart: Chart) -> dict[str, object] | None:
    low, high = chart.encode.low, chart.encode.high
    return whiskers(rows[chart.encode.x], rows[low], rows[high], theme.INK) if low and high else None


def _ends(chart: Chart) -> dict[str, Any]:
    """The labels, past whatever is longest: the bar, the stack or the whisker."""
    told = totals(chart) if chart.options.get("stacked") else chart.drawn
    encode = chart.encode
    columns = [encode.x, *([encode.high] if encode.high else [])]
    return {
        "type": "scatter",
        "mode": "text",
        "x": told[columns].max(axis=1).clip(lower=0).astype(float).tolist(),
        "y": told[encode.y].tolist(),
        "text": [f"  {label}" for label in told[str(encode.label)]],
        "textposition": "middle right",
        "textfont": {"size": 13, "color": theme.INK},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def totals(chart: Chart) -> pd.DataFrame:
    """The rows that say what a whole stack comes to, with its words in the label."""
    rows = chart.data[chart.data["sex"].eq("total") & chart.data[chart.encode.y].isin(chart.drawn[chart.encode.y])]
    shares = [f" · {rate:.0f}%" if pd.notna(rate) else "" for rate in rows["rate_pct"]]
    return rows.assign(label=[f"<b>{label}</b>{share}" for label, share in zip(rows["label"], shares, strict=True)])


def longest(data: pd.DataFrame, chart: Chart) -> float:
    """How far the longest bar, stack or whisker reaches."""
    if chart.options.get("stacked"):
        return max(
            float(data.groupby(chart.encode.y)[chart.encode.x].sum().max()), float(totals(chart)[chart.encode.x].max())
        )
    columns = [chart.encode.x, *([chart.encode.high] if chart.encode.high else [])]
    return float(data[columns].max().max()) or 1.0
