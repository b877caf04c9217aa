"""Each quirk of a publisher's file that an importer handles, on a slice of the file in which it occurs."""

from pathlib import Path

import pyarrow as pa
import pytest

from etl.sources import SOURCES
from etl.sources.importer import Shape
from etl.sources.source_file import open_source

SLICES = Path(__file__).parent / "slices"


def read(source: str, name: str) -> tuple[Shape, pa.Table]:
    return SOURCES[source].read(open_source(SLICES / name))


def rows(source: str, name: str, **wanted: object) -> list[dict]:
    table = read(source, name)[1].to_pylist()
    return [row for row in table if all(row[column] == value for column, value in wanted.items())]


def test_a_number_keeps_its_binary_tail():
    (brazil,) = rows("uis", "uis-2024-09-national.csv", indicator_id="ROFST.1.CP", geo_id="BRA", year=2019)
    assert brazil["value"] == 4.193329811096191


def test_regions_and_countries_of_2024_have_the_same_columns():
    (world,) = rows("uis", "uis-2024-09-world-income.csv", geo_id="SDG: World", year=2011)
    assert world == {"indicator_id": "OFST.1.CP", "geo_id": "SDG: World", "year": 2011, "value": 59700615.0}


def test_hong_kong_is_in_2024():
    assert rows("uis", "uis-2024-09-national.csv", geo_id="HKG")


def test_codes_of_2016_stay_in_lower_case():
    (namibia,) = rows("uis", "uis-2016-07.csv", location="nam")
    assert namibia == {"series": "ofst_1_cp", "location": "nam", "year": 2010, "value": 49951.0}


def test_all_worlds_of_2016_stay_apart():
    worlds = {row["location"]: row["value"] for row in rows("uis", "uis-2016-07.csv", year=2011)}
    assert worlds == {"40070": 61831924.0, "40355": 61883764.0, "40366": 61883764.0, "40510": 61883764.0}


def test_region_numbers_of_2019_stay_text():
    assert {row["geo_id"] for row in rows("uis", "uis-2019-02.csv")} == {"40510", "40675", "PAK"}


def test_two_locations_of_2019_share_a_name():
    shape, table = read("uis", "uis-2019-02-locations.csv")
    assert shape.part == "locations"
    assert table["name"].to_pylist().count("World") == 2


def test_rows_without_a_value_stay_in_2015_and_stay_empty():
    (namibia,) = rows("uis", "uis-2015-10.csv", iso3="NAM", year=2011)
    assert [namibia[name] for name in ("ofst_1_total", "ofst_1_female", "ofst_1_male", "pct_female")] == [None] * 4
    (pakistan,) = rows("uis", "uis-2015-10.csv", iso3="PAK", year=2011)
    assert pakistan["ofst_1_female"] == 3151071.0


def test_qualifier_and_magnitude_are_taken_by_name_not_by_position():
    (aruba, *_) = rows("uis", "uis-2025-02.csv", geoUnit="ABW")
    (azerbaijan, *_) = rows("uis", "uis-2025-02.csv", geoUnit="AZE")
    assert (aruba["magnitude"], aruba["qualifier"], aruba["value"]) == ("NIL", None, 0.0)
    assert (azerbaijan["magnitude"], azerbaijan["qualifier"]) == (None, "NAT_EST")


def test_columns_in_another_order_and_case_are_the_same_file(tmp_path):
    lines = [line.split(",") for line in (SLICES / "uis-2025-02.csv").read_text().splitlines()]
    turned = [",".join(reversed(fields)) for fields in lines]
    moved = tmp_path / "moved.csv"
    moved.write_text("\n".join([turned[0].upper(), *turned[1:]]) + "\n")
    assert SOURCES["uis"].read(open_source(moved))[1].equals(read("uis", "uis-2025-02.csv")[1])


def test_the_flag_na_is_text_and_an_empty_flag_is_none(tmp_path):
    flagged = tmp_path / "flagged.csv"
    flagged.write_text("indicatorId,geoUnit,year,value,qualifier,magnitude\nROFST.MOD.1,ABW,2019,0,,NA\n")
    (row,) = SOURCES["uis"].read(open_source(flagged))[1].to_pylist()
    assert (row["magnitude"], row["qualifier"]) == ("NA", None)


def test_regions_of_2026_have_flag_columns_that_say_nothing():
    (world,) = rows("uis", "uis-2026-02.csv", year=2011)
    assert (world["value"], world["qualifier"], world["magnitude"]) == (81810000.0, None, None)


def test_copies_keep_the_date_of_each():
    worlds = {row["vintage_commit_date"]: row["value"] for row in rows("uis", "uis-copies.csv", geo_id="SDG: World")}
    assert worlds == {
        "2024-10-07": 59700615.0,
        "2025-07-16": 81130000.0,
        "2025-12-08": 81130000.0,
        "2026-02-23": 83610000.0,
    }


@pytest.mark.parametrize(
    ("release", "unit", "upper_secondary"),
    [("2022", "proportion", 0.63), ("2024", "proportion", 0.89), ("2025", "per cent", 87.5)],
)
def test_view_says_its_unit_and_keeps_its_values(release, unit, upper_secondary):
    shape, table = read("view", f"view-{release}.csv")
    assert shape.units is not None
    assert shape.units(table) == {"value": unit, "lower": unit, "upper": unit}
    (afghanistan,) = rows("view", f"view-{release}.csv", country="AFG")
    assert afghanistan["value"] == upper_secondary


def test_population_is_in_persons_and_both_is_not_always_the_sum():
    (namibia,) = rows("population", "population-wpp-2024.csv", iso3="NAM", age=6)
    assert (namibia["male"], namibia["female"], namibia["both"]) == (38333, 38602, 76934)


def test_school_ages_have_holes_and_zeros():
    assert not rows("population", "population-school-ages-2024-04.csv", iso_code3="AFG", year=2023)
    (samoa,) = rows("population", "population-school-ages-2024-04.csv", iso_code3="ASM")
    assert (samoa["prim_age_uis"], samoa["lowsec_age_uis"]) == (6, None)
    (holy_see,) = rows("population", "population-school-ages-2024-04.csv", iso_code3="VAT")
    assert holy_see["prim_age_uis"] == 0


def test_world_bank_aggregates_stay_beside_countries():
    found = {row["geo_id"]: row["value"] for row in rows("worldbank", "worldbank-2017.csv", year=2011)}
    assert found == {"EAS": 6168434.0, "EAP": 6060678.0, "WLD": 60659240.0}


def test_a_place_spelt_two_ways_stays_spelt_two_ways():
    assert {"Bahamas", "Bahamas, The"} < {row["geo_name"] for row in rows("worldbank", "worldbank-2022.csv")}


def test_namibia_is_na_and_kosovo_has_no_iso2():
    by_code = {row["iso3"]: row for row in rows("places", "places-countries.csv")}
    assert by_code["NAM"]["country_codes.ISO3166-1-Alpha-2"] == "NA"
    assert by_code["XKX"]["country_codes.ISO3166-1-Alpha-2"] is None
    assert by_code["XKX"]["wb_fy2026.Economy"] == "Kosovo"
    assert by_code["CIV"]["country_codes.official_name_fr"] == "Côte d’Ivoire"
    assert by_code["NAM"]["m49.m49"] == "516"


def test_region_members_keep_the_names_of_2021():
    assert rows("places", "places-members-2021-09.csv", REGION_ID="SDG: Africa (Sub-Saharan)", COUNTRY_ID="NAM")


def test_region_ids_have_no_header_and_may_hold_a_comma():
    ids = read("places", "places-regions-2026-05.txt")[1]["id"].to_pylist()
    assert ids[0] == "AIMS: Asia and the Pacific"
    assert "GPE: High income WB FY24, December 2024" in ids
    assert sum(region.endswith(": World") for region in ids) == 5


def test_national_ids_keep_places_that_are_no_country_of_today():
    assert rows("places", "places-national-2026-05.csv", id="ANT")


def test_a_remark_in_place_of_a_reference_year_stays():
    (second_hand,) = rows("headlines", "headlines.csv", release="2013")
    assert second_hand["reference_year"] == "2011 (page says 2012)"
    (unread,) = rows("headlines", "headlines.csv", release="2023-09")
    assert (unread["reference_year"], unread["figure_million"]) == (None, 250.0)


def test_names_and_numbers_of_the_lists_of_conflicts_stay():
    (congo, *_) = rows("fcs", "fcs-fy26.csv", fiscal_year="FY26")
    assert congo["country_name"] == "Congo, Democratic Republic of"
    lord, *_ = rows("ucdp", "ucdp-1946-2024.csv", conflict_id=314.0)
    assert (lord["gwno_a_2nd"], lord["gwno_b"]) == (490.0, None)
    shape, table = read("ucdp", "ucdp-1946-2024-states.csv")
    assert shape.part == "states"
    assert table["statename"].to_pylist().count("Haiti") == 2


def test_an_empty_count_of_people_is_none_and_a_zero_a_zero():
    (uganda,) = rows("unhcr", "unhcr-2026-06.csv", coa_iso="UGA", year=2017)
    assert (uganda["refugees"], uganda["idps"], uganda["oip"]) == (1350495, 0, None)
    assert read("unhcr", "unhcr-2026-06-school-age.csv")[0].part == "school-age"


@pytest.mark.parametrize(
    ("name", "part"),
    [("parts", ""), ("dhs-mics", "dhs-mics"), ("disability", "disability"), ("national", "national"), ("lis", "lis")],
)
def test_each_file_of_wide_is_known_by_its_columns(name, part):
    assert read("wide", f"wide-2023-{name}.csv")[0].part == part


def test_wide_keeps_its_text_and_its_units():
    (fulani,) = rows("wide", "wide-2023-dhs-mics.csv", ethnicity="Fulani")
    assert (fulani["eduout_prim"], fulani["eduout_prim_no"]) == (62.770016, 791)
    (maldives,) = rows("wide", "wide-2023-parts.csv", country="Maldives", category="Total")
    assert (maldives["sex"], maldives["eduout_prim_m"], maldives["eduout_prim_no"]) == ("NA", 0.0225599290515915, 4763)
    (region,) = rows("wide", "wide-2023-parts.csv", region="RéGion 3")
    assert region["iso_code3"] is None
    (georgia, _) = rows("wide", "wide-2023-lis.csv", iso_code3="GEO", category="Location")
    assert (georgia["country"], georgia["location"]) == (None, "Not rural")


def test_rows_that_stand_twice_in_wide_come_in_twice():
    assert len(rows("wide", "wide-2023-lis.csv", iso_code3="USA", category="Total")) == 2
    assert len(rows("wide", "wide-2023-parts.csv", country="Senegal", religion="Christian")) == 2
