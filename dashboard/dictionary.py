"""What every table, column and sign of the data means: the tables' own description, and what it leaves unsaid."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard import charts, sampling, wording
from dashboard.charts import regional
from dashboard.store import Store

OBSERVATIONS = "observations"
HOME = ("source", "release")
COLUMN_HEADINGS = {"column": "Column", "kind": "Type", "meaning": "Meaning"}
SIGN_HEADINGS = {"sign": "Sign", "place": "Where", "meaning": "Meaning"}
CODE_HEADINGS = {
    "indicator": "Code",
    "label": "Label",
    "unit": "Unit",
    "method_name": "Method",
    "level_name": "School age",
}
KINDS = {
    "string": "text",
    "number": "number",
    "integer": "whole number",
    "boolean": "true or false",
    "array": "list",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``kind`` is a Frictionless type."""

    name: str
    kind: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table; the observations of all releases are one, with ``source`` and ``release`` in front."""

    name: str
    about: str
    columns: tuple[Column, ...]


@cache
def words() -> dict[str, Any]:
    """What dictionary.toml says, by table, and ``signs``."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def package(store: Store) -> dict[str, Any]:
    """The tables' own description, as it was published with them."""
    with store.open("datapackage.json") as file:
        return json.load(file)


def tables(store: Store) -> dict[str, Table]:
    """Every table by its name, the observations first."""
    found: dict[str, dict[str, Any]] = {}
    for resource in package(store)["resources"]:
        found.setdefault(name_of(resource["path"]), resource)
    order = sorted(found, key=lambda name: (name != OBSERVATIONS, name))
    return {name: _table(name, found[name]) for name in order}


def name_of(path: str) -> str:
    """The table that a file is of, or a part of: ``places``, ``observations``."""
    return path.partition("/")[0].removesuffix(".parquet")


def told(table: Table) -> pd.DataFrame:
    """Columns and meanings for a reader: ``column kind meaning``."""
    rows = [(one.name, KINDS.get(one.kind, one.kind), one.meaning) for one in table.columns]
    return pd.DataFrame(rows, columns=list(COLUMN_HEADINGS))


def signs() -> pd.DataFrame:
    """Every sign of charts and tables, with the limits that the charts go by: ``sign place meaning``."""
    limits = {
        "hidden": sampling.HIDDEN_UNDER,
        "last_pale": sampling.PALE_UNDER - 1,
        "widest": f"{sampling.WIDEST_PP:g}",
        "partial": f"{regional.WITHHELD:.0%}".removesuffix("%"),
        "whole": f"{regional.PARTIAL:.0%}".removesuffix("%"),
        "max_age": charts.CHARTS["map"].defaults.max_age,
    }
    rows = pd.DataFrame(words()["signs"])
    return rows.assign(meaning=[text.format(**limits) for text in rows["meaning"]])


def sources(store: Store) -> dict[str, int]:
    """Who uses indicator codes, and how many; the most first."""
    counted = store.table("indicators")["source"].value_counts()
    return {str(source): int(count) for source, count in counted.items()}


def codes(store: Store, source: str) -> pd.DataFrame:
    """The codes of one source with what they mean, none if it has none: columns of ``CODE_HEADINGS``."""
    table = store.table("indicators").astype({"source": str, "level": object, "method": str})
    rows = table[table["source"].eq(source)].sort_values("indicator", ignore_index=True)
    level = [wording.LEVELS.get(name, str(name).replace("_", " ")) if pd.notna(name) else "" for name in rows["level"]]
    return rows.assign(level_name=level, method_name=rows["method"])[list(CODE_HEADINGS)]


def _table(name: str, resource: dict[str, Any]) -> Table:
    said = words().get(name, {})
    fields = resource["schema"]["fields"]
    if name == OBSERVATIONS:
        fields = [*({"name": one, "type": "string"} for one in HOME), *fields]
    columns = (Column(f["name"], f["type"], _meaning(f, said)) for f in fields)
    return Table(name, resource.get("description") or said["about"], tuple(columns))


def _meaning(field: dict[str, str], said: dict[str, str]) -> str:
    """In words; a meaning that begins with a code, as a list of codes does, keeps it as it is written."""
    text = field.get("description") or said[field["name"]]
    first, _, rest = text.partition(" ")
    return text if first.endswith((",", ":")) or not rest else wording.sentence(text)
