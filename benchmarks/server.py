"""One server process: its start, its charts one at a time, and fifty readers at once beside nginx with the same bytes.

One reader asks for each kind of chart of many places (or years) before anybody else does, and, of another process, ten
times for the trends of those places.

Fifty readers are measured twice. With a second's thought between an answer and the next request (the budget's sense:
some 50 requests a second), and in a closed loop in which nobody thinks (how much it can answer at all, and how long one
waits then). Each asks for charts as JSON in turn, compressed as a browser takes them.
"""

from __future__ import annotations

import http.client
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from benchmarks import crowd, serving
from benchmarks.measures import Measure, p95
from benchmarks.peers import nginx
from benchmarks.serving import Running
from dashboard.charts import CHARTS, Spec

PART = "server"
_CODES = "PAK IND NGA BRA NAM FRA ETH BGD IDN MEX KEN VNM PHL EGY TZA COD ZAF COL PER NPL"
PLACES = tuple(_CODES.split())
ADDRESSES = [f"/figures/trend.json?place={place}" for place in PLACES]
YEARS = range(2004, 2024)
ROUNDS = 10
THINK_MS, ASKING_S = 1000, 15

READY = Measure(
    PART,
    "oosc serve ready",
    "s",
    3,
    why="Packages are imported, tables indexed and the first page made before it listens.",
)
CHART_P50 = Measure(PART, "one reader: a trend as JSON, nine in ten from memory, p50", "ms")
CHART_P95 = Measure(
    PART,
    "one reader: a trend as JSON, nine in ten from memory, p95",
    "ms",
    20,
    why="One in ten is asked for the first time, and pandas makes it.",
)
NEW = {kind: Measure(PART, f"one reader: {kind} as JSON, asked for first, p50", "ms") for kind in CHARTS}
SLOWEST = Measure(
    PART,
    "one reader: the slowest kind of chart, asked for first, p50",
    "ms",
    20,
    why="It is made of the tables by pandas, once: whoever asks next has it from memory.",
)
THINKING = Measure(PART, "50 readers, each a request a second, p95", "ms", 20)
CLOSED_P95 = Measure(PART, "50 readers without a pause, p95", "ms")
CLOSED_RATE = Measure(PART, "50 readers without a pause, answers", "/s", more_is_better=True)
WRONG = Measure(PART, "50 readers: wrong answers", "", 0)
MEASURES = (READY, CHART_P50, CHART_P95, SLOWEST, *NEW.values(), THINKING, CLOSED_P95, CLOSED_RATE, WRONG)
PEER = "nginx, the same bytes"


def get(connection: http.client.HTTPConnection, address: str) -> float:
    """Milliseconds from asking to the last byte."""
    started = time.perf_counter()
    connection.request("GET", address)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"{address} answered {answer.status}.")
    return (time.perf_counter() - started) * 1000


def chart_times(running: Running) -> list[float]:
    """Times of trend charts of many places, each new to the server in the first round."""
    connection = http.client.HTTPConnection(urlsplit(running.url).netloc)
    get(connection, "/figures/trend.json")
    times = [get(connection, address) for address in ADDRESSES * ROUNDS]
    connection.close()
    return times


def new(running: Running) -> dict[str, float]:
    """Kind -> median time of its charts that nobody has asked for yet."""
    connection = http.client.HTTPConnection(urlsplit(running.url).netloc)
    took = {
        kind: median([get(connection, f"/figures/{kind}.json?{query}") for query in _queries(spec)])
        for kind, spec in CHARTS.items()
    }
    connection.close()
    return took


def _queries(spec: Spec) -> list[str]:
    if "place" in spec.uses:
        return [f"place={place}" for place in PLACES]
    return [f"{'year' if 'year' in spec.uses else 'to'}={year}" for year in YEARS]


def run() -> Iterator[Measure]:
    """One reader of each kind of chart; then anew: start and one reader of trends, fifty here and fifty there."""
    with serving.dashboard() as running:
        firsts = new(running)
    yield SLOWEST.taken(max(firsts.values()))
    for kind, took in firsts.items():
        yield NEW[kind].taken(took)
    with serving.dashboard() as running, tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield READY.taken(running.seconds_to_ready)
        times = chart_times(running)
        yield CHART_P50.taken(median(times))
        yield CHART_P95.taken(p95(times))
        files, encoding = nginx.keep(running.url, ADDRESSES, Path(folder))
        with nginx.serving(Path(folder), encoding) as limit:
            ours = [crowd.ask(running.url, ADDRESSES, think_ms=think, seconds=ASKING_S) for think in (THINK_MS, 0)]
            theirs = [crowd.ask(limit.url, files, think_ms=think, seconds=ASKING_S) for think in (THINK_MS, 0)]
    thinking, closed = zip(ours, theirs, strict=True)
    yield THINKING.taken(thinking[0].p95_ms, {PEER: thinking[1].p95_ms})
    yield CLOSED_P95.taken(closed[0].p95_ms, {PEER: closed[1].p95_ms})
    yield CLOSED_RATE.taken(closed[0].per_second, {PEER: closed[1].per_second})
    yield WRONG.taken(sum(one.errors for one in ours), {PEER: sum(one.errors for one in theirs)})
