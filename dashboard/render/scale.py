"""The one scale of rates: seven steps of one hue, the same on a map and in a table."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from dashboard import theme

LOW, HIGH = -0.5, len(theme.MAP_COLOURS) - 0.5
"""Half a step under the first and over the last."""


def step(value: float) -> int:
    """The number of the step that a rate falls into."""
    return bisect_right(theme.MAP_BREAKS, value)


def names() -> list[str]:
    """What each step holds, in words."""
    breaks = theme.MAP_BREAKS
    between = [f"{low} to {high}%" for low, high in pairwise(breaks)]
    return [f"under {breaks[0]}%", *between, f"{breaks[-1]}% and more"]


def colorscale(colours: Sequence[str]) -> list[list[float | str]]:
    """The steps in colours of one each, from LOW to HIGH."""
    steps = len(colours)
    return [[(number + end) / steps, colour] for number, colour in enumerate(colours) for end in (0, 1)]


def coloraxis(**bar: object) -> dict[str, Any]:
    """Colours of the steps and the bar that explains them; ``bar`` says where it stands."""
    return {
        "cmin": LOW,
        "cmax": HIGH,
        "colorscale": colorscale(theme.MAP_COLOURS),
        "colorbar": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": -0.01,
            "yanchor": "top",
            "len": 0.68,
            "thickness": 10,
            "tickvals": [number + 0.5 for number in range(len(theme.MAP_LABELS))],
            "ticktext": list(theme.MAP_LABELS),
            "tickfont": {"size": 12},
            "outlinewidth": 0,
            "ticks": "",
            "title": {"text": ""},
            **bar,
        },
    }
