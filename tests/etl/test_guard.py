"""A build may not empty series or move headlines unasked. Faults are made by altering real releases."""

import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from etl import build as build_module
from etl import guard
from etl.cli import app
from etl.errors import BuildRefused
from etl.guard import HeldBack, findings, judge
from etl.publish import Tables, publish
from etl.tables import beside, part
from etl.tidy.frame import Part, as_category

STORED = Path(__file__).parents[2] / "data" / "tables"
WORLD = "SDG: World"


@cache
def stored(name: str) -> Part:
    return part(STORED, name)


@cache
def tables_beside() -> dict[str, pd.DataFrame]:
    return {"releases": beside(STORED, "releases")}  # the dates


def tables(*parts: Part | str) -> Tables:
    return Tables(tuple(stored(one) if isinstance(one, str) else one for one in parts), tables_beside())


def altered(name: str, keep: pd.Series | None = None, **columns: pd.Series) -> Part:
    """A release with other values, or with rows left out."""
    one = stored(name)
    frame = one.frame.assign(**columns)
    frame = frame if keep is None else frame[keep].reset_index(drop=True)
    return Part(
        one.source, one.release, frame.assign(**{key: as_category(frame[key]) for key in ("indicator", "place")})
    )


def rows(name: str, indicator: str | None = None, place: str | None = None) -> pd.Series:
    frame = stored(name).frame
    chosen = pd.Series(True, index=frame.index)
    chosen &= frame["indicator"].eq(indicator) if indicator else True
    return chosen & frame["place"].eq(place) if place else chosen


def scaled(name: str, chosen: pd.Series, by: float) -> Part:
    value = stored(name).frame["value"]
    return altered(name, value=value.mask(chosen, value * by))


def found(old: Part | str, new: Part | str, same: bool) -> list[tuple[str, str, str]]:
    sides = [stored(one) if isinstance(one, str) else one for one in (old, new)]
    return [(one.kind, one.indicator, one.place) for one in findings(sides[0].frame, sides[1].frame, same)]


def fingerprints(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("name", ["uis/2024-09", "uis/2026-02", "view/2025", "wide/2023"])
def test_the_same_release_again_is_nothing(name: str):
    assert found(name, name, same=True) == []


def test_a_headline_series_of_a_country_that_is_gone_or_without_values():
    chosen = rows("uis/2024-09", "OFST.1.CP", "NGA")
    assert chosen.any()
    wanted = [("emptied", "OFST.1.CP", "NGA")]
    assert found("uis/2024-09", altered("uis/2024-09", ~chosen), same=True) == wanted
    value = stored("uis/2024-09").frame["value"]
    assert found("uis/2024-09", altered("uis/2024-09", value=value.mask(chosen)), same=True) == wanted


def test_a_zero_for_a_missing_figure_is_a_value():
    value = stored("uis/2024-09").frame["value"]
    zero = altered("uis/2024-09", value=value.mask(rows("uis/2024-09", "OFST.1.CP", "NGA"), 0.0))
    assert found("uis/2024-09", zero, same=True) == []


def test_a_series_that_is_no_headline_counts_by_its_share():
    girls = rows("uis/2024-09", "OFST.1.F.CP", "NGA")
    assert found("uis/2024-09", altered("uis/2024-09", ~girls), same=True) == []
    surveys = stored("uis/2024-09").frame["method"].eq("survey")
    kinds = {one[0] for one in found("uis/2024-09", altered("uis/2024-09", ~surveys), same=True)}
    assert kinds == {"share"}


def test_half_of_the_values_gone_is_too_much_though_every_series_stands():
    frame = stored("uis/2024-09").frame
    first = ~frame.duplicated(["indicator", "place"])
    told = found("uis/2024-09", altered("uis/2024-09", first | (frame["year"] % 2 == 0)), same=True)
    assert [kind for kind, *_ in told] == ["share"]


@pytest.mark.parametrize(("by", "held"), [(1.14, False), (1.16, True), (0.84, True)])
def test_the_world_may_move_by_15_per_cent(by: float, held: bool):
    one = scaled("uis/2026-02", rows("uis/2026-02", "OFST.1.CP", WORLD), by)
    assert found("uis/2026-02", one, same=True) == ([("moved", "OFST.1.CP", WORLD)] if held else [])


def test_a_region_may_move_further_and_a_country_as_it_likes():
    africa = rows("uis/2026-02", "OFST.1.CP", "SDG: Sub-Saharan Africa")
    assert found("uis/2026-02", scaled("uis/2026-02", africa, 1.2), same=True) == []
    assert found("uis/2026-02", scaled("uis/2026-02", africa, 1.3), same=True) == [
        ("moved", "OFST.1.CP", "SDG: Sub-Saharan Africa")
    ]
    country = rows("uis/2024-09", "OFST.1.CP", "NGA")
    assert found("uis/2024-09", scaled("uis/2024-09", country, 5), same=True) == []


def test_rates_move_by_points():
    one, chosen = stored("uis/2024-09"), rows("uis/2024-09", "ROFST.3.CP", WORLD)
    for points, held in ((1.9, []), (2.1, [("moved", "ROFST.3.CP", WORLD)])):
        value = one.frame["value"].mask(chosen, one.frame["value"] + points)
        assert found(one, altered("uis/2024-09", value=value), same=True) == held


def test_one_bad_year_is_enough_and_the_worst_is_named():
    chosen = rows("uis/2026-02", "OFST.1.CP", WORLD) & stored("uis/2026-02").frame["year"].eq(2015)
    told = findings(stored("uis/2026-02").frame, scaled("uis/2026-02", chosen, 10).frame, True)
    assert "2015" in told[0].words
    assert "+900.0 %" in told[0].words


def test_the_real_method_break_is_held_back_and_the_revision_after_it_is_not():
    assert ("moved", "OFST.1.CP", WORLD) in found("uis/copy-2024-10-07", "uis/copy-2025-07-16", same=False)
    assert found("uis/copy-2025-07-16", "uis/copy-2025-12-08", same=False) == []
    assert found("uis/copy-2025-12-08", "uis/copy-2026-02-23", same=False) == []


def test_places_that_a_real_release_lost_are_named():
    told = found("uis/copy-2024-06-02", "uis/copy-2024-10-07", same=False)
    assert told == [("emptied", "OFST.1.CP", place) for place in ("DJI", "HKG", "MAC")]


def test_a_release_of_other_indicators_or_of_regions_only_empties_nothing():
    assert found("uis/2024-09", "uis/2025-02", same=False) == []
    assert found("uis/2025-02", "uis/2026-02", same=False) == []
    assert found("uis/copy-2025-12-08", "uis/2026-02", same=False) == []


def test_but_the_same_release_answers_for_all_it_held():
    regions = altered("uis/2024-09", stored("uis/2024-09").frame["place"].astype(str).str.len().ne(3))
    told = found("uis/2024-09", regions, same=True)
    assert ("emptied", "OFST.1.CP", "NGA") in told
    assert "share" in {kind for kind, *_ in told}


def test_a_renamed_region_is_not_emptied():
    new = stored("uis/2026-02").frame
    names = {"SDG: Northern Africa": "SDG: Africa (Northern)", "WB: Low income": "WB: Low income (July 2026)"}
    renamed = new.assign(place=new["place"].cat.rename_categories(lambda place: names.get(place, place)))
    assert findings(new, renamed, True) == []


@pytest.fixture
def home(tmp_path: Path) -> Path:
    publish(tables("uis/2025-02", "uis/copy-2025-12-08", "view/2024"), tmp_path)
    return tmp_path


@pytest.fixture
def bad() -> Tables:
    value = stored("uis/copy-2025-12-08").frame["value"]
    broken = altered("uis/copy-2025-12-08", rows("uis/copy-2025-12-08", "OFST.1.F.CP"), value=value)
    return tables("uis/2025-02", broken, "view/2024")


def test_a_build_held_back_leaves_the_old_tables_and_nothing_else(home: Path, bad: Tables):
    before = fingerprints(home / "tables")
    with pytest.raises(HeldBack) as held:
        publish(bad, home, judge=judge)
    assert fingerprints(home / "tables") == before
    assert {path.name for path in home.iterdir()} == {"tables", ".building-lock"}
    text = str(held.value)
    emptied = [one for one in held.value.findings if one.kind == "emptied"]
    assert (
        len(emptied)
        == stored("uis/copy-2025-12-08").frame.loc[rows("uis/copy-2025-12-08", "OFST.1.CP"), "place"].nunique()
    )
    assert f"{len(emptied):,} headline series would be emptied" in text
    assert len(re.findall(r"^  uis/", text, re.MULTILINE)) == 20
    assert f"and {len(held.value.findings) - 20:,} more" in text
    assert "oosc etl build --accept" in text
    assert json.loads(json.dumps(held.value.summary()))[0]["release"] == "uis/copy-2025-12-08"


def test_with_a_word_it_is_published(home: Path, bad: Tables):
    publish(bad, home)
    assert len(part(home / "tables", "uis/copy-2025-12-08").frame) == rows("uis/copy-2025-12-08", "OFST.1.F.CP").sum()


def test_a_new_release_is_set_against_the_newest_before_it(home: Path):
    new = tables("uis/2025-02", "uis/copy-2025-12-08", "view/2024", "uis/2026-02")
    publish(new, home, judge=judge)
    moved = scaled("uis/2026-02", rows("uis/2026-02", "OFST.1.CP", WORLD), 0.5)
    (home / "again").mkdir()
    publish(tables("uis/2025-02", "uis/copy-2025-12-08", "view/2024"), home / "again")
    with pytest.raises(HeldBack, match=r"uis/2026-02 against uis/copy-2025-12-08: OFST.1.CP of SDG: World"):
        publish(tables("uis/2025-02", "uis/copy-2025-12-08", "view/2024", moved), home / "again", judge=judge)


def test_the_predecessor_is_found_indicator_by_indicator(home: Path):
    """The newest earlier release of the publisher may not hold an indicator; then the one before that does."""
    publish(tables("uis/copy-2025-12-08", "uis/2025-02", "uis/2026-02", "view/2024"), home)
    moved = Part(
        "uis", "copy-2026-02-23", altered("uis/copy-2026-02-23", ~rows("uis/copy-2026-02-23", "OFST.1.CP", "IND")).frame
    )
    new = tables("uis/copy-2025-12-08", "uis/2025-02", "uis/2026-02", "view/2024", moved)
    with pytest.raises(HeldBack, match="copy-2026-02-23") as held:
        publish(new, home, judge=judge)
    told = {(one.against, one.place) for one in held.value.findings if one.kind == "emptied"}
    assert ("uis/copy-2025-12-08", "IND") in told  # countries: 2026-02 has none
    assert ("uis/2026-02", "SDG: Oceania") in told  # regions: the copy has the world only
    assert {against for against, _ in told} == {"uis/copy-2025-12-08", "uis/2026-02"}


def test_a_release_that_would_be_gone_is_held_back(home: Path):
    with pytest.raises(HeldBack, match=r"view/2024: the release is published and would be gone"):
        publish(tables("uis/2025-02", "uis/copy-2025-12-08"), home, judge=judge)


def test_releases_with_the_same_bytes_are_not_even_read(home: Path, monkeypatch: pytest.MonkeyPatch):
    def unread(*_: object) -> Iterator[None]:
        raise AssertionError("read")

    monkeypatch.setattr(guard, "part", unread)
    publish(tables("uis/2025-02", "uis/copy-2025-12-08", "view/2024"), home, judge=judge)


def test_nothing_is_judged_where_nothing_was_published(tmp_path: Path):
    publish(tables("uis/copy-2025-12-08"), tmp_path, judge=judge)
    assert (tmp_path / "tables" / "manifest.json").exists()


def test_old_tables_that_cannot_be_read_are_not_passed_over(home: Path, bad: Tables):
    (home / "tables" / "manifest.json").write_text("{")
    with pytest.raises(BuildRefused, match="--accept"):
        publish(bad, home, judge=judge)
    assert (home / "tables" / "manifest.json").read_text() == "{"


def test_the_command_passes_the_word_on(home: Path, bad: Tables, monkeypatch: pytest.MonkeyPatch):
    asked = []

    def build(home: Path, progress: object, accept: bool, sources: object) -> None:
        asked.append(accept)
        publish(bad, home, judge=None if accept else judge)
        raise BuildRefused("enough")

    monkeypatch.setattr(build_module, "build", build)
    monkeypatch.setenv("OOSC_DATA", str(home))
    ended = CliRunner().invoke(app, ["build"])
    assert ended.exit_code == 1
    assert "The new tables are not published" in ended.stderr
    assert "enough" in CliRunner().invoke(app, ["build", "--accept"]).stderr
    assert asked == [False, True]
