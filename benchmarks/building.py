"""The build as rows of the table; `build` measures it."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import build
from benchmarks.measures import Measure

PART, PEER = "build", "pyarrow merely reads the sources"
PANDAS = "Starting pandas takes a quarter of what is allowed; the rest is its cost per call over 21 parts."
TIMES = Measure(PART, "oosc etl build, times the time a program takes to read", "×", 3, why=PANDAS)
BUILD = Measure(PART, "oosc etl build, from start to end of a program", "s")
ALONE = Measure(PART, "oosc etl build, beside reading without Python's start", "s")
GROWN = {n: Measure(PART, f"oosc etl build, a million rows, of {n} × today's rows", "s") for n in build.SIZES}
HELD = {n: Measure(PART, f"memory of oosc etl build, of {n} × today's rows", "MB") for n in build.SIZES}
LINEAR = Measure(PART, f"a row of {build.SIZES[-1]} × today's rows, times a row today", "×", 1)
MEASURES = (TIMES, BUILD, ALONE, LINEAR, *GROWN.values(), *HELD.values())


def run() -> Iterator[Measure]:
    """The build, beside reading as a program of its own and beside reading alone; then of ever more releases."""
    took = build.measure()
    yield TIMES.taken(took["build"] / took["read_process"])
    yield BUILD.taken(took["build"], {PEER: took["read_process"]})
    yield ALONE.taken(took["build"], {PEER: took["read"]})
    grown = build.growth()
    yield LINEAR.taken(grown[-1].seconds_per_million / grown[0].seconds_per_million)
    for one in grown:
        yield GROWN[one.times].taken(one.seconds_per_million)
        yield HELD[one.times].taken(one.peak_mb)
