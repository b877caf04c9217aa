"""Chart to a plotly figure (a plain dict): the drawing that page, picture and html share."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render import bars, heat, lines, maps, points, ranges
from dashboard.render.labels import length, row_height

Figure = dict[str, object]
EDGE = 32
MAP_SHAPE = 0.48
"""Height of a map by its width."""

_DRAW: dict[str, Callable[[Chart], Figure]] = {
    "line": lines.draw,
    "bar": bars.draw,
    "range": ranges.draw,
    "map": maps.draw,
    "points": points.draw,
    "heat": heat.draw,
}
_HEIGHT: dict[str, Callable[[Chart], int]] = {
    "line": lambda _: 380,
    "map": lambda _: 520,
    "bar": lambda chart: 90 + _rows(chart, 30),
    "range": lambda chart: 90 + _rows(chart, ranges.least(chart)),
    "points": points.height,
    "heat": heat.height,
}
CONFIG: dict[str, object] = {
    "displayModeBar": False,
    "displaylogo": False,
    "responsive": True,
    "showSendToCloud": False,
    "scrollZoom": False,
    "doubleClick": False,
}


def draw(chart: Chart) -> Figure:
    """The bare drawing: the page and the html put the words around it themselves."""
    if chart.empty:
        return {"data": [], "layout": {**theme.layout(), "annotations": [_centred(chart.empty)], **_NO_AXES}}
    drawn = _DRAW[chart.kind](chart)
    return {"data": drawn["data"], "layout": {**theme.layout(), **drawn["layout"]}}  # type: ignore[dict-item]


def height(chart: Chart) -> int:
    """Pixels the drawing wants on a wide page: all but lines and maps grow with their rows."""
    return 160 if chart.empty else _HEIGHT[chart.kind](chart)


def _tall(chart: Chart, width: int) -> int:
    """As ``height``, but a map keeps its shape in a narrow picture."""
    return min(height(chart), int(width * MAP_SHAPE)) if chart.kind == "map" else height(chart)


def _rows(chart: Chart, least: int) -> int:
    names = list(dict.fromkeys(chart.drawn[chart.encode.y]))
    return len(names) * row_height(names, least=least)


def framed(chart: Chart, width: int) -> Figure:
    """The drawing with its words inside it, for surfaces that are nothing but a picture: as high as both need."""
    figure = draw(chart)
    drawn: dict[str, Any] = dict(figure["layout"])  # type: ignore[call-overload]
    title = _lines(chart.title, width, 22, 0.56)
    subtitle = _lines(chart.subtitle, width, 14, 0.53)
    foot = _lines(f"{chart.note} {chart.source_line} Licence: {chart.licence}.", width, 12, 0.53)
    left = EDGE + _label_room(chart, drawn)
    margin = drawn["margin"]
    top = EDGE + 28 * len(title) + 19 * len(subtitle) + max(36, margin["t"] + 8)
    bottom = EDGE + 16 * len(foot) + (52 if chart.kind == "map" else 60)
    words = [
        _block([f"<b>{line}</b>" for line in title], 22, theme.INK, left, y=1, shift=top - EDGE, anchor="top"),
        _block(subtitle, 14, theme.QUIET, left, y=1, shift=top - EDGE - 28 * len(title) - 6, anchor="top"),
        _block(foot, 12, theme.QUIET, left, y=0, shift=EDGE / 2 - bottom, anchor="bottom"),
    ]
    drawn |= {
        "width": width,
        "height": _tall(chart, width) - margin["t"] - margin["b"] + top + bottom,
        "margin": {
            "l": left,
            "r": max(EDGE, margin["r"]),
            "t": top,
            "b": bottom,
            "autoexpand": False,
        },
        "annotations": [*drawn.get("annotations", []), *words],
    }
    return {"data": figure["data"], "layout": drawn}


def _label_room(chart: Chart, drawn: dict[str, Any]) -> int:
    """Pixels left of the plot for tick labels, told beforehand so that the words can line up with the edge."""
    if chart.empty:
        return 0
    if chart.kind in ("map", "points", "heat"):
        return int(drawn["margin"]["l"])
    labels = drawn["yaxis"].get("ticktext") or ["0,000M"]
    return int(max(length(str(label)) for label in labels)) + 12


def _block(
    lines_of_text: list[str], size: int, colour: str, left: int, *, y: int, shift: float, anchor: str
) -> dict[str, object]:
    return {
        "text": "<br>".join(lines_of_text),
        "x": 0,
        "xref": "paper",
        "xshift": EDGE - left,
        "y": y,
        "yref": "paper",
        "yshift": shift,
        "xanchor": "left",
        "yanchor": anchor,
        "align": "left",
        "showarrow": False,
        "font": {"size": size, "color": colour},
    }


def _lines(text: str, width: int, size: int, em: float) -> list[str]:
    return textwrap.wrap(text, max(20, int((width - 2 * EDGE) / (size * em))))


def _centred(text: str) -> dict[str, object]:
    return {
        "text": "<br>".join(textwrap.wrap(text, 60)),
        "x": 0.5,
        "y": 0.5,
        "xref": "paper",
        "yref": "paper",
        "showarrow": False,
        "font": {"size": 15, "color": theme.QUIET},
    }


_NO_AXES = {"xaxis": {"visible": False, "fixedrange": True}, "yaxis": {"visible": False, "fixedrange": True}}
