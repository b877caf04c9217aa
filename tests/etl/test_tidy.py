"""Each quirk of a source, on the real rows in which it occurs."""

import pandas as pd
import pytest

from etl.build import Report
from etl.catalogue import Catalogue
from etl.errors import CatalogueError
from etl.read import Sources
from etl.tables import Frames
from etl.tidy import Part, uis, worldbank
from etl.tidy.places import slug

WORLD = "SDG: World"


def value(parts: dict[str, Part], part: str, indicator: str, place: str, year: int) -> float:
    frame = parts[part].frame
    (number,) = frame.loc[
        (frame["indicator"] == indicator) & (frame["place"] == place) & (frame["year"] == year), "value"
    ]
    return number


@pytest.mark.parametrize(
    ("part", "indicator", "place", "year", "expected"),
    [
        ("uis/2024-09", "ROFST.1.CP", "BRA", 2019, 4.193329811096191),
        ("uis/2024-09", "OFST.1.CP", WORLD, 2011, 59_700_615),
        ("uis/2026-02", "OFST.1.CP", WORLD, 2011, 81_810_000),
        ("uis/2016-07", "OFST.1.CP", WORLD, 2011, 61_883_764),
        ("uis/2016-07", "OFST.1.CP", "EFA: World", 2011, 61_831_924),
        ("uis/2016-07", "OFST.1.CP", "UIS: South and West Asia", 2011, 13_771_793),
        ("uis/copy-2026-02-23", "OFST.1.CP", WORLD, 2011, 83_610_000),
        ("uis/copy-2025-07-16", "OFST.1.CP", WORLD, 2011, 81_130_000),
        ("worldbank/2017", "SE.PRM.UNER", WORLD, 2011, 60_659_240),
    ],
)
def test_figures_of_every_release_are_as_published(
    parts: dict[str, Part], part: str, indicator: str, place: str, year: int, expected: float
):
    assert value(parts, part, indicator, place, year) == expected


def test_boys_and_girls_of_wdi_make_the_world(parts: dict[str, Part]):
    girls, boys = (value(parts, "worldbank/2022", f"SE.PRM.UNER.{sex}", WORLD, 2011) for sex in ("FE", "MA"))
    assert girls + boys == 60_561_626


def test_proportions_become_per_cent(sources: Sources, parts: dict[str, Part]):
    raw = sources.frame("view", "2022")
    (aruba,) = raw.query("country == 'ABW' and level == 'prim' and sex == 'female' and year == 2000").to_dict("records")
    assert (aruba["value"], aruba["lower"], aruba["upper"]) == (0.07, 0.04, 0.12)
    frame = parts["view/2022"].frame
    (ours,) = frame.query("place == 'ABW' and indicator == 'VIEW.PRIM.F' and year == 2000").to_dict("records")
    assert (ours["value"], ours["low"], ours["high"], ours["measure"]) == (7, 4, 12, "rate_pct")


def test_the_release_in_per_cent_stays(parts: dict[str, Part]):
    assert value(parts, "view/2025", "VIEW.PRIM.F", "ABW", 2000) == 0.6


def test_nil_is_zero_and_not_applicable_is_missing(catalogue: Catalogue):
    rows = [("ROFST.MOD.1", "ABW", 2019, 0.0, None, "NIL"), ("ROFST.MOD.1", "VAT", 2019, 0.0, None, "NA")]
    columns = ["indicatorId", "geoUnit", "year", "value", "qualifier", "magnitude"]
    (part,) = uis.observations(pd.DataFrame(rows, columns=columns), "2025-02", {"ABW", "VAT"}, catalogue)
    nil, not_applicable = part.frame.to_dict("records")
    assert (nil["value"], nil["magnitude"]) == (0, "NIL")
    assert pd.isna(not_applicable["value"])
    assert not_applicable["magnitude"] == "NA"


def test_flags_are_kept_lost_or_absent(parts: dict[str, Part]):
    flagged = parts["uis/2025-02"].frame
    assert set(flagged["magnitude"].dropna()) == {"NIL"}
    assert (flagged["magnitude"] == "NIL").sum() == 149
    assert set(flagged["qualifier"].dropna()) == {"NAT_EST"}
    assert parts["uis/2026-02"].frame["magnitude"].isna().all()
    for lost in ("uis/2024-09", "uis/2019-02", "uis/2016-07", "uis/2015-10", "worldbank/2017"):
        assert set(parts[lost].frame["magnitude"]) == {"unknown"}


def test_lower_case_codes_and_countries_are_raised(parts: dict[str, Part]):
    assert value(parts, "uis/2016-07", "OFST.1.CP", "NAM", 2010) == 49_951
    assert not any(place.islower() for place in parts["uis/2016-07"].frame["place"].cat.categories)


def test_empty_rows_are_counted_not_lost(report: Report, parts: dict[str, Part]):
    (empty,) = [left.rows for left in report.left_out if left.rule == "empty"]
    assert empty + len(parts["uis/2015-10"].frame) == 3 * 3893
    totals = parts["uis/2015-10"].frame["indicator"] == "OFST.1.CP"
    assert totals.sum() == 1816


def test_each_copy_is_a_release(parts: dict[str, Part]):
    dates = {"2024-06-02", "2024-10-07", "2025-07-16", "2025-12-08", "2026-02-23"}
    assert {name for name in parts if "copy" in name} == {f"uis/copy-{date}" for date in dates}
    assert sum(len(parts[f"uis/copy-{date}"].frame) for date in dates) == 62_981


def test_no_row_of_wdi_is_lost_though_13_names_are_spelt_twice(sources: Sources, parts: dict[str, Part]):
    raw = sources.frame("worldbank", "2022")
    frame = parts["worldbank/2022"].frame
    assert raw["geo_name"].nunique() == 254
    assert len(frame) == len(raw) == 10_725
    assert frame["place"].nunique() == 241
    for place in ("BHS", "KOR", "COD", "COG", "EGY", "GMB", "HKG", "IRN", "MAC", "FSM", "VEN", "YEM", "PRK"):
        assert set(frame.loc[frame["place"] == place, "sex"]) == {"female", "male"}


def test_a_strange_spelling_of_wdi_fails_by_name(catalogue: Catalogue, sources: Sources):
    records = sources.frame("worldbank", "2022").head(1).astype({"geo_name": "str"}).assign(geo_name="Atlantis")
    with pytest.raises(CatalogueError, match="Atlantis"):
        worldbank.wdi(records, sources.frame("worldbank", "2017-places"), "2022", catalogue)


def test_every_row_of_a_source_is_an_observation(sources: Sources, parts: dict[str, Part]):
    for source, release in (("uis", "2019-02"), ("worldbank", "2017"), ("view", "2025")):
        assert len(parts[f"{source}/{release}"].frame) == len(sources.frame(source, release))


def test_every_row_is_an_observation_or_left_out_by_rule(sources: Sources, parts: dict[str, Part], frames: Frames):
    left = frames.exclusions
    gone = left.loc[(left["source"] == "uis") & (left["release"] == "2024-09"), "rows"].sum()
    assert gone > 0
    assert len(parts["uis/2024-09"].frame) + gone == len(sources.frame("uis", "2024-09"))


def test_namibia_is_present_everywhere(frames: Frames):
    (namibia,) = frames.places[frames.places["place"] == "NAM"].to_dict("records")
    assert (namibia["iso2"], namibia["slug"]) == ("NA", "namibia")
    here = frames.observations[frames.observations["place"] == "NAM"]
    everywhere = set(zip(here["source"], here["release"], strict=True))
    without = {("uis", "2026-02"), ("here", "uis-2016-07")}  # regions only
    without |= {("wide", "2023")}  # no survey of Namibia among the parts
    attributes = {("fcs", "fy26"), ("ucdp", "1946-2024"), ("unhcr", "2026-06")}  # no observations
    attributes |= {("population", "school-ages-2024-04")}
    listed = set(zip(frames.releases["source"], frames.releases["release"], strict=True))
    assert listed - everywhere == without | attributes


@pytest.mark.parametrize(
    ("place", "name", "alias"),
    [
        ("CIV", "Côte d'Ivoire", "Ivory Coast"),
        ("XKX", "Kosovo", "Kosova"),
        ("PSE", "Palestine", "West Bank"),
        ("HKG", "China, Hong Kong SAR", "Hong Kong"),
        ("MAC", "China, Macao SAR", "Macau"),
        ("COD", "Democratic Republic of the Congo", "DRC"),
        ("TUR", "Türkiye", "Turkey"),
        ("VNM", "Viet Nam", "Vietnam"),
        ("DEU", "Germany", "Allemagne"),
    ],
)
def test_places_have_everyday_names_and_aliases(frames: Frames, place: str, name: str, alias: str):
    (row,) = frames.places[frames.places["place"] == place].to_dict("records")
    assert row["name"] == name
    assert alias in list(row["aliases"])


def test_places_outside_the_lists_have_a_row(frames: Frames):
    assert {"ZZA", "ANT", "XDN", "TWN", "XKX", "TUV", "NRU"} <= set(frames.places["place"])
    assert "CHI" not in set(frames.places["place"])


def test_slugs_are_unique_and_the_usual_ones_are_there(frames: Frames):
    slugs = frames.places.set_index("slug")["place"]
    assert slugs.index.is_unique
    assert slugs["world"] == WORLD
    assert slugs["asia-and-the-pacific"] == "AIMS: Asia and the Pacific"
    assert slugs["south-and-west-asia"] == "UIS: South and West Asia"
    assert slugs["sub-saharan-africa"] == "UIS: Sub-Saharan Africa"
    assert slugs["sdg-sub-saharan-africa"] == "SDG: Sub-Saharan Africa"
    assert slugs["cote-d-ivoire"] == "CIV"
    assert slug("Côte d'Ivoire") == "cote-d-ivoire"


def test_members_stand_under_the_names_of_today(frames: Frames):
    members = frames.region_members.groupby("region")["place"].count()
    assert members["SDG: Sub-Saharan Africa"] == 51
    assert members["AIMS: Asia and the Pacific"] == 49
    assert members["WB: Low income"] == 27
    assert "SDG: Africa (Sub-Saharan)" not in members.index


def test_headlines_say_what_was_announced(frames: Frames):
    said = frames.headlines.set_index(["date", "place", "level", "sex"])["children"] / 1e6
    assert said["2013-06", WORLD, "primary", "total"] == 57.2
    assert said["2013-11", "AIMS: Asia and the Pacific", "primary", "total"] == 20
    for level, million in (("primary", 78), ("lower_secondary", 64), ("upper_secondary", 130), ("all", 272)):
        assert said["2025-06", WORLD, level, "total"] == million
    assert said["2025-06", WORLD, "all", "female"] == 133
    assert said["2022-08-31", WORLD, "all", "male"] == 125.5


def test_years_of_headlines_are_read_and_a_part_is_not_the_world(frames: Frames):
    rows = frames.headlines
    odd = rows[rows["breakdown"].str.contains("page says 2012", na=False)]
    assert list(odd["reference_year"]) == [2011]
    assert list(rows.loc[rows["date"] == "2025-06", "reference_year"].unique()) == [2023]
    assert rows.loc[rows["population"].str.contains("conflict"), "place"].isna().all()
    assert rows.loc[rows["date"] == "2023-09", "confidence"].str.startswith("NOT FOUND").all()


def test_household_rates_name_their_survey_where_the_list_has_it(frames: Frames):
    rows = frames.observations.query("source == 'uis' and release == '2024-09' and method == 'survey'")
    assert set(rows.query("place == 'NGA' and year == 2013")["survey"]) == {"Nigeria DHS 2013"}
    assert set(rows.query("place == 'ALB' and year == 2005")["survey"]) == {"MICS"}  # no name in full
    assert rows.query("year > 2018")["survey"].isna().all()
    assert frames.observations.query("source == 'uis' and method != 'survey'")["survey"].isna().all()
    old = frames.observations.query("source == 'uis' and release == '2019-02' and method == 'survey'")
    assert old["survey"].notna().mean() > 0.99


def test_surveys_that_nothing_tells_apart_are_joined():
    rows = [("NPL", 2011, "DHS", "Nepal DHS 2011"), ("NPL", 2011, "MICS", None), ("NPL", 2011, "MICS", None)]
    columns = ["iso_code3", "year_uis", "source_uis", "source_uis_original"]
    nobody = ("NPL", 2001, None, None)
    assert uis.survey_names(pd.DataFrame([*rows, nobody], columns=columns)) == {("NPL", 2011): "Nepal DHS 2011 or MICS"}


def test_a_release_names_the_list_of_surveys_among_its_files(frames: Frames):
    files = frames.releases.set_index(["source", "release"])["files"]
    for release in ("2024-09", "2019-02"):
        assert "2020-02-survey-sources.csv.gz" in files["uis", release]
