"""A picture of a slide in the slide's own colours: greys, or the accents of a presenter's theme."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pptx.enum.dml import MSO_THEME_COLOR

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render.figure import Figure
from dashboard.render.frame import framed
from dashboard.render.options import Options
from dashboard.render.picture import draw
from dashboard.render.slides.box import ACCENTS, Ink, Palette

Paint = Callable[[str, bool], str]
"""A hex code, and whether words have it -> the code in its stead."""
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_RGBA = re.compile(r"rgba\((\d+),(\d+),(\d+),([\d.]+)\)")
_SPAN = re.compile(r'(?<=<span style="color:)#[0-9a-fA-F]{6}(?=">)')
OWN_SCALE = ("map", "heat")
"""Charts whose marks keep their colours in every template, as on the slide."""


def picture(chart: Chart, options: Options, palette: Palette | None) -> bytes:
    """The chart as a PNG in the colours of a theme; without one, in greys."""
    frame = framed(chart, options)
    figure = _in_theme(frame.figure, palette, chart.kind) if palette else _repainted(frame.figure, _grey)
    zoom = frame.zoom * (options.scale or 1.0) * (1 + 1e-9)  # a browser rounds 1919.9999 down
    return draw(figure, fmt="png", width=frame.width, height=frame.height, scale=zoom)


def _grey(code: str, _: bool) -> str:
    return theme.grey(code)


def _in_theme(figure: Figure, palette: Palette, kind: str) -> Figure:
    ink = Ink(palette)

    def paint(code: str, is_word: bool) -> str:
        if code == theme.PAPER:
            return palette.paper
        if code in theme.MAP_COLOURS or code == theme.NO_DATA:
            return code
        shown = _Shown(palette)
        if is_word and code in (theme.INK, theme.QUIET):
            ink.word(shown, code)  # type: ignore[arg-type]
        else:
            ink.paint(shown, code, least=4.5 if is_word else 3.0)  # type: ignore[arg-type]
        return shown.code

    if kind in OWN_SCALE:
        return {**figure, "layout": _repainted(figure["layout"], paint)}
    return _repainted(figure, paint)


@dataclass(slots=True)
class _Shown:
    """What the ink says to a colour of the file, as a hex code."""

    palette: Palette
    theme_color: MSO_THEME_COLOR = MSO_THEME_COLOR.TEXT_1
    brightness: float = 0.0

    @property
    def code(self) -> str:
        slots = {MSO_THEME_COLOR.TEXT_1: self.palette.text, MSO_THEME_COLOR.BACKGROUND_1: self.palette.paper}
        slots |= dict(zip(ACCENTS, self.palette.accents, strict=True))
        return theme.mixed(slots[self.theme_color], self.brightness)


def _repainted(part: Any, paint: Paint, *, is_word: bool = False) -> Any:
    """The part of a figure with every colour in it given anew."""
    if isinstance(part, dict):
        return {
            name: _repainted(value, paint, is_word=is_word or str(name).endswith("font"))
            for name, value in part.items()
        }
    if isinstance(part, list | tuple):
        return [_repainted(each, paint, is_word=is_word) for each in part]
    return _code(part, paint, is_word=is_word) if isinstance(part, str) else part


def _code(text: str, paint: Paint, *, is_word: bool) -> str:
    if _HEX.fullmatch(text):
        return paint(text.lower(), is_word)
    if clear := _RGBA.fullmatch(text):
        code = "#" + "".join(f"{int(part):02x}" for part in clear.groups()[:3])
        return theme.rgba(paint(code, is_word), float(clear[4]))
    return _SPAN.sub(lambda found: paint(found[0].lower(), True), text)
