"""oosc: 0 done, 1 the work failed, 2 wrong usage; one plain sentence on errors, nothing half-written."""

import json
import socket
import subprocess
import sys

import pytest
from PIL import Image
from typer.testing import CliRunner

from dashboard import charts
from dashboard.cli import app as command
from dashboard.render import formats

TREND = "trend?place=PAK&level=primary&measure=rate"


def run(*words, **env):
    return CliRunner().invoke(command, list(words), env=env)


def refused(answer, status):
    """The one sentence (or two) on standard error of a command that failed as it should."""
    assert answer.exit_code == status
    assert answer.stdout == ""
    assert "Traceback" not in answer.stderr
    return answer.stderr.strip()


@pytest.mark.parametrize("ending", ["csv", "json", "html"])
def test_figure_is_written_as_the_file_ending_says(ending, tmp_path, store):
    target = tmp_path / f"pak.{ending}"
    answer = run("figure", TREND, "-o", str(target))
    assert answer.exit_code == 0, answer.stderr
    assert target.read_bytes() == formats.render(charts.from_address(TREND, store), ending)
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:8050/figures/trend.png?place=PAK&level=primary&measure=rate",
        "https://example.org/embed/trend?place=PAK",
        "/tables/trend?place=PAK",
    ],
)
def test_a_copied_link_is_the_chart_that_it_shows(link, tmp_path, store):
    target = tmp_path / "pak.csv"
    answer = run("figure", link, "-o", str(target))
    assert answer.exit_code == 0, answer.stderr
    assert target.read_bytes() == formats.render(charts.from_address(TREND, store), "csv")


def test_a_link_to_a_picture_keeps_its_size_unless_another_is_asked_for(tmp_path):
    link = "http://127.0.0.1:8050/figures/gap.png?place=PAK&size=square"
    for more in ([], ["--size", "phone"]):
        answer = run("figure", link, "-o", str(tmp_path / "gap.png"), *more)
        assert answer.exit_code == 0, answer.stderr
        with Image.open(tmp_path / "gap.png") as picture:
            assert (picture.width == picture.height) == (not more)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("map?year=1975", "No model rate for 1975 or before. The model covers 2000–2023."),
        ("headline?place=PAK&year=1990", "No modelled number"),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "json"])
def test_a_file_without_figures_says_why(address, why, ending, tmp_path):
    target = tmp_path / f"none.{ending}"
    answer = run("figure", address, "-o", str(target))
    assert answer.exit_code == 0
    assert answer.stderr.startswith(f"No figures in this file. {why}")
    assert target.exists()


def test_picture_is_written(tmp_path):
    assert run("figure", "gap?place=PAK", "-o", str(tmp_path / "gap.png")).exit_code == 0
    assert (tmp_path / "gap.png").read_bytes().startswith(b"\x89PNG")


def test_csv_goes_to_standard_output_and_nothing_else_does(store):
    answer = run("figure", "releases?place=world&year=2011&level=primary", "-o", "-", "--format", "csv")
    assert answer.exit_code == 0
    assert answer.stdout_bytes == formats.render(charts.from_address("releases", store), "csv")
    for value in ("57200000.0", "59700615.0", "81810000.0"):
        assert value in answer.stdout
    assert answer.stderr == ""


def test_json_of_the_headline_holds_ours_and_the_published():
    answer = run("figure", "headline?place=world&year=2023", "--format", "json", "-o", "-")
    rows = json.loads(answer.stdout)["data"]
    total = next(row for row in rows if (row["level"], row["sex"]) == ("all", "total"))
    assert round(total["value"] / 1e6) == 271
    assert total["published_children"] == 272e6


def test_standard_output_needs_a_format():
    words = refused(run("figure", TREND, "-o", "-"), 2)
    assert "--format" in words
    assert "csv" in words


def test_unknown_place_is_wrong_usage_with_near_matches(tmp_path):
    words = refused(run("figure", "trend?place=QQQ", "-o", str(tmp_path / "x.csv")), 2)
    assert "No place is called 'QQQ'" in words
    assert "Near matches: " in words
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("address", "file", "words"),
    [
        ("trend?level=nonsense", "x.csv", "'nonsense' is no level"),
        ("nope", "x.csv", "There is no chart 'nope'"),
        ("trend", "x.xyz", "There is no format 'xyz'"),
        ("trend", "x", "Formats: html"),
        ("trend?within=world", "x.csv", "no use for 'within'"),
        ("map?measure=children", "x.csv", "measure=rate"),
        ("http://127.0.0.1:8050/country?place=PAK", "x.csv", "That is no chart's address."),
        ("http://127.0.0.1:8050/figures/trend.png?scale=9", "x.csv", "'9' is no scale"),
    ],
)
def test_wrong_usage_is_2_in_words_and_writes_nothing(address, file, words, tmp_path):
    assert words in refused(run("figure", address, "-o", str(tmp_path / file)), 2)
    assert list(tmp_path.iterdir()) == []


def test_missing_folder_is_told_and_nothing_is_written(tmp_path):
    words = refused(run("figure", TREND, "-o", str(tmp_path / "nowhere" / "x.csv")), 1)
    assert words.startswith("Could not write")
    assert "Choose a folder" in words
    assert list(tmp_path.iterdir()) == []


def test_folder_in_place_of_the_file_is_told_and_left_alone(tmp_path):
    (tmp_path / "x.csv").mkdir()
    assert "Could not write" in refused(run("figure", TREND, "-o", str(tmp_path / "x.csv")), 1)
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


def test_failed_figure_leaves_the_old_file_as_it_was(tmp_path):
    old = tmp_path / "x.csv"
    old.write_text("old")
    refused(run("figure", "trend?place=QQQ", "-o", str(old)), 2)
    assert old.read_text() == "old"


def test_missing_tables_say_what_to_do(tmp_path):
    words = refused(run("figure", TREND, "-o", str(tmp_path / "x.csv"), OOSC_TABLES=str(tmp_path)), 1)
    assert words == f"No tables in {tmp_path}: run `oosc etl build`, or set OOSC_TABLES."


def test_port_in_use_is_told_in_one_sentence(monkeypatch):
    monkeypatch.setattr("gc.disable", lambda: None)  # this program goes on
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        words = refused(run("serve", "--port", str(port)), 1)
    assert f"Port {port} on 127.0.0.1 is in use" in words
    assert f"--port {port + 1}" in words
    assert len(words.splitlines()) == 1


def test_serve_shows_what_data_it_stands_on(store):
    from dashboard.cli import shown

    words = shown(store)
    assert "uis-2024-09" in words
    held = [release for release in store.releases.values() if release.id in store.release_ids()]
    assert f"{sum(release.rows for release in held):,} rows, years 1970-2024" in words
    assert "ucdp" not in words


def test_module_and_command_are_one_program_with_both_halves():
    made = subprocess.run([sys.executable, "-m", "dashboard", "--help"], capture_output=True, text=True, check=True)
    for name in ("serve", "figure", "etl"):
        assert name in made.stdout
