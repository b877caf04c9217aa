"""What the UIS data service holds: its releases, indicators and places, parsed and trusted.

versions(body)      -> tuple[Version, ...]       of /versions, newest first
version(body)       -> Version                   of /versions/default
definitions(body)   -> tuple[Definition, ...]    of /definitions/indicators
geo_units(body)     -> tuple[GeoUnit, ...]       of /definitions/geounits

All raise BadAnswer, with the name of a field that is missing or of the wrong type. New fields are ignored.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from etl.errors import BadAnswer
from etl.sources.uis_json import AGAIN, decoded, field, items, shown

_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,59}")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T.*)?")
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


@dataclass(frozen=True, slots=True)
class Version:
    """A release of the service.

    Attributes:
        id: `20240913-b8ca1963`; fit to be the name of a file.
        published: With its time zone.
        description: Empty where UIS left the word "string" in it.
        themes: Theme -> (date of its last update, words on it). The date is None where its form is unknown.
    """

    id: str
    published: datetime
    description: str
    themes: Mapping[str, tuple[date | None, str]]


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator as the service lists it.

    Attributes:
        code: `ROFST.1.CP`.
        name: In English.
        theme: `EDUCATION`.
        updated: The last update of its data; None where the date's form is unknown.
        update_words: "February 2026 Data Release".
        records: How many the release holds of it, all years and places.
        first_year, last_year: Of its data; None where it has none.
        kinds: NATIONAL, REGIONAL or both, sorted.
    """

    code: str
    name: str
    theme: str
    updated: date | None
    update_words: str
    records: int
    first_year: int | None
    last_year: int | None
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GeoUnit:
    """A country or region. Ids are unique, names are not.

    Attributes:
        id: `CHE`, `SDG: World`.
        name: In English, without the group.
        kind: NATIONAL or REGIONAL.
        group: Who defines the region, `SDG`; None for countries.
    """

    id: str
    name: str
    kind: str
    group: str | None


def versions(body: bytes) -> tuple[Version, ...]:
    """All releases, newest first."""
    of = "/versions"
    found = [_version(item, of) for item in _some(body, of)]
    _once([version.id for version in found], "release", of)
    return tuple(sorted(found, key=lambda version: version.published, reverse=True))


def version(body: bytes) -> Version:
    """The release that the service uses where none is named."""
    return _version(decoded(body, "/versions/default"), "/versions/default")


def definitions(body: bytes) -> tuple[Definition, ...]:
    """All indicators of a release, in the order of the service."""
    of = "/definitions/indicators"
    found = tuple(_definition(item, of) for item in _some(body, of))
    _once([definition.code for definition in found], "indicator", of)
    return found


def geo_units(body: bytes) -> tuple[GeoUnit, ...]:
    """All countries and regions of a release, in the order of the service."""
    of = "/definitions/geounits"
    found = tuple(
        GeoUnit(
            id=field(item, "id", str, of),
            name=field(item, "name", str, of),
            kind=field(item, "type", str, of),
            group=field(item, "regionGroup", str, of) if item.get("regionGroup") is not None else None,
        )
        for item in _some(body, of)
    )
    _once([unit.id for unit in found], "place", of)
    return found


def day(text: str) -> date | None:
    """A date in one of the three forms met so far: `2025-02-23`, `9/17/2025`, `02/09/2026` (month first)."""
    if iso := _ISO.fullmatch(text):
        year, month, of_month = map(int, iso.groups())
    elif slashed := _MONTH_FIRST.fullmatch(text):
        month, of_month, year = map(int, slashed.groups())
    else:
        return None
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def _version(item: Any, of: str) -> Version:
    name = field(item, "version", str, of)
    if not _ID.fullmatch(name):
        raise BadAnswer(f"The answer to {of} names a release {shown(name)}, which is no name of one. {AGAIN}")
    words = field(item, "description", (str, type(None)), of)
    return Version(
        id=name,
        published=_moment(field(item, "publicationDate", str, of), of),
        description="" if words in (None, "string") else words,
        themes={
            field(theme, "theme", str, of): (
                day(field(theme, "lastUpdate", str, of)),
                field(theme, "description", (str, type(None)), of) or "",
            )
            for theme in field(item, "themeDataStatus", list, of)
        },
    )


def _definition(item: Any, of: str) -> Definition:
    code = field(item, "indicatorCode", str, of)
    of = f"{of}, indicator {code}"
    held = field(item, "dataAvailability", dict, of)
    years = field(held, "timeLine", (dict, type(None)), of)
    kinds = field(field(held, "geoUnits", dict, of), "types", list, of)
    records = field(held, "totalRecordCount", int, of)
    if records < 0 or not all(isinstance(kind, str) for kind in kinds):
        raise BadAnswer(f"The answer to {of} has {records} records of {shown(kinds)}, which can't be. {AGAIN}")
    return Definition(
        code=code,
        name=field(item, "name", str, of),
        theme=field(item, "theme", str, of),
        updated=day(field(item, "lastDataUpdate", (str, type(None)), of) or ""),
        update_words=field(item, "lastDataUpdateDescription", (str, type(None)), of) or "",
        records=records,
        first_year=field(years, "min", (int, type(None)), of) if years else None,
        last_year=field(years, "max", (int, type(None)), of) if years else None,
        kinds=tuple(sorted(kinds)),
    )


def _some(body: bytes, of: str) -> list[Any]:
    found = items(decoded(body, of), of)
    if not found:
        raise BadAnswer(f"The answer to {of} is an empty list, which it never should be. {AGAIN}", passing=True)
    return found


def _once(names: list[str], what: str, of: str) -> None:
    if twice := sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []:
        raise BadAnswer(f"The answer to {of} holds the {what} {twice[0]} twice. {AGAIN}", passing=True)


def _moment(text: str, of: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadAnswer(
            f"The field “publicationDate” in the answer to {of} holds {shown(text)}, not a date. {AGAIN}"
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
