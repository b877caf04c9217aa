"""The live source beside the package `unesco-reader`, on one stand-in: requests, time, rows, and faults.

How the two are used: see `clients`. Time is taken with the stand-in in a process of its own; requests are counted and
rows compared with it in this one.

Verdicts: "right", the rows are those the stand-in serves; "told", an error of the client's own, in words, however
wide of the cause; "wrong", other rows, or none of a code that was named, and no word; "crashed", any other error;
"hung", no end within `LIMIT_S`. A warning of `unesco-reader` is a word only where logging is set up, since its logger
has a NullHandler.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from threading import Thread
from typing import Any

import pandas as pd
import unesco_reader
from pandas.api.types import is_numeric_dtype

from benchmarks import clients, serving
from benchmarks.clients import MOST, ONE, OTHER, UNKNOWN, Client
from tests.uis_standin import Fault, StandIn
from tests.uis_standin.answers import BASE

ALL = ("OFST.*", "ROFST.*")
SOME = ("ROFST.?.CP", "ROFST.H.?")
LATER = "20190201-standin0"
"""The version that the service turns to in the midst of a job."""
LIMIT_S = 10.0
"""What a try may take."""
COLUMNS = ["indicatorId", "geoUnit", "year", "value", "magnitude", "qualifier"]


# Requests, time, rows ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Came:
    """What a job took and brought: requests, and rows of those served that are missing, or are others."""

    requests: int
    missing: int


def came(client: Client, patterns: Sequence[str]) -> Came:
    """One job, on a stand-in of its own."""
    with StandIn() as server, clients.reader_pointed_at(server):
        expected, found = served(server, patterns), client(server)
        short = max(len(expected) - len(found), 0)
        return Came(len(server.requests), 0 if same(found, expected) else max(short, 1))


def times(both: Sequence[Client], runs: int = 3) -> list[float]:
    """Median seconds of each, in turn, after a first run that warms the stand-in."""
    port = serving.free_port()
    command = [sys.executable, "-m", "tests.uis_standin", "--port", str(port)]
    took: list[list[float]] = [[] for _ in both]
    with serving.served(command, port, f"{BASE}/versions/default") as running:
        server = clients.Elsewhere(running.url)
        with clients.reader_pointed_at(server):
            both[-1](server)
            for at in [*range(len(both))] * runs:
                unesco_reader.clear_cache()
                started = time.perf_counter()
                both[at](server)
                took[at].append(time.perf_counter() - started)
    return [median(each) for each in took]


def served(server: StandIn, patterns: Sequence[str]) -> pd.DataFrame:
    """What the default version holds of some indicators."""
    frame = server.served(server.default)
    return frame[clients.fits(frame["indicatorId"], patterns)]


def same(found: pd.DataFrame, expected: pd.DataFrame) -> bool:
    """Whether both hold the same rows, in whatever order, numbers as numbers."""
    if len(found) != len(expected) or not set(COLUMNS) <= set(found) or not is_numeric_dtype(found["value"]):
        return False
    left, right = (frame[COLUMNS].sort_values(COLUMNS[:3], ignore_index=True) for frame in (found, expected))
    return all(((left[name] == right[name]) | (left[name].isna() & right[name].isna())).all() for name in COLUMNS)


# Faults --------------------------------------------------------------------------------------------------------------


_OURS, _READER = clients.ours(ONE), clients.reader_codes(ONE)


@dataclass(frozen=True)
class Trial:
    """What goes wrong, the two clients that meet it, and the indicators they are to bring.

    Attributes:
        times: So often "once" goes wrong.
        standing: Whether it is also tried with every request going wrong.
        named: Codes asked for by name, which the rows or a word have to answer.
    """

    words: str
    fault: Fault | None = None
    options: dict[str, Any] = field(default_factory=dict)
    times: int = 1
    standing: bool = True
    ours: Client = _OURS
    reader: Client = _READER
    patterns: tuple[str, ...] = (ONE,)
    named: frozenset[str] = frozenset()
    limit: int = MOST


def _turn(server: StandIn) -> None:
    server.default = LATER


_LISTED: dict[str, Any] = {"ours": clients.ours(*SOME), "reader": clients.reader_listed(*SOME), "patterns": SOME}
_MIXED: dict[str, Any] = {"standing": False, "ours": clients.ours(ONE, UNKNOWN), "named": frozenset({ONE, UNKNOWN})}
_TURNING: dict[str, Any] = {
    "standing": False,
    "ours": clients.ours(ONE, OTHER, meanwhile=_turn),
    "patterns": (ONE, OTHER),
    "limit": 6_000,
}
TRIALS = (
    Trial("429, Retry-After 1 s", Fault.TOO_MANY_REQUESTS),
    *(Trial(f"{status}", Fault.SERVER_ERROR, {"status": status}) for status in (500, 502, 503, 504)),
    Trial("503, three times running", Fault.SERVER_ERROR, times=3, standing=False),
    Trial("connection reset in mid-body", Fault.RESET_MID_BODY),
    Trial("gzip cut off", Fault.TRUNCATED_GZIP),
    Trial("Content-Length too large", Fault.WRONG_LENGTH),
    Trial("Content-Length too small", Fault.WRONG_LENGTH, {"by": -1000}),
    Trial("body in drips over 2 s", Fault.SLOW_DRIP),
    Trial("a page of HTML with 200", Fault.HTML_200),
    Trial("no JSON", Fault.NOT_JSON),
    Trial("a record twice", Fault.DUPLICATE_RECORDS),
    Trial("a record not asked for", Fault.FOREIGN_RECORD),
    Trial("a value is NaN", Fault.NOT_A_NUMBER),
    Trial("a value is Infinity", Fault.INFINITY),
    Trial("a value is text", Fault.TEXT_VALUE),
    Trial("a value of 401 digits", Fault.ENORMOUS_INTEGER),
    Trial("a value is missing from its record", Fault.MISSING_FIELD),
    Trial("a field more", Fault.UNKNOWN_FIELD),
    Trial("half of the records", Fault.HALF_THE_DATA),
    Trial("more records than one answer may hold", limit=3_000, standing=False),
    Trial("an unknown indicator beside a known one", **_MIXED, reader=clients.reader_codes(ONE, UNKNOWN)),
    Trial("the same, logging set up", **_MIXED, reader=clients.logged(clients.reader_codes(ONE, UNKNOWN))),
    Trial("default version changes, none named", **_TURNING, reader=clients.reader_twice(_turn, named=False)),
    Trial("default version changes, one named", **_TURNING, reader=clients.reader_twice(_turn, named=True)),
    Trial("empty catalogue", Fault.EMPTY_CATALOGUE, **_LISTED),
    Trial("half of the catalogue", Fault.HALF_THE_DATA, {"path": "/definitions/indicators"}, **_LISTED),
)


def verdicts() -> tuple[list[str], list[str]]:
    """One word on each try, ours and the reader's: the fault once, and where it stands."""
    said: tuple[list[str], list[str]] = [], []
    for trial in TRIALS:
        for times in (trial.times, None) if trial.standing else (trial.times,):
            for words, client in zip(said, (trial.ours, trial.reader), strict=True):
                words.append(verdict(trial, client, times))
    return said


def verdict(trial: Trial, client: Client, times: int | None) -> str:
    """One word on one try; `times` None lets every request go wrong."""
    said: list[str] = []
    with StandIn(limit=trial.limit) as server, clients.reader_pointed_at(server):
        expected = served(server, trial.patterns)
        if trial.fault:
            server.inject(trial.fault, times=times, **trial.options)
        worker = Thread(target=lambda: said.append(_outcome(client, server, expected, trial.named)), daemon=True)
        worker.start()
        worker.join(LIMIT_S)
        ended = list(said)
    worker.join(LIMIT_S)  # the stand-in has hung up by now
    return ended[0] if ended else "hung"


def _outcome(client: Client, server: StandIn, expected: pd.DataFrame, named: frozenset[str]) -> str:
    try:
        found = client(server)
    except Exception as error:
        return "told" if clients.in_words(error) else "crashed"
    return "right" if same(found, expected) and named <= set(found["indicatorId"]) else "wrong"
