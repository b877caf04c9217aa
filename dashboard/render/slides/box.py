"""Room on a slide, and the ink to draw with: type sizes, and colours of our own or of the presenter's theme."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pptx.dml.color import ColorFormat, RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.util import Emu

INCH = 914_400
SIZES = {"slide": (12_192_000, 6_858_000), "4x3": (9_144_000, 6_858_000)}
ACCENTS = (
    MSO_THEME_COLOR.ACCENT_1,
    MSO_THEME_COLOR.ACCENT_2,
    MSO_THEME_COLOR.ACCENT_3,
    MSO_THEME_COLOR.ACCENT_4,
    MSO_THEME_COLOR.ACCENT_5,
    MSO_THEME_COLOR.ACCENT_6,
)
EM = 0.54
"""Width of an average letter as a share of its size."""


class Box(NamedTuple):
    """A rectangle in EMU."""

    left: int
    top: int
    width: int
    height: int

    @property
    def room(self) -> tuple[Emu, Emu, Emu, Emu]:
        """The four numbers as python-pptx wants them."""
        return Emu(self.left), Emu(self.top), Emu(self.width), Emu(self.height)


@dataclass(slots=True)
class Ink:
    """Colours by their hex code: as they are, or each the next accent of the presenter's theme."""

    themed: bool = False
    seen: dict[str, int] = field(default_factory=dict)

    def paint(self, colour: ColorFormat, code: str, *, paler: float = 0.0) -> None:
        """Give ``colour`` the hex ``code``; ``paler`` mixes it with white, 0 to 1."""
        if not self.themed:
            colour.rgb = RGBColor.from_string(mixed(code, paler).lstrip("#").upper())
            return
        number = self.seen.setdefault(code, len(self.seen))
        colour.theme_color = ACCENTS[number % len(ACCENTS)]
        colour.brightness = paler or (0.4 if number >= len(ACCENTS) else 0.0)

    def word(self, colour: ColorFormat, code: str) -> None:
        """The colour of text: the theme's own where there is one."""
        if self.themed:
            colour.theme_color = MSO_THEME_COLOR.TEXT_1
        else:
            colour.rgb = RGBColor.from_string(code.lstrip("#").upper())


def mixed(code: str, paler: float) -> str:
    """A hex colour with so much white in it."""
    parts = (int(code[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * paler):02x}" for part in parts)


def fitted(text: str, width: int, lines: int, sizes: Sequence[float]) -> tuple[float, str]:
    """The largest type size at which ``text`` stands on so many lines, and the text, cut where none is small enough.

    ``width`` is in EMU, sizes in points, largest first.
    """
    for size in sizes:
        letters = int(width / INCH * 72 / (size * EM))
        if len(textwrap.wrap(text, letters)) <= lines:
            return size, text
    room = letters * lines - 4
    short = textwrap.shorten(text, room, placeholder=" …")
    return sizes[-1], short if short != "…" else f"{text[:room]}…"  # of one endless word nothing would stay
