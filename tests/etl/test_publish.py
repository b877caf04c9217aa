"""The tables are written whole or not at all, and the same sources give the same bytes."""

import hashlib
import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import etl
from etl import catalogue as catalogue_module
from etl.build import Report, build
from etl.catalogue import Catalogue
from etl.errors import BuildRefused, CheckFailed, EtlError
from etl.publish import Tables, publish, recover
from etl.tables import load

KILLED = """
import os, shutil, signal, sys
from pathlib import Path
from etl import publish
from etl.tables import stored

home, step = Path(sys.argv[1]), sys.argv[2]
without_observations = publish.Tables((), stored(home).beside)

def dies(function, at):
    left = [at]
    def wrapped(*args, **kwargs):
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return wrapped

where, at = step.split(":")
if where == "write":
    Path.write_bytes = dies(Path.write_bytes, int(at))
elif where == "rename":
    Path.rename = dies(Path.rename, int(at))
elif where == "remove":
    shutil.rmtree = dies(shutil.rmtree, int(at))
publish.publish(without_observations, home)
"""


def fingerprints(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def published(tables: Tables, tmp_path: Path) -> Path:
    few = Tables(tuple(part for part in tables.parts if part.name == "uis/2026-02"), tables.beside)
    publish(few, tmp_path)
    return tmp_path


def test_building_twice_gives_the_same_bytes(report: Report, home: Path):
    first = fingerprints(report.tables)
    build(home)
    assert fingerprints(report.tables) == first


def test_the_manifest_tells_of_every_file(report: Report):
    found = fingerprints(report.tables)
    manifest = json.loads((report.tables / "manifest.json").read_text())
    assert set(found) - set(manifest["files"]) == {"manifest.json", "datapackage.json"}
    for name, known in manifest["files"].items():
        assert known["sha256"] == found[name]
    package = json.loads((report.tables / "datapackage.json").read_text())
    assert {resource["path"] for resource in package["resources"]} == set(manifest["files"])


def test_the_shipped_tables_are_those_of_the_shipped_sources(report: Report):
    shipped = Path(__file__).parents[2] / "data" / "tables"
    ours = json.loads((report.tables / "manifest.json").read_text())["files"]
    theirs = json.loads((shipped / "manifest.json").read_text())["files"]
    assert {name: known["rows"] for name, known in theirs.items()} == {n: k["rows"] for n, k in ours.items()}


def test_files_are_small_enough_for_git(report: Report):
    sizes = [path.stat().st_size for path in report.tables.rglob("*") if path.is_file()]
    assert max(sizes) < 4_000_000
    assert sum(sizes) < 12_000_000


def test_a_promise_that_fails_leaves_the_old_tables(
    report: Report, home: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
):
    before = fingerprints(report.tables)
    strict = replace(catalogue, exclusions={**catalogue.exclusions, "girls_and_boys": {}})
    monkeypatch.setattr(catalogue_module, "load", lambda: strict)
    with pytest.raises(CheckFailed, match="girls and boys make the total"):
        build(home)
    assert fingerprints(report.tables) == before
    assert {path.name for path in home.iterdir()} == {"sources", "tables", ".building-lock"}


STEPS = ["write:0", "write:3", "rename:0", "rename:1", "remove:1", "remove:2"]


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_build_leaves_the_old_tables_or_the_new_ones(published: Path, step: str):
    before = fingerprints(published / "tables")
    ended = subprocess.run([sys.executable, "-c", KILLED, published, step], check=False, timeout=120)
    assert ended.returncode == -signal.SIGKILL
    recover(published)
    after = fingerprints(published / "tables")
    whole = json.loads((published / "tables" / "manifest.json").read_text())["files"]
    assert set(after) - {"manifest.json", "datapackage.json"} == set(whole)
    assert (after == before) == (step != "remove:2")


def test_reading_puts_back_what_a_killed_build_left_aside(published: Path, monkeypatch: pytest.MonkeyPatch):
    (published / "tables").rename(published / ".building-aside")
    monkeypatch.setenv("OOSC_TABLES", str(published / "tables"))
    assert len(etl.load().observations) == 1825


def test_the_next_build_sweeps_what_a_killed_one_left(published: Path, tables: Tables):
    (published / ".building-aside").mkdir()
    (published / ".building-tables").mkdir()
    publish(Tables(tables.parts[:1], tables.beside), published)
    left = {path.name for path in published.iterdir()}
    assert left == {"tables", ".building-lock"}


def test_two_builds_at_once_are_refused(published: Path, tables: Tables):
    import fcntl

    with (published / ".building-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BuildRefused, match="Another build"):
            publish(Tables(tables.parts[:1], tables.beside), published)


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(tables: Tables, tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BuildRefused, match="cannot be written"):
        publish(Tables(tables.parts[:1], tables.beside), tmp_path / "file")


def test_one_line_gives_an_analyst_the_tables(report: Report, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OOSC_TABLES", str(report.tables))
    frames = etl.load()
    observations = frames.observations
    beside = len(frames.conflict) + len(frames.displaced) + len(frames.school_ages)
    assert len(observations) + beside == report.built["rows"].sum()
    assert observations["place"].dtype == "category"
    assert str(observations["sample_size"].dtype) == "Int32"
    by_code = observations[observations["source"] != "wide"]
    assert not by_code.duplicated(["source", "release", "indicator", "place", "year"]).any()


def test_any_engine_reads_the_observations_as_one_table(report: Report):
    observations = pd.read_parquet(report.tables / "observations", filters=[("source", "=", "view")])
    assert set(observations["release"]) == {"2022", "2024", "2025"}


def test_the_tables_are_read_from_an_address(report: Report):
    assert len(load(report.tables.absolute().as_uri()).places) > 400


def test_no_tables_is_said_in_one_sentence(tmp_path: Path):
    with pytest.raises(EtlError, match="oosc etl build"):
        load(tmp_path / "tables")
