"""The two clients of the live source that are set beside each other, pointed at a stand-in: ours and `unesco-reader`.

`unesco-reader` is used as its documentation says: a list of codes in `get_data`, several requests where one would pass
100,000 records (packed by the counts that `available_indicators` gives: the fewest requests there can be), `version`
named where several requests belong together, `set_max_retries` so that it tries as often as ours does. It has no
setting for the address of the service, so its constant `api.API_URL` is patched; its wait between retries is shortened
as ours is. `requests` reads JSON with simplejson where that happens to be installed, as it is here through Kaleido; for
the reader it reads with the standard library, as where `unesco-reader` is installed alone. (With simplejson, NaN and
Infinity are told.)

Ours is `etl.fetch`: what comes is held against the service's catalogue, that against earlier releases, and all is
written with its sidecar.
"""

from __future__ import annotations

import json
import logging
import queue
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from logging.handlers import QueueHandler
from pathlib import Path
from typing import Any, Protocol
from unittest.mock import patch

import pandas as pd
import requests
import unesco_reader
from unesco_reader import api as reader_api
from unesco_reader.exceptions import NoDataError, TooManyRecordsError

from etl.errors import EtlError
from etl.fetch import Wanted, fetch
from etl.fetch.choice import choose
from etl.fetch.plan import Bounds, pack
from etl.sources.uis_api import Patience, Query, UisApi
from tests.uis_standin import StandIn
from tests.uis_standin.answers import BASE

ONE, OTHER, UNKNOWN = "ROFST.1.CP", "OFST.1.CP", "ROFST.1.XX"
RELEASES = Path(__file__).parents[1] / "data" / "sources" / "uis"
MOST = 100_000
"""An answer of the service holds fewer records."""
BRIEF = Patience(first_wait=0.01, longest_wait=0.05, connect=2, read=5)


class Service(Protocol):
    """Where to ask: the server, and the address of its service."""

    @property
    def root(self) -> str: ...

    @property
    def url(self) -> str: ...


@dataclass(frozen=True)
class Elsewhere:
    """A stand-in in a process of its own."""

    root: str

    @property
    def url(self) -> str:
        return f"{self.root}{BASE}"


Client = Callable[[Any], pd.DataFrame]
"""Asks a `Service`, and gives the rows it got."""


class Warned(Exception):
    """The reader logged a warning, and logging is set up."""


def ours(*patterns: str, patience: Patience = BRIEF, meanwhile: Callable[[StandIn], None] | None = None) -> Client:
    """`etl.fetch` into a folder with the releases of UIS that the program comes with; `meanwhile` happens after the
    first answer."""

    def client(server: StandIn) -> pd.DataFrame:
        def progress(status: Any) -> None:
            if meanwhile and status.answered == 1:
                meanwhile(server)

        with tempfile.TemporaryDirectory() as home, UisApi(server.url, patience=patience) as api:
            shutil.copytree(RELEASES, Path(home) / "sources" / "uis")
            report = fetch(api, Path(home), wanted=Wanted(patterns), progress=progress)
            return pd.read_parquet(report.path)

    return client


def asked_only(*patterns: str) -> Client:
    """Ours without its count and its files: every answer is checked by itself, one after another."""

    def client(server: Service) -> pd.DataFrame:
        with UisApi(server.url) as api:
            version = api.default_version().id
            queries = [Query((ONE,), version)]
            if patterns != (ONE,):
                queries = pack(choose(api.indicators(version), Wanted(patterns)), version, Bounds())
            return pd.concat([api.data(query).records.to_pandas() for query in queries], ignore_index=True)

    return client


def reader_codes(*codes: str) -> Client:
    """Codes in one request, as in the first example of its documentation."""
    return lambda server: unesco_reader.get_data(list(codes))


def reader_listed(*patterns: str) -> Client:
    """All that the catalogue lists of some indicators, of one version, in as few requests as it takes."""

    def client(server: Service) -> pd.DataFrame:
        version = unesco_reader.default_version()
        listed = pd.DataFrame(unesco_reader.available_indicators(version=version))
        wanted = listed[fits(listed["indicatorCode"], patterns)]
        batches: list[list[str]] = [[]]
        records = 0
        for code, count in zip(wanted["indicatorCode"], wanted["totalRecordCount"], strict=True):
            if records + count >= MOST:
                batches.append([])
                records = 0
            batches[-1].append(code)
            records += count
        return pd.concat([unesco_reader.get_data(batch, version=version) for batch in batches], ignore_index=True)

    return client


def fits(codes: pd.Series, patterns: Sequence[str]) -> pd.Series:
    """Which of the codes fit a pattern."""
    fitting = {code for code in codes.unique() if any(fnmatchcase(code, one) for one in patterns)}
    return codes.isin(fitting)


def reader_twice(meanwhile: Callable[[StandIn], None], *, named: bool) -> Client:
    """Two codes in two requests, with a change between them; the version named, or left to the service."""

    def client(server: StandIn) -> pd.DataFrame:
        version = unesco_reader.default_version() if named else None
        first = unesco_reader.get_data(ONE, version=version)
        meanwhile(server)
        return pd.concat([first, unesco_reader.get_data(OTHER, version=version)], ignore_index=True)

    return client


def logged(client: Client) -> Client:
    """The same where logging is set up, so that its warnings are seen."""

    def with_logging(server: StandIn) -> pd.DataFrame:
        said: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
        handler = QueueHandler(said)
        logger = logging.getLogger("unesco_reader")
        logger.addHandler(handler)
        try:
            found = client(server)
        finally:
            logger.removeHandler(handler)
        if not said.empty():
            raise Warned(said.get().getMessage())
        return found

    return with_logging


@contextmanager
def reader_pointed_at(server: Service) -> Iterator[None]:
    """The reader asks the stand-in, with nothing remembered, as often and with waits as short as ours."""
    unesco_reader.clear_cache()
    plain_json = patch.multiple(requests.models, complexjson=json, JSONDecodeError=json.JSONDecodeError)
    with plain_json, patch.multiple(reader_api, API_URL=server.root, RETRY_DELAY=BRIEF.first_wait, _max_retries=0):
        unesco_reader.set_max_retries(BRIEF.attempts - 1)
        yield


def in_words(error: Exception) -> bool:
    """Whether a client raised it itself and says something; all errors of `unesco-reader` count that have words."""
    readers = {RuntimeError, ConnectionError, TimeoutError, ValueError, NoDataError, TooManyRecordsError}
    return bool(str(error)) and (isinstance(error, EtlError | Warned) or type(error) in readers)
