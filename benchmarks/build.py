"""Building the tables: beside merely reading what they are built from, and of ever more releases."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pyarrow.parquet as pq

from benchmarks.serving import OOSC, ROOT

SIZES = (1, 2, 5, 10)
COPIED = ROOT / "data" / "sources" / "uis" / "2024-09.parquet"
"""The largest release of UIS: it stands again under invented names until there are as many rows as wanted."""
READ = "import sys, pyarrow.parquet as pq; [pq.read_table(path) for path in sys.argv[1:]]"

WATCH = """
import json, resource, subprocess, sys, time
started = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([time.perf_counter() - started, used.ru_maxrss / 1024]))
"""
"""Seconds and megabytes of a program. Who starts one lends it his own peak of memory, so a small program does."""


def sources() -> list[str]:
    return sorted(map(str, (ROOT / "data" / "sources").rglob("*.parquet")))


def _run(command: list[str], **environment: str) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def read_here() -> float:
    """Reading alone, without the start of Python."""
    started = time.perf_counter()
    for path in sources():
        pq.read_table(path)
    return time.perf_counter() - started


def read_process() -> float:
    """A program that starts, reads and ends."""
    return _run([sys.executable, "-c", READ, *sources()])


def build() -> float:
    """`oosc etl build` in a copy of the data folder, from start to end."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "data" / "sources", Path(folder) / "sources")
        return _run([*OOSC, "etl", "build"], OOSC_DATA=folder)


def measure(times: int = 3) -> dict[str, float]:
    """Medians in seconds."""
    measured = {"read": read_here, "read_process": read_process, "build": build}
    return {name: median(each() for _ in range(times)) for name, each in measured.items()}


@dataclass(frozen=True)
class Grown:
    """A build of several times today's sources.

    Attributes:
        times: How many times today's rows, about.
        rows: In the sources.
        seconds: From start to end of the program.
        peak_mb: The most memory it held.
    """

    times: int
    rows: int
    seconds: float
    peak_mb: float

    @property
    def seconds_per_million(self) -> float:
        """What a million rows took."""
        return self.seconds / self.rows * 1e6


def growth(runs: int = 3) -> list[Grown]:
    """Builds of today's sources and of several times as many rows: of each size the quickest of some."""
    return [min((_grown(times) for _ in range(runs)), key=lambda one: one.seconds) for times in SIZES]


def _grown(times: int) -> Grown:
    today, each = sum(_rows(Path(path)) for path in sources()), _rows(COPIED)
    copies = round((times - 1) * today / each)
    with tempfile.TemporaryDirectory() as folder:
        _multiply(Path(folder) / "sources", copies)
        return _watched(times, today + copies * each, folder)


def _rows(path: Path) -> int:
    return int(pq.read_metadata(path).num_rows)


def _multiply(folder: Path, copies: int) -> None:
    shutil.copytree(ROOT / "data" / "sources", folder)
    for number in range(copies):
        for ending in (".parquet", ".meta.json"):
            shutil.copyfile(COPIED.with_suffix(ending), folder / "uis" / f"invented-{number:03}{ending}")


def _watched(times: int, rows: int, folder: str) -> Grown:
    command = [sys.executable, "-c", WATCH, *OOSC, "etl", "build"]
    environment = {**os.environ, "OOSC_DATA": folder}
    said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    return Grown(times, rows, *json.loads(said))
