"""Kind ``range``: two values a row with the distance between them drawn."""

from __future__ import annotations

from typing import Any

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render.bars import names_axis
from dashboard.render.labels import room


def draw(chart: Chart) -> dict[str, object]:
    """Traces and layout: a rule from low to high, a mark at each end, the gap in words beside it."""
    data, encode, options = chart.drawn, chart.encode, chart.options
    low, high = str(encode.low), str(encode.high)
    rows = list(dict.fromkeys(data[encode.y]))
    span = {"range": [min(0.0, float(data[[low, high]].min().min())), float(data[[low, high]].max().max()) * 1.03 or 1]}
    words = _words(chart)
    return {
        "data": [
            _rules(chart),
            _ends(chart, low, str(options["low_name"]), str(options["low_colour"]), "circle"),
            _ends(chart, high, str(options["high_name"]), str(options["high_colour"]), "diamond"),
            words,
        ],
        "layout": {
            "showlegend": True,
            "legend": theme.legend(),
            "xaxis": {**theme.axis(encode.x_title, grid=True), **span, "nticks": 3, "tickangle": 0},
            "yaxis": names_axis(rows),
            "margin": {"l": 8, "r": room(words["text"]), "t": 30, "b": 36},
        },
    }


def _rules(chart: Chart) -> dict[str, object]:
    encode = chart.encode
    x: list[float | None] = []
    y: list[str | None] = []
    for name, low, high in zip(*(chart.drawn[str(c)] for c in (encode.y, encode.low, encode.high)), strict=True):
        x += [float(low), float(high), None]
        y += [str(name), str(name), None]
    line = {"color": "#b9c0c8", "width": 4}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip", "showlegend": False}


def _ends(chart: Chart, column: str, name: str, colour: str, symbol: str) -> dict[str, object]:
    rows = chart.drawn
    told = zip(rows[chart.encode.y], rows[column], strict=True)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": rows[column].astype(float).tolist(),
        "y": rows[chart.encode.y].tolist(),
        "marker": {"color": theme.SEX[colour], "size": 11, "symbol": symbol},
        "cliponaxis": False,
        "hovertext": [f"<b>{row}</b><br>{name}: {value:.1f}%" for row, value in told],
        "hoverinfo": "text",
    }


def _words(chart: Chart) -> dict[str, Any]:
    rows, encode = chart.drawn, chart.encode
    return {
        "type": "scatter",
        "mode": "text",
        "x": rows[[str(encode.low), str(encode.high)]].max(axis=1).astype(float).tolist(),
        "y": rows[encode.y].tolist(),
        "text": [f"    {label}" for label in rows[str(encode.label)].str.replace("; ", "<br>    ")],
        "textposition": "middle right",
        "textfont": {"size": 12, "color": theme.INK},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }
