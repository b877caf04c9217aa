"""The build as rows of the table; `build` measures it.

Whether it stays linear shows in what a row more takes, once there are many and while there are few: the time of a whole
build has its start in it, which many rows share. A cost that grew with the square of the rows would come to 5; sorting
them comes to 1.1, and ten times as much finds less room in the processor's caches, so up to 1.5 counts as linear.
"""

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
LINEAR = Measure(PART, "a row more at 5 to 10 × today's rows, times one at 1 to 2 ×", "×", 1.5)
MEASURES = (TIMES, BUILD, ALONE, LINEAR, *GROWN.values(), *HELD.values())


def run() -> Iterator[Measure]:
    """The build, beside reading as a program of its own and beside reading alone; then of ever more releases."""
    took = build.measure()
    yield TIMES.taken(took["build"] / took["read_process"])
    yield BUILD.taken(took["build"], {PEER: took["read_process"]})
    yield ALONE.taken(took["build"], {PEER: took["read"]})
    grown = today, twice, five, ten = build.growth()
    yield LINEAR.taken(_row_more(five, ten) / _row_more(today, twice))
    for one in grown:
        yield GROWN[one.times].taken(one.seconds_per_million)
        yield HELD[one.times].taken(one.peak_mb)


def _row_more(less: build.Grown, more: build.Grown) -> float:
    """Seconds that each further row took."""
    return (more.seconds - less.seconds) / (more.rows - less.rows)
