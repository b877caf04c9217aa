"""The tables as Frictionless data packages: every file, column, licence and source, read off the tables."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import orjson
import pandas as pd

from dashboard import dictionary
from dashboard.dictionary import HOME, OBSERVATIONS
from dashboard.store import Release, Store

PARQUET, CSV, MANIFEST = "datapackage.json", "datapackage-csv.json", "manifest.json"
NAMES = (PARQUET, CSV, MANIFEST)
TITLE = "Which children are out of school: the tables"
SHARE_ALIKE = {
    "name": "CC-BY-SA-3.0-IGO",
    "title": "CC BY-SA 3.0 IGO",
    "path": "https://creativecommons.org/licenses/by-sa/3.0/igo/",
}
"""Of tables that are made of several sources and name none: the strictest of their terms."""
WITHOUT_FIGURES = ("exceptions", "exclusions", "releases")
"""Tables about the releases: they name all of them and hold rows of none."""


def named(store: Store, name: str) -> bytes:
    """The package of this name: of the Parquet files, or of the CSV files."""
    return described(store, as_csv=name == CSV)


def described(store: Store, *, as_csv: bool = False) -> bytes:
    """The package; paths are relative to it."""
    tables = dictionary.tables(store)
    found = [_resource(store, one, tables[dictionary.name_of(one["path"])], as_csv) for one in _listed(store)]
    licences = {one["name"]: one for resource in found for one in resource["licenses"]}
    told = {
        "name": "out-of-school-tables-csv" if as_csv else "out-of-school-tables",
        "title": TITLE,
        "profile": "tabular-data-package" if as_csv else "data-package",
        "licenses": list(licences.values()),
        "resources": found,
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2)


def stem(path: str) -> str:
    """A file's address under /data without its ending: ``places``, ``observations/uis/2024-09``."""
    return "/".join((OBSERVATIONS, *home(path).values())) if home(path) else path.removesuffix(".parquet")


def home(path: str) -> dict[str, str]:
    """Source and release of a part of the observations, out of its path; none of another table."""
    steps = (step.partition("=") for step in path.split("/"))
    return {name: value for name, _, value in steps if value}


def resource_name(path: str) -> str:
    """A name as Frictionless wants it, and of the file that is saved: ``uis-2024-09``, ``region-members``."""
    return stem(path).removeprefix(f"{OBSERVATIONS}/").replace("/", "-").replace("_", "-").replace("+", "-").lower()


def address(store: Store, release: Release) -> str:
    """Where the rows of a release stand, without an ending: a file of the observations, or the table they are in."""
    if release.id in store.release_ids():
        return f"/data/{OBSERVATIONS}/{release.source}/{release.release}"
    return next(f"/data/{name}" for name, homes in _homes(store).items() if (release.source, release.release) in homes)


def licences(store: Store, path: str) -> list[dict[str, str]]:
    """The terms of a file's rows: those of its releases, or the strictest where it names none."""
    found = {one.licence: one.licence_url for one in _releases(store, path) if one.licence}
    told = [{"name": name.replace(" ", "-"), "title": name, "path": url} for name, url in sorted(found.items())]
    return told or [SHARE_ALIKE]


def _resource(store: Store, stored: dict[str, Any], table: dictionary.Table, as_csv: bool) -> dict[str, Any]:
    path = stored["path"]
    within = () if as_csv else tuple(home(path))
    fields = [
        {"name": one.name, "type": one.kind, "description": one.meaning}
        for one in table.columns
        if one.name not in within
    ]
    lasting = {name: stored[name] for name in ("format", "mediatype", "bytes", "hash")}
    written = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "profile": "tabular-data-resource"}
    return {
        "name": resource_name(path),
        "path": f"{stem(path)}.csv" if as_csv else path,
        "description": table.about,
        **(written if as_csv else lasting),
        "licenses": licences(store, path),
        "sources": [{"title": one} for one in dict.fromkeys(r.attribution for r in _releases(store, path))],
        "schema": {"fields": fields},
    }


def _listed(store: Store) -> list[dict[str, Any]]:
    resources: list[dict[str, Any]] = dictionary.package(store)["resources"]
    return resources


def _releases(store: Store, path: str) -> list[Release]:
    """Whose rows a file holds."""
    of = home(path)
    homes = [tuple(of.values())] if of else _homes(store).get(dictionary.name_of(path), [])
    return [store.releases[one] for one in homes if one in store.releases]


@lru_cache(maxsize=4)
def _homes(store: Store) -> dict[str, list[tuple[str, str]]]:
    """Of the tables beside the observations whose rows have a source and a release: which."""
    found = {}
    for table in dictionary.tables(store).values():
        columns = {one.name for one in table.columns}
        if table.name != OBSERVATIONS and table.name not in WITHOUT_FIGURES and columns.issuperset(HOME):
            rows: pd.DataFrame = store.table(table.name)[list(HOME)].drop_duplicates()
            found[table.name] = [(str(a), str(b)) for a, b in rows.itertuples(index=False, name=None)]
    return found
