"""Kind ``heat``: groups within groups as a table of cells on the map's scale, each cell with its words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render import scale
from dashboard.render.labels import LINE, beside, broken, room

ROW, STRIP, GAP, FOOT = 54, 8, 3, 48
LINE_OF_HEADINGS = 36
"""Characters of all column names side by side: what a phone has room for."""


def draw(chart: Chart) -> dict[str, Any]:
    """Traces and layout: full cells, strips for pale ones, hatching for hidden ones, and the words."""
    rows, columns = _names(chart, chart.encode.y), _names(chart, chart.encode.x)
    left = room(broken(name, 14, lines=9) for name in rows) - 8
    cells = _cells(chart, rows, columns)
    return {
        "data": [*_full(cells, chart), *_pale(cells, chart), *_hidden(cells, chart), _words(cells, chart)],
        "layout": {
            "barmode": "overlay",
            "xaxis": {
                **theme.axis(),
                "range": [0, len(columns)],
                "side": "top",
                "tickvals": [number + 0.5 for number in range(len(columns))],
                "ticktext": _headings(columns),
                "tickfont": {"size": 13, "color": theme.INK},
                "tickangle": 0,
                "automargin": False,
                "showline": False,
            },
            "yaxis": {**theme.axis(), "range": [len(rows) * ROW, 0], "showticklabels": False, "showline": False},
            "coloraxis": scale.coloraxis(len=1, y=0, xpad=0, ypad=10),
            "annotations": [
                beside(broken(name, 14, lines=9), (number + 0.5) * ROW, -left) for number, name in enumerate(rows)
            ],
            "margin": {"l": left, "r": 8, "t": _top(columns), "b": FOOT},
        },
    }


def height(chart: Chart) -> int:
    """Pixels the drawing wants, whatever its width."""
    return ROW * len(_names(chart, chart.encode.y)) + _top(_names(chart, chart.encode.x)) + FOOT


def _names(chart: Chart, column: str) -> list[str]:
    return [str(name) for name in dict.fromkeys(chart.drawn[column])]


def _headings(columns: list[str]) -> list[str]:
    return [broken(name, max(6, LINE_OF_HEADINGS // len(columns)), lines=9) for name in columns]


def _top(columns: list[str]) -> int:
    return 14 + LINE * max(1 + text.count("<br>") for text in _headings(columns))


def _cells(chart: Chart, rows: list[str], columns: list[str]) -> pd.DataFrame:
    """The data with the middle of each cell across, and its upper edge in pixels from the top."""
    data, encode = chart.drawn, chart.encode
    return data.assign(
        across=[columns.index(str(name)) + 0.5 for name in data[encode.x]],
        down=[rows.index(str(name)) * ROW for name in data[encode.y]],
        step=data[encode.colour].map(scale.step, na_action="ignore"),
    )


def _bars(cells: pd.DataFrame, chart: Chart, tall: int, down: int, **look: object) -> dict[str, Any]:
    encode = chart.encode
    told = cells[[encode.y, encode.x, encode.label]].astype(str).itertuples(index=False, name=None)
    return {
        "type": "bar",
        "x": cells["across"].tolist(),
        "y": [tall] * len(cells),
        "base": (cells["down"] + down).tolist(),
        "width": 1,
        "customdata": [None if pd.isna(value) else float(value) for value in cells[str(encode.colour)]],
        "hovertext": [f"<b>{row}, {column}</b><br>{label}" for row, column, label in told],
        "hoverinfo": "text",
        **look,
    }


def _full(cells: pd.DataFrame, chart: Chart) -> list[dict[str, Any]]:
    plain = cells[cells["state"].eq("plain")]
    return [_bars(plain, chart, ROW, 0, marker=_on_scale(plain))]


def _pale(cells: pd.DataFrame, chart: Chart) -> list[dict[str, Any]]:
    """Few children: the colour is only a strip under the words, for a paler cell would pass for a lower step."""
    pale = cells[cells["state"].eq("pale")]
    ground = {"color": theme.WASH, "line": {"color": theme.PAPER, "width": GAP}}
    return [
        {**_bars(pale, chart, ROW, 0, marker=ground), "customdata": None, "hoverinfo": "skip"},
        _bars(pale, chart, STRIP, ROW - STRIP, marker=_on_scale(pale)),
    ]


def _hidden(cells: pd.DataFrame, chart: Chart) -> list[dict[str, Any]]:
    pattern = {"shape": "/", "bgcolor": theme.PAPER, "fgcolor": theme.RULE, "size": 12, "solidity": 0.12}
    look = {"color": theme.PAPER, "pattern": pattern, "line": {"color": theme.PAPER, "width": GAP}}
    return [_bars(cells[cells["state"].eq("hidden")], chart, ROW, 0, marker=look)]


def _on_scale(cells: pd.DataFrame) -> dict[str, object]:
    return {
        "color": cells["step"].tolist(),
        "coloraxis": "coloraxis",
        "line": {"color": theme.PAPER, "width": GAP},
    }


def _words(cells: pd.DataFrame, chart: Chart) -> dict[str, object]:
    return {
        "type": "scatter",
        "mode": "text",
        "x": cells["across"].tolist(),
        "y": (cells["down"] + ROW / 2).tolist(),
        "text": [_rate_first(str(label)) for label in cells[str(chart.encode.label)]],
        "textposition": "middle center",
        "textfont": {"size": 12, "color": [_ink(*told) for told in zip(cells["state"], cells["step"], strict=True)]},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _rate_first(label: str) -> str:
    """The rate in bold over the number of children; words without a number as they are."""
    rate, cut, children = label.partition("<br>")
    return f"<b>{rate}</b>{cut}{children}" if any(map(str.isdigit, rate)) else label


def _ink(state: str, step: float) -> str:
    if state == "plain":
        return theme.ink_on(theme.MAP_COLOURS[int(step)])
    return theme.INK if state == "pale" else theme.QUIET
