"""What can be measured, part by part: each is a module with its `MEASURES`, and a `run` that yields them taken."""

from __future__ import annotations

from types import ModuleType

from benchmarks import building, controls, exports, live, load, pictures, server, soak, views
from benchmarks.measures import Measure

PARTS: dict[str, ModuleType] = {
    "views": views,
    "controls": controls,
    "exports": exports,
    "server": server,
    "load": load,
    "pictures": pictures,
    "build": building,
    "live": live,
    "soak": soak,
}
OPTIONAL = ("soak",)
"""Measured only when asked for by name."""
DEFAULT = tuple(name for name in PARTS if name not in OPTIONAL)


def registered() -> list[Measure]:
    """Every measure there is, in the order of the table."""
    return [one for part in PARTS.values() for one in part.MEASURES]
