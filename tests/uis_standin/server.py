"""The stand-in as a local server: what is asked, what is answered, what goes wrong."""

import hashlib
import socket
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self, cast
from urllib.parse import parse_qs, urlsplit

import pandas as pd

from tests.uis_standin import definitions, faults
from tests.uis_standin.answers import BASE, Api, Guesses, Refusal, Reply, to_json
from tests.uis_standin.bulk import LISTING, Bulk
from tests.uis_standin.faults import Fault, Rule
from tests.uis_standin.figures import RELEASES, Held, standard

_DEFAULT = "20240913-b8ca1963"
_WORDS = {200: "OK", 304: "Not Modified", 400: "Bad Request", 404: "Not Found", 414: "URI Too Long"} | {
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass(frozen=True)
class Request:
    """One request as it came.

    Attributes:
        path: After `/api/public`; the whole path outside of it.
        query: Parameter -> its values in their order.
        headers: By lower-case name.
        at: When, UTC.
        address: Path and query as they came.
        status: What was answered.
        fault: What was done to it.
    """

    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    at: datetime
    address: str
    status: int
    fault: Fault | None


class StandIn:
    """The service, from `with` to its end.

    Args:
        releases: Version -> a release of `data/sources/uis`, or a frame of figures in the API's columns. /versions
            lists the API's 15 versions besides; those of which there are no figures here are unknown when asked.
        limit: A query of so many records is refused ("less than").
        address_limit: Longer request lines get 414, in bytes.
        default: The version that /versions/default names.
        port: 0 takes a free one.
        guesses: See `Guesses`; each of its fields is a keyword.
    """

    def __init__(
        self,
        releases: dict[str, str | pd.DataFrame] | None = None,
        limit: int = 100_000,
        address_limit: int = 8192,
        default: str | None = None,
        port: int = 0,
        **guesses: Any,
    ) -> None:
        self.address_limit = address_limit
        self.requests: list[Request] = []
        self._rules: list[Rule] = []
        self._lock = threading.Lock()
        chosen: dict[str, Any] = dict(RELEASES if releases is None else releases)
        held = {version: _held(figures) for version, figures in chosen.items()}
        first = default or (_DEFAULT if _DEFAULT in held else max(held))
        if first not in held:
            raise ValueError(f"The default version {first} is not among the releases served.")
        self.api = Api(held, first, limit, Guesses(**guesses))
        self._server = _Server(("127.0.0.1", port), self)
        self.bulk = Bulk(self.api, self.root)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def root(self) -> str:
        """The address of the server without a path."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        """What OOSC_UIS_URL is to be."""
        return f"{self.root}{BASE}"

    @property
    def bulk_url(self) -> str:
        """The page that lists the bulk files."""
        return f"{self.root}{LISTING}"

    @property
    def default(self) -> str:
        """The version that /versions/default names; can be set while the server runs."""
        return self.api.default

    @default.setter
    def default(self, version: str) -> None:
        self.api.default = version

    def served(self, version: str) -> pd.DataFrame:
        """What a version holds: indicatorId geoUnit year value magnitude qualifier, sorted by the first three."""
        return self.api.held[version].frame.copy()

    def publish(self, version: str, figures: str | pd.DataFrame, *, default: bool = True) -> None:
        """Add or replace a version while the server runs, and make it the default one."""
        self.api.held[version] = _held(figures)
        if default:
            self.api.default = version

    def inject(
        self, fault: Fault | str, times: int | None = 1, after: int = 0, path: str | None = None, **options: Any
    ) -> None:
        """Let something go wrong.

        Args:
            fault: What; its options are keywords.
            times: How often; None is from now on.
            after: So many requests of the path go well first.
            path: As in `Request.path`; `*` stands for anything. Without it: where the fault belongs.
            options: See `Fault`.
        """
        with self._lock:
            self._rules.append(Rule(Fault(fault), times, after, path or "", options))

    def heal(self) -> None:
        """Forget all faults."""
        with self._lock:
            self._rules.clear()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *trouble: object) -> None:
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()

    def _answer(self, path: str, query: dict[str, list[str]]) -> tuple[Reply, Rule | None]:
        with self._lock:
            rule = next((rule for rule in self._rules if rule.strikes(path)), None)
        reply = self.bulk.answer(path) or self.api.answer(path, query)
        if rule and rule.fault is Fault.VERSION_CHANGES:
            reply = self._another_version(rule)
        return (faults.spoil(reply, rule) if rule else reply), rule

    def _another_version(self, rule: Rule) -> Reply:
        entries = definitions.versions(self.api.held)
        wanted = rule.options.get("version")
        fits = (one for one in entries if one["version"] == wanted or (not wanted and self._is_other(one)))
        return Reply(to_json(next(fits)))

    def _is_other(self, entry: dict[str, Any]) -> bool:
        return entry["version"] in self.api.held and entry["version"] != self.api.default

    def _note(self, request: Request) -> None:
        with self._lock:
            self.requests.append(request)


def _held(figures: str | pd.DataFrame) -> Held:
    return standard(figures) if isinstance(figures, str) else Held(figures)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], stand_in: StandIn) -> None:
        self.stand_in = stand_in
        self._open: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        lingers = request.fileno() >= 0 and request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER) != 0
        if lingers:  # a reset, not a good-bye
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news; anything else is a mistake of the stand-in."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    raw_requestline: bytes
    server: _Server

    def do_GET(self) -> None:
        stand_in = self.server.stand_in
        parts = urlsplit(self.path)
        path = parts.path.removeprefix(BASE) if parts.path.startswith(f"{BASE}/") else parts.path
        query = parse_qs(parts.query, keep_blank_values=True)
        rule = None
        if self.command != "GET" or (path == parts.path and not stand_in.bulk.knows(path)):
            reply = Refusal(404, f"Cannot {self.command} {parts.path}").reply()
        elif len(self.raw_requestline.strip()) > stand_in.address_limit:
            reply = Reply(b"<html><body><h1>414 Request-URI Too Large</h1></body></html>", 414, "text/html")
        else:
            reply, rule = stand_in._answer(path, query)
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self._not_modified(reply, headers)
        fault = rule.fault if rule else None
        now = datetime.now(UTC)
        stand_in._note(Request(path, query, headers, now, self.path, reply.status, fault))
        self._send(reply, rule, "gzip" in headers.get("accept-encoding", ""))

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

    def _not_modified(self, reply: Reply, headers: dict[str, str]) -> Reply:
        if not self.server.stand_in.api.guesses.etag or reply.status != 200:
            return reply
        tag = f'W/"{len(reply.body):x}-{hashlib.sha1(reply.body).hexdigest()[:27]}"'
        same = headers.get("if-none-match") == tag
        kept = {**reply.headers, "ETag": tag}
        return Reply(b"" if same else reply.body, 304 if same else 200, reply.content_type, kept)

    def _send(self, reply: Reply, rule: Rule | None, gzip_asked: bool) -> None:
        headers = {
            "Content-Type": reply.content_type,
            "Date": self.date_time_string(),
            "Via": "1.1 stand-in.cloudfront.net (CloudFront)",
            "Vary": "Accept-Encoding",
            **reply.headers,
        }
        body = reply.body
        if (gzip_asked or faults.packs(rule)) and body and reply.content_type != "application/zip":
            body = faults.gzipped(body)
            headers["Content-Encoding"] = "gzip"
        lines = [f"HTTP/1.1 {reply.status} {_WORDS[reply.status]}", *(f"{k}: {v}" for k, v in headers.items())]

        def head(length: int) -> bytes:
            return "\r\n".join([*lines, f"Content-Length: {length}", "", ""]).encode("latin-1")

        try:
            if not faults.send(cast(Any, self.wfile), self.connection, head, body, rule):
                self.close_connection = True
            self.wfile.flush()
        except OSError:  # nobody listens any more
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: `StandIn.requests` remembers."""
