"""What was announced -> one table: release, place, reference year, level, sex, number of children."""

import re
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from etl.catalogue import Catalogue
from etl.errors import CatalogueError

COLUMNS = [
    "release", "date", "publication", "place", "reference_year", "level", "sex", "population", "children",
    "breakdown", "source_url", "confidence",
]  # fmt: skip


def headlines(records: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """The list of headlines, its parts by level and sex, and the announcements that it lacks.

    Returns:
        COLUMNS; children in persons; `release` is the date of the announcement as it is known.
    """
    said = catalogue.announcements
    world = pd.DataFrame([_row(record, catalogue) for record in records.to_dict("records")])
    parts = [row for split in said["splits"] for row in _parts(world, split)]
    more = [_announced(row) for row in said["rows"]]
    table = pd.concat([world, pd.DataFrame(parts), pd.DataFrame(more)], ignore_index=True)[COLUMNS]
    table["reference_year"] = table["reference_year"].astype("Int16")
    table["children"] = table["children"].astype("float64")
    for name in COLUMNS:
        if name not in ("reference_year", "children"):
            table[name] = table[name].astype("str")
    keys = ["date", "place", "reference_year", "level", "sex"]
    return table.sort_values(keys, ignore_index=True, kind="stable")


def _row(record: Mapping[Hashable, Any], catalogue: Catalogue) -> dict[str, object]:
    said = catalogue.announcements
    population = record["population"]
    if population not in said["levels"]:
        raise CatalogueError(
            f"The headline of {record['release']} is about {population!r}, which has no level yet. "
            "Add it to [levels] in etl/catalogue/announcements.toml."
        )
    year, remark = _year(record["reference_year"])
    breakdown = record["breakdown"] if isinstance(record["breakdown"], str) else None
    return {
        "release": record["release"],
        "date": record["release"],
        "publication": record["publication"],
        "place": None if population in said["elsewhere"]["populations"] else catalogue.regions["worlds"]["default"],
        "reference_year": year or said["years"].get(record["release"]),
        "level": said["levels"][population],
        "sex": "total",
        "population": population,
        "children": float(record["figure_million"]) * 1e6,
        "breakdown": "; ".join(text for text in (breakdown, remark) if text) or None,
        "source_url": record["source_url"] if isinstance(record["source_url"], str) else None,
        "confidence": record["confidence"],
    }


def _year(text: object) -> tuple[int | None, str]:
    """ "2011 (page says 2012)" -> 2011 and the remark."""
    found = re.match(r"(\d{4})(?: \((.+)\))?$", text) if isinstance(text, str) else None
    return (int(found[1]), found[2] or "") if found else (None, "")


def _parts(world: pd.DataFrame, split: dict) -> list[dict[str, object]]:
    whole = world[world["release"] == split["release"]].iloc[0].to_dict()
    remark = f"part of the announced {whole['children'] / 1e6:g} million"
    return [
        {**whole, "level": level, "sex": sex, "children": million * 1e6, "breakdown": remark}
        for level, sex, million in split["parts"]
    ]


def _announced(row: dict) -> dict[str, object]:
    return {**row, "date": row["release"], "sex": row.get("sex", "total"), "children": row["million"] * 1e6}
