"""Marks and whiskers: hollow where few children were asked, and no whisker where no interval is known."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from dashboard import theme


def by_state(rows: pd.DataFrame) -> Iterator[tuple[bool, pd.DataFrame]]:
    """The rows that have a mark, as (is pale, rows): full ones first, so that a legend shows a full one."""
    states = rows["state"] if "state" in rows else pd.Series("plain", index=rows.index)
    for state in ("plain", "pale"):
        if states.eq(state).any():
            yield state == "pale", rows[states.eq(state)]


def mark(colour: str, symbol: str, *, pale: bool = False) -> dict[str, object]:
    """How a mark looks; a pale one keeps its colour as an outline."""
    line = {"color": colour, "width": 1.6}
    return {"color": theme.PAPER if pale else colour, "line": line, "size": 8, "symbol": symbol}


def whiskers(
    values: pd.Series, low: pd.Series, high: pd.Series, colour: str, **look: object
) -> dict[str, object] | None:
    """Plotly's error bars: none, rather than one of no length, where an end is unknown."""
    known = low.notna() & high.notna()
    if not known.any():
        return None
    return {
        "type": "data",
        "symmetric": False,
        "array": _or_none(high - values, known),
        "arrayminus": _or_none(values - low, known),
        "color": colour,
        "thickness": 1,
        "width": 3,
        **look,
    }


def _or_none(lengths: pd.Series, known: pd.Series) -> list[float | None]:
    return [float(length) if there else None for length, there in zip(lengths, known, strict=True)]
