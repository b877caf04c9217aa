"""Room on a slide, and the ink to draw with: type sizes, and colours of our own or of the presenter's theme."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pptx.dml.color import ColorFormat, RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.util import Emu

from dashboard import theme
from dashboard.render import labels

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
CLOSE = 0.9
"""The measure of words in drawings is generous by so much."""
LINE = 1.25
"""Height of a line as a share of its type size."""
POINT = 12_700
_STEPS, _GREYS = (0.0, 0.25, 0.5), (0.1, 0.25, 0.4, 0.5, 0.65)


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


@dataclass(frozen=True, slots=True)
class Palette:
    """What a presenter's theme paints with: its ground, its words, its six accents, as hex codes."""

    paper: str
    text: str
    accents: tuple[str, ...]


@dataclass(slots=True)
class Ink:
    """Colours of one slide by their hex code: as they are, or in the accents of the presenter's theme.

    A first, second, third … of its meaning takes that accent, so that slides of a deck agree; an accent that
    would not stand out from the ground is made darker (lighter, on a dark ground). Greys that mean nothing are
    shades of the ground.
    """

    palette: Palette | None = None
    seen: dict[str, int] = field(default_factory=dict)

    def afresh(self) -> Ink:
        """For the next slide."""
        return Ink(self.palette)

    def paint(self, colour: ColorFormat, code: str, *, paler: float = 0.0, least: float = 3.0) -> None:
        """Give ``colour`` the hex ``code``; ``paler`` mixes it with white, 0 to 1; ``least`` is its contrast."""
        if self.palette is None:
            colour.rgb = _rgb(theme.mixed(code, paler))
            return
        if code not in _ORDER:
            colour.theme_color = MSO_THEME_COLOR.BACKGROUND_1
            least = theme.contrast(code, theme.PAPER) * 0.95
            colour.brightness = _shade(self.palette.paper, self.palette.paper, least, _GREYS)
            return
        number = self._accent(code)
        colour.theme_color = ACCENTS[number]
        colour.brightness = paler or _shade(self.palette.accents[number], self.palette.paper, least)

    def word(self, colour: ColorFormat, code: str) -> None:
        """The colour of text: the theme's own where there is one."""
        if self.palette:
            colour.theme_color = MSO_THEME_COLOR.TEXT_1
        else:
            colour.rgb = _rgb(code)

    def word_on(self, colour: ColorFormat, code: str) -> None:
        """The colour of words on a mark painted in ``code``: whichever of dark and light reads better."""
        if self.palette is None:
            colour.rgb = _rgb(theme.ink_on(code))
            return
        accent = self.palette.accents[self._accent(code)]
        ground = theme.mixed(accent, _shade(accent, self.palette.paper, 3.0))
        is_text = theme.contrast(self.palette.text, ground) > theme.contrast(self.palette.paper, ground)
        colour.theme_color = MSO_THEME_COLOR.TEXT_1 if is_text else MSO_THEME_COLOR.BACKGROUND_1

    def _accent(self, code: str) -> int:
        if code not in self.seen:
            wanted = _ORDER.get(code, 0)
            turns = [(wanted + step) % len(ACCENTS) for step in range(len(ACCENTS))]
            self.seen[code] = next((turn for turn in turns if turn not in self.seen.values()), wanted)
        return self.seen[code]


def _order() -> dict[str, int]:
    """Each colour's place in its meaning; what stands for all of them is first, since it mostly stands alone."""
    order = {code: number % len(ACCENTS) for number, code in enumerate(theme.PLACE)}
    for codes in theme.MEANINGS.values():
        order |= {code: 0 if name in ("all", "total") else number for number, (name, code) in enumerate(codes.items())}
    return order


_ORDER = _order()


def _shade(accent: str, paper: str, least: float, steps: Sequence[float] = _STEPS) -> float:
    """How much darker (on a dark paper, lighter) an accent must be to stand out."""
    sign = -1 if theme.contrast(paper, theme.PAPER) < theme.contrast(paper, theme.INK) else 1
    shades = [sign * step for step in steps]
    return next((shade for shade in shades if theme.contrast(theme.mixed(accent, shade), paper) >= least), shades[-1])


def _rgb(code: str) -> RGBColor:
    return RGBColor.from_string(code.lstrip("#").upper())


def letters(width: int, size: float, text: str = "") -> int:
    """How many letters, of those that ``text`` has, stand on a line so wide (EMU) at a type size (points)."""
    average = labels.length(text, 100) / 100 / len(text) * CLOSE if text else EM
    return max(1, int(width / POINT / (size * max(EM, average))))


def rows(text: str, width: int, size: float) -> int:
    """Lines that a text takes."""
    return sum(_rows(line, letters(width, size, line)) for line in text.split("\n"))


def _rows(line: str, most: int) -> int:
    return 1 if len(line.expandtabs()) <= most else max(1, len(textwrap.wrap(line, most)))


def tall(lines: float, size: float) -> int:
    """EMU that lines of a type size are high."""
    return int(lines * size * LINE * POINT)


def fitted(text: str, width: int, height: int, sizes: Sequence[float]) -> tuple[float, str]:
    """The largest type size at which ``text`` fits the room, and the text, cut where none is small enough.

    Room is in EMU, sizes in points, largest first.
    """
    for size in sizes:
        if rows(text, width, size) <= max(1, height // tall(1, size)):
            return size, text
    room = max(8, int(letters(width, sizes[-1], text) * CLOSE) * max(1, height // tall(1, sizes[-1])) - 4)
    short = textwrap.shorten(text, room, placeholder=" …")
    return sizes[-1], short if short != "…" else f"{text[:room]}…"  # of one endless word nothing would stay
