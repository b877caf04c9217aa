"""Marks and whiskers: hollow where few children were asked, and no whisker where no interval is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isnan

import pandas as pd

from dashboard import theme
from dashboard.wording import is_known


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
    values: Iterable[float | None],
    low: Iterable[float | None],
    high: Iterable[float | None],
    colour: str,
    **look: object,
) -> dict[str, object] | None:
    """Plotly's error bars: none, rather than one of no length, where an end is unknown."""
    ends = list(zip(values, low, high, strict=True))
    if not any(is_known(lower) and is_known(upper) for _, lower, upper in ends):
        return None
    return {
        "type": "data",
        "symmetric": False,
        "array": [_length(value, upper) for value, _, upper in ends],
        "arrayminus": [_length(lower, value) for value, lower, _ in ends],
        "color": colour,
        "thickness": 1,
        "width": 3,
        **look,
    }


def _length(start: float | None, stop: float | None) -> float | None:
    if start is None or stop is None or isnan(start) or isnan(stop):
        return None
    return float(stop - start)
