"""The live source beside `unesco-reader`: requests, time, rows, and what faults do to each."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import clients, fetching
from benchmarks.measures import Measure
from etl.sources.uis_api import Patience

PART, READER = "live source", "unesco-reader"
FAULTS = "faults once or always"
ALL, ONE = fetching.ALL, (fetching.ONE,)
JOBS = {
    "all out-of-school indicators": (ALL, clients.ours(*ALL, patience=Patience()), clients.reader_listed(*ALL)),
    "the same, neither counted nor kept": (ALL, clients.asked_only(*ALL), clients.reader_listed(*ALL)),
    "one indicator": (ONE, clients.ours(*ONE, patience=Patience()), clients.reader_codes(*ONE)),
    "one indicator, neither counted nor kept": (ONE, clients.asked_only(*ONE), clients.reader_codes(*ONE)),
}
REQUESTS = {what: Measure(PART, f"{what}: requests", "") for what in JOBS}
TIME = {what: Measure(PART, f"{what}: time", "s") for what in JOBS}
MISSING = {what: Measure(PART, f"{what}: rows missing or wrong", "", 0) for what in JOBS}
WRONG = Measure(PART, f"{FAULTS}: wrong data without a word", "", 0)
CRASHED = Measure(PART, f"{FAULTS}: crashed or hung", "", 0)
MEASURES = (*(one for what in JOBS for one in (REQUESTS[what], TIME[what], MISSING[what])), WRONG, CRASHED)


def run() -> Iterator[Measure]:
    """What each job takes, then what each fault does."""
    for what, (patterns, *both) in JOBS.items():
        ours, theirs = (fetching.came(client, patterns) for client in both)
        yield REQUESTS[what].taken(ours.requests, {READER: theirs.requests})
        yield MISSING[what].taken(ours.missing, {READER: theirs.missing})
        here, there = fetching.times(both)
        yield TIME[what].taken(here, {READER: there})
    ours_said, reader_said = fetching.verdicts()
    for measure, words in ((WRONG, ("wrong",)), (CRASHED, ("crashed", "hung"))):
        ours_bad, theirs_bad = (sum(said.count(word) for word in words) for said in (ours_said, reader_said))
        yield measure.taken(ours_bad, {READER: theirs_bad})
