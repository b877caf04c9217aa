"""The one scale of rates: seven steps of one hue, the same on a map and in a table."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import Any

from dashboard import theme


def step(value: float) -> int:
    """The number of the step that a rate falls into."""
    return bisect_right(theme.MAP_BREAKS, value)


def names() -> list[str]:
    """What each step holds, in words."""
    breaks = theme.MAP_BREAKS
    between = [f"{low} to {high}%" for low, high in pairwise(breaks)]
    return [f"under {breaks[0]}%", *between, f"{breaks[-1]}% and more"]


def coloraxis(**bar: object) -> dict[str, Any]:
    """Colours of the steps and the bar that explains them; ``bar`` says where it stands."""
    steps = len(theme.MAP_COLOURS)
    scale = [[(number + end) / steps, colour] for number, colour in enumerate(theme.MAP_COLOURS) for end in (0, 1)]
    return {
        "cmin": -0.5,
        "cmax": steps - 0.5,
        "colorscale": scale,
        "colorbar": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": -0.01,
            "yanchor": "top",
            "len": 0.68,
            "thickness": 10,
            "tickvals": [number + 0.5 for number in range(steps - 1)],
            "ticktext": list(theme.MAP_LABELS),
            "tickfont": {"size": 12},
            "outlinewidth": 0,
            "ticks": "",
            "title": {"text": ""},
            **bar,
        },
    }
