"""What codes, ids and names mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.catalogue import Catalogue, load
from etl.errors import CatalogueError
from etl.read import Sources

CODES = [
    ("OFST.1.CP", "children", "administrative", "primary", "total"),
    ("ROFST.2T3.F.CP", "rate_pct", "administrative", "secondary", "female"),
    ("ROFST.H.3.M", "rate_pct", "survey", "upper_secondary", "male"),
    ("ROFST.MOD.1", "rate_pct", "model", "primary", "total"),
    ("ROFST.1.GPIA.CP", "gpia", "administrative", "primary", "total"),
    ("ROFST.AGM1.CP", "rate_pct", "administrative", "one_year_before_primary", "total"),
    ("SE.PRM.UNER.FE", "children", "administrative", "primary", "female"),
    ("UIS.OFST.2", "children", "administrative", "lower_secondary", "total"),
    ("UIS.ROFST.H.2.Q1.F", "rate_pct", "survey", "lower_secondary", "female"),
    ("SP.SEC.TOTL.MA.IN", "school_age_population", "administrative", "secondary", "male"),
    ("XUNIT.PPPCONST.1.FSGOV.FFNTR", "spend_ppp_const_per_pupil", "administrative", "primary", "total"),
    ("UIS.XUNIT.US.56.FSGOV", "spend_usd_per_pupil", "administrative", "tertiary", "total"),
    ("XGDP.FSGOV", "spend_pct_gdp", "administrative", None, "total"),
    ("SE.XPD.PRIM.ZS", "spend_pct_education", "administrative", "primary", "total"),
    ("CR.3.F", "completion_pct", "survey", "upper_secondary", "female"),
    ("VIEW.LSEC.M", "rate_pct", "model", "lower_secondary", "male"),
    ("OOSC.OFST.1T3.F", "children", "model", "all", "female"),
]


@pytest.mark.parametrize(("code", "measure", "method", "level", "sex"), CODES)
def test_a_code_says_what_it_measures(catalogue: Catalogue, code: str, measure: str, method: str, level: str, sex: str):
    meaning = catalogue.indicator(code)
    assert (meaning.measure, meaning.method, meaning.level, meaning.sex) == (measure, method, level, sex)


def test_groups_cross(catalogue: Catalogue):
    meaning = catalogue.indicator("ROFST.H.1.RUR.Q1.F")
    assert (meaning.location, meaning.wealth, meaning.sex, meaning.group) == ("rural", "q1", "female", "total")
    disabled = catalogue.indicator("ROFST.H.1.DIS.M")
    assert (disabled.group_kind, disabled.group) == ("disability", "with disability")


@given(
    level=st.sampled_from(["1", "2", "3"]),
    location=st.sampled_from([("", "total"), (".RUR", "rural"), (".URB", "urban")]),
    wealth=st.sampled_from([("", "total"), (".Q1", "q1"), (".Q5", "q5")]),
    sex=st.sampled_from([("", "total"), (".F", "female"), (".M", "male")]),
)
def test_every_crossing_of_a_household_survey_reads_back(level: str, location: tuple, wealth: tuple, sex: tuple):
    meaning = load().indicator(f"ROFST.H.{level}{location[0]}{wealth[0]}{sex[0]}")
    assert (meaning.location, meaning.wealth, meaning.sex) == (location[1], wealth[1], sex[1])
    assert (meaning.measure, meaning.method) == ("rate_pct", "survey")


def test_who_pays_and_how_is_told_apart(catalogue: Catalogue):
    assert catalogue.indicator("XGDP.FSGOV").group == "government"
    assert catalogue.indicator("XGDP.FSGOV.FFNTR").group == "government, initial"
    assert catalogue.indicator("XGDP.FSHH.FFNTR").group == "households, initial"


@pytest.mark.parametrize("code", ["NERA.1", "ROFST.9.CP", "ROFST.H.1.Q6", "XUNIT.1.FSGOV"])
def test_a_strange_code_fails_by_name(catalogue: Catalogue, code: str):
    with pytest.raises(CatalogueError, match=code):
        catalogue.indicator(code)


def test_every_code_that_a_source_lists_has_a_place(catalogue: Catalogue, sources: Sources):
    for source, release in (("uis", "2024-09"), ("uis", "2019-02"), ("worldbank", "2017")):
        for code in sources.frame(source, f"{release}-labels")["indicator_id"]:
            catalogue.unit(catalogue.indicator(code).measure)


def test_a_measure_without_a_unit_is_refused(catalogue: Catalogue):
    with pytest.raises(CatalogueError, match="nonsense"):
        catalogue.unit("nonsense")


def test_old_ids_of_a_release_do_not_meet_in_one(catalogue: Catalogue):
    for release in ("2016-07", "2019-02", "2021-09"):
        ids = list(catalogue.old_ids(release).values())
        assert len(ids) == len(set(ids))


def test_the_world_has_one_default_and_the_others_keep_their_names(catalogue: Catalogue):
    assert catalogue.old_ids("2016-07")["40510"] == "SDG: World"
    assert catalogue.old_ids("2016-07")["40070"] == "EFA: World"
    assert catalogue.old_ids("2019-02")["40675"] == "SDG: World"
    assert catalogue.old_ids("2019-02")["40510"] == "UIS: World"
    assert catalogue.regions["worldbank"]["codes"]["WLD"] == "SDG: World"


def test_only_income_groups_lose_their_month(catalogue: Catalogue):
    assert catalogue.without_stamp("WB: High income (July 2025)") == "WB: High income"
    kept = "WB: Global Partnership for Education (July 2019)"
    assert catalogue.without_stamp(kept) == kept


@pytest.mark.parametrize(
    ("place", "region_set"),
    [
        ("AIMS: Asia and the Pacific", "unesco"),
        ("SDG: World", "sdg"),
        ("WB: Low income", "income"),
        ("WB: South Asia", "worldbank"),
        ("SDG: Least Developed Countries", "development"),
        ("UNICEF: South Asia", "other"),
    ],
)
def test_regions_belong_to_sets(catalogue: Catalogue, place: str, region_set: str):
    assert catalogue.region_set(place) == region_set
