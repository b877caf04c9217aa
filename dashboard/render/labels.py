"""Words inside a drawing: broken to a width, the room they need, and what unit an axis counts in."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

import pandas as pd

NAME_WIDTH = 20
"""Characters of a row's name on one line: narrow enough for a phone."""
GLYPH, LINE = 7.2, 17
"""Pixels of a character and of a line at the drawing's 13 px type."""


def broken(text: str, width: int = NAME_WIDTH, *, lines: int = 3) -> str:
    """``text`` on at most ``lines`` lines of about ``width`` characters, for plotly."""
    return "<br>".join(textwrap.wrap(text, width, max_lines=lines, placeholder=" …", break_long_words=False))


def row_height(names: Iterable[str], *, least: int = 30) -> int:
    """Pixels a row needs for its name."""
    return max([least, *(LINE * (1 + broken(str(name)).count("<br>")) + 8 for name in names)])


def room(labels: Iterable[str]) -> int:
    """Pixels right of a drawing for the labels that stand past its marks."""
    longest = max((len(line) for label in labels for line in _plain(str(label)).split("<br>")), default=0)
    return int(longest * GLYPH) + 20


def counts_children(data: pd.DataFrame) -> bool:
    """True when the values are numbers of children rather than rates."""
    return bool(data["measure"].eq("children").all())


def _plain(text: str) -> str:
    return text.replace("<b>", "").replace("</b>", "")
