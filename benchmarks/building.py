"""The build as rows of the table; `build` measures it."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import build
from benchmarks.measures import Measure

PART, PEER = "build", "pyarrow merely reads the sources"
TIMES = Measure(PART, "oosc etl build, times the time a program takes to read", "×", 3)
BUILD = Measure(PART, "oosc etl build, from start to end of a program", "s")
ALONE = Measure(PART, "oosc etl build, beside reading without Python's start", "s")
MEASURES = (TIMES, BUILD, ALONE)


def run() -> Iterator[Measure]:
    """The build, beside reading as a program of its own and beside reading alone."""
    took = build.measure()
    yield TIMES.taken(took["build"] / took["read_process"])
    yield BUILD.taken(took["build"], {PEER: took["read_process"]})
    yield ALONE.taken(took["build"], {PEER: took["read"]})
