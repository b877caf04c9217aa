"""Words inside a drawing: broken to a width, and what unit an axis counts in."""

from __future__ import annotations

import textwrap

import pandas as pd


def broken(text: str, width: int, *, lines: int = 3) -> str:
    """``text`` on at most ``lines`` lines of about ``width`` characters, for plotly."""
    return "<br>".join(textwrap.wrap(text, width, max_lines=lines, placeholder=" …", break_long_words=False))


def counts_children(data: pd.DataFrame) -> bool:
    """True when the values are numbers of children rather than rates."""
    return bool(data["measure"].astype(str).eq("children").all())
