"""Write `recorded.json` and its sidecar from a folder of answers of the API: `python -m tests.uis_standin.record`.

The answers are read by the client's own parsers. What a parser passes over on purpose and an answer can't be rebuilt
without (the form of a date, which of two kinds came first) is looked up beside. Nothing is written unless every answer
rebuilt from the facts is, byte for byte, the file that was read.
"""

import argparse
import hashlib
import json
import re
from datetime import UTC, date
from pathlib import Path
from typing import Any

from etl.sources import uis_definitions
from etl.sources.uis_answers import Answer, Query, read_answer
from tests.uis_standin import recorded

_DATA = {  # indicator and place that were asked for; no version was named
    "data_records": ("CR.1", "CHE"),
    "data_empty": ("10", "CHE"),
    "data_unknown_geounit": ("CR.1", "XXX"),
}
_REQUESTS = {
    "versions": "/versions",
    "definitions_indicators": "/definitions/indicators",
    "definitions_geounits": "/definitions/geounits",
    **{name: f"/data/indicators?geoUnit={unit}&indicator={code}" for name, (code, unit) in _DATA.items()},
    "openapi_query_params": "/openapi/schema.json",
}
_EXCERPTS = ("definitions_indicators", "definitions_geounits", "openapi_query_params")


def main() -> None:
    """Read a folder and write, or with --check compare with what is written."""
    told = _told()
    bodies = {name: (told.folder / f"uis_{name}.json").read_bytes() for name in _REQUESTS}
    readme = (told.folder / "README.md").read_bytes()
    found = json.loads(recorded.FACTS.read_text(encoding="utf-8")) if told.check else facts(bodies)
    _prove(found, bodies)
    texts = {recorded.FACTS: _by_line(found), recorded.SIDECAR: sidecar(found, bodies, readme)}
    for path, text in texts.items():
        if not told.check:
            path.write_text(text, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != text:
            raise SystemExit(f"{path.name} is not what this folder gives. Write it anew, without --check.")


def facts(bodies: dict[str, bytes]) -> dict[str, Any]:
    """What the answers say, in the client's terms."""
    newest = uis_definitions.versions(bodies["versions"])[0].id
    answers = {
        name: read_answer(Query((code,), newest, geo_units=(unit,)), bodies[name], hints="keep")
        for name, (code, unit) in _DATA.items()
    }
    parameters: dict[str, list[str]] = json.loads(bodies["openapi_query_params"])
    return {
        "versions": _versions(bodies["versions"]),
        "definitions_indicators": _definitions(bodies["definitions_indicators"]),
        "definitions_geounits": [
            {"id": unit.id, "name": unit.name, "kind": unit.kind, "group": unit.group}
            for unit in uis_definitions.geo_units(bodies["definitions_geounits"])
        ],
        "data": {name: _asked(answer) for name, answer in answers.items()},
        "records": [row for answer in answers.values() for row in answer.records.to_pylist()],
        "parameters": {path.removeprefix(recorded.PREFIX): names for path, names in parameters.items()},
    }


def sidecar(found: dict[str, Any], bodies: dict[str, bytes], readme: bytes) -> str:
    """Whose facts these are, on which terms, and from which files. Origin and date are those of the folder's README."""
    origin = _said(r"^Source: (\S+)", readme)
    extracted = _said(r"extracted (\d{4}-\d\d-\d\d)", readme)
    rows = {name: len(found[name]) for name in ("versions", "definitions_indicators", "definitions_geounits")}
    rows |= {name: len(recorded.rebuilt(found, name)["records"]) for name in _DATA}
    rows["openapi_query_params"] = len(found["parameters"])
    files = [
        {
            "name": f"uis_{name}.json",
            "sha256": hashlib.sha256(body).hexdigest(),
            "rows": rows[name],
            "request": _REQUESTS[name],
            "excerpt": name in _EXCERPTS,
        }
        for name, body in bodies.items()
    ]
    if strange := [file["name"] for file in files if str(file["sha256"]).encode() not in readme]:
        raise SystemExit(f"The README of the folder gives another sha256 for {', '.join(map(str, strange))}.")
    content = {
        "publisher": "UNESCO Institute for Statistics (UIS)",
        "title": f"UIS data API: answers recorded on {extracted}",
        "source": "uis",
        "release": found["versions"][0]["id"],
        "release_stated": "inferred: the newest of the versions listed; the requests named none",
        "extracted": extracted,
        "origin": origin,
        "origin_licence": "MIT (the repository that recorded the answers)",
        "licence": "CC BY-SA 3.0 IGO",
        "licence_url": "https://creativecommons.org/licenses/by-sa/3.0/igo/",
        "attribution": f"Source: UNESCO Institute for Statistics (UIS), data API, extracted {extracted}. "
        "The answers were subset and put into another form, the values were not changed.",
        "files": [*files, {"name": "README.md", "sha256": hashlib.sha256(readme).hexdigest()}],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _versions(body: bytes) -> list[dict[str, Any]]:
    raw = {one["version"]: one["themeDataStatus"] for one in json.loads(body)}
    return [
        {
            "id": one.id,
            "published": one.published.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "description": one.description,
            "themes": {
                status["theme"]: _update(*one.themes[status["theme"]], status["lastUpdate"]) for status in raw[one.id]
            },
        }
        for one in uis_definitions.versions(body)
    ]


def _definitions(body: bytes) -> list[dict[str, Any]]:
    return [
        {
            "code": one.code,
            "name": one.name,
            "theme": one.theme,
            **_update(one.updated, one.update_words, raw["lastDataUpdate"]),
            "records": one.records,
            "first_year": one.first_year,
            "last_year": one.last_year,
            "kinds": sorted(one.kinds, key=raw["dataAvailability"]["geoUnits"]["types"].index),
        }
        for one, raw in zip(uis_definitions.definitions(body), json.loads(body), strict=True)
    ]


def _update(day: date | None, words: str, text: str) -> dict[str, str]:
    form = next((form for form, spell in recorded.FORMS.items() if day and spell(day) == text), None)
    if day is None or form is None:
        raise SystemExit(f"“{text}” is a date of a form not known yet. Add it to FORMS in recorded.py.")
    return {"updated": day.isoformat(), "form": form, "update_words": words}


def _asked(answer: Answer) -> dict[str, Any]:
    return {
        "indicators": list(answer.query.indicators),
        "geo_units": list(answer.query.geo_units),
        "hints": [{"code": hint.code, "subject": hint.subject} for hint in answer.hints],
    }


def _said(pattern: str, readme: bytes) -> str:
    found = re.search(pattern, readme.decode(), re.MULTILINE)
    if not found:
        raise SystemExit(f"The README of the folder says nothing like “{pattern}”.")
    return found[1]


def _prove(found: dict[str, Any], bodies: dict[str, bytes]) -> None:
    """Every answer rebuilt is the file that was read, keys in their order; say so, or end."""
    for name, body in bodies.items():
        if recorded.written(recorded.rebuilt(found, name)) != body:
            raise SystemExit(f"What is rebuilt of uis_{name}.json is not what was read.")
        print(f"uis_{name}.json: rebuilt equals recorded, byte for byte")


def _by_line(content: dict[str, Any]) -> str:
    """JSON with one fact a line."""

    def part(value: dict[str, Any] | list[Any]) -> str:
        if isinstance(value, dict):
            lines = [f"{_line(key)}: {_line(one)}" for key, one in value.items()]
            return "{\n  " + ",\n  ".join(lines) + "\n }"
        return "[\n  " + ",\n  ".join(map(_line, value)) + "\n ]"

    return "{\n " + ",\n ".join(f"{_line(key)}: {part(value)}" for key, value in content.items()) + "\n}\n"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _told() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.uis_standin.record", description=__doc__)
    parser.add_argument("folder", type=Path, help="holds uis_versions.json and the others, and their README.md")
    parser.add_argument("--check", action="store_true", help="write nothing; compare the folder with what is written")
    return parser.parse_args()


if __name__ == "__main__":
    main()
