"""Kind ``points``: one place's groups as points with their intervals on one axis, publishers never joined.

The vertical axis counts pixels from the top, so that every row is as high as its own words.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render.labels import LINE, beside, broken, room
from dashboard.render.marks import by_state, mark, whiskers
from dashboard.rows import Row, records

SYMBOLS, SIGNS, DASHES = ("circle", "diamond"), ("●", "◆"), ("solid", "4px,3px")
SMALL, SUB_LINE, HEADING, FOOT = 12, 18, 22, 44
LABEL_WIDTH, LEGEND_WIDTH, HEADING_WIDTH = 16, 46, 44
"""Letters on a line; a heading crosses the drawing, which is 312 pixels wide in a frame of 320."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Where everything stands: (words, pixels from the top) of headings and names, pixels of each datum."""

    headings: list[tuple[str, float]] = field(default_factory=list)
    names: list[tuple[str, float]] = field(default_factory=list)
    marks: dict[int, float] = field(default_factory=dict)
    depth: float = 0


@dataclass(frozen=True, slots=True)
class Series:
    """One publisher: its name, what it owns of the data, and what tells it apart."""

    name: str
    rows: pd.DataFrame
    colour: str
    symbol: str
    sign: str
    dash: str


def draw(chart: Chart) -> dict[str, Any]:
    """Traces and layout: a mark and a whisker a value, its words in a column at the right edge."""
    chart = _numbered(chart)
    rows, series = _rows(chart), _series(chart)
    traces = [_marks(part, one, rows, chart, pale=pale) for one in series for pale, part in by_state(one.rows)]
    left = room(name for name, _ in rows.names) - 6
    return {
        "data": traces,
        "layout": {
            "xaxis": {
                **theme.axis(chart.encode.x_title, grid=True),
                "range": span(chart),
                "nticks": 4,
                "tickangle": 0,
            },
            "yaxis": {
                **theme.axis(grid=True),
                "range": [rows.depth, 0],
                "tickvals": list(rows.marks.values()),
                "showticklabels": False,
                "zeroline": False,
                "griddash": "dot",
            },
            "shapes": [_rule(total, series) for total in totals(chart)],
            "annotations": [
                *_words(rows, chart, left),
                *_total_words(chart, series),
                *_publishers(series, left, _above(chart)),
            ],
            "margin": {"l": left, "r": room(_labels(chart), SMALL), "t": _top(chart, series), "b": FOOT},
            "hovermode": "closest",
        },
    }


def height(chart: Chart) -> int:
    """Pixels the drawing wants, whatever its width."""
    chart = _numbered(chart)
    return int(_rows(chart).depth) + _top(chart, _series(chart)) + FOOT


def _numbered(chart: Chart) -> Chart:
    """The chart with what is drawn of it alone, each datum by a number of its own."""
    return replace(chart, data=chart.drawn.reset_index(drop=True))


def _rows(chart: Chart) -> Rows:
    """Names and headings from the top down, each as high as its words; publishers one above the other in a row."""
    headings, names, marks = [], [], {}
    top, dimension = 0.0, None
    labels, over = _labels(chart), [str(heading) for heading in chart.data["heading"]]
    groups: dict[str, list[int]] = {}
    for number, name in enumerate(chart.data[chart.encode.y]):
        groups.setdefault(str(name), []).append(number)
    for name, own in groups.items():
        if (here := over[own[0]]) != dimension:
            top += 0 if dimension is None else 10
            told = broken(here, HEADING_WIDTH, lines=9)
            tall = HEADING + LINE * told.count("<br>")
            headings.append((f"<b>{told}</b>", top + tall / 2))
            top, dimension = top + tall, here
        words = broken(name, lines=9)
        lines = [1 + labels[number].count("<br>") for number in own]
        tall = max(LINE * (1 + words.count("<br>")) + 8, SUB_LINE * sum(lines) + 8)
        names.append((words, top + tall / 2))
        at = top + (tall - SUB_LINE * sum(lines)) / 2
        for number, count in zip(own, lines, strict=True):
            marks[number] = at + SUB_LINE * count / 2
            at += SUB_LINE * count
        top += tall
    return Rows(headings, names, marks, top)


def _series(chart: Chart) -> list[Series]:
    parts = list(chart.data.groupby(str(chart.encode.series), sort=False))
    keys = [str(part[str(chart.encode.colour)].iloc[0]) for _, part in parts]
    colours = theme.colours(str(chart.encode.colour), keys)
    return [
        Series(str(name), part, *look)
        for (name, part), *look in zip(parts, colours, SYMBOLS, SIGNS, DASHES, strict=False)
    ]


def _marks(part: pd.DataFrame, one: Series, rows: Rows, chart: Chart, *, pale: bool) -> dict[str, Any]:
    encode = chart.encode
    values, low, high = (part[column].astype(float) for column in (encode.x, str(encode.low), str(encode.high)))
    shade = theme.rgba(one.colour, 0.55) if pale else one.colour
    return {
        "type": "scatter",
        "mode": "markers",
        "name": one.name,
        "x": values.tolist(),
        "y": [rows.marks[index] for index in part.index],
        "marker": mark(one.colour, one.symbol, pale=pale),
        "error_x": whiskers(values, low, high, shade, thickness=1.5),
        "cliponaxis": False,
        "hovertext": [_hover(row, one, chart) for row in records(part)],
        "hoverinfo": "text",
    }


def _hover(row: Row, one: Series, chart: Chart) -> str:
    encode = chart.encode
    low, high = row[str(encode.low)], row[str(encode.high)]
    band = f"<br>interval: {low:.1f} to {high:.1f}%" if low is not None and high is not None else ""
    return f"<b>{row[encode.y]}</b><br>{row[str(encode.label)]}{band}<br>{one.name}"


def _labels(chart: Chart) -> list[str]:
    """The words of each datum, on a second line where they are long."""
    words = chart.data[str(chart.encode.label)].astype(str)
    return [text if len(text) <= LABEL_WIDTH else text.replace(" · ", "<br>") for text in words]


def _words(rows: Rows, chart: Chart, left: int) -> list[dict[str, object]]:
    """Headings and names at the left edge; what is told of each datum in a column at the right one."""
    told = zip(_labels(chart), chart.data["state"], strict=True)
    inks = [(text, theme.QUIET if state == "hidden" else theme.INK) for text, state in told]
    return [
        *(
            {**beside(text, y, -left, size=SMALL, colour=theme.QUIET), "bgcolor": theme.PAPER}
            for text, y in rows.headings
        ),
        *(beside(text, y, -left) for text, y in rows.names),
        *(beside(text, rows.marks[number], 10, size=SMALL, colour=ink) for number, (text, ink) in enumerate(inks)),
    ]


def totals(chart: Chart) -> list[dict[str, Any]]:
    """The totals of the publishers drawn, smallest first."""
    told: list[dict[str, Any]] = chart.options.get("totals", [])  # type: ignore[assignment]
    drawn = set(chart.data[chart.encode.series])
    known = [total for total in told if total["series"] in drawn and pd.notna(total["value"])]
    return sorted(known, key=lambda total: total["value"])


def _rule(total: dict[str, Any], series: list[Series]) -> dict[str, object]:
    one = _owner(total, series)
    return {
        "type": "line",
        "layer": "below",
        "xref": "x",
        "yref": "paper",
        "x0": total["value"],
        "x1": total["value"],
        "y0": 0,
        "y1": 1,
        "line": {"color": theme.rgba(one.colour, 0.7), "width": 1.2, "dash": one.dash},
    }


def _total_words(chart: Chart, series: list[Series]) -> list[dict[str, object]]:
    """Each total over its rule; of two the smaller stands to the left, so that they can't meet."""
    known, middle = totals(chart), span(chart)[1] / 2
    sides = ["right", "left"] if len(known) > 1 else ["left" if t["value"] < middle else "right" for t in known]
    return [
        {
            "text": _signed(_total_label(total), _owner(total, series), series),
            "x": total["value"],
            "xanchor": side,
            "xshift": -3 if side == "right" else 3,
            "align": side,
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "showarrow": False,
            "font": {"size": SMALL, "color": _owner(total, series).colour},
        }
        for total, side in zip(known, sides, strict=True)
    ]


def _publishers(series: list[Series], left: int, above: int) -> list[dict[str, object]]:
    """A line a publisher on top, in the order of their marks, where there is more than one."""
    if len(series) < 2:
        return []
    return [{**beside(_legend(series), 1, -left), "yref": "paper", "yanchor": "bottom", "yshift": above}]


def _legend(series: list[Series]) -> str:
    return "<br>".join(_signed(broken(one.name, LEGEND_WIDTH), one, series) for one in series)


def _signed(text: str, one: Series, series: list[Series]) -> str:
    return f'<span style="color:{one.colour}">{one.sign}</span> {text}' if len(series) > 1 else text


def _owner(total: dict[str, Any], series: list[Series]) -> Series:
    return next(one for one in series if one.name == total["series"])


def _total_label(total: dict[str, Any]) -> str:
    return broken(str(total["label"]), LABEL_WIDTH, lines=9)


def _above(chart: Chart) -> int:
    """Pixels over the plot for the totals' words."""
    return max((LINE * (1 + _total_label(total).count("<br>")) + 4 for total in totals(chart)), default=0)


def _top(chart: Chart, series: list[Series]) -> int:
    return 8 + _above(chart) + (LINE * (1 + _legend(series).count("<br>")) + 6 if len(series) > 1 else 0)


def span(chart: Chart) -> list[float]:
    """Both ends of the value axis."""
    columns = [name for name in (chart.encode.x, chart.encode.high) if name]
    farthest = [float(chart.data[columns].max().max()), *(total["value"] for total in totals(chart))]
    return [0.0, max((value for value in farthest if pd.notna(value)), default=0.0) * 1.04 or 1.0]
