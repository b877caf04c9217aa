"""What the API says to a request: routes, parameters, refusals, hints."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.uis_standin import definitions, exports
from tests.uis_standin.figures import Held
from tests.uis_standin.recorded import NOT_FOUND, PREFIX

BASE = PREFIX
JSON = "application/json; charset=utf-8"
Parameters = dict[str, list[str]]


@dataclass(frozen=True)
class Reply:
    """A whole answer, before it is packed and sent."""

    body: bytes
    status: int = 200
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Guesses:
    """What nobody has seen the API do. Each can be told otherwise.

    Attributes:
        unknown_version: The status for a version that is not there.
        bad_parameter: The status for a year that is no number, or a geoUnitType that is neither.
        messages_as_list: Whether the message of a bad parameter is a list of texts.
        limit_is_served: Whether exactly `limit` records are given ("less than" says no).
        order: What records are sorted by first.
        several_folder: The folder in an export of several indicators.
        export_columns: The header of an exported data.csv.
        etag: Whether answers carry an ETag and honour If-None-Match.
    """

    unknown_version: int = 400
    bad_parameter: int = 400
    messages_as_list: bool = True
    limit_is_served: bool = False
    order: str = "indicator"
    several_folder: str = "indicator-data-export"
    export_columns: tuple[str, ...] = ("indicatorId", "geoUnit", "year", "value", "qualifier", "magnitude")
    etag: bool = True


class Refusal(Exception):
    """An answer that is not 200, in the API's envelope."""

    def __init__(self, status: int, message: str | list[str]) -> None:
        self.status, self.message = status, message
        super().__init__(str(message))

    def reply(self) -> Reply:
        names = {400: "Bad Request", 404: "Not Found"}
        envelope = {"message": self.message, "error": names.get(self.status, "Error"), "statusCode": self.status}
        return Reply(to_json(envelope), self.status)


@dataclass
class Api:
    """The API over the figures it holds.

    Attributes:
        held: Version -> its figures.
        default: The version that answers when none is named.
        limit: So many records are too many.
    """

    held: dict[str, Held]
    default: str
    limit: int
    guesses: Guesses

    def answer(self, path: str, query: Parameters) -> Reply:
        """The answer to `path`, as it stands after `/api/public`."""
        routes: dict[str, Callable[[Parameters], Reply]] = {
            "/data/indicators": self._data,
            "/data/indicators/export": self._data_export,
            "/definitions/indicators": lambda query: Reply(to_json(self._indicators(query))),
            "/definitions/indicators/export": lambda query: self._definitions_export("indicator", query),
            "/definitions/geounits": lambda query: Reply(to_json(self._geo_units(query))),
            "/definitions/geounits/export": lambda query: self._definitions_export("geounit", query),
            "/versions": lambda query: Reply(to_json(definitions.versions(self.held))),
            "/versions/default": lambda query: Reply(to_json(self._entry(self.default))),
        }
        try:
            if path not in routes:
                raise Refusal(404, f"Cannot GET {BASE}{path}")
            return routes[path](query)
        except Refusal as refusal:
            return refusal.reply()

    def _entry(self, version: str) -> dict[str, Any]:
        return next(entry for entry in definitions.versions(self.held) if entry["version"] == version)

    def _version(self, query: Parameters) -> str:
        version = (query.get("version") or [self.default])[-1]
        if version not in self.held:
            raise Refusal(self.guesses.unknown_version, f"The version could not be found, {version}")
        return version

    def _indicators(self, query: Parameters) -> list[dict[str, Any]]:
        version = self._version(query)
        return definitions.indicators(
            self.held[version],
            self._entry(version),
            glossary=_flag(query, "glossaryTerms"),
            disaggregations=_flag(query, "disaggregations"),
        )

    def _geo_units(self, query: Parameters) -> list[dict[str, str]]:
        version = self._version(query)
        return definitions.geo_units(self.held[version], version)

    def _data(self, query: Parameters) -> Reply:
        hints, records, metadata = self._select(query)
        parts = (to_json(hints).decode(), ",".join(records), to_json(metadata).decode())
        return Reply('{{"hints":{},"records":[{}],"indicatorMetadata":{}}}'.format(*parts).encode())

    def _select(self, query: Parameters) -> tuple[list[dict[str, str]], list[str], list[dict[str, Any]]]:
        codes, units = _listed(query, "indicator"), _listed(query, "geoUnit")
        if not codes and not units:
            raise Refusal(400, "At least one of the parameters geoUnit, indicator must be given.")
        kind, start, end = self._filters(query)
        version = self._version(query)
        held = self.held[version]
        rows = held.rows(codes or held.spans, units or None, kind, start, end)
        self._refuse_too_many(sum(map(len, rows.values())))
        records = held.texts(rows) if self.guesses.order == "indicator" else held.by_unit(rows)
        if _flag(query, "footnotes"):
            records = [_with_footnotes(record, number == 0) for number, record in enumerate(records)]
        metadata = []
        if _flag(query, "indicatorMetadata"):
            every = definitions.indicators(held, self._entry(version), glossary=True, disaggregations=True)
            metadata = [item for item in every if len(rows.get(item["indicatorCode"], ()))]
        return self._hints(version, codes, units, rows, (start, end)), records, metadata

    def _filters(self, query: Parameters) -> tuple[str | None, int | None, int | None]:
        wrong = []
        kind = (query.get("geoUnitType") or [""])[-1] or None
        if kind not in (None, "NATIONAL", "REGIONAL"):
            wrong.append("geoUnitType must be one of the following values: NATIONAL, REGIONAL")
        years: list[int | None] = []
        for name in ("start", "end"):
            text = (query.get(name) or [""])[-1]
            whole = text.removeprefix("-").isdecimal()
            years.append(int(text) if whole else None)
            if text and not whole:
                wrong.append(f"{name} must be an integer number")
        if wrong:
            raise Refusal(self.guesses.bad_parameter, wrong if self.guesses.messages_as_list else wrong[0])
        return kind, years[0], years[1]

    def _refuse_too_many(self, count: int) -> None:
        if count > self.limit or (count == self.limit and not self.guesses.limit_is_served):
            raise Refusal(
                400,
                f"Too much data requested ({count} records), please reduce the amount of records queried to less than "
                f"{self.limit} by using the available filter options.",
            )

    def _hints(
        self,
        version: str,
        codes: list[str],
        units: list[str],
        rows: dict[str, np.ndarray],
        period: tuple[int | None, int | None],
    ) -> list[dict[str, str]]:
        held = self.held[version]
        known = {unit["id"] for unit in definitions.geo_units(held, version)} if units else set()
        lost = [("UIS::HINT::001", code) for code in codes if code not in held.spans]
        lost += [("UIS::HINT::003", unit) for unit in units if unit not in known]
        hints = [(number, NOT_FOUND[number].format(name)) for number, name in lost]
        for code in codes:
            if code in held.spans and not len(rows[code]) and _outside(period, held.years(code)):
                first, last = held.years(code)
                words = f"available time range for indicator {code}= start: {first}, end: {last}"
                hints.append(("UIS::HINT::004", f"No data for the given time range, {words}"))
        return [{"code": number, "message": message} for number, message in hints]

    def _data_export(self, query: Parameters) -> Reply:
        hints, records, metadata = self._select(query)
        codes = _listed(query, "indicator")
        folder = f"indicator-data-export_{codes[0]}" if len(codes) == 1 else self.guesses.several_folder
        envelope = {"hints": hints, "records": [json.loads(record) for record in records]}
        envelope["indicatorMetadata"] = metadata
        columns = [*self.guesses.export_columns, *(["footnotes"] if _flag(query, "footnotes") else [])]
        return self._zip(query, folder, envelope, envelope["records"], columns, ("csv", "json", "excel"))

    def _definitions_export(self, kind: str, query: Parameters) -> Reply:
        items: list[dict[str, Any]] = self._indicators(query) if kind == "indicator" else self._geo_units(query)
        columns = list(dict.fromkeys(key for item in items for key in item))
        return self._zip(query, f"{kind}-definitions-export", items, items, columns, ("csv", "excel"))

    def _zip(
        self, query: Parameters, folder: str, whole: Any, rows: list[Any], columns: list[str], formats: tuple[str, ...]
    ) -> Reply:
        wanted = (query.get("format") or ["csv"])[-1]
        if wanted not in formats:
            raise Refusal(400, [f"format must be one of the following values: {', '.join(formats)}"])
        body = exports.packed(folder, wanted, whole, rows, columns)
        return Reply(body, content_type="application/zip", headers=_attachment(folder))


def to_json(value: Any) -> bytes:
    """Compact JSON, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}.zip"'}


def _listed(query: Parameters, name: str) -> list[str]:
    return list(dict.fromkeys(text for text in query.get(name, []) if text))


def _flag(query: Parameters, name: str) -> bool:
    return (query.get(name) or ["false"])[-1] == "true"


def _outside(period: tuple[int | None, int | None], years: tuple[int, int]) -> bool:
    start, end = period
    return (start is not None and start > years[1]) or (end is not None and end < years[0])


def _with_footnotes(record: str, first: bool) -> str:
    note = '{"type":"Source","subtype":"Data sources","value":"Stand-in"}' if first else ""
    return f'{record[:-1]},"footnotes":[{note}]}}'
