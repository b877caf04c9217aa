"""A drawing with its words inside it, for surfaces that are nothing but a picture.

Without a size a picture is as wide as a page's column and as high as its rows and words need. A named size
is filled exactly: the words wrap, the type is as large as lets everything stand, and where even the usual
type leaves too little room for the rows, the whole is laid out larger and drawn smaller. Nothing is cut.
"""

from __future__ import annotations

import html
import math
import textwrap
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render import figure
from dashboard.render.labels import length
from dashboard.render.options import Options

WIDTH = 960
LARGEST_TYPE = 720
"""The narrowest layout that is enlarged to fill a frame: below it names and labels leave no room to draw."""
NARROWEST_PLOT = 120
LINES = 330
"""Least height of lines: the names at their ends take a line of type each."""
LEGEND_LINE, LEGEND_MARK = 20, 52
STEP = 1.04
ROOMY = {"line": 9.0, "heat": 1.5, "map": 1.0}
"""How many times its least height a drawing may take; rows drawn much higher than their words fall apart."""


@dataclass(frozen=True, slots=True)
class Frame:
    """``figure`` is laid out on ``width`` × ``height`` of its own pixels; each is ``zoom`` pixels of the picture."""

    figure: figure.Figure
    width: float
    height: float
    zoom: float = 1.0


def framed(chart: Chart, options: Options) -> Frame:
    """The drawing and its words, laid out for the size and background asked for."""
    drawn = figure.draw(chart)
    if options.background == "transparent":
        drawn = _see_through(drawn)
    if options.pixels is None:
        words = _Words(chart, drawn, figure.height(chart), WIDTH)
        return Frame(words.around(drawn, words.least), WIDTH, words.least)
    wide, high = options.pixels
    layout = _fitting(chart, drawn, wide, high)
    tall = layout.width * high / wide
    return Frame(layout.around(drawn, tall), layout.width, tall, wide / layout.width)


def _fitting(chart: Chart, drawn: figure.Figure, wide: int, high: int) -> _Words:
    """The words at the narrowest width, so in the largest type, at which all of it has room in the frame."""
    words = _Words(chart, drawn, figure.height(chart), min(wide, LARGEST_TYPE))
    while words.least > words.width * high / wide or words.across < NARROWEST_PLOT:
        words = replace(words, width=words.width * STEP)
    return words


@dataclass(frozen=True)
class _Words:
    """Title, definition and source at one width, and the room that they and the drawing (``wanted`` high) need."""

    chart: Chart
    drawn: figure.Figure
    wanted: int
    width: float

    @property
    def edge(self) -> int:
        return 20 if self.width < 600 else 32

    @cached_property
    def title(self) -> list[str]:
        return _balanced(self.chart.title, self._letters(22, 0.56))

    @cached_property
    def subtitle(self) -> list[str]:
        return _balanced(self.chart.subtitle, self._letters(14, 0.53))

    @cached_property
    def foot(self) -> list[str]:
        return _lines(_foot(self.chart), self._letters(12, 0.53))

    @cached_property
    def sides(self) -> tuple[int, int]:
        """Pixels left and right of the plot."""
        inner: dict[str, int] = self.drawn["layout"]["margin"]  # type: ignore[index]
        return self.edge + self._labels(), max(self.edge, inner["r"])

    @cached_property
    def margin(self) -> dict[str, int]:
        """Pixels around the plot when the picture is as high as it needs."""
        over = max(36, self.drawn["layout"]["margin"]["t"] + 14)  # type: ignore[index]
        words = self.edge + 28 * len(self.title) + 19 * len(self.subtitle)
        return {
            "l": self.sides[0],
            "r": self.sides[1],
            "t": words + over + LEGEND_LINE * self._more_lines_of_legend(),
            "b": self.edge + 16 * len(self.foot) + (52 if self.chart.kind == "map" else 60),
        }

    @cached_property
    def plot(self) -> int:
        """Pixels the plot needs at least, without what stands around it; a narrow map keeps its shape."""
        inner: dict[str, int] = self.drawn["layout"]["margin"]  # type: ignore[index]
        enough = {"map": int(self.width * figure.MAP_SHAPE), "line": max(LINES, int(self.width * 0.4))}
        return min(self.wanted, enough.get(self.chart.kind, self.wanted)) - inner["t"] - inner["b"]

    @property
    def across(self) -> float:
        """Pixels from the left of the plot to its right."""
        return self.width - sum(self.sides)

    @property
    def least(self) -> int:
        """Pixels of the whole when nothing is left over."""
        return self.margin["t"] + self.plot + self.margin["b"]

    def around(self, drawn: figure.Figure, tall: float) -> figure.Figure:
        """The figure ``tall`` pixels high: words at its upper and lower edge, the drawing in what is left."""
        margin, old = self.margin, drawn["layout"]
        free = tall - self.least
        idle = max(0.0, free - self.plot * (ROOMY.get(self.chart.kind, 1.8) - 1))
        above, below = margin["t"] + idle / 2, margin["b"] + idle / 2
        left, edge = margin["l"], self.edge
        under = edge + 28 * len(self.title) + 6
        words = [
            _block(self.title, 22, theme.INK, edge - left, y=1, shift=above - edge, bold=True),
            _block(self.subtitle, 14, theme.QUIET, edge - left, y=1, shift=above - under),
            _block(self.foot, 12, theme.QUIET, edge - left, y=0, shift=edge / 2 - below),
        ]
        sides = {"l": left, "r": margin["r"], "t": above, "b": below, "autoexpand": False}
        size: dict[str, Any] = {"width": self.width, "height": tall, "margin": sides}
        notes = [*old.get("annotations", []), *words]  # type: ignore[attr-defined]
        return {"data": drawn["data"], "layout": {**old, **size, "legend": self._legend(), "annotations": notes}}  # type: ignore[dict-item]

    def _labels(self) -> int:
        """Pixels left of the plot for tick labels, told beforehand so that the words can line up with the edge."""
        layout: dict[str, Any] = self.drawn["layout"]  # type: ignore[assignment]
        if self.chart.empty:
            return 0
        if self.chart.kind in ("map", "points", "heat"):
            return int(layout["margin"]["l"])
        labels = layout["yaxis"].get("ticktext") or ["0,000M"]
        return int(max(length(str(label)) for label in labels)) + 12

    def _more_lines_of_legend(self) -> int:
        """Lines beyond the first of a legend over the plot: names that have no room side by side stand in columns."""
        drawn: Any = self.drawn["data"]
        named = [trace["name"] for trace in drawn if trace.get("name") and trace.get("showlegend") is not False]
        if not (named and self._legend_on_top()):
            return 0
        names = [length(name) + LEGEND_MARK for name in named]
        columns = len(names) if sum(names) <= self.across else max(1, int(self.across / max(names)))
        return math.ceil(len(names) / columns) - 1

    def _legend_on_top(self) -> bool:
        layout: dict[str, Any] = self.drawn["layout"]  # type: ignore[assignment]
        return bool(layout["showlegend"] and layout["legend"]["yanchor"] == "bottom")

    def _legend(self) -> dict[str, object]:
        """The legend, at the left edge of the words where it stands under them."""
        layout: dict[str, Any] = self.drawn["layout"]  # type: ignore[assignment]
        at = {"xref": "container", "x": self.edge / self.width} if self._legend_on_top() else {}
        return {**layout["legend"], **at}

    def _letters(self, size: int, em: float) -> int:
        """Letters on one line of type of this size."""
        return max(20, int((self.width - 2 * self.edge) / (size * em)))


def _lines(text: str, letters: int) -> list[str]:
    return textwrap.wrap(text, letters, break_on_hyphens=False)


def _balanced(text: str, letters: int) -> list[str]:
    """As few lines as can be, of about one length: no word alone on the last."""
    fewest = len(_lines(text, letters))
    least = next(number for number in range(letters // 2, letters + 1) if len(_lines(text, number)) == fewest)
    return _lines(text, least) if fewest > 1 else _lines(text, letters)


def _foot(chart: Chart) -> str:
    licence = f"Licence: {chart.licence}." if chart.licence else ""
    return " ".join(filter(None, (chart.note, chart.source_line, licence)))


def _block(
    lines: list[str], size: int, colour: str, right: float, *, y: int, shift: float, bold: bool = False
) -> dict[str, object]:
    """Lines hung from the upper edge of the plot (``y`` 1) or standing on the lower one; never read as HTML."""
    safe = [html.escape(line, quote=False) for line in lines]
    return {
        "text": "<br>".join(f"<b>{line}</b>" if bold else line for line in safe),
        "x": 0,
        "xref": "paper",
        "xshift": right,
        "y": y,
        "yref": "paper",
        "yshift": shift,
        "xanchor": "left",
        "yanchor": "top" if y else "bottom",
        "align": "left",
        "showarrow": False,
        "font": {"size": size, "color": colour},
    }


def _see_through(drawn: figure.Figure) -> figure.Figure:
    """The figure without the paper behind it; marks that are white by meaning stay so."""
    clear, layout = "rgba(0,0,0,0)", dict(drawn["layout"])  # type: ignore[call-overload]
    layout |= {"paper_bgcolor": clear, "plot_bgcolor": clear}
    if "geo" in layout:
        layout["geo"] = {**layout["geo"], "bgcolor": clear}
    layout["annotations"] = [
        {name: value for name, value in note.items() if name != "bgcolor"} for note in layout.get("annotations", [])
    ]
    return {"data": drawn["data"], "layout": layout}
