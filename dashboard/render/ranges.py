"""Kind ``range``: two values a row with the distance between them drawn."""

from __future__ import annotations

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render.labels import broken


def draw(chart: Chart) -> dict[str, object]:
    """Traces and layout: a rule from low to high, a mark at each end, the gap in words beside it."""
    data, encode, options = chart.data, chart.encode, chart.options
    rows = list(dict.fromkeys(data[encode.y]))
    rule_x: list[float | None] = []
    rule_y: list[str | None] = []
    for row in data.itertuples():
        rule_x += [getattr(row, str(encode.low)), getattr(row, str(encode.high)), None]
        rule_y += [getattr(row, encode.y)] * 2 + [None]
    most = float(data[[encode.low, encode.high]].max().max())
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines",
                "x": rule_x,
                "y": rule_y,
                "line": {"color": "#b9c0c8", "width": 4},
                "hoverinfo": "skip",
                "showlegend": False,
            },
            _ends(chart, str(encode.low), str(options["low_name"]), str(options["low_colour"]), "circle"),
            _ends(chart, str(encode.high), str(options["high_name"]), str(options["high_colour"]), "diamond"),
        ],
        "layout": {
            "showlegend": True,
            "legend": theme.legend(),
            "xaxis": {**theme.axis(encode.x_title, grid=True), "range": [0, most * 1.55 or 1], "nticks": 5},
            "yaxis": {
                **theme.axis(),
                "categoryorder": "array",
                "categoryarray": rows[::-1],
                "tickvals": rows,
                "ticktext": [broken(str(row), 26) for row in rows],
                "tickfont": {"size": 13, "color": theme.INK},
                "range": [-0.6, len(rows) - 0.4],
            },
            "annotations": [_gap(row, chart) for row in data.itertuples()],
            "margin": {"l": 8, "r": 8, "t": 30, "b": 36},
        },
    }


def _ends(chart: Chart, column: str, name: str, colour: str, symbol: str) -> dict[str, object]:
    data = chart.data
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": data[column].astype(float).tolist(),
        "y": data[chart.encode.y].tolist(),
        "marker": {"color": theme.SEX[colour], "size": 11, "symbol": symbol},
        "hovertext": [
            f"<b>{y}</b><br>{name}: {x:.1f}%" for y, x in zip(data[chart.encode.y], data[column], strict=True)
        ],
        "hoverinfo": "text",
    }


def _gap(row: object, chart: Chart) -> dict[str, object]:
    right = max(getattr(row, str(chart.encode.low)), getattr(row, str(chart.encode.high)))
    return {
        "x": right,
        "y": getattr(row, chart.encode.y),
        "xanchor": "left",
        "xshift": 12,
        "showarrow": False,
        "text": getattr(row, str(chart.encode.label)),
        "font": {"size": 13, "color": theme.INK},
    }
