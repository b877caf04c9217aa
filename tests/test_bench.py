"""What `make bench` measured: every measure has its row, and the pictures in docs are made from the rows."""

import json
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from benchmarks import load, load_picture, parts, report, results
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


def test_rows_taken_again_take_the_place_of_the_former():
    first, second = Measure("part", "first", "s"), Measure("part", "second", "s")
    rows = [{"part": "part", "name": name, "unit": "s", "ours": 1.0} for name in ("second", "first", "gone")]
    again = {"part": "part", "name": "first", "unit": "s", "ours": 2.0}
    kept = results.in_order([*rows, again], [first, second])
    assert [(row["name"], row["ours"]) for row in kept] == [("first", 2.0), ("second", 1.0)]


def test_p95_lies_between_its_neighbours():
    assert p95([float(one) for one in range(101)]) == 95
    assert p95([10, 20]) == pytest.approx(19.5)


@pytest.mark.parametrize(("value", "said"), [(1234.5, "1,234 ms"), (12.34, "12.3 ms"), (0.5, "0.50 ms"), (7, "7 ms")])
def test_three_digits_count(value, said):
    assert amount(value, "ms") == said
