"""Records of the UIS data service: the question, and the answer parsed and trusted.

Query                               what is asked; its address is the same for the same question
read_answer(query, body, ...)       -> Answer, or BadAnswer, UnknownCode, OutsideRange, Hinted
RECORDS                             the schema of Answer.records, in the service's own names and order

An answer without records is one of three things: a code the service does not know (UnknownCode), years without data
(OutsideRange), or nothing there (an Answer of no rows).
"""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, NoReturn
from urllib.parse import quote, urlencode

import pyarrow as pa
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from etl.errors import BadAnswer, Hinted, OutsideRange, UnknownCode
from etl.sources.uis_json import AGAIN, decoded, field, items, shown, wanted

RECORDS = pa.schema(
    [
        pa.field("indicatorId", pa.string(), nullable=False),
        pa.field("geoUnit", pa.string(), nullable=False),
        pa.field("year", pa.int16(), nullable=False),
        pa.field("value", pa.float64()),
        pa.field("magnitude", pa.string()),
        pa.field("qualifier", pa.string()),
    ]
)

_TYPES: Mapping[str, frozenset[type]] = {
    "indicatorId": frozenset({str}),
    "geoUnit": frozenset({str}),
    "year": frozenset({int}),
    "value": frozenset({int, float, type(None)}),
    "magnitude": frozenset({str, type(None)}),
    "qualifier": frozenset({str, type(None)}),
}
_YEARS = range(1900, 2101)
_LARGEST = 1e18
"""Beyond any figure UIS publishes; gross domestic products in small currencies come near 1e17."""
_NEAR = 3

Kind = Literal["NATIONAL", "REGIONAL"]
Hints = Literal["error", "keep"]


@dataclass(frozen=True, slots=True)
class Query:
    """A question for records, of one release. Codes are kept sorted and once each.

    Attributes:
        indicators: Exact codes; none means all, and then places have to be named.
        version: The release, always named: the default may change between two questions.
        start, end: First and last year, both included.
        kind: Countries or regions only; the service ignores it where places are named.
        geo_units: Ids of places; none means all.

    Raises:
        TypeError: A text is given for a tuple of texts.
        ValueError: It names neither an indicator nor a place, or it ends before it starts.
    """

    indicators: tuple[str, ...]
    version: str
    start: int | None = None
    end: int | None = None
    kind: Kind | None = None
    geo_units: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if isinstance(self.indicators, str) or isinstance(self.geo_units, str):
            raise TypeError("Indicators and places are given as tuples.")
        object.__setattr__(self, "indicators", tuple(sorted(set(self.indicators))))
        object.__setattr__(self, "geo_units", tuple(sorted(set(self.geo_units))))
        if not (self.indicators or self.geo_units):
            raise ValueError("A question names an indicator or a place.")
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError(f"A question from {self.start} to {self.end} ends before it starts.")

    def parameters(self) -> list[tuple[str, str]]:
        """Names and values, alphabetically; a list is its name repeated."""
        single = {"end": self.end, "geoUnitType": self.kind, "start": self.start, "version": self.version}
        pairs = [(name, str(value)) for name, value in single.items() if value is not None]
        pairs += [("geoUnit", place) for place in self.geo_units]
        pairs += [("indicator", code) for code in self.indicators]
        return sorted(pairs)

    @property
    def address(self) -> str:
        """Path and query, below the address of the service: the same for the same question."""
        return f"/data/indicators?{urlencode(self.parameters(), safe='', quote_via=quote)}"


@dataclass(frozen=True, slots=True)
class Hint:
    """What the service says, beside the records, on what it did not find.

    Attributes:
        code: `UIS::HINT::001` unknown indicator, `003` unknown place, `004` no data in these years.
        message: In its own words.
        subject: The code it is about; None where the message has another form.
        first, last: Years with data, of a 004; None where the message does not say.
    """

    code: str
    message: str
    subject: str | None = None
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Records that passed every check, and what they were read from.

    Attributes:
        query: What was asked.
        body: The JSON text, as received.
        sha256: Of `body`.
        received: When, in UTC.
        records: A table of the schema RECORDS; values exactly as published.
        hints: Empty unless they were kept.
    """

    query: Query
    body: bytes
    sha256: str
    received: datetime
    records: pa.Table
    hints: tuple[Hint, ...]


def read_answer(
    query: Query,
    body: bytes,
    *,
    hints: Hints = "error",
    received: datetime | None = None,
    codes: Collection[str] = (),
    places: Collection[str] = (),
) -> Answer:
    """The answer in `body`, every record checked against the question.

    Args:
        hints: "error" raises on any; "keep" hands them over beside the records.
        received: Now, if not given.
        codes, places: Those that exist, to offer the ones spelt like an unknown one.

    Raises:
        BadAnswer: It is not what the service should answer; the sentence names the field and the record.
        Hinted: Of its kinds UnknownCode and OutsideRange, if hints are errors.
    """
    of = ", ".join((query.indicators or query.geo_units)[:3])
    content = decoded(body, of)
    found = tuple(_hint(item, of) for item in items(field(content, "hints", list, of), of))
    columns = _columns(field(content, "records", list, of), of)
    _check(columns, query, of)
    if found and hints == "error":
        _refuse(found, codes, places)
    return Answer(
        query=query,
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        received=received or datetime.now(UTC),
        records=pa.table(columns, schema=RECORDS),
        hints=found,
    )


def _columns(rows: list[Any], of: str) -> dict[str, list[Any]]:
    """The records by column. Raises BadAnswer on a field that is missing, of another type, or out of range."""
    columns = {name: _column(rows, name, of) for name in RECORDS.names}
    for at, year in enumerate(columns["year"]):
        if year not in _YEARS:
            raise _odd(rows[at], "year", "not a year of our time", of)
    for at, value in enumerate(columns["value"]):
        if value is not None and not -_LARGEST < value < _LARGEST:
            raise _odd(rows[at], "value", "larger than any figure", of)
    columns["value"] = [None if value is None else float(value) for value in columns["value"]]
    return columns


def _column(rows: list[Any], name: str, of: str) -> list[Any]:
    try:
        column = [row[name] for row in rows]
    except (KeyError, TypeError):
        row = next(row for row in rows if not isinstance(row, dict) or name not in row)
        raise BadAnswer(
            f"The field “{name}” is missing from the record {_name(row, name)} in the answer to {of}. {AGAIN}"
        ) from None
    if not set(map(type, column)) <= _TYPES[name]:
        at = next(at for at, value in enumerate(column) if type(value) not in _TYPES[name])
        raise _odd(rows[at], name, wanted(_TYPES[name]), of)
    return column


def _odd(row: dict[str, Any], name: str, why: str, of: str) -> BadAnswer:
    return BadAnswer(f"The {name} of {_name(row, name)} in the answer to {of} is {shown(row[name])}, {why}. {AGAIN}")


def _name(row: Any, without: str) -> str:
    """`ROFST.1.CP, ABW, 1999`: what a record is of, by its other fields."""
    if not isinstance(row, dict):
        return shown(row)
    return ", ".join(str(row[key]) for key in ("indicatorId", "geoUnit", "year") if key in row and key != without)


def _check(columns: Mapping[str, list[Any]], query: Query, of: str) -> None:
    """Nothing twice, and nothing that was not asked for. Raises BadAnswer."""
    codes, places, years = columns["indicatorId"], columns["geoUnit"], columns["year"]
    keys = list(zip(codes, places, years, strict=True))
    if len(set(keys)) < len(keys):
        twice = Counter(keys).most_common(1)[0][0]
        raise BadAnswer(f"The answer to {of} holds {', '.join(map(str, twice))} more than once. {AGAIN}", passing=True)
    for what, held, asked in (
        ("indicator", codes, query.indicators),
        ("place", places, query.geo_units),
    ):
        if foreign := sorted(set(held) - set(asked)) if asked else []:
            raise BadAnswer(
                f"The answer to {of} holds the {what} {shown(foreign[0])}, which was not asked for. {AGAIN}",
                passing=True,
            )
    outside = [year for year in set(years) if not (query.start or year) <= year <= (query.end or year)]
    if outside:
        raise BadAnswer(
            f"The answer to {of} holds the year {min(outside)}, and {query.start or 'the first'} to "
            f"{query.end or 'the last'} was asked for. {AGAIN}",
            passing=True,
        )


# Hints ---------------------------------------------------------------------------------------------------------------

_UNKNOWN_INDICATOR, _UNKNOWN_PLACE, _NO_DATA_THEN = "UIS::HINT::001", "UIS::HINT::003", "UIS::HINT::004"
_RANGE = re.compile(r"indicator\s+(\S+?)\s*=\s*start:\s*(\d{4}),\s*end:\s*(\d{4})")


def _hint(item: dict[str, Any], of: str) -> Hint:
    code, message = field(item, "code", str, of), field(item, "message", str, of)
    if code == _NO_DATA_THEN and (said := _RANGE.search(message)):
        return Hint(code, message, said[1], int(said[2]), int(said[3]))
    if code in (_UNKNOWN_INDICATOR, _UNKNOWN_PLACE):
        return Hint(code, message, message.partition(", ")[2].strip() or None)
    return Hint(code, message)


def _refuse(hints: tuple[Hint, ...], codes: Collection[str], places: Collection[str]) -> NoReturn:
    if any(hint.code in (_UNKNOWN_INDICATOR, _UNKNOWN_PLACE) for hint in hints):
        raise _unknown(hints, {_UNKNOWN_INDICATOR: codes, _UNKNOWN_PLACE: places})
    if all(hint.code == _NO_DATA_THEN for hint in hints):
        raise _outside(hints)
    said = "; ".join(f"{hint.message} ({hint.code})" for hint in hints)
    raise Hinted(f"The UIS service hints that its answer is not whole: {said}. {AGAIN}", hints)


def _unknown(hints: tuple[Hint, ...], known: Mapping[str, Collection[str]]) -> UnknownCode:
    codes = {hint.subject or hint.message: hint.code for hint in hints if hint.code in known}
    near = tuple(dict.fromkeys(match for code, kind in codes.items() for match in near_codes(code, known[kind])))
    said = [
        f"no {what} {', '.join(code for code, of_kind in codes.items() if of_kind == kind)}"
        for kind, what in ((_UNKNOWN_INDICATOR, "indicator"), (_UNKNOWN_PLACE, "place"))
        if kind in codes.values()
    ]
    advice = f"Spelt like it: {', '.join(near)}" if near else "Compare it with the list of the service"
    return UnknownCode(f"The UIS service knows {' and '.join(said)}. {advice}.", hints, tuple(codes), near)


def near_codes(code: str, known: Collection[str]) -> list[str]:
    """Up to three of `known` that are spelt like `code`, best first."""
    upper = {name.upper(): name for name in sorted(known)}
    found = process.extract(code.upper(), list(upper), scorer=JaroWinkler.similarity, limit=_NEAR, score_cutoff=0.8)
    return [upper[name] for name, _score, _at in found]


def _outside(hints: tuple[Hint, ...]) -> OutsideRange:
    first, last = hints[0].first, hints[0].last
    if first is None or last is None:
        return OutsideRange(f"The UIS service has no data for these years: {hints[0].message}.", hints, None, None)
    return OutsideRange(
        f"The UIS service has {hints[0].subject} from {first} to {last} only. Ask for years in this range.",
        hints,
        first,
        last,
    )
