"""A hundred thousand requests to one process, and what it holds after every ten thousand. Takes some minutes.

Eight connections without a pause ask for charts as JSON and CSV, for pages, and for what changes nothing. Nine in ten
ask for what most readers ask for; the tenth for the next of all the rest, which no cache holds any more when its turn
comes again.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import crowd, serving
from benchmarks.measures import MB, Measure
from benchmarks.server import PLACES

PART = "soak"
STEPS, EACH, CONNECTIONS, LIMIT = 10, 10_000, 8, 600
CHARTS = ("trend", "gap", "groups", "sources")
OFTEN = [
    "/", "/groups", "/country?place=PAK", "/figures/map.json?year=2023", "/healthz",
    *(f"/figures/{name}.json?place=PAK" for name in CHARTS),
]  # fmt: skip
SELDOM = [
    *(f"/figures/{name}.json?place={place}" for place in PLACES for name in CHARTS),
    *(f"/figures/{name}.csv?place={place}" for place in PLACES for name in CHARTS),
    *(f"/country?place={place}" for place in PLACES),
    *(f"/figures/map.json?year={year}" for year in range(2000, 2024)),
    "/region", "/data", "/openapi.json", "/_dash-layout", "/_dash-dependencies",
]  # fmt: skip
MIX = [address for one in SELDOM for address in (*OFTEN, one)]

WRONG = Measure(PART, f"{STEPS * EACH:,} requests: wrong answers", "", 0)
EARLY = Measure(PART, f"memory after {2 * EACH:,} requests", "MB", 250, why=serving.HELD)
LATE = Measure(PART, f"memory after {STEPS * EACH:,} requests", "MB", 250, why=serving.HELD)
GROWN = Measure(PART, "memory grown between these", "MB", 10)
MEASURES = (WRONG, EARLY, LATE, GROWN)


def run() -> Iterator[Measure]:
    """Ten steps; what each leaves is printed as it comes."""
    held, wrong = [], 0
    with serving.dashboard() as running:
        for step in range(1, STEPS + 1):
            came = crowd.ask(running.url, MIX, readers=CONNECTIONS, seconds=LIMIT, count=EACH)
            wrong += came.errors
            held.append(running.memory() / MB)
            print(f"  {step * EACH:,} requests: {held[-1]:.0f} MB, {came.per_second:.0f} a second", flush=True)
    yield WRONG.taken(wrong)
    yield EARLY.taken(held[1])
    yield LATE.taken(held[-1])
    yield GROWN.taken(max(held[-1] - held[1], 0))
