"""Asking the UIS data service over HTTP: retries, patience, and bodies that are whole.

Passing faults (no connection, time-outs, 429 and 5xx, bodies that are cut off or garbled) are tried again, with longer
waits each time and never sooner than the service asks. A refusal (400, 404, 414) never is.
"""

import http.client
import re
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import orjson
import requests
import urllib3
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_exponential, wait_random

from etl.errors import AddressTooLong, BadAnswer, LiveError, Refused, TooManyRecords, Unreachable
from etl.sources.uis_json import shown

T = TypeVar("T")

_BUSY = frozenset({408, 425, 429})
_TOO_LONG = frozenset({413, 414, 431})
_TOO_MANY = re.compile(r"\((\d+) records\).*?less than (\d+)", re.DOTALL)
_LARGEST_BODY = 512 * 2**20
_CHUNK = 64 * 1024
_REDIRECTS = 3


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to try. All but `attempts` are seconds.

    Attributes:
        attempts: Of one question, the first included.
        first_wait: Before the second attempt; each later wait is twice as long, and some chance is added to it.
        longest_wait: No wait is longer, whatever the service asks for.
        connect: For a connection.
        read: Between two pieces of an answer; UIS itself gives up after 29 s.
        whole: For all of one answer, however steadily it drips in.
    """

    attempts: int = 6
    first_wait: float = 0.5
    longest_wait: float = 60
    connect: float = 10
    read: float = 60
    whole: float = 600


@dataclass
class Traffic:
    """What went over the network so far, over all threads.

    Attributes:
        requests: Sent, retries and redirects included.
        retries: Questions asked again.
        bytes: Of bodies, as sent over the network.
    """

    requests: int = 0
    retries: int = 0
    bytes: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(self, *, requests: int = 0, retries: int = 0, bytes: int = 0) -> None:
        """Count."""
        with self._lock:
            self.requests += requests
            self.retries += retries
            self.bytes += bytes


class Transport:
    """One session, its headers and its patience. Threads may share it."""

    def __init__(self, session: requests.Session, patience: Patience, headers: dict[str, str]) -> None:
        self.traffic = Traffic()
        self._session = session
        self._patience = patience
        self._headers = {"Accept": "application/json", "Accept-Encoding": "gzip", **headers}

    def ask(self, url: str, trust: Callable[[bytes], T]) -> T:
        """What `trust` makes of the body at `url`; asked again while the fault looks passing.

        Raises:
            Unreachable, Refused, BadAnswer: As `etl.errors` describes them, and whatever `trust` raises.
        """
        retrying = Retrying(
            stop=stop_after_attempt(self._patience.attempts),
            wait=self._wait,
            retry=retry_if_exception(_may_pass),
            before_sleep=lambda _: self.traffic.add(retries=1),
            reraise=True,
        )
        return retrying(lambda: trust(self._body(url)))

    def _wait(self, state: RetryCallState) -> float:
        first, longest = self._patience.first_wait, self._patience.longest_wait
        doubling = (wait_exponential(multiplier=first, max=longest) + wait_random(0, first))(state)
        error = state.outcome.exception() if state.outcome else None
        asked = error.retry_after if isinstance(error, Unreachable) else None
        return min(longest, max(doubling, asked or 0))

    def _body(self, url: str) -> bytes:
        """The whole body at `url`, unpacked."""
        until = time.monotonic() + self._patience.whole
        try:
            with self._response(url) as response:
                packed = self._read(response, until)
                if response.status_code != 200:
                    raise _refusal(response, packed)
                return _unpacked(packed, response)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise _broken(error, _host(url)) from error

    def _response(self, url: str) -> requests.Response:
        asked = url
        for _ in range(_REDIRECTS + 1):
            self.traffic.add(requests=1)
            response = self._session.get(
                asked,
                headers=self._headers,
                timeout=(self._patience.connect, self._patience.read),
                stream=True,
                allow_redirects=False,
            )
            if not response.is_redirect:
                return response
            response.close()
            asked = _same_host(asked, urljoin(asked, response.headers["Location"]))
        raise BadAnswer(f"The UIS service at {_host(url)} redirects without end. Check OOSC_UIS_URL.")

    def _read(self, response: requests.Response, until: float) -> bytes:
        """The body as it came over the network. `read1` returns what is there, so that the clock is looked at."""
        body = bytearray()
        while piece := response.raw.read1(_CHUNK, decode_content=False):
            body += piece
            self.traffic.add(bytes=len(piece))
            if time.monotonic() > until:
                seconds = f"{self._patience.whole:g} s"
                raise Unreachable(
                    f"The UIS service sent {len(body):,} bytes in {seconds} and was not done. Try again later."
                )
            if len(body) > _LARGEST_BODY:
                raise _too_large()
        return bytes(body)


def _unpacked(body: bytes, response: requests.Response) -> bytes:
    """The body without its compression, which has to be whole: neither requests nor urllib3 looks whether it is."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in ("", "identity"):
        return body
    if encoding not in ("gzip", "x-gzip"):
        raise BadAnswer(
            f"The UIS service sent its answer as {shown(encoding)}, and gzip was asked for. Try again later."
        )
    plain = bytearray()
    try:
        while body:
            member = zlib.decompressobj(wbits=31)
            plain += member.decompress(body, _LARGEST_BODY)
            if len(plain) >= _LARGEST_BODY:
                raise _too_large()
            if not member.eof:
                raise BadAnswer("The UIS service sent an answer that is cut off. Try again later.", passing=True)
            body = member.unused_data
    except zlib.error as error:
        raise BadAnswer("The UIS service sent a garbled answer. Try again later.", passing=True) from error
    return bytes(plain)


def _too_large() -> BadAnswer:
    return BadAnswer("The UIS service sent more than 512 MB, more than any answer can be. Check OOSC_UIS_URL.")


def _refusal(response: requests.Response, packed: bytes) -> LiveError:
    """The error that stands for a status other than 200."""
    status = response.status_code
    try:
        words = _words(_unpacked(packed, response))
    except BadAnswer:
        words = ""
    said = f"{status} {response.reason or ''}".strip() + (f", {shown(words)}" if words else "")
    if status in _BUSY or status >= 500:
        wait = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
        return Unreachable(f"The UIS service can't answer now ({said}). Try again later.", wait)
    if status in _TOO_LONG:
        return AddressTooLong(f"The UIS service finds the question too long ({said}). Ask for fewer codes.", status)
    if status == 400 and (many := _TOO_MANY.search(words)):
        count, limit = int(many[1]), int(many[2])
        return TooManyRecords(
            f"The question asks UIS for {count:,} records, and fewer than {limit:,} can be had at once. "
            "Ask for fewer indicators, years or places.",
            status,
            count,
            limit,
        )
    if 400 <= status < 500:
        return Refused(f"The UIS service refused the question ({said}). Check the codes and OOSC_UIS_URL.", status)
    return BadAnswer(f"The UIS service answered {said}, which it never should. Check OOSC_UIS_URL.")


def _words(body: bytes) -> str:
    """What a refusal says: its `message`, or else its text without tags."""
    try:
        message = orjson.loads(body)["message"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return re.sub(r"<[^>]*>|\s+", " ", body[:2000].decode("utf-8", "replace")).strip()
    return "; ".join(map(str, message)) if isinstance(message, list) else str(message)


def retry_after(header: str | None, now: datetime) -> float | None:
    """Seconds of a Retry-After header, which holds seconds or a date; None where it holds neither."""
    if header is None:
        return None
    header = header.strip()
    if re.fullmatch(r"\d{1,9}(\.\d+)?", header):
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now.timestamp())


def _may_pass(error: BaseException) -> bool:
    if isinstance(error, BadAnswer):
        return error.passing
    return isinstance(error, Unreachable)


def _broken(error: Exception, host: str) -> LiveError:
    """The error that stands for a connection that failed."""
    if any(isinstance(part, http.client.IncompleteRead) for part in (error, *error.args)):
        return BadAnswer(f"The answer of {host} is cut off: {_cause(error)}. Try again later.", passing=True)
    if isinstance(error, requests.exceptions.SSLError):
        return LiveError(f"{host} can't be trusted: {_cause(error)}. Check OOSC_UIS_URL and the clock of this machine.")
    if isinstance(error, requests.RequestException) and not isinstance(
        error, requests.ConnectionError | requests.Timeout
    ):
        return LiveError(f"{host} can't be asked: {_cause(error)}. Check OOSC_UIS_URL.")
    return Unreachable(f"The UIS service at {host} can't be reached: {_cause(error)}. Try again later.")


def _cause(error: BaseException) -> str:
    """The innermost reason, in a few words."""
    reason: object = error
    for _ in range(6):
        inner = getattr(reason, "reason", None) or next(
            (a for a in getattr(reason, "args", ()) if isinstance(a, Exception)), None
        )
        if not isinstance(inner, BaseException):
            break
        reason = inner
    return shown(re.sub(r"^.*?: ", "", str(reason)) or type(reason).__name__)


def _same_host(asked: str, target: str) -> str:
    """`target`, if it is of the host of `asked` and not less safe. Raises BadAnswer."""
    here, there = urlsplit(asked), urlsplit(target)
    upgraded = here.scheme == "http" and there.scheme == "https" and here.hostname == there.hostname
    if (here.scheme, here.netloc) != (there.scheme, there.netloc) and not upgraded:
        raise BadAnswer(
            f"The UIS service at {_host(asked)} redirects to another host, {shown(_host(target))}, which is not "
            "followed. Check the network, and OOSC_UIS_URL."
        )
    return target


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2] or url
