"""data/tables, written whole or not at all.

The new tables are built in a folder beside the old ones, on the same filesystem, and change places with them by two
renames. A build that is killed leaves the old tables or the new ones: between the two renames the old ones stand
aside under a name that `recover` knows, and every reader and every next build calls it first.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from etl import catalogue
from etl.errors import BuildRefused
from etl.files import File, Files
from etl.tidy import within
from etl.tidy.frame import Part

SCHEMA_VERSION = 1
Judge = Callable[[Path, Path], None]
_TABLES, _NEW, _ASIDE, _LOCK = "tables", ".building-tables", ".building-aside", ".building-lock"
_TO_DASH = str.maketrans("/=+_", "----")


@dataclass(frozen=True)
class Tables:
    """Everything that is published: the observations by release, and the tables beside them by name."""

    parts: tuple[Part, ...]
    beside: Mapping[str, pd.DataFrame]

    @cached_property
    def outside(self) -> dict[str, pd.DataFrame]:
        """The totals of surveys that are not between their groups, by release: told in one table, and checked."""
        return within.listed(self.parts)


def publish(tables: Tables, home: Path, judge: Judge | None = None, files: Files | None = None) -> Path:
    """Write `home/tables` in one atomic step. The same tables give the same bytes.

    Args:
        tables: What to write.
        home: The data folder; it must be on one filesystem.
        judge: Called with the folders of the old and the new tables before they change places, where there are old
            ones; what it raises leaves the old ones and nothing of the new (`etl.guard.judge`).
        files: Those of the tables that are in the making already.

    Returns:
        The folder of the tables.

    Raises:
        BuildRefused: The folder cannot be written, another build is under way, or the judge says no; the old
            tables stay.
    """
    try:
        with _alone(home):
            _recover(home)
            shutil.rmtree(home / _NEW, ignore_errors=True)
            _write(tables, home / _NEW, files or Files())
            if judge and (home / _TABLES).exists():
                with _nothing_new(home):
                    judge(home / _TABLES, home / _NEW)
            _swap(home)
    except OSError as trouble:
        raise BuildRefused(
            f"The tables cannot be written to {home} ({trouble.strerror or trouble}). The old ones are as they were. "
            "Make room or set OOSC_DATA to a folder that can be written."
        ) from trouble
    return home / _TABLES


def recover(home: Path) -> None:
    """Put the old tables back if a build was killed between its two renames. Quick when there is nothing to do."""
    if (home / _TABLES).exists() or not (home / _ASIDE).exists():
        return
    with _alone(home, wait=True):
        _recover(home)


def _recover(home: Path) -> None:
    tables, aside = home / _TABLES, home / _ASIDE
    if aside.exists() and not tables.exists():
        aside.rename(tables)
    shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def _nothing_new(home: Path) -> Iterator[None]:
    """What is raised inside leaves nothing of the new tables."""
    try:
        yield
    except Exception:
        shutil.rmtree(home / _NEW, ignore_errors=True)
        raise


def _swap(home: Path) -> None:
    tables, aside = home / _TABLES, home / _ASIDE
    if tables.exists():
        tables.rename(aside)
    (home / _NEW).rename(tables)
    _settle(home)
    shutil.rmtree(aside, ignore_errors=True)


def _settle(folder: Path) -> None:
    """Make the names in a folder lasting."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _alone(home: Path, wait: bool = False) -> Iterator[None]:
    """Hold the lock of the data folder; the system lets go of it when a process dies."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as taken:
            raise BuildRefused(f"Another build is writing to {home}. Wait until it has ended.") from taken
        yield


def _write(tables: Tables, folder: Path, files: Files) -> None:
    files.add(*tables.parts)
    files.add_beside(tables.beside)
    made = files.made()
    for name, file in made.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(file.content)
    known = {name: file.known for name, file in made.items()}
    _write_json({"schema": SCHEMA_VERSION, "files": known}, folder / "manifest.json")
    _write_json(_package(made), folder / "datapackage.json")


def _write_json(content: Mapping[str, Any], path: Path) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _package(files: Mapping[str, File]) -> dict[str, Any]:
    """The Frictionless description of what was written."""
    resources = [
        {
            "name": name.removesuffix(".parquet").translate(_TO_DASH).lower(),
            "path": name,
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            "bytes": file.known["bytes"],
            "hash": f"sha256:{file.known['sha256']}",
            **_described(name.removesuffix(".parquet"), file.schema),
        }
        for name, file in files.items()
    ]
    licences = [{"name": "CC-BY-SA-3.0-IGO", "title": "per release: see releases.parquet"}]
    return {"name": "out-of-school-tables", "profile": "data-package", "licenses": licences, "resources": resources}


def _described(name: str, schema: pa.Schema) -> dict[str, Any]:
    """The fields with their types, and what the catalogue says of the table and its columns."""
    said = catalogue.load().tables.get(name, {})
    columns = said.get("columns", {})
    told = {column: {"description": text} for column, text in columns.items()}
    fields = [{"name": f.name, "type": _kind(f.type), **told.get(f.name, {})} for f in schema]
    about = {"description": said["description"]} if said else {}
    return {**about, "schema": {"fields": fields}}


def _kind(of: pa.DataType) -> str:
    """A column's type in Frictionless words."""
    tests = {
        "boolean": pa.types.is_boolean, "integer": pa.types.is_integer, "number": pa.types.is_floating,
        "array": pa.types.is_list,
    }  # fmt: skip
    return next((word for word, test in tests.items() if test(of)), "string")
