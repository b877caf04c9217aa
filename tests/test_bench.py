"""What `make bench` measured: every measure has its row, and the pictures in docs are made from the rows."""

import json
import math
import subprocess
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree as Xml

import pytest

from benchmarks import build, building, load, load_picture, parts, recording, report, results, serving, views
from benchmarks.measures import Measure, amount, p95

ROOT = Path(__file__).parents[1]
EVERY = {(one.part, one.name) for one in parts.registered()}


@pytest.fixture(scope="module")
def found():
    return results.read()


def words_in(path):
    svg = Xml.parse(path)
    return {"".join(text.itertext()) for text in svg.iter(f"{{{report.SVG}}}text")}


def test_names_of_measures_are_told_apart():
    assert len(EVERY) == len(parts.registered())


@pytest.mark.parametrize("part", parts.PARTS)
def test_every_measure_of_a_part_has_a_row(part, found):
    rows = {(row["part"], row["name"]): row for row in found["rows"]}
    measures = {(one.part, one.name): one for one in parts.PARTS[part].MEASURES}
    if not measures.keys() & rows.keys():
        pytest.skip(f"{part} has not been measured yet: make bench PARTS={part}")
    assert measures.keys() - rows.keys() == set()
    assert {key: rows[key]["unit"] for key in measures} == {key: one.unit for key, one in measures.items()}
    assert all(rows[key]["at"] and rows[key]["commit"] for key in measures)


def test_no_row_is_of_a_measure_that_is_gone(found):
    assert {(row["part"], row["name"]) for row in found["rows"]} <= EVERY


def test_the_machine_is_told(found):
    assert found["machine"]["cores"] >= 1
    assert {"dash", "streamlit", "vizro", "unesco-reader"} <= set(found["machine"]["versions"])


def test_the_picture_is_made_from_the_results(found):
    assert set(report.texts(found)) <= words_in(report.PICTURE)


def test_the_course_of_the_load_is_made_from_its_file():
    lines = load_picture.figure(json.loads(load.FILE.read_text()))["data"]
    assert {line["name"] for line in lines} <= words_in(load_picture.PICTURE)


def test_the_readme_shows_both():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "](docs/bench.svg)" in readme
    assert "](docs/load.svg)" in readme


def test_less_is_within_a_budget_and_more_is_over():
    measure = Measure("part", "a chart", "ms", 20, why="It is drawn at the first request.")
    assert (measure.taken(19.5).verdict, measure.taken(19.5).reason) == ("within", "")
    assert (measure.taken(21).verdict, measure.taken(21).reason) == ("over", "It is drawn at the first request.")
    assert measure.taken(20).verdict == "within"
    assert measure.taken(float("nan")).verdict == "over"


def test_more_is_better_where_it_says_so():
    measure = Measure("part", "answers", "/s", 100, more_is_better=True)
    assert measure.taken(120).verdict == "within"
    assert measure.taken(80).verdict == "over"
    assert measure.taken(80, {"one": 40, "other": 160}).best_peer == ("other", 160)


def test_the_ratio_is_to_the_best_peer():
    taken = Measure("part", "a chart", "ms").taken(50, {"one": 200, "other": 100, "never drawn": float("nan")})
    assert taken.best_peer == ("other", 100)
    assert taken.ratio == 0.5
    assert taken.verdict == "no budget"


def test_a_budget_of_half_a_peer_is_not_judged_without_it():
    measure = Measure("part", "a chart", "ms", half_of="plain")
    assert (measure.taken(50, {"plain": 100}).verdict, measure.taken(51, {"plain": 100}).verdict) == ("within", "over")
    assert measure.taken(math.nan, {"plain": 100}).verdict == "over"
    taken = measure.taken(50, {"plain": math.nan})
    assert taken.verdict == report.cells(taken)[-1] == "peer not measured"
    row = {"part": "part", "name": "a chart", "unit": "ms", "half_of": "plain", "ours": 50, "peers": {"plain": None}}
    assert "peer not measured" in report.texts({**results.read(), "rows": [row]})


def test_rows_taken_again_take_the_place_of_the_former():
    first, second = Measure("part", "first", "s"), Measure("part", "second", "s")
    rows = [{"part": "part", "name": name, "unit": "s", "ours": 1.0} for name in ("second", "first", "gone")]
    again = {"part": "part", "name": "first", "unit": "s", "ours": 2.0}
    kept = results.in_order([*rows, again], [first, second])
    assert [(row["name"], row["ours"]) for row in kept] == [("first", 2.0), ("second", 1.0)]


def test_rows_keep_the_machine_they_were_taken_on():
    first, second = Measure("part", "first", "s"), Measure("part", "second", "s")
    row = {"part": "part", "unit": "s"}
    there = [{**row, "name": "first", "at": "then"}, {**row, "name": "second", "at": "before"}]
    former = {"machine": {}, "machines": {"then": {"cores": 99}, "before": {"cores": 1}}, "rows": there}
    found = results.with_rows(former, [second.taken(1)], [first, second], {"streamlit": "1"})
    cores = {row["name"]: found["machines"][row["at"]]["cores"] for row in found["rows"]}
    assert cores == {"first": 99, "second": found["machine"]["cores"]}
    assert "before" not in found["machines"]
    assert results.with_rows({"machine": {}, "rows": there[:1]}, [], [first], {})["machines"] == {}


def test_what_measuring_writes_is_no_change_of_what_is_measured(tmp_path, monkeypatch):
    def git(*words):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words], cwd=tmp_path, check=True)

    files = [tmp_path / name for name in (*results.WRITTEN, "dashboard.py")]
    for file in files:
        file.parent.mkdir(exist_ok=True)
        file.write_text("before")
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "all")
    monkeypatch.setattr(results, "ROOT", tmp_path)
    clean = results.commit()
    assert clean
    for file in files[:-1]:
        file.write_text("after")
    assert results.commit() == clean
    files[-1].write_text("after")
    assert results.commit() == f"{clean}-dirty"


def test_what_measuring_writes_is_told_in_full():
    written = (results.FILE, load.FILE, report.PICTURE, load_picture.PICTURE)
    assert {str(path.relative_to(ROOT)) for path in written} == set(results.WRITTEN)


def test_a_build_whose_rows_cost_ever_more_is_over(monkeypatch):
    def grown(slope):  # ten seconds of start, and what the rows take: linear, or by their square
        return [build.Grown(n, n * 1_000_000, 10 + slope(n), 0) for n in build.SIZES]

    monkeypatch.setattr(build, "measure", lambda: {"read": 1, "read_process": 1, "build": 1})
    for slope, verdict in ((lambda n: n, "within"), (lambda n: n * n / 10, "over")):
        monkeypatch.setattr(build, "growth", lambda slope=slope: grown(slope))
        assert {one.name: one for one in building.run()}[building.LINEAR.name].verdict == verdict


def test_a_failed_move_is_not_lost_among_the_others():
    for failed in range(20):
        took = [50.0] * 20
        took[failed] = math.nan
        assert Measure("part", "a move", "ms", 100).taken(p95(took)).verdict == "over"
    assert math.isnan(p95([]))
    seen = [views.View(first, 1) for first in (math.nan, 1, 2)]
    assert math.isnan(views._median(seen).first)
    assert math.isnan(views._median(seen[::-1]).first)


def test_a_recording_holds_what_the_page_asks_for_ahead(browser):
    with serving.dashboard() as served:
        asked = recording._during(browser, served.url, "/")
    asked = [dict(parse_qsl(urlsplit(one["path"]).query)).get("over", "").partition(":") for one in asked]
    ahead = {
        key: {value for each, _, values in asked if each == key for value in values.split(",")} for key, *_ in asked
    }
    assert ahead["year"] == {str(year) for year in range(2000, 2024)}
    assert "upper_secondary" in ahead["level"]


def test_p95_lies_between_its_neighbours():
    assert p95([float(one) for one in range(101)]) == 95
    assert p95([10, 20]) == pytest.approx(19.5)


@pytest.mark.parametrize(("value", "said"), [(1234.5, "1,234 ms"), (12.34, "12.3 ms"), (0.5, "0.50 ms"), (7, "7 ms")])
def test_three_digits_count(value, said):
    assert amount(value, "ms") == said
