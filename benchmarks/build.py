"""Building the tables, beside merely reading what they are built from."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import pyarrow.parquet as pq

from benchmarks.serving import OOSC, ROOT

READ = "import sys, pyarrow.parquet as pq; [pq.read_table(path) for path in sys.argv[1:]]"


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
