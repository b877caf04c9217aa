"""Many readers of files at once: wrk asks, one line of JSON answers."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).parent / "peers" / "readers.lua"
ACCEPTS = "Accept-Encoding: gzip, deflate, br, zstd"
"""As Chromium sends it."""


@dataclass(frozen=True)
class Answered:
    """What came of it; times in milliseconds from the request to its answer's last byte."""

    requests: int
    seconds: float
    errors: int
    p50_ms: float
    p95_ms: float
    p99_ms: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def ask(url: str, addresses: Sequence[str], *, readers: int = 50, think_ms: int = 0, seconds: int = 10) -> Answered:
    """Asks for addresses in turn, each reader on a connection of their own.

    Args:
        url: The server, on this machine.
        think_ms: Between a reader's answer and next request, on average; 0 is a closed loop.
        seconds: When it ends.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.write("\n".join(addresses))
        listed.flush()
        environment = {**os.environ, "ADDRESSES": listed.name, "THINK_MS": str(think_ms)}
        command = ["wrk", "-t1", f"-c{readers}", f"-d{seconds}s", "--timeout", "30s", "-s", SCRIPT, "-H", ACCEPTS, url]
        said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    return Answered(**json.loads(said.strip().splitlines()[-1]))
