"""Conflict and displacement: attributes of a country and year, on real rows."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from etl import checks
from etl.build import Report
from etl.catalogue import Catalogue
from etl.errors import CatalogueError
from etl.publish import Tables
from etl.read import Sources
from etl.tables import Frames
from etl.tidy import conflict, displaced
from etl.tidy.names import Spelt

UCDP = "1946-2024"


@pytest.fixture(scope="module")
def spelt(sources: Sources, catalogue: Catalogue) -> Spelt:
    return Spelt(catalogue, sources.frame("places", "countries-2026-05"))


def one(table: pd.DataFrame, **wanted: object) -> dict:
    for name, value in wanted.items():
        table = table[table[name] == value]
    (row,) = table.to_dict("records")
    return row


def years(frames: Frames, place: str, source: str, since: int = 1990) -> set[int]:
    rows = frames.conflict
    return set(rows.loc[(rows["place"] == place) & (rows["list"] == source) & (rows["year"] >= since), "year"])


@pytest.mark.parametrize(("edition", "year", "count"), [("FY23", 2022, 37), ("FY24", 2023, 39), ("FY26", 2025, 38)])
def test_a_list_of_the_world_bank_holds_for_the_year_in_which_it_begins(
    frames: Frames, edition: str, year: int, count: int
):
    rows = frames.conflict[frames.conflict["edition"] == edition]
    assert (set(rows["year"]), len(rows)) == ({year}, count)


def test_kosovo_left_the_list_and_sudan_changed_its_group(frames: Frames):
    assert years(frames, "XKX", "fcs") == {2022, 2023, 2024}
    groups = [one(frames.conflict, place="SDN", list="fcs", year=year)["category"] for year in (2022, 2023)]
    assert groups == ["fragility", "conflict"]


@pytest.mark.parametrize(
    ("place", "year", "category", "conflicts", "types"),
    [
        ("UKR", 2021, "minor", 1, "internationalised intrastate"),
        ("UKR", 2022, "war", 2, "internationalised intrastate; interstate"),
        ("SYR", 2014, "war", 3, "intrastate"),
        ("NGA", 2023, "war", 3, "internationalised intrastate"),
        ("AFG", 2022, "minor", 2, "intrastate"),
        ("SDN", 2023, "war", 1, "intrastate"),
    ],
)
def test_conflicts_of_a_year(frames: Frames, place: str, year: int, category: str, conflicts: int, types: str):
    row = one(frames.conflict, place=place, year=year, list="ucdp")
    assert (row["category"], row["conflicts"], row["conflict_types"]) == (category, conflicts, types)


def test_supporting_states_do_not_count_a_conflict_twice(sources: Sources):
    records = sources.frame("ucdp", UCDP)
    once = conflict.conflict_years(records)
    assert len(records) == 5652
    assert len(once.drop_duplicates(["conflict_id", "year"])) == 2752


def test_every_conflict_year_is_in_the_table_or_left_out_with_a_reason(
    sources: Sources, frames: Frames, report: Report
):
    once = conflict.conflict_years(sources.frame("ucdp", UCDP))
    fought = once[once["type_of_conflict"] != "extrasystemic"]
    first = fought[["conflict_id", "year", "gwno_a"]].drop_duplicates()
    second = fought.loc[fought["type_of_conflict"] == "interstate", ["conflict_id", "year", "gwno_b"]].drop_duplicates()
    gone = [left.rows for left in report.left_out if left.source == "ucdp"][2:]
    assert frames.conflict["conflicts"].sum() + sum(gone) == len(first) + len(second)


def test_a_conflict_abroad_is_not_one_at_home(frames: Frames):
    assert not years(frames, "USA", "ucdp") | years(frames, "AUS", "ucdp")
    assert years(frames, "GBR", "ucdp") == {1990, 1991, 1998}  # Northern Ireland
    assert max(years(frames, "UGA", "ucdp") - {2022}) == 2007
    assert {2001, 2003, 2024} <= years(frames, "AFG", "ucdp") | years(frames, "IRQ", "ucdp")


def test_every_state_from_1990_on_is_a_country_of_today(sources: Sources, catalogue: Catalogue, spelt: Spelt):
    records = sources.frame("ucdp", UCDP)
    recent = records[(records["year"] >= 1990) & (records["type_of_conflict"] != "extrasystemic")]
    states = sources.frame("ucdp", f"{UCDP}-states")
    everywhere = {**catalogue.conflict, "abroad": []}
    rows, left = conflict.ucdp(recent, states, spelt, UCDP, replace(catalogue, conflict=everywhere))
    nowhere = [item.rows for item in left[2:]]
    assert nowhere == [3]  # the Soviet Union: two conflicts in 1990, one in 1991
    assert {"SRB", "YEM", "ETH", "MKD", "COD"} <= set(rows["place"])


def test_former_states_are_nobody_today(frames: Frames):
    assert not years(frames, "RUS", "ucdp", since=1946) & set(range(1946, 1992))
    assert min(years(frames, "VNM", "ucdp", since=1946)) == 1965
    assert one(frames.conflict, place="GRD", list="ucdp")["year"] == 1983


def test_a_strange_fiscal_year_or_state_is_refused(sources: Sources, catalogue: Catalogue, spelt: Spelt):
    later = sources.frame("fcs", "fy26").assign(fiscal_year="FY27")
    with pytest.raises(CatalogueError, match="says FY27"):
        conflict.fcs(later, spelt, "fy27", catalogue)
    records = sources.frame("ucdp", UCDP).head(3).assign(gwno_a=990.0)
    with pytest.raises(CatalogueError, match=r"without a name: \[990\]"):
        conflict.ucdp(records, sources.frame("ucdp", f"{UCDP}-states"), spelt, UCDP, catalogue)


def test_school_ages_of_refugees_in_uganda(frames: Frames):
    rows = frames.displaced[(frames.displaced["place"] == "UGA") & (frames.displaced["population"] == "refugees")]
    by_age = rows[(rows["age_group"] != "all") & (rows["sex"] == "total")]
    assert by_age["persons"].sum() == 220_747 + 164_379 + 224_362 + 174_145
    assert set(by_age["age_known_share"]) == {1}
    assert one(rows, year=2025, age_group="all")["persons"] == 1_936_719


def test_an_age_that_is_known_of_a_few_says_so(frames: Frames):
    row = one(frames.displaced, place="NGA", population="asylum_seekers", sex="female", age_group="5-11")
    assert row["persons"] == 83
    assert row["age_known_share"] == pytest.approx(0.0834, abs=1e-4)
    syria = frames.displaced[(frames.displaced["place"] == "SYR") & (frames.displaced["population"] == "idps")]
    assert set(syria["age_group"]) == {"all"}  # 5.5 million, of none of whom the age is known


def test_no_row_is_a_zero_and_every_cell_is_accounted_for(sources: Sources, frames: Frames, report: Report):
    ages, school = sources.frame("unhcr", "2026-06"), sources.frame("unhcr", "2026-06-school-age")
    gone = sum(left.rows for left in report.left_out if left.source == "unhcr")
    assert len(frames.displaced) + gone == 9 * len(ages) + 6 * len(school)
    assert frames.displaced["persons"].min() > 0
    assert not frames.displaced["place"].isin(["UNK", "XXA"]).any()


def test_returned_refugees_by_age_would_stand_under_the_other_country(frames: Frames):
    returned = frames.displaced[frames.displaced["population"] == "returned_refugees"]
    assert set(returned["age_group"]) == {"all"}
    assert one(returned, place="IRN", year=2025)["persons"] == 1_386_970  # who left Iran


def test_a_strange_population_is_refused(sources: Sources, catalogue: Catalogue):
    strange = (
        sources.frame("unhcr", "2026-06-school-age").astype({"pop_type": "str"}).replace({"pop_type": {"REF": "X"}})
    )
    with pytest.raises(CatalogueError, match="counts X"):
        displaced.displaced(sources.frame("unhcr", "2026-06"), strange, "2026-06", catalogue)


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("conflict", "place", "ZZZ"),
        ("displaced", "place", "ZZZ"),
        ("displaced", "persons", -1),
        ("displaced", "age_known_share", 1.2),
    ],
)
def test_a_spoilt_attribute_is_found(tables: Tables, catalogue: Catalogue, name: str, column: str, value: object):
    spoilt = tables.beside[name].copy()
    spoilt.loc[0, column] = value
    few = Tables((), {**tables.beside, name: spoilt})
    assert [result.holds for result in checks.check(few, catalogue)].count(False) == 1


def test_an_attribute_that_stands_twice_is_found(tables: Tables, catalogue: Catalogue):
    twice = pd.concat([tables.beside["conflict"], tables.beside["conflict"].head(1)], ignore_index=True)
    result = checks.attributes_hold(Tables((), {**tables.beside, "conflict": twice}), catalogue)
    assert (result.holds, result.count) == (False, 2)


def test_a_chart_can_cite_where_they_come_from(frames: Frames):
    fcs, ucdp, unhcr = (one(frames.releases, source=name) for name in ("fcs", "ucdp", "unhcr"))
    assert ucdp["label"] == "UCDP/PRIO armed conflicts 1946–2024"
    assert {row["licence"] for row in (fcs, ucdp, unhcr)} == {"CC BY 4.0"}
    names = [[file["name"] for file in json.loads(row["files"])] for row in (ucdp, unhcr)]
    assert names == [
        ["ucdp-conflict-country-years.csv.gz", "gw-states.csv.gz"],
        ["unhcr-population.csv.gz", "unhcr-school-age.csv.gz"],
    ]


def test_the_datapackage_says_what_the_persons_by_age_are(report: Report):
    package = json.loads((report.tables / "datapackage.json").read_text("utf-8"))
    about = {resource["name"]: resource for resource in package["resources"]}
    assert "lower bounds" in about["displaced"]["description"]
    assert all(field["description"] for name in ("conflict", "displaced") for field in about[name]["schema"]["fields"])


def test_school_ages_are_as_listed_and_a_level_of_no_years_is_told(frames: Frames, sources: Sources) -> None:
    row = one(frames.school_ages, place="PAK", year=2023, level="primary")
    listed = sources.frame("population", "school-ages-2024-04")
    told = listed[listed["iso_code3"].eq("PAK") & listed["year"].eq(2023)].iloc[0]
    assert (row["entrance_age"], row["duration_years"]) == (told["prim_age_uis"], told["prim_dur_uis"])
    assert not frames.school_ages["place"].eq("VAT").any() or frames.school_ages["duration_years"].min() > 0
    left = one(frames.exclusions, rule="no_years")
    both = listed[["prim_dur_uis", "lowsec_dur_uis", "upsec_dur_uis"]].eq(0).sum().sum()
    assert left["rows"] == both > 0
