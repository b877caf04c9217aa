"""Two hundred readers for two minutes: pages, controls, search and exports as browsers ask for them, on one server.

A reader does one thing, thinks 1 to 5 seconds, and does the next; they arrive within the first 20 seconds. A doing is
all that a browser asks for in it (`recording`): a page with its layout, callbacks and what it asks for ahead; what a
control asks for, and what is asked for ahead then; a search; a file. `oosc serve` runs as it does without options.
Locust asks, on the same machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks import load_picture, recording, serving
from benchmarks.measures import MB, Measure, p95

PART = "load"
READERS, LASTING_S, ARRIVING = 200, 120, 10
"""How many, how long, and how many arrive each second."""
FILE = serving.ROOT / "benchmarks" / "load.json"
KINDS = ("page", "layout", "callback", "data", *recording.FILES)
BIN_S = 5
"""Of a point in the picture."""

ERRORS = Measure(PART, f"{READERS} readers for {LASTING_S} s: errors", "", 0)
ANSWERS = Measure(PART, f"{READERS} readers: requests answered", "/s", more_is_better=True)
ALL = {share: Measure(PART, f"{READERS} readers: any request, {share}", "ms") for share in ("p50", "p95", "p99")}
EACH = {kind: Measure(PART, f"{READERS} readers: {kind}, p95", "ms") for kind in KINDS}
BEFORE = Measure(PART, "memory of the process that answers, before", "MB", 250, why=serving.HELD)
AFTER = Measure(PART, "memory of the process that answers, after", "MB", 250, why=serving.HELD)
MEASURES = (ERRORS, ANSWERS, *ALL.values(), *EACH.values(), BEFORE, AFTER)


def run() -> Iterator[Measure]:
    """Records, lets the readers loose, writes the course of it, and its picture."""
    with serving.dashboard() as running:
        plays = recording.record(running.url)
        before = running.memory() / MB
        took = crowd(running.url, plays)
        after = running.memory() / MB
    FILE.write_text(json.dumps(course(took), indent=1) + "\n")
    load_picture.draw(json.loads(FILE.read_text()))
    wrong = took[took["error"] != ""]
    for (kind, error), number in wrong.groupby(["kind", "error"]).size().items():
        print(f"  {number} × {kind}: {error}")
    yield ERRORS.taken(len(wrong))
    yield ANSWERS.taken(len(took) / took["second"].max())
    for share, measure in ALL.items():
        yield measure.taken(took["ms"].quantile(float(share[1:]) / 100))
    for kind, measure in EACH.items():
        yield measure.taken(p95(took.loc[took["kind"] == kind, "ms"].tolist()))
    yield BEFORE.taken(before)
    yield AFTER.taken(after)


def crowd(url: str, plays: dict[str, Any]) -> pd.DataFrame:
    """Every request of the readers: second, kind, ms, error."""
    with tempfile.TemporaryDirectory() as folder:
        files = {name: Path(folder) / name for name in ("PLAYS", "TOOK")}
        files["PLAYS"].write_text(json.dumps(plays))
        script = Path(__file__).parent / "peers" / "readers.py"
        flags = f"--headless --skip-log-setup --users {READERS} --spawn-rate {ARRIVING} --run-time {LASTING_S}s"
        command = [serving.BENCH / "python", "-m", "locust", "-f", script, "--host", url, *flags.split()]
        environment = {**os.environ, **{name: str(path) for name, path in files.items()}}
        # Its own status is 1 where any request failed: those are counted here.
        subprocess.run(command, env=environment, capture_output=True, timeout=LASTING_S + 120, check=False)
        return pd.read_csv(files["TOOK"], keep_default_na=False)


def course(took: pd.DataFrame) -> dict[str, Any]:
    """What the picture is drawn from: p50 and p95 of each kind of request in every few seconds, and over all."""
    bins = (took["second"] // BIN_S * BIN_S).astype(int)
    kinds = {}
    for kind, rows in took.groupby("kind"):
        points = rows.groupby(bins)["ms"]
        p50s, p95s = (points.quantile(share).round(1) for share in (0.5, 0.95))
        whole = {f"p{at:g}": round(float(rows["ms"].quantile(at / 100)), 1) for at in (50, 95, 99)}
        kinds[kind] = {
            "requests": len(rows),
            **whole,
            "second": p50s.index.tolist(),
            "p50_ms": p50s.tolist(),
            "p95_ms": p95s.tolist(),
        }
    return {"readers": READERS, "seconds": LASTING_S, "errors": int((took["error"] != "").sum()), "kinds": kinds}
