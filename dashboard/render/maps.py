"""Kind ``map``: seven steps of one hue; a cross where there is no data; dots for small countries."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render import scale
from dashboard.rows import records

DOTS = Path(__file__).parents[1] / "assets" / "world_dots.json"
CENTRE = 11
"""Longitude in the middle of the world: the cut then meets no country but Antarctica."""
DISPUTED_CODES = ("XAC", "XAP", "XBT", "XHT", "XIT", "XJK")
"""Areas that the United Nations' outlines keep apart from every country."""
OLD, OLD_EDGE = 0.45, "#9aa3ad"
"""How much colour an old figure keeps, and its outline."""


def paler(code: str) -> str:
    """The colour of an old figure, as it would be on paper: whatever lies under a map does not show through."""
    return theme.mixed(code, 1 - OLD)


def draw(chart: Chart) -> dict[str, object]:
    """Traces and layout of a world map in the Equal Earth projection."""
    data = chart.data.assign(step=chart.data[chart.encode.y].map(scale.step))
    names: dict[str, str] = chart.options["names"]  # type: ignore[assignment]
    known = set(data["place"])
    missing = [code for code in names if code not in known]
    old = data["is_old"].astype(bool) if "is_old" in data else pd.Series(data=False, index=data.index)
    return {
        "data": [
            _grey_shapes(_elsewhere(names), theme.NO_DATA, hoverinfo="skip"),
            _grey_shapes(
                missing, theme.PAPER, hoverinfo="text", hovertext=[f"{names[code]}: no data" for code in missing]
            ),
            _shapes(data[~old]),
            *([_pale_shapes(data[old]), _pale_key()] if old.any() else []),
            _crosses(missing, names),
            _dots(data, old),
        ],
        "layout": {
            "geo": _geo(),
            "coloraxis": scale.coloraxis(),
            "margin": {"l": 0, "r": 0, "t": 0, "b": 44},
            "showlegend": True,
            "legend": {"x": 1, "xanchor": "right", "y": -0.02, "yanchor": "top"},
        },
    }


def _shapes(data: pd.DataFrame) -> dict[str, object]:
    return {
        "type": "choropleth",
        "locations": data["place"].astype(str).tolist(),
        "z": data["step"].tolist(),
        "coloraxis": "coloraxis",
        "hovertext": _hover(data),
        "hoverinfo": "text",
        "showlegend": False,
        "marker": {"line": {"color": theme.PAPER, "width": 0.6}},
    }


def _pale_shapes(data: pd.DataFrame) -> dict[str, object]:
    pale = scale.colorscale([paler(code) for code in theme.MAP_COLOURS])
    own = {"coloraxis": None, "colorscale": pale, "zmin": scale.LOW, "zmax": scale.HIGH, "showscale": False}
    return {**_shapes(data), **own, "marker": {"line": {"color": OLD_EDGE, "width": 0.6}}}


def _pale_key() -> dict[str, object]:
    """A line of the legend, and nothing on the map."""
    line = {"width": 1, "color": OLD_EDGE}
    return {
        "type": "scattergeo",
        "mode": "markers",
        "name": "paler: older",
        "lon": [None],
        "lat": [None],
        "marker": {"symbol": "square", "size": 10, "color": paler(theme.MAP_COLOURS[3]), "line": line},
        "hoverinfo": "skip",
        "showlegend": True,
    }


def _elsewhere(names: dict[str, str]) -> list[str]:
    """What a map does not tell of is drawn by its own outlines: land under all countries would be as many again."""
    return [code for code in (*points(), *DISPUTED_CODES) if code not in names]


def _grey_shapes(codes: list[str], edge: str, **hover: object) -> dict[str, object]:
    return {
        "type": "choropleth",
        "locations": codes,
        "z": [0] * len(codes),
        "zmin": 0,
        "zmax": 1,
        "showscale": False,
        "colorscale": [[0, theme.NO_DATA], [1, theme.NO_DATA]],
        "showlegend": False,
        "marker": {"line": {"color": edge, "width": 0.6}},
        **hover,
    }


def _crosses(missing: list[str], names: dict[str, str]) -> dict[str, object]:
    known = [code for code in missing if code in points() and not points()[code]["small"]]
    return {
        "type": "scattergeo",
        "mode": "markers",
        "name": "no data",
        "lon": [points()[code]["lon"] for code in known],
        "lat": [points()[code]["lat"] for code in known],
        "marker": {"symbol": "x-thin", "size": 7, "line": {"width": 1.2, "color": "#7a848f"}},
        "hovertext": [f"{names[code]}: no data" for code in known],
        "hoverinfo": "text",
        "showlegend": True,
    }


def _dots(data: pd.DataFrame, old: pd.Series) -> dict[str, object]:
    small = data[data["place"].map(lambda code: code in points() and points()[code]["small"])]
    codes = small["place"].astype(str).tolist()
    return {
        "type": "scattergeo",
        "mode": "markers",
        "lon": [points()[code]["lon"] for code in codes],
        "lat": [points()[code]["lat"] for code in codes],
        "hovertext": _hover(small),
        "hoverinfo": "text",
        "showlegend": False,
        "marker": {
            "color": small["step"].tolist(),
            "coloraxis": "coloraxis",
            "size": 6,
            "opacity": [OLD if is_old else 1.0 for is_old in old[small.index]],
            "line": {"color": "#55606e", "width": 0.8},
        },
    }


def _hover(data: pd.DataFrame) -> list[str]:
    told = []
    for row in records(data):
        band = f"<br>{row['low']:.1f} to {row['high']:.1f}%" if row["low"] is not None else ""
        told.append(f"<b>{row['label']}</b>{band}<br>{row['release_id']}, {row['year']}")
    return told


def _geo() -> dict[str, object]:
    return {
        "projection": {"type": "equal earth", "rotation": {"lon": CENTRE, "lat": 0}},
        "fitbounds": False,
        "resolution": 50,
        "showframe": False,
        "showcoastlines": False,
        "showcountries": False,
        "showland": False,
        "bgcolor": theme.PAPER,
        "showlakes": False,
        "showocean": False,
        "lataxis": {"range": [-57, 84]},
        "lonaxis": {"range": [CENTRE - 180, CENTRE + 180]},
    }


@cache
def points() -> dict[str, dict[str, Any]]:
    """Where a mark of each country stands (``lon``, ``lat``), and whether its shape is too ``small`` to see."""
    return json.loads(DOTS.read_text(encoding="utf-8"))
