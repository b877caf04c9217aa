"""JSON of the UIS data service, read strictly: what it says, or a sentence on what is wrong with it.

Numbers come out as Python itself would read them. NaN, Infinity and numbers beyond any float are no JSON, and refused.
"""

import re
from collections.abc import Iterable
from math import isfinite
from typing import Any

import orjson

from etl.errors import BadAnswer

AGAIN = "Try again later; if it stays, the service has changed and this program has to learn it."

_SHOWN = 60
_NUMBER = re.compile(rb"NaN|-?Infinity|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_RECORD = re.compile(rb'"indicatorId"\s*:\s*"([^"]*)"\s*,\s*"geoUnit"\s*:\s*"([^"]*)"\s*,\s*"year"\s*:\s*(\d+)')


def decoded(body: bytes, of: str) -> Any:
    """The JSON value in `body`. Raises BadAnswer, which quotes what stands at the fault; `of` names the question."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _no_json(body, of, error) from error


def _no_json(body: bytes, of: str, error: orjson.JSONDecodeError) -> BadAnswer:
    start = body.lstrip()
    if not start:
        return BadAnswer(f"The answer to {of} is empty. {AGAIN}", passing=True)
    if start.startswith(b"<"):
        return BadAnswer(f"The answer to {of} is a web page, not data: {shown(start)}. {AGAIN}", passing=True)
    if "end of data" in error.msg:
        return BadAnswer(f"The answer to {of} is cut off after {len(body):,} bytes. {AGAIN}", passing=True)
    at = len(body.decode("utf-8", "replace")[: error.pos].encode())
    number = _NUMBER.match(body, at - body[:at].endswith(b"-"))
    if number and not isfinite(float(number.group())):
        why = "larger than any number can be" if number.group()[-1:].isdigit() else "not a number"
        return BadAnswer(f"{_place(body, at)} in the answer to {of} is {shown(number.group())}, {why}. {AGAIN}")
    return BadAnswer(f"The answer to {of} is not JSON near {shown(body[max(0, at - 20) :])}. {AGAIN}", passing=True)


def _place(body: bytes, at: int) -> str:
    """The record that the byte `at` belongs to, in words."""
    last = max(_RECORD.finditer(body, max(0, at - 400), at), key=re.Match.end, default=None)
    if last is None:
        return "A value"
    indicator, place, year = (part.decode("utf-8", "replace") for part in last.groups())
    return f"The value of {indicator}, {place}, {year}"


def shown(value: object) -> str:
    """A value as it can stand in a sentence: quoted and not long."""
    if isinstance(value, bytes):
        value = value[: 4 * _SHOWN].decode("utf-8", "replace")
    text = " ".join(str(value).split()) if isinstance(value, str) else repr(value)
    return f"“{text}”" if len(text) <= _SHOWN else f"“{text[:_SHOWN]} …”"


def items(value: Any, of: str) -> list[Any]:
    """`value` if it is a list of objects. Raises BadAnswer."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise BadAnswer(f"The answer to {of} is not a list of objects. {AGAIN}")
    return value


def field(item: Any, name: str, kind: type | tuple[type, ...], of: str) -> Any:
    """`item[name]`, which has to be there and of `kind`. Raises BadAnswer, which names the field."""
    if not isinstance(item, dict) or name not in item:
        raise BadAnswer(f"The field “{name}” is missing from the answer to {of}. {AGAIN}")
    value = item[name]
    if not isinstance(value, kind) or isinstance(value, bool):
        raise BadAnswer(f"The field “{name}” in the answer to {of} holds {shown(value)}, {wanted(kind)}. {AGAIN}")
    return value


def wanted(kinds: type | Iterable[type]) -> str:
    """`not a number` and the like."""
    every = {kinds} if isinstance(kinds, type) else set(kinds)
    words = {str: "a text", int: "a whole number", float: "a number", dict: "an object", list: "a list"}
    if float in every:
        every.discard(int)
    return "not " + " or ".join(sorted(words[kind] for kind in every if kind in words))
