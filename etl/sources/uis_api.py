"""The data service of the UNESCO Institute for Statistics, asked live.

    with UisApi() as api:
        version = api.default_version().id
        answer = api.data(Query(("ROFST.1.CP",), version))
        answer.records          # indicatorId, geoUnit, year, value, magnitude, qualifier, as published

No key is needed. OOSC_UIS_URL names another address of the service; OOSC_UIS_CONTACT is sent with every request, so
that UIS knows whom to write to. Proxies are those of the environment. Errors are the branch LiveError of `etl.errors`.
"""

import os
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote, urlsplit

import requests

from etl.errors import LiveError
from etl.sources import uis_definitions as definitions
from etl.sources.uis_answers import Answer, Hint, Hints, Query, read_answer
from etl.sources.uis_definitions import Definition, GeoUnit, Version
from etl.sources.uis_transport import Patience, Traffic, Transport

__all__ = ["API_URL", "Answer", "Definition", "GeoUnit", "Hint", "Patience", "Query", "Traffic", "UisApi", "Version"]

API_URL = "https://api.uis.unesco.org/api/public"

_PATIENCE = Patience()

T = TypeVar("T")


class UisApi:
    """The service. Threads may share one; each question is retried on its own.

    Args:
        url: Its address; OOSC_UIS_URL or API_URL if not given.
        session: Kept open and closed by the caller; one of its own if not given.
        patience: How often and how long to try.

    Attributes:
        traffic: Requests, retries and bytes so far.
    """

    def __init__(
        self, url: str | None = None, *, session: requests.Session | None = None, patience: Patience = _PATIENCE
    ) -> None:
        self.url = _address(url or os.environ.get("OOSC_UIS_URL") or API_URL)
        self._session = session or requests.Session()
        self._owned = session is None
        self._transport = Transport(self._session, patience, {"User-Agent": _user_agent()})
        self._codes: dict[str, frozenset[str]] = {}
        self._places: dict[str, frozenset[str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections, unless the session is the caller's."""
        if self._owned:
            self._session.close()

    @property
    def traffic(self) -> Traffic:
        """Requests, retries and bytes so far."""
        return self._transport.traffic

    def versions(self) -> tuple[Version, ...]:
        """All releases, newest first."""
        return self._ask("/versions", definitions.versions)

    def default_version(self) -> Version:
        """The release that the service itself uses; not always the newest."""
        return self._ask("/versions/default", definitions.version)

    def indicators(self, version: str) -> tuple[Definition, ...]:
        """All indicators of a release; remembered, so that an unknown code is answered with those spelt like it."""
        found = self._ask(f"/definitions/indicators?version={quote(version, safe='')}", definitions.definitions)
        self._codes[version] = frozenset(definition.code for definition in found)
        return found

    def geo_units(self, version: str) -> tuple[GeoUnit, ...]:
        """All countries and regions of a release; remembered like the indicators."""
        found = self._ask(f"/definitions/geounits?version={quote(version, safe='')}", definitions.geo_units)
        self._places[version] = frozenset(unit.id for unit in found)
        return found

    def data(self, query: Query, *, hints: Hints = "error") -> Answer:
        """The records of `query`. Each of its three emptinesses looks different, see `uis_answers`.

        Raises:
            Unreachable, Refused, TooManyRecords, AddressTooLong, BadAnswer, UnknownCode, OutsideRange, Hinted.
        """
        return self._ask(query.address, lambda body: self.data_from(query, body, hints=hints))

    def data_from(
        self, query: Query, body: bytes, *, hints: Hints = "error", received: datetime | None = None
    ) -> Answer:
        """The same from a body that was kept, with the same checks; `received` is when it came."""
        codes, places = self._codes.get(query.version, frozenset()), self._places.get(query.version, frozenset())
        return read_answer(query, body, hints=hints, received=received, codes=codes, places=places)

    def _ask(self, address: str, trust: Callable[[bytes], T]) -> T:
        return self._transport.ask(self.url + address, trust)


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and parts.hostname and not (parts.query or parts.fragment)
    except ValueError:
        fits = False
    if not fits:
        raise LiveError(f"{url} is no address of the UIS service. Set OOSC_UIS_URL to one like {API_URL}.")
    return url.rstrip("/")


def _user_agent() -> str:
    """`out-of-school/0.1.0 (+contact)`. Raises LiveError for a contact that no header can hold."""
    try:
        program = f"out-of-school/{version('out-of-school')}"
    except PackageNotFoundError:
        program = "out-of-school"
    contact = os.environ.get("OOSC_UIS_CONTACT", "").strip()
    if not (contact.isascii() and contact.isprintable()):
        raise LiveError("OOSC_UIS_CONTACT holds signs that can't be sent. Use a mail or web address in plain letters.")
    return f"{program} (+{contact})" if contact else program
