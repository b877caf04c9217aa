"""Colour, type and the plotly template: one meaning, one colour, everywhere.

Hues were chosen to differ in lightness as well as in hue, so that they survive grey print
and the common kinds of colour blindness; each keeps 3:1 against white.
"""

from __future__ import annotations

from typing import Any

FONT = '"Noto Sans", system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif'
INK, QUIET, RULE, PAPER, ACCENT = "#1d2530", "#55606e", "#e3e6ea", "#ffffff", "#0b5a82"

LEVEL = {"primary": "#0e8a87", "lower_secondary": "#c8501e", "upper_secondary": "#43307a", "all": "#4a5563"}
SEX = {"female": "#b07400", "male": "#2c4a7c", "total": "#4a5563"}
METHOD = {
    **{"model": "#0e7a8f", "administrative": "#1d2530", "survey": "#a03b1f", "announced": "#b07400"},
    **{"pace": "#43307a", "required": "#4f7a28"},
}
WEALTH = {"q1": "#4a0d2b", "q2": "#7d1c49", "q3": "#a83866", "q4": "#c05681", "q5": "#cf7499"}
LOCATION = {"rural": "#3c5a14", "urban": "#3f95c8", "total": "#4a5563"}
DISABILITY = {"with disability": "#5c5a00", "without disability": "#97954a"}
GROUP = {"first": "#2b3440", "second": "#8792a0"}
TOLD_BY = {"model": "#0e7a8f", "administrative": "#1d2530", "uis": "#a03b1f", "wide": "#b07400"}
PUBLISHER = {"uis": "#083b4d", "wide": "#c93c50"}
DIRECTION = {"total": "#4a5563", "more": "#983f30", "fewer": "#17807a"}
PLACE = ("#0b5a82", "#c8501e", "#4f7a28", "#43307a", "#a07800", "#8c2f5a", "#0e8a87", "#4a5563")
MEANINGS = {
    "level": LEVEL,
    "sex": SEX,
    "method": METHOD,
    "wealth": WEALTH,
    "location": LOCATION,
    "disability": DISABILITY,
    "group": GROUP,
    "source": PUBLISHER,
    "told_by": TOLD_BY,
    "direction": DIRECTION,
}

MAP_BREAKS = (2, 5, 10, 20, 30, 50)
MAP_COLOURS = ("#f3ecf3", "#dcc9df", "#c2a2cb", "#a87fb8", "#84549f", "#622f83", "#3d0f5c")
MAP_LABELS = tuple(f"{step}%" for step in MAP_BREAKS)
NO_DATA, WASH = "#eceeef", "#f5f7f9"


def colours(meaning: str, names: list[str]) -> list[str]:
    """A colour for each name of one meaning: fixed where it stands in ``MEANINGS``; by order for places."""
    fixed = MEANINGS.get(meaning, {})
    return [fixed.get(name, PLACE[number % len(PLACE)]) for number, name in enumerate(names)]


def mixed(code: str, paler: float) -> str:
    """A hex colour with so much white in it; with black, below 0."""
    parts = (int(code[i : i + 2], 16) for i in (1, 3, 5))
    ground = 255 if paler > 0 else 0
    return "#" + "".join(f"{round(part + (ground - part) * abs(paler)):02x}" for part in parts)


def contrast(one: str, other: str) -> float:
    """How far apart two colours are in lightness, as WCAG 2 counts it: 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def ink_on(ground: str) -> str:
    """The colour of words on ``ground``: dark or white, whichever reads better."""
    return max((INK, PAPER), key=lambda ink: contrast(ink, ground))


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def grey(colour: str) -> str:
    """The grey that is as light as a colour."""
    light = _luminance(colour)
    part = light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return "#" + f"{round(part * 255):02x}" * 3


def rgba(colour: str, alpha: float) -> str:
    """``#0b5a82`` with transparency, as CSS."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


def axis(title: str = "", *, grid: bool = False) -> dict[str, Any]:
    """A quiet axis: light grid if any, no box, no zero line but the zero itself."""
    return {
        "title": {"text": title, "font": {"size": 13, "color": QUIET}, "standoff": 8},
        "showgrid": grid,
        "gridcolor": RULE,
        "zeroline": grid,
        "zerolinecolor": "#9aa3ad",
        "linecolor": RULE,
        "ticks": "",
        "tickfont": {"size": 13, "color": QUIET},
        "automargin": True,
        "fixedrange": True,
        "layer": "below traces",
    }


def layout() -> dict[str, object]:
    """What every figure shares."""
    return {
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "minreducedwidth": 24,
        "hoverlabel": {
            "bgcolor": "#ffffff",
            "bordercolor": RULE,
            "font": {"family": FONT, "size": 13, "color": INK},
        },
        "dragmode": False,
        "showlegend": False,
        "legend": legend(),
        "separators": ".,",
    }


def legend() -> dict[str, object]:
    """A row above the drawing, at its left edge; names can't be clicked away."""
    return {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "y": 1.0,
        "yanchor": "bottom",
        "font": {"size": 13},
        "itemclick": False,
        "itemdoubleclick": False,
    }
