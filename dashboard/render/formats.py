"""Every form a chart can take as a file: its ending, its media type, and what makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from dashboard.charts.chart import Chart
from dashboard.render import document, figure, sheet
from dashboard.render.picture import draw as picture

WIDTH = 960


class UnknownFormat(LookupError):
    """No such format; the message lists those there are."""


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file."""

    ending: str
    media_type: str
    make: Callable[[Chart], bytes]


def _image(ending: Literal["png", "svg"]) -> Callable[[Chart], bytes]:
    def make(chart: Chart) -> bytes:
        drawn = figure.framed(chart, WIDTH)
        return picture(drawn, fmt=ending, width=WIDTH, height=drawn["layout"]["height"])  # type: ignore[index]

    return make


FORMATS = {
    made.ending: made
    for made in (
        Format("html", "text/html; charset=utf-8", document.page),
        Format("png", "image/png", _image("png")),
        Format("svg", "image/svg+xml", _image("svg")),
        Format("csv", "text/csv; charset=utf-8", sheet.csv),
        Format("json", "application/json", sheet.json),
    )
}


def render(chart: Chart, ending: str) -> bytes:
    """The chart as a file of this kind.

    Raises:
        UnknownFormat: there is no such format.
        PictureUnavailable: a picture was asked for and no browser can draw it.
    """
    return chosen(ending).make(chart)


def chosen(ending: str) -> Format:
    """The format of this ending.

    Raises:
        UnknownFormat: there is no such format.
    """
    if ending not in FORMATS:
        raise UnknownFormat(f"There is no format '{ending}'. Formats: {', '.join(FORMATS)}.")
    return FORMATS[ending]
