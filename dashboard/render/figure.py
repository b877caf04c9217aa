"""Chart to a plotly figure (a plain dict): the drawing that page, picture and html share."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render import bars, heat, lines, maps, points, ranges, waterfall
from dashboard.render.labels import row_height

Figure = dict[str, object]
MAP_SHAPE = 0.48
"""Height of a map by its width."""

_DRAW: dict[str, Callable[[Chart], Figure]] = {
    "line": lines.draw,
    "bar": bars.draw,
    "range": ranges.draw,
    "map": maps.draw,
    "points": points.draw,
    "heat": heat.draw,
    "waterfall": waterfall.draw,
}
_HEIGHT: dict[str, Callable[[Chart], int]] = {
    "line": lambda _: 380,
    "map": lambda _: 520,
    "bar": lambda chart: 90 + _rows(chart, 30),
    "range": lambda chart: 90 + _rows(chart, ranges.least(chart)),
    "points": points.height,
    "heat": heat.height,
    "waterfall": lambda chart: 90 + _rows(chart, 46),
}
CONFIG: dict[str, object] = {
    "displayModeBar": False,
    "displaylogo": False,
    "responsive": True,
    "showSendToCloud": False,
    "scrollZoom": False,
    "doubleClick": False,
}
SERVED: Any = {**CONFIG, "topojsonURL": "/assets/topojson/"}
"""For pages of this server, which has the outlines of maps."""


def draw(chart: Chart) -> Figure:
    """The bare drawing: the page and the html put the words around it themselves."""
    if chart.empty:
        return {"data": [], "layout": {**theme.layout(), "annotations": [_centred(chart.empty)], **_NO_AXES}}
    drawn = _DRAW[chart.kind](chart)
    return {"data": drawn["data"], "layout": {**theme.layout(), **drawn["layout"]}}  # type: ignore[dict-item]


def height(chart: Chart) -> int:
    """Pixels the drawing wants on a wide page: all but lines and maps grow with their rows."""
    return 160 if chart.empty else _HEIGHT[chart.kind](chart)


def _rows(chart: Chart, least: int) -> int:
    names = list(dict.fromkeys(chart.drawn[chart.encode.y]))
    return len(names) * row_height(names, least=least)


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
