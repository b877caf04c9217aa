"""Ways to misbehave, and how each is done to an answer or to its socket."""

import gzip
import json
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any, BinaryIO

from tests.uis_standin.answers import Reply, to_json


class Fault(StrEnum):
    """What can go wrong. Options are keywords of `StandIn.inject`."""

    TOO_MANY_REQUESTS = "too_many_requests"  # 429; retry_after=1 in seconds (None: no header), as_date=False
    SERVER_ERROR = "server_error"  # status=503: 500, 502, 503 or 504
    RESET_MID_BODY = "reset_mid_body"  # half of the body, then the connection is reset
    TRUNCATED_GZIP = "truncated_gzip"  # half of the packed body, and the length says that this is all
    HTML_200 = "html_200"  # a page instead of JSON
    SLOW_DRIP = "slow_drip"  # wait=0 seconds, then pieces=10 of the body with pause=0.2 seconds before each
    WRONG_LENGTH = "wrong_length"  # Content-Length is by=1000 more than what comes; less when `by` is negative
    DUPLICATE_RECORDS = "duplicate_records"  # the first record comes twice
    FOREIGN_RECORD = "foreign_record"  # a record of an indicator that nobody asked for
    NOT_A_NUMBER = "not_a_number"  # a value is NaN
    INFINITY = "infinity"  # a value is Infinity
    TEXT_VALUE = "text_value"  # a value is text
    ENORMOUS_INTEGER = "enormous_integer"  # a value is a whole number of 401 digits
    HALF_THE_DATA = "half_the_data"  # 200, and half of the records
    MISSING_FIELD = "missing_field"  # field="value" is missing in the first record
    UNKNOWN_FIELD = "unknown_field"  # every record has a field more
    VERSION_CHANGES = "version_changes"  # /versions/default says another version=
    EMPTY_CATALOGUE = "empty_catalogue"  # /definitions/indicators says []
    NOT_JSON = "not_json"  # a body that says JSON and is none


_OPTIONS = {
    Fault.TOO_MANY_REQUESTS: {"retry_after", "as_date"},
    Fault.SERVER_ERROR: {"status"},
    Fault.SLOW_DRIP: {"wait", "pieces", "pause"},
    Fault.WRONG_LENGTH: {"by"},
    Fault.MISSING_FIELD: {"field"},
    Fault.VERSION_CHANGES: {"version"},
}
_OWN_PATH = {Fault.VERSION_CHANGES: "/versions/default", Fault.EMPTY_CATALOGUE: "/definitions/indicators"}
_GATEWAY = {
    500: {"statusCode": 500, "message": "Internal server error"},
    502: {"message": "Internal server error"},
    503: {"message": "Service Unavailable"},
    504: {"message": "Endpoint request timed out"},
}
_PAGE = b"<!DOCTYPE html><html><head><title>UIS</title></head><body><h1>We will be back soon</h1></body></html>"


@dataclass
class Rule:
    """One fault on demand.

    Attributes:
        fault: What goes wrong.
        times: How often; None is always.
        after: So many requests of this path go well first.
        path: Pattern of the paths it concerns, `*` for any.
        options: As beside each `Fault`.
    """

    fault: Fault
    times: int | None = 1
    after: int = 0
    path: str = ""
    options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if unknown := self.options.keys() - _OPTIONS.get(self.fault, set()):
            raise TypeError(f"{self.fault} has no option {', '.join(sorted(unknown))}")
        self.path = self.path or _OWN_PATH.get(self.fault, "/data/indicators")

    def strikes(self, path: str) -> bool:
        """Whether this request is hit; counts it."""
        if self.times == 0 or not fnmatchcase(path, self.path):
            return False
        if self.after:
            self.after -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


def spoil(reply: Reply, rule: Rule) -> Reply:
    """The answer as the fault leaves it. Faults of the connection are done by `send`."""
    if rule.fault is Fault.TOO_MANY_REQUESTS:
        return Reply(to_json({"message": "Too Many Requests"}), 429, headers=_retry_after(rule.options))
    if rule.fault is Fault.SERVER_ERROR:
        status = rule.options.get("status", 503)
        return Reply(to_json(_GATEWAY[status]), status)
    if rule.fault is Fault.HTML_200:
        return Reply(_PAGE, content_type="text/html; charset=utf-8")
    if rule.fault is Fault.NOT_JSON:
        return replace(reply, body=b"hints: none, records: none")
    if rule.fault is Fault.EMPTY_CATALOGUE:
        return replace(reply, body=b"[]")
    if rule.fault in _EDITS and reply.status == 200:
        return replace(reply, body=_edited(reply.body, _EDITS[rule.fault], rule.options))
    return reply


def _retry_after(options: dict[str, Any]) -> dict[str, str]:
    seconds = options.get("retry_after", 1)
    if seconds is None:
        return {}
    if options.get("as_date"):
        return {"Retry-After": format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)}
    return {"Retry-After": str(seconds)}


def _edited(body: bytes, edit: Callable[[list[Any], dict[str, Any]], None], options: dict[str, Any]) -> bytes:
    """The body with its list of records changed; a bare list counts as the records."""
    answer = json.loads(body)
    records = answer if isinstance(answer, list) else answer.get("records", [])
    if records:
        edit(records, options)
    return to_json(answer)


def _value(value: Any) -> Callable[[list[Any], dict[str, Any]], None]:
    return lambda records, options: records[0].update(value=value)


def _halve(records: list[Any], options: dict[str, Any]) -> None:
    del records[len(records) // 2 :]


def _add_field(records: list[Any], options: dict[str, Any]) -> None:
    for record in records:
        record["unitOfMeasure"] = "PERCENT"


_EDITS: dict[Fault, Callable[[list[Any], dict[str, Any]], None]] = {
    Fault.DUPLICATE_RECORDS: lambda records, options: records.append(dict(records[0])),
    Fault.FOREIGN_RECORD: lambda records, options: records.append(records[0] | {"indicatorId": "FTP.1"}),
    Fault.NOT_A_NUMBER: _value(float("nan")),
    Fault.INFINITY: _value(float("inf")),
    Fault.TEXT_VALUE: _value("97.72"),
    Fault.ENORMOUS_INTEGER: _value(10**400),
    Fault.HALF_THE_DATA: _halve,
    Fault.MISSING_FIELD: lambda records, options: records[0].pop(options.get("field", "value")),
    Fault.UNKNOWN_FIELD: _add_field,
}


def send(
    out: BinaryIO, connection: socket.socket, head: Callable[[int], bytes], body: bytes, rule: Rule | None
) -> bool:
    """Write an answer as the fault wants it.

    Args:
        out: Where to write.
        connection: The socket behind it.
        head: Content-Length -> status line and headers.
        body: The packed body.
        rule: The fault, if any.

    Returns:
        Whether the connection may be used again.
    """
    fault = rule.fault if rule else None
    options = rule.options if rule else {}
    if fault is Fault.RESET_MID_BODY:
        out.write(head(len(body)) + body[: len(body) // 2])
        out.flush()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False
    if fault is Fault.WRONG_LENGTH:
        out.write(head(max(0, len(body) + options.get("by", 1000))) + body)
        return False
    if fault is Fault.SLOW_DRIP:
        time.sleep(options.get("wait", 0))
        out.write(head(len(body)))
        _drip(out, body, options.get("pieces", 10), options.get("pause", 0.2))
        return True
    if fault is Fault.TRUNCATED_GZIP:
        body = body[: len(body) // 2]
    out.write(head(len(body)) + body)
    return True


def _drip(out: BinaryIO, body: bytes, pieces: int, pause: float) -> None:
    size = -(-len(body) // pieces) or 1
    for start in range(0, len(body), size):
        out.flush()
        time.sleep(pause)
        out.write(body[start : start + size])


def packs(rule: Rule | None) -> bool:
    """Whether the fault needs gzip even where nobody asked for it."""
    return rule is not None and rule.fault is Fault.TRUNCATED_GZIP


def gzipped(body: bytes) -> bytes:
    """The body packed, the same bytes each time."""
    return gzip.compress(body, compresslevel=1, mtime=0)
