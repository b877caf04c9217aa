"""Groups: the publishers' own figures to the last digit, each with its survey, its size or its silence."""

import re
from pathlib import Path

import pandas as pd
import pytest

from dashboard import charts, left_out
from dashboard.charts import survey
from dashboard.selection import BadSelection

SOURCES = Path(__file__).parents[2] / "data/sources"


def made(address, store):
    return charts.from_address(address, store)


def rates(data, source):
    own = data[data["source"] == source]
    return dict(zip(own["key"], own["value"], strict=True))


def test_pakistan_by_wealth_is_the_release_to_the_last_digit(store):
    chart = made("groups?place=PAK&dimension=wealth&level=primary", store)
    uis = chart.data[chart.data["source"] == "uis"]
    told = dict(zip(uis["indicator"], uis["value"], strict=True))
    read = pd.read_parquet(SOURCES / "uis/2024-09.parquet", filters=[("geo_id", "==", "PAK"), ("year", "==", 2018)])
    published = read.set_index("indicator_id")["value"]
    assert told == {f"ROFST.H.1.Q{n}": published[f"ROFST.H.1.Q{n}"] for n in range(1, 6)}
    assert round(told["ROFST.H.1.Q1"], 2) == 50.59
    assert set(uis["year"]) == {2018}
    assert uis["sample_size"].isna().all()
    assert uis["low"].isna().all()


def test_nigeria_shows_both_publishers_apart(store):
    chart = made("groups?place=NGA&dimension=wealth", store)
    newest = chart.data.groupby("source")["survey_name"].unique().map(list).to_dict()
    assert newest == {"uis": ["survey of 2021"], "wide": ["MICS 2021"]}
    assert rates(chart.data, "uis")["q1"] != pytest.approx(rates(chart.data, "wide")["q1"], abs=2)
    assert chart.data["publisher"].nunique() == 2
    assert len(chart.options["totals"]) == 2
    assert "not averaged" in chart.note


def test_ethnic_groups_of_nigeria_with_their_sizes(store):
    data = made("groups?place=NGA&dimension=ethnicity", store).data
    fulani, yoruba = (data[data["key"] == key].iloc[0] for key in ("Fulani", "Yoruba"))
    assert (round(fulani["value"], 1), round(yoruba["value"], 1)) == (62.8, 9.9)
    assert (fulani["sample_size"], yoruba["sample_size"]) == (791, 1321)
    assert (fulani["survey"], fulani["year"]) == ("DHS", 2018)
    assert fulani["low"] < fulani["value"] < fulani["high"]
    assert fulani["design_effect"] == 2.5


@pytest.mark.parametrize("place", ["NGA", "SLE", "NPL", "MDG", "LBR"])
def test_no_figure_of_fewer_than_thirty_leaves_the_house(place, store):
    data = made(f"groups?place={place}", store).data
    hidden = data[data["state"] == "hidden"]
    known = data[data["sample_size"].notna()]
    assert hidden[["value", "low", "high", "sample_size"]].isna().all(axis=None)
    assert set(hidden["suppressed"]) <= {"n_lt_30"}
    assert (known["sample_size"] >= 30).all()
    assert (known.loc[known["sample_size"] < 50, "state"] == "pale").all()


def test_some_cell_is_silent_and_says_why(store):
    data = made("groups?place=SLE", store).data
    silent = data[data["state"] == "hidden"]
    assert len(silent)
    assert set(silent["reason"]) == {"fewer than 30 children asked"}
    assert set(silent["label"]) == {"too few to say"}


def test_ends_of_many_groups_are_named_only_beyond_chance(store):
    title = made("groups?place=GEO&dimension=ethnicity", store).title
    assert title.startswith("Georgia: no group stands out for sure; of all children")
    assert "Fulani" in made("groups?place=NGA&dimension=ethnicity", store).title


def test_parts_of_a_country_are_drawn_when_asked_for(store):
    whole, parts = (made(f"groups?place=NGA{rest}", store) for rest in ("", "&dimension=subnational"))
    assert whole.data.loc[~whole.data["is_drawn"], "dimension"].unique().tolist() == ["subnational"]
    assert len(parts.drawn) == len(parts.data) == 37


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("groups?place=NGA&group=q1", "for two of them use 'gap'"),
        ("groups?place=NGA&dimension=colour", "Valid: sex, location, wealth"),
        ("groups?place=NGA&release=view-2025", "uis-2024-09, wide-2023"),
        ("gap?place=NGA&dimension=ethnicity", "Name two groups"),
        ("gap?place=NGA&group=Fulani", "needs its dimension"),
        ("gap?place=NGA&dimension=wealth&group=rural", "q1, q2, q3, q4, q5"),
        ("gap?set=sdg&dimension=wealth", "Surveys are of countries"),
        ("gap?place=PAK&sex=female", "between girls and boys"),
        ("overlap?place=world", "one country"),
        ("map?dimension=wealth&method=administrative", "household surveys only"),
        ("map?dimension=ethnicity", "Name a group"),
        ("trend?place=PAK,IND&group=q1", "one country"),
        ("trend?place=PAK&group=q1&measure=children", "household surveys only"),
    ],
)
def test_a_wrong_question_is_told_what_is_right(address, says, store):
    with pytest.raises(BadSelection, match=re.escape(says)):
        made(address, store)


def test_empty_says_what_there_is(store):
    germany = made("groups?place=DEU", store)
    assert germany.data.empty
    assert "rural and urban" in germany.empty
    assert "Ekoi" in made("gap?place=NGA&dimension=ethnicity&group=Nobody&against=Yoruba", store).empty


def test_across_countries_the_widest_gap_comes_first(store):
    chart = made("groups", store)
    assert len(chart.data) >= 120
    assert chart.data["gap_pp"].is_monotonic_decreasing
    assert chart.drawn["is_old"].eq(False).all()
    top = chart.data.iloc[0]
    assert top["gap_pp"] == top["group_pct"] - top["against_pct"]
    assert top["place_name"] in chart.title


def test_two_publishers_are_never_in_one_comparison_of_countries(store):
    for address in ("groups", "groups?release=wide-2023", "ranking?group=q1", "map?group=rural"):
        assert len(set(made(address, store).data["source"])) == 1


def test_gap_tells_chance_from_more_than_chance(store):
    data = made("gap?place=NGA&dimension=sex&method=survey&release=wide-2023", store).data.set_index("year")
    assert data.loc[2021, "verdict"] == "the survey cannot tell them apart"
    assert data.loc[2021, "gap_low_pp"] < 0 < data.loc[2021, "gap_high_pp"]
    assert data.loc[2018, "verdict"].startswith("larger than chance, but fragile")
    wealth = made("gap?place=NGA&dimension=wealth&release=wide-2023", store).data
    assert set(wealth["verdict"]) == {"larger than chance"}


def test_gap_without_sample_sizes_has_no_interval(store):
    data = made("gap?place=PAK&dimension=wealth&release=uis-2024-09", store).data
    assert data["gap_low_pp"].isna().all()
    assert set(data["verdict"]) == {"sample sizes are not published"}


def test_gap_of_two_ethnic_groups(store):
    chart = made("gap?place=NGA&dimension=ethnicity&group=Fulani&against=Yoruba", store)
    assert chart.title.startswith("In Nigeria in 2018, a Fulani child was 6 times as likely")
    assert chart.title.endswith("63% against 9.9% (WIDE)")


def test_times_as_likely_is_computed_from_the_rates_shown(store):
    row = made("gap?place=PAK&dimension=wealth&release=uis-2024-09", store).data.iloc[0]
    assert f"{row['group_pct'] / row['against_pct']:.0f} times" in made("gap?place=PAK&dimension=wealth", store).title


def test_overlap_has_a_row_for_each_cell_with_n_or_silence(store):
    data = made("overlap?place=NGA&level=primary", store).data
    assert len(data) == 20
    assert data[["wealth", "location", "sex"]].drop_duplicates().shape == (20, 3)
    assert (data["sample_size"].notna() | data["reason"].ne("")).all()
    assert data["survey_name"].unique().tolist() == ["MICS 2021"]
    uis = made("overlap?place=NGA&release=uis-2024-09", store).data
    assert set(uis["reason"]) == {"sample size not published"}


def test_overlap_names_the_other_publisher(store):
    assert "UIS, September 2024 has its own figures for 2021" in made("overlap?place=NGA", store).note


def test_a_cell_of_few_is_silent_in_the_overlap(store):
    data = made("overlap?place=GMB&release=wide-2023", store).data
    few = data[data["state"] == "hidden"]
    assert len(few)
    assert few["value"].isna().all()
    assert set(few["reason"]) <= {"fewer than 30 children asked", "no figure published"}


def test_one_group_over_time_keeps_publishers_apart(store):
    chart = made("trend?place=NGA&group=q1", store)
    assert chart.data.groupby("series")["source"].nunique().eq(1).all()
    assert chart.data["series"].nunique() == 2
    uis = chart.data[chart.data["source"] == "uis"]
    assert uis["year"].tolist() == [2003, 2007, 2008, 2011, 2013, 2016, 2018, 2021]


def test_named_surveys_are_named(store):
    data = made("trend?place=NGA&group=q1&release=uis-2024-09", store).data.set_index("year")
    assert "DHS" in data.loc[2013, "survey_name"]
    assert data.loc[2021, "survey_name"] == "survey of 2021"


def test_ranking_by_group_gives_places_only_as_ranges(store):
    wide = made("ranking?group=q1&release=wide-2023", store)
    spans = [tuple(map(int, text.split("–"))) for text in wide.data["place_range"] if text]
    assert len(spans) > 20
    assert any(last > first for first, last in spans)
    assert "without sample sizes none is surely first" in made("ranking?group=q1", store).title


def test_region_is_weighted_and_says_what_it_rests_on(store):
    data = made("groups?place=sub-saharan-africa&dimension=wealth", store).data
    countries = survey.rows(
        store,
        [store.places.by_id[code] for code in store.places.members("SDG: Sub-Saharan Africa")],
        ("wealth",),
        releases=("uis-2024-09",),
        until=2023,
    )
    q1 = survey.newest(countries)
    q1 = q1[q1["key"].eq("q1") & (q1["year"] >= 2013)].set_index("place")["value"]
    row = data[data["key"] == "q1"].iloc[0]
    assert q1.min() < row["value"] < q1.max()
    assert row["value"] != pytest.approx(q1.mean(), abs=0.5)
    assert row["countries"] in (len(q1), len(q1) - 1)  # one has no official school ages
    assert row["is_derived"]
    assert 0.9 < row["coverage"] < 1


def test_region_under_a_third_is_withheld(store):
    world = made("groups?place=world&dimension=disability", store)
    assert world.data["value"].isna().all()
    assert set(world.data["suppressed"]) == {"coverage_lt_33"}
    partial = made("groups?place=sub-saharan-africa&dimension=disability", store).data
    assert partial["coverage"].between(0.33, 0.6).all()
    assert set(partial["state"]) == {"pale"}


def test_the_countries_compared_and_those_with_a_nought_are_all_that_are_recent(store):
    recent = charts.from_address("groups?dimension=wealth&level=primary&max_age=10", store).data
    recent = recent[~recent["is_old"]]
    told = left_out.furthest_behind(store, "wealth", "primary", 2023)
    compared, zeros = (int(re.search(words, told)[1]) for words in (r"of the (\d+) countries", r"(\d+) more with a 0"))
    assert (compared, zeros) == (98, 11)
    assert compared + zeros == len(recent)
    assert recent[["group_pct", "against_pct"]].eq(0).any(axis=1).sum() == zeros


def test_a_share_on_a_list_says_whose_age_it_is_of(store):
    told = {level: left_out.in_conflict(store, level, 2023) for level in ("all", "primary")}
    assert told["all"].startswith("Of the children out of school in 2023, these")
    assert told["primary"].startswith("Of the children of primary-school age out of school in 2023, these")


def test_conflict_is_about_countries_of_that_year(store):
    chart = made("conflict", store)
    assert "not about the child" in chart.note
    ends = chart.data[chart.data["year"] == 2023].set_index("key")
    assert ends.loc["war", "value"] < ends.loc["ucdp", "value"]
    assert ends.loc["fcs-conflict", "countries"] == 19
    assert "Somalia" in ends.loc["ucdp", "without_figure"]
    world = made("headline?year=2023", store).data
    whole = world[(world["level"] == "all") & (world["sex"] == "total")]["value"].iloc[0]
    assert ends.loc["ucdp", "share_pct"] == pytest.approx(100 * ends.loc["ucdp", "value"] / whole)
    assert chart.data[chart.data["key"].str.startswith("fcs")]["year"].min() == 2022


def test_at_least_120_countries_have_a_poorest_fifth(store):
    told, missing = left_out.who_has_a_figure(store, "wealth", "primary", 2023)
    have, lack = (int(number) for number in re.findall(r"(\d+) countries", told))
    assert have >= 120
    assert have + lack == len(store.places.members("SDG: World"))
    assert missing.count(";") == lack - 1


def test_minorities_are_selected_countries_and_say_so(store):
    table = left_out.minorities(store, "primary")
    assert {"Nigeria", "Nepal", "Sierra Leone"} <= set(table["place_name"])
    assert (table[["top_n", "bottom_n"]] >= 50).all(axis=None)
    assert str(table["place_name"].nunique()) in left_out.selected_countries(table)
    assert set(table["verdict"]) == {"larger than chance", "the survey cannot tell them apart"}


def test_displaced_children_are_a_population(store):
    told = left_out.displaced(store, store.places.find("UGA"))
    assert "no file says how many of them are in school" in told
    assert left_out.displaced(store, store.places.find("TUV")) is None


@pytest.mark.parametrize("place", ["SLE", "TUV", "COG", "GIN"])
def test_no_uis_cell_is_shown_where_the_same_survey_asked_fewer_than_thirty(place, store):
    wide, uis = (made(f"overlap?place={place}&release={name}", store).data for name in ("wide-2023", "uis-2024-09"))
    if len(wide) and len(uis) and abs(int(wide.iloc[0]["year"]) - int(uis.iloc[0]["year"])) <= 1:
        few = wide["suppressed"].eq("n_lt_30").to_numpy()
        assert uis.loc[few, "value"].isna().all()
        assert set(uis.loc[few, "state"]) <= {"hidden"}


def test_a_zero_of_uis_ends_no_comparison(store):
    assert "0.0%" not in made("groups?place=NER&level=upper_secondary", store).title
    across = made("groups?dimension=disability&level=upper_secondary", store)
    niger = across.data[across.data["place"] == "NER"].iloc[0]
    assert niger["group_pct"] == 0
    assert not niger["is_drawn"]


@pytest.mark.parametrize(
    "address", ["groups?place=NGA&sex=female&dimension=wealth", "groups?sex=female&dimension=wealth"]
)
def test_titles_keep_to_the_sex_asked_for(address, store):
    title = made(address, store).title.lower()
    assert "girls from the poorest fifth" in title
    assert "children" not in title


def test_both_publishers_name_the_groups_in_one_order(store):
    told = left_out.in_one_country(store, store.places.find("SLE"), "primary")
    assert "12% of boys were out of school, and 8.0% of girls (UIS); WIDE has 12% and 8.6%" in told
