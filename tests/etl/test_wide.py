"""Each quirk of WIDE's files, and each rule by which a figure is left out, on the real rows in which it occurs."""

import json

import pandas as pd
import pytest

from etl.build import Report
from etl.catalogue import Catalogue
from etl.errors import CatalogueError
from etl.read import Sources
from etl.tables import Frames
from etl.tidy import Part, wide
from etl.tidy.names import Spelt

FILES = ("2023", "2023-dhs-mics", "2023-disability", "2023-national", "2023-lis")
LEVELS = ("prim", "lowsec", "upsec")


@pytest.fixture(scope="module")
def files(sources: Sources) -> dict[str, pd.DataFrame]:
    return {name.removeprefix("2023").removeprefix("-"): sources.frame("wide", name) for name in FILES}


@pytest.fixture(scope="module")
def spelt(sources: Sources, catalogue: Catalogue) -> Spelt:
    return Spelt(catalogue, sources.frame("places", "countries-2026-05"))


@pytest.fixture(scope="module")
def figures(files: dict[str, pd.DataFrame], spelt: Spelt, catalogue: Catalogue) -> pd.DataFrame:
    return wide.figures(files, spelt, catalogue)


@pytest.fixture(scope="module")
def observed(parts: dict[str, Part]) -> pd.DataFrame:
    return parts["wide/2023"].frame


def survey(frame: pd.DataFrame, place: str, year: int, **wanted: str) -> pd.DataFrame:
    """The rows of a survey; what is not named is the total."""
    whose = dict.fromkeys(["sex", "location", "wealth", "group_kind", "group"], "total") | wanted
    here = where_is(frame, place, year)
    for column, text in whose.items():
        here &= frame[column] == text
    return frame[here]


def where_is(figures: pd.DataFrame, place: str, year: int) -> pd.Series:
    return (figures["place"] == place) & (figures["year"] == year)


def left(figures: pd.DataFrame, rule: str) -> pd.DataFrame:
    return figures[figures["rule"] == rule]


def where(figures: pd.DataFrame) -> set[tuple[str, int]]:
    return set(zip(figures["place"], figures["year"], strict=True))


@pytest.mark.parametrize(
    ("place", "year", "who", "pct", "asked"),
    [
        ("NGA", 2018, {"group_kind": "ethnicity", "group": "Fulani"}, 62.770016, 791),
        ("NGA", 2018, {"group_kind": "ethnicity", "group": "Yoruba"}, 9.8916855, 1321),
        ("NGA", 2018, {}, 33.23497, 34467),
        ("CAF", 2019, {}, 27.203885, 8756),
        ("BFA", 2019, {}, 44.898164, 8457),
        ("GEO", 2013, {"location": "not_rural"}, 2.87961, 229),
        ("CAF", 2019, {"group_kind": "household_education", "group": "Completed primary"}, 20.826478, 1768),
    ],
)
def test_shares_are_in_per_cent_with_the_children_asked(
    observed: pd.DataFrame, place: str, year: int, who: dict, pct: float, asked: int
):
    (row,) = survey(observed[observed["level"] == "primary"], place, year, **who).to_dict("records")
    assert row["value"] == pytest.approx(pct, abs=1e-5)
    assert row["sample_size"] == asked
    assert (row["indicator"], row["measure"], row["method"]) == ("EDUOUT.PRIM", "rate_pct", "survey")


def test_nigeria_2021_has_its_total_with_the_children_asked(observed: pd.DataFrame, sources: Sources):
    raw = sources.frame("wide", "2023").query("country == 'Nigeria' and year == 2021 and category == 'Total'")
    ours = survey(observed, "NGA", 2021).set_index("level")
    assert set(ours["survey"]) == {"MICS"}
    for level, name in zip(("primary", "lower_secondary", "upper_secondary"), LEVELS, strict=True):
        assert ours.loc[level, "value"] == pytest.approx(100 * raw[f"eduout_{name}_m"].item(), abs=1e-6)
        assert ours.loc[level, "sample_size"] == raw[f"eduout_{name}_no"].item()


def test_every_figure_is_kept_or_left_out_by_one_rule(
    files: dict[str, pd.DataFrame], report: Report, observed: pd.DataFrame, figures: pd.DataFrame
):
    read = len(LEVELS) * sum(len(rows) for rows in files.values())
    gone = [one for one in report.left_out if one.source == "wide" and one.rule != "columns"]
    assert len(observed) + sum(one.rows for one in gone) == len(figures) == read
    assert len({one.rule for one in gone}) == len(gone)


def test_every_rule_of_the_catalogue_leaves_something_out(figures: pd.DataFrame, catalogue: Catalogue):
    said = catalogue.exclusions["wide"]
    assert set(figures["rule"].dropna()) == {*(row["rule"] for row in said["rows"]), *said["rules"]}


def test_no_name_of_a_country_is_lost(files: dict[str, pd.DataFrame], figures: pd.DataFrame):
    assert figures["place"].notna().all()
    assert figures["place"].str.fullmatch("[A-Z]{3}").all()
    for rows in files.values():
        code = rows["iso_code" if "iso_code" in rows else "iso_code3"]
        assert (code.notna() | rows["country"].notna()).all()


def test_names_and_codes_are_of_the_same_country(files: dict[str, pd.DataFrame], spelt: Spelt, catalogue: Catalogue):
    named = pd.concat(
        [rows.rename(columns={"iso_code": "iso_code3"})[["iso_code3", "country"]] for rows in files.values()]
    )
    both = named.astype("object").dropna().drop_duplicates()
    by_name = spelt.iso3_of(both["country"])
    assert list(both["country"].map(by_name)) == list(both["iso_code3"])
    assert {"C. A. R.", "Turkey", "S. Tome/Principe", "Russian-Federation", "BurkinaFaso"} <= set(by_name)


def test_a_strange_country_or_word_fails_by_name(files: dict[str, pd.DataFrame], spelt: Spelt, catalogue: Catalogue):
    few = files["national"].head(1).astype({"country": "object", "iso_code3": "object", "sex": "object"})
    with pytest.raises(CatalogueError, match="Atlantis"):
        wide.figures({"national": few.assign(country="Atlantis", iso_code3=None)}, spelt, catalogue)
    with pytest.raises(CatalogueError, match="sex that the catalogue does not know: girl"):
        wide.figures({"national": few.assign(sex="Girl")}, spelt, catalogue)
    with pytest.raises(CatalogueError, match="dimension that the catalogue does not know: caste"):
        wide.figures({"national": few.assign(category="Sex & Caste")}, spelt, catalogue)


def test_words_are_ours_whatever_their_case_or_order(observed: pd.DataFrame):
    assert set(observed["sex"]) == {"total", "female", "male"}
    assert set(observed["location"]) == {"total", "urban", "rural", "not_rural"}
    assert set(observed["wealth"]) == {"total", "q1", "q2", "q3", "q4", "q5"}
    assert set(observed["group_kind"]) == {
        "total", "subnational", "religion", "ethnicity", "disability", "household_education",
    }  # fmt: skip
    assert not set(observed["group"]) & {"NA", "Missing", "Dk/Missing", "Don't know", "Nsp/Nd"}
    assert (observed["group"] == "total").eq(observed["group_kind"] == "total").all()
    assert observed["value"].dropna().between(0, 100).all()
    assert observed[["low", "high"]].isna().all(axis=None)


def test_only_what_is_listed_is_spelt_anew(observed: pd.DataFrame, figures: pd.DataFrame, catalogue: Catalogue):
    groups = set(figures["group"])
    repaired = {
        old: new for one in catalogue.wide["spellings"] if "places" not in one for old, new in one["names"].items()
    }
    assert not groups & set(repaired)
    assert set(repaired.values()) <= groups
    assert not any(mark in group for group in groups for mark in ("Ã", "<", "RéG"))
    assert {"Région 3", "Limón", "Bogotá, Distrito Capital"} <= set(observed["group"])


def test_places_that_name_a_group_twice_have_it_once(observed: pd.DataFrame):
    zimbabwe = observed[(observed["place"] == "ZWE") & (observed["group_kind"] == "religion")]
    assert not {"No Religion", "Other Religion"} & set(zimbabwe["group"])
    assert {"None", "Other"} <= set(zimbabwe["group"])


def test_a_share_that_its_producer_emptied_keeps_its_count(observed: pd.DataFrame):
    emptied = observed[observed["value"].isna()]
    assert len(emptied) > 9_000
    assert emptied["sample_size"].between(1, 29).all()
    assert observed["sample_size"].notna().all()


def test_small_cells_are_not_dropped(observed: pd.DataFrame):
    assert (observed["value"].notna() & (observed["sample_size"] < 30)).sum() > 10_000


def test_a_key_stands_once_and_rows_are_in_order(observed: pd.DataFrame):
    assert not observed.duplicated(wide.FIGURE).any()
    keys = observed[["indicator", "place", "year"]].astype({"indicator": "str", "place": "str"})
    assert keys.equals(keys.sort_values(["indicator", "place", "year"], kind="stable", ignore_index=True))


def test_nepal_2010_is_all_ones(figures: pd.DataFrame):
    gone = left(figures, "nepal_2010")
    assert set(gone["value"].dropna()) == {100.0}
    assert where(gone) == {("NPL", 2010)}
    assert len(gone) == where_is(figures, "NPL", 2010).sum()


def test_argentina_2020_is_not_credible(figures: pd.DataFrame):
    gone = left(figures, "argentina_2020")
    (total,) = survey(gone[gone["indicator"] == "EDUOUT.PRIM"], "ARG", 2020).to_dict("records")
    assert (round(total["value"]), total["sample_size"]) == (52, 185)
    assert where(gone) == where(figures[figures["place"] == "ARG"]) == {("ARG", 2019), ("ARG", 2020)}


def test_religion_of_india_is_known_of_a_sixth_of_the_children(
    figures: pd.DataFrame, observed: pd.DataFrame, files: dict[str, pd.DataFrame]
):
    gone = left(figures, "few_known")
    assert where(gone) == {("IND", 2020), ("ETH", 2011), ("PHL", 2017)}
    india = files[""].query("country == 'India' and category == 'Religion'")
    by_label = india.groupby(india["religion"].isna())["eduout_prim_no"].sum()
    assert by_label.to_dict() == {False: 45_126, True: 217_085}
    total = survey(observed[observed["level"] == "primary"], "IND", 2020)
    assert total["sample_size"].item() == by_label.sum()
    assert not ((observed["place"] == "IND") & (observed["group_kind"] == "religion")).any()


def test_pairs_with_the_same_key_and_other_counts_are_both_left_out(
    figures: pd.DataFrame, observed: pd.DataFrame, files: dict[str, pd.DataFrame]
):
    gone = left(figures, "two_counts")
    assert where(gone) == {("SEN", 2019), ("ALB", 2017)}
    assert (gone["place"] == "SEN").sum() == 62 * 2 * 3
    by_religion = files[""].query("category == 'Religion' and religion in ('Christian', 'Catholic', 'Cathlic')")
    for country, place, year, group in (("Senegal", "SEN", 2019, "Christian"), ("Albania", "ALB", 2017, "Catholic")):
        assert by_religion.loc[by_religion["country"] == country, "eduout_prim_no"].nunique() == 2
        assert survey(observed, place, year, group_kind="religion", group=group).empty


def test_the_united_states_of_2020_stand_twice(figures: pd.DataFrame, observed: pd.DataFrame):
    gone = left(figures, "filed_twice")
    assert where(gone) == {("USA", 2020)}
    kept = figures[where_is(figures, "USA", 2020) & ~figures["rule"].isin(["filed_twice", "two_groups"])]
    both = gone.merge(kept, on=wide.FIGURE, suffixes=("", "_kept"))
    assert len(both) == len(gone) == 948 * 3
    assert (both["value"].eq(both["value_kept"]) | both["value"].isna() & both["value_kept"].isna()).all()


def test_a_category_without_its_label_is_no_total(figures: pd.DataFrame, observed: pd.DataFrame):
    gone = left(figures, "unnamed_group")
    assert {("RUS", 2019), ("YEM", 2013), ("LBN", 2018), ("ETH", 2011), ("GEO", 2013)} <= where(gone)
    totals = observed[(observed[["sex", "location", "wealth", "group_kind"]] == "total").all(axis=1)]
    assert not totals.duplicated(["indicator", "place", "year", "survey"]).any()
    assert survey(observed, "GEO", 2013, location="not_rural", sex="female").empty  # stands under ethnicity


def test_a_group_is_one_of_region_religion_and_ethnicity(figures: pd.DataFrame, files: dict[str, pd.DataFrame]):
    assert {("MDG", 2021), ("PAN", 2016), ("USA", 2017)} <= where(left(figures, "two_groups"))
    panama = files["lis"].query("iso_code3 == 'PAN'")
    crossed = panama["region"].notna() & panama["ethnicity"].notna()
    assert (left(figures, "two_groups")["place"] == "PAN").sum() == 3 * crossed.sum()


def test_a_figure_without_share_and_count_says_nothing(figures: pd.DataFrame):
    assert left(figures, "nothing")[["value", "sample_size"]].isna().all(axis=None)
    assert ("CAN", 2018) in where(left(figures, "nothing"))


def test_nobody_asked_is_not_a_small_sample(figures: pd.DataFrame):
    gone = left(figures, "nobody_asked")
    assert set(gone["sample_size"]) == {0}
    assert gone["value"].isna().all()
    assert {("RUS", 2019), ("USA", 2017)} <= where(gone)


def test_those_whose_group_is_unknown_are_no_group(figures: pd.DataFrame):
    gone = left(figures, "no_answer")
    assert set(gone["group"]) == {"Missing", "Dk/Missing", "Don't know", "Nsp/Nd"}
    assert where(gone) == {("MNG", 2018), ("WSM", 2019), ("NGA", 2018), ("COG", 2015)}


def test_a_survey_in_several_files_is_taken_once(figures: pd.DataFrame, observed: pd.DataFrame):
    gone = left(figures, "same_figure")
    assert {("MDV", 2017), ("GMB", 2018), ("ALB", 2017), ("ZAF", 2016)} <= where(gone)
    kept = figures[figures["rule"].isna()]
    both = gone.merge(kept, on=wide.FIGURE, suffixes=("", "_kept"))
    assert len(both) == len(gone)
    assert (both["value"] - both["value_kept"]).abs().max() <= 0.5


@pytest.mark.parametrize(
    ("place", "year", "indicator", "widest"),
    [
        ("PHL", 2017, "EDUOUT.LOWSEC", 8.64),
        ("PHL", 2017, "EDUOUT.UPSEC", 34.42),
        ("TUN", 2018, "EDUOUT.UPSEC", 2.35),
        ("MDV", 2017, "EDUOUT.UPSEC", 1.11),
        ("ZWE", 2019, "EDUOUT.UPSEC", 0.91),
    ],
)
def test_two_versions_of_a_survey_are_not_mixed(
    figures: pd.DataFrame, place: str, year: int, indicator: str, widest: float
):
    here = figures[where_is(figures, place, year) & (figures["indicator"] == indicator)]
    kept, gone = here[here["rule"].isna()], left(here, "other_version")
    assert set(kept["version"]) - {"disability"} == {"dhs-mics"}
    both = gone.merge(kept, on=wide.FIGURE, suffixes=("", "_kept"))
    assert (both["value"] - both["value_kept"]).abs().max() == pytest.approx(widest, abs=0.01)


def test_versions_are_two_in_no_other_survey(figures: pd.DataFrame):
    gone = left(figures, "other_version")
    levels = set(zip(gone["place"], gone["year"], gone["indicator"], strict=True))
    assert {(place, level) for place, _, level in levels} == {
        ("PHL", "EDUOUT.LOWSEC"), ("PHL", "EDUOUT.UPSEC"), ("TUN", "EDUOUT.UPSEC"), ("MDV", "EDUOUT.UPSEC"),
        ("ZWE", "EDUOUT.UPSEC"),
    }  # fmt: skip


def test_disability_has_two_definitions_and_no_comparison(observed: pd.DataFrame):
    rows = observed[observed["group_kind"] == "disability"]
    assert set(rows["group"]) == {
        "At least one functional difficulty", "At least one sensory, physical or intellectual difficulty",
    }  # fmt: skip


def test_a_survey_whose_disability_stands_under_another_year_stays_as_filed(observed: pd.DataFrame):
    ghana = observed[observed["place"] == "GHA"]
    kinds = ghana.groupby("year")["group_kind"].unique().map(set).to_dict()
    assert kinds == {2017: {"household_education"}, 2018: {"disability"}}


def test_the_release_names_all_five_files(frames: Frames):
    (row,) = frames.releases[frames.releases["source"] == "wide"].to_dict("records")
    assert row["label"] == "WIDE, 2023 update"
    read = json.loads(row["files"])
    assert len(read) == len(FILES)
    assert all(len(file["sha256"]) == 64 for file in read)
    assert "Koranic" in row["note"]


def test_what_is_left_out_is_a_table(frames: Frames, report: Report):
    table = frames.exclusions
    assert list(table.columns) == ["source", "release", "rule", "rows", "reason"]
    assert table["rows"].sum() == sum(one.rows for one in report.left_out)
    assert table[["rule", "reason"]].notna().all(axis=None)
    assert {"uis", "wide", "ucdp", "unhcr"} <= set(table["source"])
