"""What `oosc etl diff` tells, set against the publishers' files read with nothing but pandas."""

import json
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from etl import catalogue
from etl.cli import app
from etl.diff import Difference, cells, compare
from etl.diff.named import find
from etl.errors import EtlError
from etl.tables import part

DATA = Path(__file__).parents[2] / "data"
COPIES = ["2024-06-02", "2024-10-07", "2025-07-16", "2025-12-08", "2026-02-23"]
STEPS = list(pairwise(COPIES))
COLUMNS = ["indicator", "place", "year", "value"]
run = CliRunner().invoke


@cache
def frame(name: str) -> pd.DataFrame:
    return part(DATA / "tables", name).frame


@cache
def difference(old: str, new: str) -> Difference:
    return compare(frame(old), frame(new))


@cache
def published(name: str) -> pd.DataFrame:
    """The publisher's own rows, not by way of the pipeline."""
    if name in COPIES:
        rows = pd.read_parquet(DATA / "sources" / "uis" / "copies.parquet")
        rows = rows[rows["vintage_commit_date"] == name].drop(columns="vintage_commit_date")
    else:
        rows = pd.read_parquet(DATA / "sources" / "uis" / f"{name}.parquet")
    rows = rows.rename(columns={"indicator_id": "indicator", "geo_id": "place"})[COLUMNS]
    return rows.astype({"indicator": str, "place": str}).replace({"place": {"40675": "SDG: World"}})


def in_both(old: str, new: str) -> pd.DataFrame:
    both = published(old).merge(published(new), on=COLUMNS[:3], suffixes=("_old", "_new"))
    apart = (both["value_old"] - both["value_new"]).abs()
    return both.assign(differs=apart > 1e-6 * both[["value_old", "value_new"]].abs().max(axis=1))


def keys(rows: pd.DataFrame) -> set[tuple[str, str, int]]:
    return set(zip(rows["indicator"].astype(str), rows["place"].astype(str), rows["year"].astype(int), strict=True))


@pytest.mark.parametrize("code", ["OFST.1.CP", "ROFST.1.CP", "ROFST.3.F.CP", "XGDP.FSGOV"])
def test_2019_to_2024_revises_what_the_files_say(code: str):
    told = difference("uis/2019-02", "uis/2024-09")
    both = in_both("2019-02", "2024-09")
    both = both[(both["indicator"] == code) & ((both["place"].str.len() == 3) | (both["place"] == "SDG: World"))]
    revised = told.revised[(told.revised["indicator"] == code)]
    revised = revised[(revised["place"].astype(str).str.len() == 3) | (revised["place"] == "SDG: World")]
    assert keys(revised) <= keys(both[both["differs"]])
    left = both[both["differs"]].set_index(COLUMNS[:3])
    tails = left.drop(index=list(keys(revised)))  # the earlier file has five decimals
    assert ((tails["value_old"] - tails["value_new"]).abs() <= 0.5e-5 + 1.2e-7 * tails["value_old"]).all()
    for row in revised.head(50).itertuples():
        cell = left.loc[(row.indicator, row.place, row.year)]
        assert (row.old, row.new) == (cell["value_old"], cell["value_new"])
        assert row.change == pytest.approx(cell["value_new"] - cell["value_old"])
        assert row.change_pct == pytest.approx(100 * (cell["value_new"] / cell["value_old"] - 1))


def test_2019_to_2024_drops_and_adds_the_indicators_that_the_files_do():
    told = difference("uis/2019-02", "uis/2024-09")
    old, new = (published(name) for name in ("2019-02", "2024-09"))
    gone = set(old["indicator"]) - set(new["indicator"])
    kept = {code for code in told.dropped["indicator"] if code not in gone}
    assert gone <= set(told.dropped["indicator"])
    assert kept <= set(new["indicator"])
    numbers = old[old["indicator"] == "OFST.2.CP"]
    dropped = told.dropped[told.dropped["indicator"] == "OFST.2.CP"]
    assert dropped["rows"].sum() == len(numbers)
    assert len(dropped) == numbers["place"].nunique()
    nigeria = numbers[numbers["place"] == "PER"]["year"]
    row = dropped[dropped["place"] == "PER"].iloc[0]
    assert (row["first_year"], row["last_year"], row["rows"]) == (nigeria.min(), nigeria.max(), len(nigeria))


def test_the_world_of_2011_moves_as_the_vintages_say():
    told = difference("uis/copy-2024-10-07", "uis/copy-2025-07-16").revised
    cell = told[(told["indicator"] == "OFST.1.CP") & (told["place"] == "SDG: World") & (told["year"] == 2011)].iloc[0]
    assert (cell["old"], cell["new"], cell["change"]) == (59_700_615, 81_130_000, 21_429_385)
    assert cell["change_pct"] == pytest.approx(35.8948, abs=1e-3)
    assert told.iloc[0][["place", "year"]].to_list() == ["SDG: World", 2007]


@pytest.mark.parametrize(("old", "new"), STEPS)
def test_each_vintage_is_counted_cell_by_cell(old: str, new: str):
    told = difference(f"uis/copy-{old}", f"uis/copy-{new}")
    both = in_both(old, new)
    assert len(told.revised) + told.rounded == both["differs"].sum()
    assert told.unchanged == (~both["differs"]).sum()
    assert keys(told.revised) <= keys(both[both["differs"]])
    series = [set(zip(rows["indicator"], rows["place"], strict=True)) for rows in (published(old), published(new))]
    assert set(zip(told.dropped["indicator"], told.dropped["place"], strict=True)) == series[0] - series[1]
    assert set(zip(told.added["indicator"], told.added["place"], strict=True)) == series[1] - series[0]
    assert told.kept == len(series[0] & series[1])


@pytest.mark.parametrize(("old", "new"), STEPS)
def test_each_vintage_tells_zeros_from_missing_figures(old: str, new: str):
    gaps = difference(f"uis/copy-{old}", f"uis/copy-{new}").gaps
    before, after = published(old), published(new)
    series = set(zip(before["indicator"], before["place"], strict=True)) & set(
        zip(after["indicator"], after["place"], strict=True)
    )
    for kind, one, other in (("zero made missing", before, after), ("missing made zero", after, before)):
        zero = one[(one["value"] == 0) & one["year"].between(other["year"].min(), other["year"].max())]
        alone = {key for key in keys(zero) - keys(other) if key[:2] in series}
        assert keys(gaps[gaps["kind"] == kind]) == alone
    rest = gaps[gaps["kind"].isin(["vanished", "zero made missing", "in years only the old release spans"])]
    assert keys(rest) == {key for key in keys(before) - keys(after) if key[:2] in series}


def test_a_copy_that_keeps_zeros_and_one_that_does_not():
    kinds = difference("uis/copy-2024-06-02", "uis/copy-2024-10-07").summary()["values"]
    assert kinds["zero made missing"] == 25
    assert difference("uis/copy-2024-10-07", "uis/copy-2025-07-16").summary()["values"]["missing made zero"] == 19


def test_nothing_was_revised_between_two_copies_of_2025():
    told = difference("uis/copy-2025-07-16", "uis/copy-2025-12-08")
    assert told.revised.empty
    assert set(told.added["place"]) == {"HKG", "MAC"}


def test_the_method_break_of_the_world_total_is_suspected():
    told = difference("uis/copy-2024-10-07", "uis/copy-2025-07-16").breaks
    world = told[(told["place"] == "SDG: World") & (told["indicator"] == "OFST.1.CP")].iloc[0]
    assert world["why"].startswith("24 years from 2000 to 2023")
    assert difference("uis/copy-2025-07-16", "uis/copy-2025-12-08").breaks.empty
    rates = difference("uis/2019-02", "uis/2024-09").breaks
    assert "SDG: World" in set(rates[rates["indicator"] == "ROFST.1.CP"]["place"])


def test_country_series_are_broken_where_every_year_moves_by_30_per_cent_one_way():
    told = difference("uis/2019-02", "uis/2024-09").breaks
    both = in_both("2019-02", "2024-09")
    both = both[(both["indicator"] == "OFST.1.CP") & (both["place"].str.len() == 3) & (both["value_old"] > 0)]
    both["pct"] = 100 * (both["value_new"] / both["value_old"] - 1)
    both["change"] = both["value_new"] - both["value_old"]
    found = set()
    for place, rows in both.groupby("place"):
        one_way = (rows["pct"] >= 30).all() or (rows["pct"] <= -30).all()
        if len(rows) >= 3 and one_way and abs(rows["change"].median()) >= 1000:
            found.add(place)
    mine = told[(told["indicator"] == "OFST.1.CP") & (told["place"].astype(str).str.len() == 3)]
    assert set(mine["place"]) == found
    assert {"USA", "EGY"} <= found


def test_a_constant_price_with_a_new_base_year_is_a_break():
    broken = difference("uis/2019-02", "uis/2024-09").breaks
    assert broken["indicator"].astype(str).str.startswith("XUNIT.PPPCONST").sum() > 50


def test_float_tails_are_no_revisions_and_rounding_is_told_apart():
    old = frame("uis/2019-02")
    copied = old.assign(value=old["value"].astype("float32").astype("float64"))
    assert len(compare(old, copied).revised) == 0
    rates = old[old["measure"] == "rate_pct"]
    told = compare(rates.assign(value=rates["value"].round(0)), rates)
    assert len(told.revised) == 0
    assert told.rounded > 0.9 * len(rates)
    moved = rates.assign(value=rates["value"].round(0) + 1)
    assert len(compare(moved, rates).revised) > 0.9 * len(rates)


def test_whole_per_cent_is_not_revised_by_decimals():
    told = difference("view/2024", "view/2025")
    moved = (told.revised["new"] - told.revised["old"]).abs()
    assert moved.min() > 0.5
    assert told.rounded > 10_000


def test_regions_are_matched_by_name_without_stamp_and_by_figures():
    new = frame("uis/2026-02")
    names = {
        "WB: High income": "WB: High income (July 2024)",
        "SDG: Northern Africa": "SDG: Africa (Northern)",
        "SDG: World": "Somewhere else",
    }
    old = new.assign(place=new["place"].cat.rename_categories(lambda place: names.get(place, place)))
    old.loc[old["place"] == "Somewhere else", "value"] *= 1.1
    told = compare(old, new)
    assert dict(told.renamed.itertuples(index=False, name=None)) == {
        "WB: High income (July 2024)": "WB: High income",
        "SDG: Africa (Northern)": "SDG: Northern Africa",
    }
    assert set(told.dropped["place"]) == {"Somewhere else"}
    assert set(told.added["place"]) == {"SDG: World"}
    assert told.revised.empty


def test_a_flag_for_not_applicable_is_missing_and_its_zero_is_told():
    flagged = frame("uis/2025-02")
    zeros = flagged["place"].isin(["MCO", "SMR"]) | (flagged["year"] == 2020)
    flagged = flagged.assign(value=flagged["value"].mask(zeros))  # as the flag NA does
    unflagged = flagged.assign(value=flagged["value"].fillna(0.0))
    assert (compare(flagged, unflagged).gaps["kind"] == "missing made zero").sum() == zeros.sum()
    assert (compare(unflagged, flagged).gaps["kind"] == "zero made missing").sum() == zeros.sum()


def test_backwards_is_the_mirror():
    there, back = difference("uis/2015-10", "uis/2016-07"), difference("uis/2016-07", "uis/2015-10")
    pd.testing.assert_frame_equal(there.added, back.dropped)
    assert keys(there.revised) == keys(back.revised)
    assert there.unchanged == back.unchanged


def test_groups_of_one_survey_are_figures_of_their_own():
    wide = frame("wide/2023")
    told = compare(wide, wide)
    assert told.unchanged == wide["value"].notna().sum()
    assert len(told.gaps) == len(told.revised) == 0
    cell = wide.index[wide["group_kind"] == "religion"][0]
    moved = wide.assign(value=wide["value"].mask(wide.index == cell, 99.5))
    row = compare(wide, moved).revised
    assert list(row["group"]) == [wide.loc[cell, "group"]]


def test_releases_without_anything_in_common_are_added_and_dropped():
    told = difference("uis/2025-02", "uis/2026-02")
    assert told.kept == told.unchanged == len(told.revised) == 0
    assert told.added["rows"].sum() == 1825


def test_a_summary_is_json():
    told = json.loads(json.dumps(difference("uis/2019-02", "uis/2024-09").summary()))
    assert told["series"]["kept"] == difference("uis/2019-02", "uis/2024-09").kept
    assert told["revised"]["children"]["place"] == "SDG: World"
    assert told["values"]["revised"] == sum(row["revised"] for row in told["revised"].values())


def test_shares_are_sorted_by_points_and_numbers_by_persons():
    told = difference("uis/2019-02", "uis/2024-09").revised
    for measure in ("children", "rate_pct"):
        assert told[told["measure"] == measure]["change"].abs().is_monotonic_decreasing


def test_equal_is_within_a_millionth():
    rows = pd.DataFrame({"measure": "spend_pct_gdp", "old": [1.2345678, 1.2345678], "new": [1.2345687, 1.2345695]})
    verdict = cells.verdict(rows, catalogue.load().tolerance)
    assert list(verdict) == [cells.EQUAL, cells.REVISED]
    assert not np.isnan(rows["old"]).any()


KNOWN = ["uis/2019-02", "uis/2024-09", "view/2022", "worldbank/2022"]


@pytest.mark.parametrize("name", ["uis/2019-02", "uis-2019-02", "2019-02"])
def test_a_release_goes_by_three_names(name: str):
    assert find(name, KNOWN) == "uis/2019-02"


def test_a_name_of_two_publishers_and_a_name_of_none():
    with pytest.raises(EtlError, match=r"view/2022 or worldbank/2022"):
        find("2022", KNOWN)
    with pytest.raises(EtlError, match=r"Do you mean uis/2019-02"):
        find("uis/2019-2", KNOWN)
    with pytest.raises(EtlError, match=r"oosc etl releases"):
        find("zzz", KNOWN)


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OOSC_DATA", str(DATA))


@pytest.mark.usefixtures("there")
def test_the_command_tells_it_in_plain_words():
    ended = run(app, ["diff", "copy-2024-10-07", "uis/copy-2025-07-16"])
    assert ended.exit_code == 0
    assert "UIS, copy of 7 October 2024 → UIS, copy of 16 July 2025" in ended.stdout
    assert re.search(r"SDG: World +2007 +OFST\.1\.CP +60,264,670 +92,560,000 +\+32,295,330 \(\+53\.6 %\)", ended.stdout)
    assert "Method breaks suspected" in ended.stdout
    assert "CC BY-SA 3.0 IGO. Source: UNESCO Institute for Statistics" in ended.stdout
    assert not re.search(r"[│┃━\x1b]", ended.stdout)


@pytest.mark.usefixtures("there")
def test_the_command_tells_it_to_machines():
    ended = run(app, ["diff", "2019-02", "2024-09", "--indicator", "ofst.1.*", "--json"])
    told = json.loads(ended.stdout)
    assert told["old"]["name"] == "uis/2019-02"
    assert {row["indicator"] for row in told["revised"]} == {"OFST.1.CP", "OFST.1.F.CP", "OFST.1.M.CP"}
    assert told["summary"]["values"]["revised"] == len(told["revised"])
    assert told["new"]["licence"] == "CC BY-SA 3.0 IGO"


@pytest.mark.usefixtures("there")
def test_the_page_needs_nothing_else(tmp_path: Path):
    file = tmp_path / "diff.html"
    assert run(app, ["diff", "2019-02", "2024-09", "--html", str(file)]).exit_code == 0
    text = file.read_text(encoding="utf-8")
    for words in ("UIS, February 2019", "uis/2024-09", "CC BY-SA 3.0 IGO", "EDULIT bulk data, February 2019 release"):
        assert words in text
    assert re.findall(r'(?:src|href)="([^"]*)', text) == ["https://creativecommons.org/licenses/by-sa/3.0/igo/"] * 2
    assert "<script" not in text
    assert len(text) < 300_000


@pytest.mark.usefixtures("there")
@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["2019-03", "2024-09"], 1),
        (["2022", "2024-09"], 1),
        (["2019-02", "2024-09", "--indicator", "NONE*"], 1),
        (["2019-02", "2024-09", "--html", "/no/such/folder/x.html"], 1),
        (["2019-02"], 2),
        (["2019-02", "2024-09", "--fast"], 2),
    ],
)
def test_what_cannot_be_done_is_one_sentence(words: list[str], status: int):
    ended = run(app, ["diff", *words])
    assert ended.exit_code == status
    assert ended.stdout == ""
    if status == 1:
        assert ended.stderr.count("\n") == 1
