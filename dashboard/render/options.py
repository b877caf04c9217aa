"""How a chart is put on paper or screen: size, scale, background, template. No part of what it shows."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

SIZES: dict[str, tuple[int, int]] = {
    "slide": (1280, 720),
    "4x3": (1024, 768),
    "square": (1080, 1080),
    "a4": (1123, 794),
    "phone": (390, 844),
}
"""Pixels of each named size at scale 1. Without one, a picture is as high as its rows and words need."""
BACKGROUNDS = ("white", "transparent")
SCALES = (0.5, 4.0)
NAMES = ("size", "scale", "background")
"""What may stand in an address; a template can be given on the command line only."""


class BadOption(ValueError):
    """An option or value that means nothing here; the message says what is valid."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the reader asked of the surface. ``None`` leaves it to the format.

    ``template`` holds the bytes of a presenter's own .pptx.
    """

    size: str | None = None
    scale: float | None = None
    background: str = "white"
    template: bytes | None = None

    @property
    def pixels(self) -> tuple[int, int] | None:
        """Width and height of the named size."""
        return SIZES[self.size] if self.size else None


def split(query: str) -> tuple[Options, str]:
    """The options of a query, and the rest of it, which is the chart's own.

    Raises:
        BadOption: a value that is not valid, or an option given twice.
    """
    values: dict[str, str] = {}
    rest = []
    for key, text in parse_qsl(query.lstrip("?"), keep_blank_values=True):
        if key not in NAMES:
            rest.append((key, text))
        elif key in values:
            raise BadOption(f"'{key}' is given twice; give it once.")
        else:
            values[key] = text.strip()
    return read(**values), urlencode(rest, safe=",:")


def read(size: str | None = None, scale: str | None = None, background: str | None = None) -> Options:
    """Options from words. Raises BadOption as ``split`` does."""
    return Options(
        size=None if size is None else _one_of("size", size, tuple(SIZES)),
        scale=None if scale is None else _number(scale),
        background=_one_of("background", background or "white", BACKGROUNDS),
    )


def _one_of(key: str, text: str, valid: tuple[str, ...]) -> str:
    if text not in valid:
        near = difflib.get_close_matches(text, valid, n=1)
        hint = f"; did you mean '{near[0]}'?" if near else "."
        raise BadOption(f"'{text[:40]}' is no {key}{hint} Valid: {', '.join(valid)}.")
    return text


def _number(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = float("nan")
    if not SCALES[0] <= scale <= SCALES[1]:
        raise BadOption(f"'{text[:40]}' is no scale. Valid: a number from {SCALES[0]:g} to {SCALES[1]:g}.")
    return scale
