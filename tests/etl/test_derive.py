"""Numbers of children from modelled rates, held to the figures that can be compared."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from etl.build import Report
from etl.catalogue import Catalogue
from etl.checks import parts_make_world
from etl.derive import derive
from etl.publish import Tables
from etl.read import Sources
from etl.tables import Frames
from etl.tidy import Part, tidy

NEW, MIDDLE, OLD = "here/view-2025+wpp-2024", "here/view-2024+wpp-2022", "here/view-2022+wpp-2022"
ASIA = "AIMS: Asia and the Pacific"
LEVELS = ("OOSC.OFST.1", "OOSC.OFST.2", "OOSC.OFST.3")


def of(part: Part, indicator: str, year: int) -> pd.DataFrame:
    frame = part.frame
    return frame[(frame["indicator"] == indicator) & (frame["year"] == year)].set_index("place")


def millions(part: Part, indicator: str, place: str, year: int) -> float:
    return of(part, indicator, year).loc[place, "value"] / 1e6


def test_the_world_of_2023_is_271_million(parts: dict[str, Part]):
    world = [millions(parts[NEW], code, "SDG: World", 2023) for code in (*LEVELS, "OOSC.OFST.1T3")]
    assert world == pytest.approx([77.2, 64.1, 129.8, 271.2], abs=0.05)


def test_without_imputation_it_is_267_5(parts: dict[str, Part]):
    countries = of(parts[NEW], "OOSC.OFST.1T3", 2023).filter(regex="^[A-Z]{3}$", axis=0)["value"]
    assert len(countries) == 197
    assert countries.sum() / 1e6 == pytest.approx(267.5, abs=0.05)


@pytest.mark.parametrize(("part", "year", "expected"), [(OLD, 2021, 245.6), (MIDDLE, 2023, 255.6)])
def test_earlier_releases_come_out_too(parts: dict[str, Part], part: str, year: int, expected: float):
    assert millions(parts[part], "OOSC.OFST.1T3", "SDG: World", year) == pytest.approx(expected, abs=0.05)


def test_asia_and_the_pacific_by_level(parts: dict[str, Part], frames: Frames):
    members = set(frames.region_members.query("region == @ASIA")["place"])
    for year, expected in ((2011, (36.6, 29.5, 86.8)), (2023, (25.4, 24.2, 76.3))):
        for code, million in zip(LEVELS, expected, strict=True):
            countries = of(parts[NEW], code, year)
            reported = countries[countries.index.isin(members)]["value"].sum() / 1e6
            with_imputed = millions(parts[NEW], code, ASIA, year)
            assert reported - 0.05 <= million <= with_imputed + 0.05
            assert with_imputed - reported < 0.45


def test_a_country_is_rate_times_population(parts: dict[str, Part]):
    rate = of(parts["view/2025"], "VIEW.PRIM.F", 2023).loc["PAK"]
    children = of(parts[NEW], "OOSC.OFST.1.F", 2023).loc["PAK"]
    girls = of(parts[NEW], "OOSC.SAP.1.F", 2023).loc["PAK", "value"]
    for bound in ("value", "low", "high"):
        assert children[bound] == pytest.approx(rate[bound] / 100 * girls, abs=0.51)


def test_the_total_is_the_sum_of_the_levels_never_the_model_s_own(parts: dict[str, Part]):
    for place in ("PAK", "NGA"):
        levels = sum(of(parts[NEW], code, 2023).loc[place, "value"] for code in LEVELS)
        assert of(parts[NEW], "OOSC.OFST.1T3", 2023).loc[place, "value"] == pytest.approx(levels, abs=2)
    assert of(parts[NEW], "OOSC.OFST.1T3", 2023).loc["PAK", ["low", "high"]].isna().all()


def test_only_countries_have_bounds(parts: dict[str, Part]):
    frame = parts[NEW].frame
    assert frame.loc[frame["place"].str.contains(":"), ["low", "high"]].isna().all(axis=None)
    assert frame["is_derived"].all()


def test_regional_rates_are_children_over_population(parts: dict[str, Part]):
    for level in ("1", "2", "3", "1T3"):
        rate, children, persons = (
            of(parts[NEW], f"OOSC.{stem}.{level}", 2023).loc[ASIA, "value"] for stem in ("ROFST", "OFST", "SAP")
        )
        assert rate == pytest.approx(100 * children / persons, abs=1e-3)


def test_countries_have_a_computed_rate_for_the_levels_together_only(parts: dict[str, Part]):
    rates = parts[NEW].frame[parts[NEW].frame["measure"] == "rate_pct"]
    levels = rates.loc[rates["place"] == "PAK", "level"].unique()
    assert list(levels) == ["all"]


def test_the_regions_are_there_with_their_coverage(parts: dict[str, Part]):
    children = of(parts[NEW], "OOSC.OFST.1T3", 2023)
    wanted = [ASIA, "UIS: Arab States", "SDG: Oceania", "WB: Low income", "WB: South Asia"]
    wanted += ["SDG: Least Developed Countries", "SDG: Landlocked Developing Countries"]
    assert set(wanted) <= set(children.index)
    assert children.loc[wanted, "coverage"].between(0.33, 1).all()
    assert children.loc["SDG: World", "coverage"] == pytest.approx(0.979, abs=0.001)


def test_imputed_places_are_named(frames: Frames):
    named = frames.imputed.query("release == 'view-2025+wpp-2024'").set_index("place")["region"]
    assert set(named.index) == {"CUW", "GAB", "KWT", "LBY", "PRK", "RUS", "SMR", "SOM", "SRB", "TCA", "TKM", "TUV"}
    assert named["RUS"] == "SDG: Europe and Northern America"


@pytest.mark.parametrize(
    ("place", "year", "codes"),
    [("AFG", 2023, LEVELS), ("VEN", 2022, LEVELS), ("IRQ", 2011, LEVELS[1:]), ("IRQ", 2012, LEVELS[1:])],
)
def test_school_ages_are_carried_where_the_list_has_a_hole(
    parts: dict[str, Part], place: str, year: int, codes: tuple[str, ...]
):
    for code in codes:
        assert of(parts[NEW], code, year).loc[place, "value"] > 0


def test_every_country_of_the_model_has_numbers_for_all_its_years(parts: dict[str, Part]):
    rates = parts["view/2025"].frame.query("indicator == 'VIEW.PRIM'")
    numbers = parts[NEW].frame.query("indicator == 'OOSC.OFST.1'")
    wanted = set(zip(rates["place"], rates["year"], strict=True))
    assert wanted - set(zip(numbers["place"], numbers["year"], strict=True)) == set()


def test_the_flagged_export_is_the_model_of_2024(parts: dict[str, Part]):
    export = parts["uis/2025-02"].frame.query("indicator == 'ROFST.MOD.1'")
    view = parts["view/2024"].frame.query("indicator == 'VIEW.PRIM'")
    keys = [export.astype({"place": "str"}).set_index(["place", "year"])["value"]]
    keys.append(view.astype({"place": "str"}).set_index(["place", "year"])["value"])
    both = pd.concat(keys, axis=1, join="inner", keys=["export", "view"])
    assert len(both) == 909
    assert both["export"].to_numpy() == pytest.approx(both["view"].to_numpy(), abs=1e-5)  # float32 tails


def test_a_region_that_rests_on_few_children_is_withheld(sources: Sources, catalogue: Catalogue):
    tidied = tidy(sources, catalogue)
    only_pakistan = [
        replace(part, frame=part.frame[part.frame["place"] == "PAK"]) if part.source == "view" else part
        for part in tidied.parts
    ]
    derived = derive(sources, replace(tidied, parts=tuple(only_pakistan)), catalogue)
    (part,) = [part for part in derived.parts if part.name == NEW]
    children = set(part.frame.loc[part.frame["measure"] == "children", "place"])
    assert "SDG: Sub-Saharan Africa" not in children
    assert "SDG: Sub-Saharan Africa" in set(derived.withheld["place"])
    assert "SDG: World" in set(part.frame.loc[part.frame["measure"] == "school_age_population", "place"])
    assert (derived.withheld["coverage"] < 0.33).all()


def test_numbers_of_another_release_obey_number_is_rate_times_population(parts: dict[str, Part]):
    frame = parts["uis/2019-02"].frame
    codes = ["OFST.1.CP", "SAP.1", "ROFST.1.CP"]
    of_primary = frame[frame["indicator"].isin(codes)].astype({"indicator": "str", "place": "str"})
    wide = of_primary.pivot_table(index=["place", "year"], columns="indicator", values="value").dropna()
    gap = (100 * wide["OFST.1.CP"] / wide["SAP.1"] - wide["ROFST.1.CP"]).abs()
    assert len(gap) == 965
    assert gap.median() < 0.00001
    assert gap.idxmax()[0] == "TKL"


def test_nothing_is_withheld_today(report: Report):
    assert report.withheld.empty


def test_the_regions_make_the_world(tables: Tables, catalogue: Catalogue):
    assert parts_make_world(tables, catalogue).holds


def test_asia_and_the_pacific_of_2016_is_the_sum_of_three_regions(parts: dict[str, Part]):
    row = of(parts["here/uis-2016-07"], "OOSC.SUM.OFST.1", 2011).loc[ASIA]
    assert row["value"] == 20_287_101
    assert row["is_derived"]
    assert row["method"] == "administrative"


def test_no_number_is_negative_or_infinite(parts: dict[str, Part]):
    for name in (NEW, MIDDLE, OLD):
        values = parts[name].frame["value"]
        assert np.isfinite(values).all()
        assert (values >= 0).all()
