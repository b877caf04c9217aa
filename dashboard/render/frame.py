"""A drawing with its words inside it, for surfaces that are nothing but a picture.

Without a size a picture is as wide as a page's column and as high as its rows and words need. A named size
is filled exactly: the words wrap, the type is as large as lets everything stand, and where even the usual
type leaves too little room for the rows, the whole is laid out larger and drawn smaller. Nothing is cut.
"""

from __future__ import annotations

import html
import textwrap
from dataclasses import dataclass, replace
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
        words = _Words(chart, drawn, WIDTH)
        return Frame(words.around(drawn, words.least), WIDTH, words.least)
    wide, high = options.pixels
    layout = _fitting(chart, drawn, wide, high)
    tall = layout.width * high / wide
    return Frame(layout.around(drawn, tall), layout.width, tall, wide / layout.width)


def _fitting(chart: Chart, drawn: figure.Figure, wide: int, high: int) -> _Words:
    """The words at the narrowest width, so in the largest type, at which all of it has room in the frame."""
    words = _Words(chart, drawn, min(wide, LARGEST_TYPE))
    while words.least > words.width * high / wide or words.across < NARROWEST_PLOT:
        words = replace(words, width=words.width * STEP)
    return words


@dataclass(frozen=True, slots=True)
class _Words:
    """Title, definition and source at one width, and the room that they and the drawing need."""

    chart: Chart
    drawn: figure.Figure
    width: float

    @property
    def edge(self) -> int:
        return 20 if self.width < 600 else 32

    @property
    def title(self) -> list[str]:
        return self._wrapped(self.chart.title, 22, 0.56)

    @property
    def subtitle(self) -> list[str]:
        return self._wrapped(self.chart.subtitle, 14, 0.53)

    @property
    def foot(self) -> list[str]:
        return self._wrapped(_foot(self.chart), 12, 0.53)

    @property
    def margin(self) -> dict[str, int]:
        """Pixels around the plot when the picture is as high as it needs."""
        inner: dict[str, int] = self.drawn["layout"]["margin"]  # type: ignore[index]
        return {
            "l": self.edge + self._labels(),
            "r": max(self.edge, inner["r"]),
            "t": self.edge + 28 * len(self.title) + 19 * len(self.subtitle) + max(36, inner["t"] + 8),
            "b": self.edge + 16 * len(self.foot) + (52 if self.chart.kind == "map" else 60),
        }

    @property
    def plot(self) -> int:
        """Pixels the plot needs at least, without what stands around it."""
        inner: dict[str, int] = self.drawn["layout"]["margin"]  # type: ignore[index]
        return figure.least_height(self.chart, int(self.width)) - inner["t"] - inner["b"]

    @property
    def across(self) -> float:
        """Pixels from the left of the plot to its right."""
        return self.width - self.margin["l"] - self.margin["r"]

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
        return {"data": drawn["data"], "layout": {**old, **size, "annotations": notes}}  # type: ignore[dict-item]

    def _labels(self) -> int:
        """Pixels left of the plot for tick labels, told beforehand so that the words can line up with the edge."""
        layout: dict[str, Any] = self.drawn["layout"]  # type: ignore[assignment]
        if self.chart.empty:
            return 0
        if self.chart.kind in ("map", "points", "heat"):
            return int(layout["margin"]["l"])
        labels = layout["yaxis"].get("ticktext") or ["0,000M"]
        return int(max(length(str(label)) for label in labels)) + 12

    def _wrapped(self, text: str, size: int, em: float) -> list[str]:
        return textwrap.wrap(text, max(20, int((self.width - 2 * self.edge) / (size * em))), break_on_hyphens=False)


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
