"""Kind ``range``: two groups' values a row with the distance between them drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render.bars import names_axis
from dashboard.render.labels import LINE, broken, counts_children, room
from dashboard.render.marks import by_state, mark, whiskers
from dashboard.rows import Row, records

LABEL_WIDTH = 20


@dataclass(frozen=True, slots=True)
class End:
    """One end of every row: whose value, how it looks, and the columns of its interval if one is known."""

    column: str
    name: str
    colour: str
    symbol: str
    interval: tuple[str, str] | None


def draw(chart: Chart) -> dict[str, object]:
    """Traces and layout: a rule from low to high, a mark at each end, the gap in words beside it."""
    data, encode = chart.drawn, chart.encode
    ends = [_end(chart, "low", "circle"), _end(chart, "high", "diamond")]
    told = data[_columns(ends)]
    span = {"range": [min(0.0, float(told.min().min())), float(told.max().max()) * 1.03 or 1]}
    words = _words(chart, told.max(axis=1))
    return {
        "data": [_rules(chart), *(trace for end in ends for trace in _marks(chart, end)), words],
        "layout": {
            "showlegend": True,
            "legend": theme.legend(),
            "xaxis": {**theme.axis(encode.x_title, grid=True), **span, **_ticks(chart)},
            "yaxis": names_axis(list(dict.fromkeys(data[encode.y]))),
            "margin": {"l": 8, "r": room(words["text"], 12), "t": 30, "b": 36},
        },
    }


def _ticks(chart: Chart) -> dict[str, object]:
    return {"nticks": 3, "tickangle": 0, "tickformat": "~s" if counts_children(chart.drawn) else ""}


def least(chart: Chart) -> int:
    """Pixels a row needs for the words beside it."""
    return LINE * max(1 + label.count("<br>") for label in _labels(chart)) + 8


def _end(chart: Chart, which: str, symbol: str) -> End:
    encode, options = chart.encode, chart.options
    colours = theme.MEANINGS[str(options.get("colour_by", "sex"))]
    return End(
        column=str(encode.low if which == "low" else encode.high),
        name=str(options[f"{which}_name"]),
        colour=colours[str(options[f"{which}_colour"])],
        symbol=symbol,
        interval=options.get(f"{which}_interval"),  # type: ignore[arg-type]
    )


def _columns(ends: list[End]) -> list[str]:
    return [column for end in ends for column in (end.column, *(end.interval or ()))]


def _rules(chart: Chart) -> dict[str, object]:
    encode = chart.encode
    x: list[float | None] = []
    y: list[str | None] = []
    for name, low, high in zip(*(chart.drawn[str(c)] for c in (encode.y, encode.low, encode.high)), strict=True):
        x += [float(low), float(high), None]
        y += [str(name), str(name), None]
    line = {"color": "#b9c0c8", "width": 2 if "low_interval" in chart.options else 4}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip", "showlegend": False}


def _marks(chart: Chart, end: End) -> list[dict[str, object]]:
    """The marks of one end, the hollow ones apart; the legend names them once."""
    parts = list(by_state(chart.drawn))
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": end.name,
            "showlegend": number == 0,
            "x": rows[end.column].astype(float).tolist(),
            "y": rows[chart.encode.y].tolist(),
            "marker": {**mark(end.colour, end.symbol, pale=pale), "size": 10},
            "error_x": _whiskers(rows, end),
            "cliponaxis": False,
            "hovertext": [_hover(row, chart, end) for row in records(rows)],
            "hoverinfo": "text",
        }
        for number, (pale, rows) in enumerate(parts)
    ]


def _whiskers(rows: pd.DataFrame, end: End) -> dict[str, object] | None:
    if not end.interval:
        return None
    low, high = end.interval
    return whiskers(rows[end.column], rows[low], rows[high], end.colour)


def _hover(row: Row, chart: Chart, end: End) -> str:
    low, high = (row[column] for column in end.interval) if end.interval else (None, None)
    band = f"<br>{low:.1f} to {high:.1f}%" if low is not None and high is not None else ""
    form = "{:,.0f}" if counts_children(chart.drawn) else "{:.1f}%"
    return f"<b>{row[chart.encode.y]}</b><br>{end.name}: {form.format(row[end.column])}{band}"


def _labels(chart: Chart) -> list[str]:
    """The words beside each row, the figure on its own line where one line would leave a phone no drawing."""
    labels = chart.drawn[str(chart.encode.label)].astype(str)
    return ["<br>".join(_narrow(part) for part in label.split("; ")) for label in labels]


def _narrow(text: str) -> str:
    return "<br>".join(broken(part, LABEL_WIDTH, lines=9) for part in _apart(text))


def _apart(text: str) -> list[str]:
    name, plus, figure = text.partition(" +")
    return [name, f"+{figure}"] if plus and len(text) > LABEL_WIDTH else [text]


def _words(chart: Chart, past: pd.Series) -> dict[str, Any]:
    rows = chart.drawn
    return {
        "type": "scatter",
        "mode": "text",
        "x": past.astype(float).tolist(),
        "y": rows[chart.encode.y].tolist(),
        "text": [f"    {label}".replace("<br>", "<br>    ") for label in _labels(chart)],
        "textposition": "middle right",
        "textfont": {"size": 12, "color": theme.INK},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }
