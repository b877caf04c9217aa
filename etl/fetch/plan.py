"""Which questions to ask, so that each stays under the limits of the service, and how to halve one that does not.

    pack(definitions, version, bounds)      questions for whole indicators, the same for the same catalogue
    split(query, refusal, ...)              the parts of a question that was refused

Whole indicators share a question while their records and its address allow. One indicator beyond the limit is asked
by years, then countries and regions apart, then by places. The parts always make the whole: the first is open towards
the past, the last towards the future.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from etl.errors import AddressTooLong, Refused, TooManyRecords
from etl.sources.uis_api import Definition, GeoUnit, Query

_UNEVEN = 1.25
"""Later years hold more than earlier ones: so many more parts than an even spread would need."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one question may ask. Learnt from refusals.

    Attributes:
        records: An answer holds fewer.
        address: Letters of path and query, at most; common proxies take about 2,000.
    """

    records: int = 100_000
    address: int = 2_000

    def learn(self, refusal: Refused, query: Query) -> "Bounds":
        """The bounds after a refusal."""
        if isinstance(refusal, TooManyRecords):
            return replace(self, records=min(self.records, refusal.limit))
        return replace(self, address=min(self.address, len(query.address) - 1))


def pack(definitions: Iterable[Definition], version: str, bounds: Bounds) -> list[Query]:
    """Questions for whole indicators, in the order of their codes."""
    queries: list[Query] = []
    shared: list[str] = []
    records = 0
    for definition in sorted(definitions, key=lambda one: one.code):
        if definition.records >= bounds.records:
            queries += _by_years(Query((definition.code,), version), definition, definition.records, bounds)
            continue
        fits = Query((*shared, definition.code), version)
        if shared and (records + definition.records >= bounds.records or len(fits.address) > bounds.address):
            queries.append(Query(tuple(shared), version))
            shared, records = [], 0
        shared.append(definition.code)
        records += definition.records
    return [*queries, Query(tuple(shared), version)] if shared else queries


def is_whole(query: Query) -> bool:
    """Whether the question asks for all there is of its indicators."""
    return query.start is None and query.end is None and query.kind is None and not query.geo_units


def split(
    query: Query, refusal: Refused, held: Mapping[str, Definition], units: Sequence[GeoUnit], bounds: Bounds
) -> list[Query]:
    """The parts of a refused question. Raises the refusal where there is nothing left to split."""
    if isinstance(refusal, AddressTooLong):
        return _shorter(query, refusal)
    if not isinstance(refusal, TooManyRecords):
        raise refusal
    if len(query.indicators) > 1:
        parts = pack([held[code] for code in query.indicators], query.version, bounds)
        return parts if len(parts) > 1 else _halves(query)
    definition = held[query.indicators[0]]
    by_years = _by_years(query, definition, refusal.count, bounds)
    if len(by_years) > 1:
        return by_years
    if query.kind is None and not query.geo_units and len(definition.kinds) > 1:
        return [replace(query, kind="NATIONAL"), replace(query, kind="REGIONAL")]
    return _by_places(query, units, refusal)


def _by_years(query: Query, definition: Definition, count: int, bounds: Bounds) -> list[Query]:
    first = definition.first_year if query.start is None else query.start
    last = definition.last_year if query.end is None else query.end
    if first is None or last is None or last <= first:
        return [query]
    years = last - first + 1
    parts = min(years, max(2, ceil(_UNEVEN * count / max(1, bounds.records - 1))))
    starts = [first + years * part // parts for part in range(parts)]
    ends = [start - 1 for start in starts[1:]]
    spans = zip([query.start, *starts[1:]], [*ends, query.end], strict=True)
    return [replace(query, start=start, end=end) for start, end in spans]


def _by_places(query: Query, units: Sequence[GeoUnit], refusal: Refused) -> list[Query]:
    places = query.geo_units or tuple(unit.id for unit in units if query.kind in (None, unit.kind))
    if len(places) < 2:
        raise refusal
    half = len(places) // 2
    return [replace(query, kind=None, geo_units=part) for part in (places[:half], places[half:])]


def _shorter(query: Query, refusal: Refused) -> list[Query]:
    if len(query.indicators) > 1:
        return _halves(query)
    if len(query.geo_units) > 1:
        half = len(query.geo_units) // 2
        return [replace(query, geo_units=part) for part in (query.geo_units[:half], query.geo_units[half:])]
    raise refusal


def _halves(query: Query) -> list[Query]:
    half = len(query.indicators) // 2
    return [replace(query, indicators=part) for part in (query.indicators[:half], query.indicators[half:])]
