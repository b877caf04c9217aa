"""A hundred thousand requests to one process, and what it holds on the way. Takes some ten minutes.

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
TOTAL, EARLY_ON, CONNECTIONS = 100_000, 20_000, 8
STEP_S, MOST_STEPS = 30, 60
"""Seconds from one look at the memory to the next, in which all addresses have their turn; after so many it ends."""
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

WRONG = Measure(PART, f"{TOTAL:,} requests: wrong answers", "", 0)
EARLY = Measure(PART, f"memory after {EARLY_ON:,} requests", "MB", 250, why=serving.HELD)
LATE = Measure(PART, f"memory after {TOTAL:,} requests", "MB", 250, why=serving.HELD)
GROWN = Measure(PART, "memory grown between these", "MB", 10)
MEASURES = (WRONG, EARLY, LATE, GROWN)


def run() -> Iterator[Measure]:
    """Steps until all have been answered; what each leaves is printed as it comes."""
    asked, wrong, held = 0, 0, {}
    with serving.dashboard() as running:
        for _ in range(MOST_STEPS):
            came = crowd.ask(running.url, MIX, readers=CONNECTIONS, seconds=STEP_S)
            asked, wrong = asked + came.requests, wrong + came.errors
            held[asked] = running.memory() / MB
            print(f"  {asked:,} requests: {held[asked]:.0f} MB, {came.per_second:.0f} a second", flush=True)
            if asked >= TOTAL:
                break
    if asked < TOTAL:
        raise SystemExit(f"Only {asked:,} of {TOTAL:,} requests were answered in {MOST_STEPS * STEP_S} seconds.")
    early = next(held[answered] for answered in held if answered >= EARLY_ON)
    yield WRONG.taken(wrong)
    yield EARLY.taken(early)
    yield LATE.taken(held[asked])
    yield GROWN.taken(max(held[asked] - early, 0))
