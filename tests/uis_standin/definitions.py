"""Catalogues as the API gives them: versions, indicators, geo units."""

import re
from calendar import month_name
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

import pandas as pd

from tests.uis_standin import recorded
from tests.uis_standin.figures import DATA, Held, is_national

_THEMES = ("EDUCATION", "SCIENCE_TECHNOLOGY_INNOVATION", "CULTURE", "DEMOGRAPHIC_SOCIOECONOMIC")
_STAMP = re.compile(rf" \((?:{'|'.join(month_name[1:])}) \d{{4}}\)$")
_LEVELS = {"02": "ISCED 02 - Pre-primary education", "1": "ISCED 1 - Primary education"} | {
    "2": "ISCED 2 - Lower secondary education",
    "3": "ISCED 3 - Upper secondary education",
}
_SEXES = {"F": "Female", "M": "Male"}


def versions(held: Iterable[str]) -> list[dict[str, Any]]:
    """The API's 15 versions of August 2026, and an entry for each further id; newest first."""
    known = {entry["version"]: entry for entry in recorded.answer("versions")}
    known |= {version: _made_version(version) for version in held if version not in known}
    return [known[version] for version in sorted(known, reverse=True)]


def _made_version(version: str) -> dict[str, Any]:
    year, month, day = int(version[:4]), int(version[4:6]), int(version[6:8])
    words = f"{month_name[month]} {year} Data Release"
    status = [{"theme": theme, "lastUpdate": _date(year, month, day), "description": words} for theme in _THEMES]
    stamp = f"{year:04}-{month:02}-{day:02}T12:00:00.000Z"
    return {"version": version, "publicationDate": stamp, "description": words, "themeDataStatus": status}


def _date(year: int, month: int, day: int) -> str:
    """A date as the API wrote it in that time: three forms, month first in two of them."""
    if (year, month) <= (2025, 4):
        return f"{year:04}-{month:02}-{day:02}"
    return f"{month}/{day}/{year}" if year == 2025 else f"{month:02}/{day:02}/{year}"


def indicators(
    held: Held, version: dict[str, Any], *, glossary: bool = False, disaggregations: bool = False
) -> list[dict[str, Any]]:
    """The catalogue of a version: every indicator that it holds figures of."""
    updates = {status["theme"]: status for status in version["themeDataStatus"]}
    return [_indicator(held, code, updates, glossary, disaggregations) for code in held.spans]


def _indicator(
    held: Held, code: str, updates: dict[str, dict[str, str]], glossary: bool, disaggregations: bool
) -> dict[str, Any]:
    theme = _theme(code)
    span, (first, last) = held.spans[code], held.years(code)
    name = label(code)
    item: dict[str, Any] = {
        "indicatorCode": code,
        "name": name,
        "theme": theme,
        "lastDataUpdate": updates[theme]["lastUpdate"],
        "lastDataUpdateDescription": updates[theme]["description"],
        "dataAvailability": {
            "totalRecordCount": span.stop - span.start,
            "timeLine": {"min": first, "max": last},
            "geoUnits": {"types": held.kinds(code)},
        },
    }
    if glossary:
        item["glossaryTerms"] = [_term(name.partition(",")[0])]
    if disaggregations:
        item["disaggregations"] = list(_disaggregations(code))
    return item


def _theme(code: str) -> str:
    return "DEMOGRAPHIC_SOCIOECONOMIC" if re.match(r"\d|NY\.|SP\.|PA\.|DT\.|SI\.", code) else "EDUCATION"


def _term(name: str) -> dict[str, Any]:
    return {"themes": ["EDUCATION"], "termId": 3000 + sum(name.encode()) % 1000, "language": "en", "name": name}


def _disaggregations(code: str) -> Iterable[dict[str, Any]]:
    parts = code.split(".")
    for names, kind, kind_name in ((_LEVELS, "EduLvl", "Education Level"), (_SEXES, "SEX", "Sex")):
        for part in parts[1:]:
            if part in names:
                yield {
                    "code": f"{kind}:{'ISCED' if kind == 'EduLvl' else ''}{part}",
                    "name": names[part],
                    "glossaryTerms": [_term(names[part])] if kind == "EduLvl" else [],
                    "disaggregationType": {"code": kind, "name": kind_name, "glossaryTerms": []},
                }


def label(code: str) -> str:
    """The name of an indicator, or its code where no release names it."""
    return _labels().get(code, code)


@cache
def _labels() -> dict[str, str]:
    found: dict[str, str] = {}
    for release, column in (("2016-07", "series"), ("2019-02", "indicator_id"), ("2024-09", "indicator_id")):
        frame = pd.read_parquet(DATA / "sources" / "uis" / f"{release}-labels.parquet")
        codes = frame[column].str.upper().str.replace("_", ".") if column == "series" else frame[column]
        found |= dict(zip(codes, frame["label"], strict=True))
    return found


@lru_cache(maxsize=16)
def geo_units(held: Held, version: str) -> list[dict[str, str]]:
    """Countries, then groups of countries: those of the version's figures, and of the API's own lists of May 2026."""
    own = set(held.units)
    listed = _listed() if version >= "2024" else {unit for unit in _listed() if is_national(unit)}
    unstamped = {unit for unit in own if not _STAMP.search(unit)}
    listed = {unit for unit in listed if unit in own or _STAMP.sub("", unit) not in unstamped}
    units = sorted(own | listed, key=lambda unit: (not is_national(unit), unit))
    return [_geo_unit(unit, version) for unit in units]


def _geo_unit(unit: str, version: str) -> dict[str, str]:
    if is_national(unit):
        return {"id": unit, "name": _names().get(unit, unit), "type": "NATIONAL"}
    group, colon, name = unit.partition(": ")
    if not colon:  # the numbers of old releases, and one group without a name
        name, group = _locations(version[:6]).get(unit, ("All countries", unit))
    return {"id": unit, "name": name, "type": "REGIONAL", "regionGroup": group}


@cache
def _listed() -> frozenset[str]:
    lists = ("national", "regions")
    frames = [pd.read_parquet(DATA / "sources" / "places" / f"{name}-2026-05.parquet") for name in lists]
    return frozenset(unit for frame in frames for unit in frame["id"])


@cache
def _names() -> dict[str, str]:
    frame = pd.read_parquet(DATA / "tables" / "places.parquet", columns=["place", "name"])
    listed = pd.read_parquet(DATA / "sources" / "places" / "national-2026-05.parquet")
    return dict(zip(listed["id"], listed["owid_name"], strict=True)) | dict(
        zip(frame["place"], frame["name"], strict=True)
    )


@cache
def _locations(month: str) -> dict[str, tuple[str, str]]:
    """Number of a group -> its name and kind, in the releases of old."""
    path = DATA / "sources" / "uis" / f"{month[:4]}-{month[4:]}-locations.parquet"
    if not path.exists():
        return {}
    frame = pd.read_parquet(path)
    return dict(zip(frame["id"], zip(frame["name"], frame["kind"], strict=True), strict=True))
