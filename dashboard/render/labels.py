"""Words inside a drawing: broken to a width, the room they need, and what unit an axis counts in."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

import pandas as pd

from dashboard import theme

NAME_WIDTH = 20
"""Characters of a row's name on one line: narrow enough for a phone."""
LINE = 17
"""Pixels of a line at the drawing's 13 px type."""
NARROW, WIDE = "iljtfrI1.,:;'|()[]·- ", "mwMW%@…—–"


def broken(text: str, width: int = NAME_WIDTH, *, lines: int = 3) -> str:
    """``text`` on at most ``lines`` lines of about ``width`` characters, for plotly."""
    return "<br>".join(textwrap.wrap(text, width, max_lines=lines, placeholder=" …", break_long_words=False))


def row_height(names: Iterable[str], *, least: int = 30) -> int:
    """Pixels a row needs so that no name meets the next."""
    lines = [1 + broken(str(name)).count("<br>") for name in names]
    return max([least, *(LINE * (one + following) // 2 + 8 for one, following in pairwise(lines))])


def room(labels: Iterable[str], size: int = 13) -> int:
    """Pixels beside a drawing for the words that stand there."""
    return int(max((length(str(label), size) for label in labels), default=0)) + 20


def length(text: str, size: int = 13) -> float:
    """Pixels of the longest line of ``text``, a little too many rather than too few."""
    return size * max(sum(map(_em, line)) for line in re.sub("</?b>", "", text).split("<br>"))


@lru_cache(maxsize=1024)
def _em(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in NARROW:
        return 0.4
    return 0.92 if letter in WIDE else 0.7 if letter.isupper() else 0.6


def beside(text: str, y: float, shift: int, *, size: int = 13, colour: str = theme.INK) -> dict[str, object]:
    """Words at height ``y``: ``shift`` pixels right of the plot, or as many left of it when negative."""
    return {
        "text": text,
        "x": int(shift > 0),
        "xref": "paper",
        "xshift": shift,
        "y": y,
        "xanchor": "left",
        "yanchor": "middle",
        "align": "left",
        "showarrow": False,
        "font": {"size": size, "color": colour},
    }


def counts_children(data: pd.DataFrame) -> bool:
    """True when the values are numbers of children rather than rates."""
    return "measure" in data and bool(data["measure"].eq("children").all())
