"""`benchmarks/results.json`: every row with its own time and commit, so that a part can be measured anew alone.

`machine` is where something was measured last; `machines` holds, by the time of their rows, where each was.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.measures import Measure

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "benchmarks" / "results.json"
WRITTEN = ("benchmarks/results.json", "benchmarks/load.json", "docs/bench.svg", "docs/load.svg")
"""What measuring itself changes."""
PACKAGES = ("dash", "plotly", "pandas", "pyarrow", "gunicorn", "unesco-reader", "kaleido")


def read(path: Path = FILE) -> dict[str, Any]:
    """What was measured last; empty where nothing was."""
    if not path.exists():
        return {"machine": {}, "rows": []}
    return json.loads(path.read_text(encoding="utf-8"))


def measures(results: dict[str, Any]) -> list[Measure]:
    """The rows as measures again."""
    return [_measure(row) for row in results["rows"]]


def _measure(row: dict[str, Any]) -> Measure:
    return Measure(**{name: value for name, value in row.items() if name in Measure.__dataclass_fields__})


def with_rows(
    results: dict[str, Any], taken: Iterable[Measure], registered: Iterable[Measure], peers: dict[str, str]
) -> dict[str, Any]:
    """The results with rows just taken in the place of the former; rows that nobody measures any more go.

    Order is that in which measures are registered. `peers`: name -> version, as installed.
    """
    now = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "commit": commit()}
    fresh = [{**_row(one), **now} for one in taken]
    rows = in_order([*results["rows"], *fresh], registered)
    here, times = machine(peers), {row["at"] for row in rows}
    machines = {at: there for at, there in {**results.get("machines", {}), now["at"]: here}.items() if at in times}
    return {"date": now["at"], "commit": now["commit"], "machine": here, "machines": machines, "rows": rows}


def in_order(rows: Iterable[dict[str, Any]], registered: Iterable[Measure]) -> list[dict[str, Any]]:
    """The last row of each registered measure, with its verdict and the reason that it gives today."""
    last = {(row["part"], row["name"]): row for row in rows}
    kept = []
    for one in registered:
        if row := last.get((one.part, one.name)):
            today = _measure({**row, "why": one.why})
            kept.append({**row, "why": one.why, "verdict": today.verdict, "reason": today.reason})
    return kept


def write(results: dict[str, Any], path: Path = FILE) -> None:
    """Whole or not at all."""
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    beside.replace(path)


def machine(peers: dict[str, str]) -> dict[str, Any]:
    """Cores, memory, and versions of what was measured."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    versions = {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}, **peers}
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(memory / 1e9, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "versions": versions,
    }


def commit() -> str:
    """The commit measured, marked where what is measured differs from it; empty outside a checkout."""
    try:
        changed = _git("diff", "--name-only", "HEAD", "--", ".", *(f":!{path}" for path in WRITTEN))
        return _git("describe", "--always") + ("-dirty" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return ""


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def _row(one: Measure) -> dict[str, Any]:
    best = one.best_peer
    derived = {
        "best_peer": best[0] if best else None,
        "ratio": None if one.ratio is None else round(one.ratio, 4),
        "verdict": one.verdict,
        "reason": one.reason,
    }
    return {**asdict(one), "ours": _short(one.ours), "peers": {k: _short(v) for k, v in one.peers.items()}, **derived}


def _short(value: float | None) -> float | None:
    """Four digits that count: more is noise."""
    return None if value is None else float(f"{value:.4g}")
