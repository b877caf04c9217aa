"""Answers of the API as they were recorded one day, rebuilt from the facts in `recorded.json`.

    recorded.answer("versions")     parsed, keys in the API's order
    recorded.body("versions")       the bytes that were recorded: their sha256 stands in `recorded.meta.json`

`python -m tests.uis_standin.record` writes both files.
"""

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FACTS = Path(__file__).with_suffix(".json")
SIDECAR = Path(__file__).with_suffix(".meta.json")
PREFIX = "/api/public"
NO_DESCRIPTION = "string"
"""What UIS leaves in the description of a version that has none."""
FORMS: dict[str, Callable[[date], str]] = {
    "YYYY-MM-DD": lambda day: day.isoformat(),
    "M/D/YYYY": lambda day: f"{day.month}/{day.day}/{day.year}",
    "MM/DD/YYYY": lambda day: f"{day:%m/%d/%Y}",
}
"""The forms in which the API writes a date."""
NOT_FOUND = {
    "UIS::HINT::001": "The indicator could not be found, {}",
    "UIS::HINT::003": "The geoUnit could not be found, {}",
}


@cache
def facts() -> dict[str, Any]:
    """What was recorded, in the terms of `etl.sources.uis_api`."""
    return json.loads(FACTS.read_text(encoding="utf-8"))


@cache
def answer(name: str) -> Any:
    """A recorded answer, parsed."""
    return rebuilt(facts(), name)


def body(name: str) -> bytes:
    """A recorded answer as it was written down."""
    return written(answer(name))


def written(content: Any) -> bytes:
    """JSON as the recorder wrote it."""
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def rebuilt(found: dict[str, Any], name: str) -> Any:
    """The answer `name` in the API's shape."""
    lists = {"versions": _version, "definitions_indicators": _definition, "definitions_geounits": _geo_unit}
    if name == "openapi_query_params":
        return {PREFIX + path: names for path, names in found["parameters"].items()}
    if name in lists:
        return [lists[name](one) for one in found[name]]
    return _data(found["data"][name], found["records"])


def _version(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": one["id"],
        "publicationDate": one["published"],
        "description": one["description"] or NO_DESCRIPTION,
        "themeDataStatus": [
            {"theme": theme, "lastUpdate": _day(update), "description": update["update_words"]}
            for theme, update in one["themes"].items()
        ],
    }


def _definition(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "indicatorCode": one["code"],
        "name": one["name"],
        "theme": one["theme"],
        "lastDataUpdate": _day(one),
        "lastDataUpdateDescription": one["update_words"],
        "dataAvailability": {
            "totalRecordCount": one["records"],
            "timeLine": {"min": one["first_year"], "max": one["last_year"]},
            "geoUnits": {"types": one["kinds"]},
        },
    }


def _geo_unit(one: dict[str, Any]) -> dict[str, str]:
    group = {} if one["group"] is None else {"regionGroup": one["group"]}
    return {"id": one["id"], "name": one["name"], "type": one["kind"]} | group


def _data(asked: dict[str, Any], records: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {
        "hints": [
            {"code": hint["code"], "message": NOT_FOUND[hint["code"]].format(hint["subject"])}
            for hint in asked["hints"]
        ],
        "records": [
            one | {"value": _number(one["value"])}
            for one in records
            if one["indicatorId"] in asked["indicators"] and one["geoUnit"] in asked["geo_units"]
        ],
        "indicatorMetadata": [],
    }


def _day(update: dict[str, str]) -> str:
    return FORMS[update["form"]](date.fromisoformat(update["updated"]))


def _number(value: float | None) -> float | None:
    """The API writes whole numbers without a point."""
    return int(value) if value is not None and value.is_integer() else value
