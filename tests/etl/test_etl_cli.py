"""The commands: what they print, and how they end."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from etl.build import Report
from etl.cli import app

SLICES = Path(__file__).parent / "slices"
run = CliRunner().invoke


@pytest.fixture
def there(report: Report, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OOSC_DATA", str(home))
    return home


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OOSC_DATA", str(tmp_path))
    return tmp_path


def test_build_ends_with_a_table_of_what_was_built(there: Path):
    ended = run(app, ["build"])
    assert ended.exit_code == 0
    assert "view-2025+wpp-2024" in ended.stdout
    assert "273,985" in ended.stdout
    assert "Left out of uis/2015-10" in ended.stdout
    assert " 1 row" in ended.stdout
    assert " 1 rows" not in ended.stdout


def test_check_says_what_holds(there: Path):
    ended = run(app, ["check"])
    assert ended.exit_code == 0
    assert "every figure stands once" in ended.stdout
    told = json.loads(run(app, ["check", "--json"]).stdout)
    assert all(result["holds"] for result in told)


def test_releases_are_listed_for_people_and_machines(there: Path):
    assert "copy-2026-02-23" in run(app, ["releases"]).stdout
    told = json.loads(run(app, ["releases", "--json"]).stdout)
    ours = next(row for row in told if row["release"] == "view-2025+wpp-2024")
    assert ours["date_kind"] == "computed"
    assert {file["name"] for file in ours["files"]} >= {"2025.csv.gz", "wpp-2024-single-age.csv.gz"}


def test_add_prints_what_was_taken_in(empty: Path):
    file = SLICES / "uis-2026-02.csv"
    ended = run(app, ["add", "uis", str(file), "--release", "2026-02"])
    assert ended.exit_code == 0, ended.stderr
    assert "uis/2026-02" in ended.stdout
    again = run(app, ["add", "uis", str(file), "--release", "2026-02"])
    assert "already" in again.stdout


@pytest.mark.parametrize("command", [["check"], ["releases"], ["build"]])
def test_work_that_fails_is_one_sentence_and_status_1(empty: Path, command: list[str]):
    ended = run(app, command)
    assert ended.exit_code == 1
    assert "oosc etl" in ended.stderr
    assert "Traceback" not in ended.stderr + ended.stdout


def test_a_file_that_is_not_there_is_status_1(empty: Path):
    ended = run(app, ["add", "uis", str(empty / "nope.csv"), "--release", "2024-09"])
    assert ended.exit_code == 1
    assert ended.stderr.strip().count("\n") == 0


@pytest.mark.parametrize("command", [["nonsense"], ["add", "uis"], ["build", "--fast"]])
def test_wrong_usage_is_status_2(command: list[str]):
    assert run(app, command).exit_code == 2


def test_a_broken_source_leaves_the_old_tables(there: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    shutil.copytree(there / "tables", tmp_path / "tables")
    shutil.copytree(there / "sources", tmp_path / "sources")
    (tmp_path / "sources" / "uis" / "2024-09.parquet").write_bytes(b"PAR1")
    monkeypatch.setenv("OOSC_DATA", str(tmp_path))
    before = (tmp_path / "tables" / "manifest.json").read_bytes()
    ended = run(app, ["build"])
    assert ended.exit_code == 1
    assert "uis/2024-09 cannot be read" in ended.stderr
    assert (tmp_path / "tables" / "manifest.json").read_bytes() == before
