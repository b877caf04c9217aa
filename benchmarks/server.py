"""What one server process needs: memory after some use, and time for a chart."""

from __future__ import annotations

import http.client
import time
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit

from benchmarks.serving import Running

PLACES = "PAK IND NGA BRA NAM FRA ETH BGD IDN MEX KEN VNM PHL EGY TZA COD ZAF COL PER NPL"
CHARTS = ("headline", "trend", "map", "ranking", "gap", "releases")


def get(connection: http.client.HTTPConnection, address: str) -> float:
    """Seconds from asking to the last byte."""
    started = time.perf_counter()
    connection.request("GET", address)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"{address} answered {answer.status}.")
    return time.perf_counter() - started


def chart_times(running: Running, rounds: int = 10) -> list[float]:
    """Times of trend charts of many places, each new to the server in the first round."""
    connection = http.client.HTTPConnection(urlsplit(running.url).netloc)
    get(connection, "/figures/trend.json")
    times = []
    for _ in range(rounds):
        times += [get(connection, f"/figures/trend.json?place={place}") for place in PLACES.split()]
    connection.close()
    return times


def p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


def use(running: Running) -> None:
    """Some views, as a reader would leave behind."""
    connection = http.client.HTTPConnection(urlsplit(running.url).netloc)
    for name in CHARTS:
        get(connection, f"/figures/{name}.json")
    for address in ("/", "/region", "/country"):
        get(connection, address)
    connection.close()


def memory(running: Running) -> list[dict[str, int]]:
    """RSS and PSS in bytes of each worker; PSS divides what is shared by those who share it."""
    return [_rollup(worker) for worker in running.workers()]


def _rollup(pid: int) -> dict[str, int]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    fields = (line.split() for line in lines if line.startswith(("Rss:", "Pss:")))
    return {name.rstrip(":").lower(): int(kilobytes) * 1024 for name, kilobytes, *_ in fields}
