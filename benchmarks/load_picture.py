"""Latency over time, a line a kind of request, drawn from `load.json` alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks import report, results

PICTURE = results.ROOT / "docs" / "load.svg"
GROUPS = {"page": "#0b57d0", "layout": "#0b57d0", "callback": "#b3261e", "data": "#1b6e3c"}
FILES = "#5f6368"
DASHES = ("solid", "dot", "dash", "dashdot", "longdash")


def draw(course: dict[str, Any], path: Path = PICTURE) -> None:
    """Writes the picture."""
    report.write_svg(figure(course), path, title(course))


def title(course: dict[str, Any]) -> str:
    """What was done, and how it ended."""
    errors = course["errors"] or "no"
    return f"{course['readers']} readers for {course['seconds']} seconds: {errors} errors"


def figure(course: dict[str, Any]) -> dict[str, Any]:
    """p95 of each kind in every few seconds; p50, p95 and p99 of the whole stand beside its name."""
    files = [kind for kind in course["kinds"] if kind not in GROUPS]
    lines = [_line(kind, one, files) for kind, one in course["kinds"].items()]
    return {
        "data": lines,
        "layout": {
            "width": 1000,
            "height": 420,
            "margin": {"l": 60, "r": 16, "t": 60, "b": 48},
            "paper_bgcolor": "white",
            "plot_bgcolor": "white",
            "font": {"size": 11, "color": "#1f1f1f"},
            "title": {"text": f"{title(course)}; p95 in ms, five seconds a point", "x": 0.016, "font": {"size": 14}},
            "legend": {"title": {"text": "kind: p50 · p95 · p99 in ms"}},
            "xaxis": {"title": {"text": "second"}, "gridcolor": "#e8eaed", "zeroline": False},
            "yaxis": {"type": "log", "gridcolor": "#e8eaed", "title": {"text": "ms"}, "dtick": 1},
        },
    }


def _line(kind: str, one: dict[str, Any], files: list[str]) -> dict[str, Any]:
    dash = DASHES[files.index(kind) % len(DASHES)] if kind in files else "dot" if kind == "layout" else "solid"
    return {
        "type": "scatter",
        "mode": "lines",
        "name": f"{kind}: {one['p50']:,.0f} · {one['p95']:,.0f} · {one['p99']:,.0f}",
        "x": one["second"],
        "y": one["p95_ms"],
        "line": {"color": GROUPS.get(kind, FILES), "dash": dash, "width": 1.5},
    }
