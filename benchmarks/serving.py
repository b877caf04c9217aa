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

from dashboard.server import THREADS

ROOT = Path(__file__).resolve().parent.parent
HELD = (
    "A worker that nobody asked yet holds 151 MB, mostly Python's packages; all that pages and files need adds to it."
)
AS_SERVED = ROOT / ".venv-served" / "bin" / "python"
"""Where nothing is installed but what `make run` installs; what notebooks need besides, Dash would import too."""
OOSC = [str(AS_SERVED if AS_SERVED.exists() else sys.executable), "-m", "dashboard"]
BENCH = ROOT / ".venv-bench" / "bin"
"""The virtual environment of the peers; `make bench` makes it."""


@dataclass(frozen=True)
class Running:
    url: str
    pid: int
    seconds_to_ready: float

    def workers(self) -> list[int]:
        """The processes that answer: children of the one that listens, or that one where it has none."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(child) for child in children] or [self.pid]

    def memory(self) -> float:
        """RSS in bytes of the largest process that answers."""
        return float(max(_rss(pid) for pid in self.workers()))


def _rss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Rss:"))


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
    process.terminate()
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
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def dashboard(workers: int = 1) -> AbstractContextManager[Running]:
    """`oosc serve` as a user starts it, as a context manager."""
    port = free_port()
    return served([*OOSC, "serve", "--port", str(port), "--workers", str(workers)], port, "/healthz")


def plain() -> AbstractContextManager[Running]:
    """The plain Dash app, on the same kind of server."""
    return _gunicorn("benchmarks.peers.plain:server")


def vizro() -> AbstractContextManager[Running]:
    """The Vizro app, on the same kind of server."""
    return _gunicorn("benchmarks.peers.vizro_app:app")


def streamlit() -> AbstractContextManager[Running]:
    """The Streamlit app, on the server it brings."""
    port = free_port()
    settings = {
        "server.address": "127.0.0.1",
        "server.port": str(port),
        "server.headless": "true",
        "server.enableStaticServing": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    flags = [word for name, value in settings.items() for word in (f"--{name}", value)]
    command = [str(BENCH / "python"), "-m", "streamlit", "run", "benchmarks/peers/streamlit_app.py", *flags]
    return served(command, port, "/_stcore/health", PYTHONPATH=str(ROOT))


PEERS = {"plain Dash": plain, "Streamlit": streamlit, "Vizro": vizro}


def _gunicorn(app: str) -> AbstractContextManager[Running]:
    port = free_port()
    command = [str(BENCH / "python"), "-m", "gunicorn", "--threads", str(THREADS), "-b", f"127.0.0.1:{port}", app]
    return served(command, port, PYTHONPATH=str(ROOT))


def peer_versions() -> dict[str, str]:
    """Name -> version of the packages that the peers are made with."""
    wanted = ("streamlit", "vizro", "locust")
    ask = f"import importlib.metadata as m; print(*map(m.version, {wanted!r}))"
    said = subprocess.run([str(BENCH / "python"), "-c", ask], capture_output=True, text=True, check=True)
    return dict(zip(wanted, said.stdout.split(), strict=True))
