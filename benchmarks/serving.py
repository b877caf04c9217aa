"""Servers started for a measurement, and the processes behind them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OOSC = [sys.executable, "-m", "dashboard"]


@dataclass(frozen=True)
class Running:
    url: str
    pid: int
    seconds_to_ready: float

    def workers(self) -> list[int]:
        """The processes that answer: children of the one that listens."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(child) for child in children]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, process: subprocess.Popen[bytes], limit: float = 60) -> float:
    started = time.perf_counter()
    while time.perf_counter() - started < limit:
        try:
            urllib.request.urlopen(url, timeout=limit).close()
            return time.perf_counter() - started
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.02)
    raise SystemExit(f"The server for {url} did not start: {process.args!r}")


@contextmanager
def served(command: list[str], port: int, ready: str = "/", **environment: str) -> Iterator[Running]:
    """A server, running while the block runs."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        yield Running(url, process.pid, _wait(url + ready, process))
    finally:
        process.terminate()
        process.wait(20)


def dashboard() -> AbstractContextManager[Running]:
    """`oosc serve` as a user starts it, as a context manager."""
    port = free_port()
    return served([*OOSC, "serve", "--port", str(port)], port, "/healthz")


def plain(figures: Path) -> AbstractContextManager[Running]:
    """The plain Dash app, on the same kind of server."""
    port = free_port()
    gunicorn = [sys.executable, "-m", "gunicorn", "--threads", "8", "-b", f"127.0.0.1:{port}"]
    return served([*gunicorn, "benchmarks.plain:server"], port, FIGURES=str(figures))
