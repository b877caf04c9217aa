"""Sources: every figure and sentence against the tables, read by plain pandas."""

from dataclasses import replace

import pandas as pd
import pytest

import etl
from dashboard import charts
from dashboard.charts import disagreement, sources
from dashboard.pages import sources as page
from dashboard.render import figure
from dashboard.selection import BadSelection

ADMINISTRATIVE, MODEL, COMPUTED = ("uis", "2024-09"), ("view", "2025"), ("here", "view-2025+wpp-2024")


@pytest.fixture(scope="module")
def observations():
    table = etl.load().observations
    keep = table["level"].isin(["primary", "lower_secondary"]) & table["sex"].isin(["total", "female"])
    text = ["source", "release", "indicator", "place", "group_kind", "location", "wealth", "sex", "survey", "level"]
    return table[keep & table["group_kind"].eq("total")].astype(dict.fromkeys(text, str))


def of(observations, home, code):
    """Whole-country values of one code of one release, by place and year."""
    keep = observations["source"].eq(home[0]) & observations["release"].eq(home[1])
    found = observations[keep & observations["indicator"].eq(code) & observations["sex"].eq("total")]
    found = found[found["location"].eq("total") & found["wealth"].eq("total") & found["value"].notna()]
    return found.set_index(["place", "year"])["value"].astype(float)


def test_a_country_has_each_method_as_published(store, observations):
    data = charts.from_address("sources?place=PAK", store).data
    codes = {
        "model": (MODEL, "VIEW.PRIM"),
        "administrative": (ADMINISTRATIVE, "ROFST.1.CP"),
        "uis": (ADMINISTRATIVE, "ROFST.H.1"),
        "wide": (("wide", "2023"), "EDUOUT.PRIM"),
    }
    for told_by, (home, code) in codes.items():
        rows = data[data["told_by"].eq(told_by)]
        assert dict(zip(rows["year"], rows["value"], strict=True)) == of(observations, home, code)["PAK"].to_dict()
    assert set(data["told_by"]) == set(codes)


def test_each_series_is_of_one_method_and_one_release_and_says_its_last_year(store):
    data = charts.from_address("sources?place=NGA", store).data
    for name, rows in data.groupby("series"):
        assert set(rows["told_by"].map(str)) == {rows["told_by"].iloc[0]}
        assert len(set(rows["release_id"])) == 1
        assert name.endswith(f"to\u00a0{rows['year'].max()}")


def test_the_title_tells_points_and_children_of_the_newest_shared_year(store, observations):
    model, official = of(observations, MODEL, "VIEW.PRIM")["PAK"], of(observations, ADMINISTRATIVE, "ROFST.1.CP")["PAK"]
    population = of(observations, COMPUTED, "OOSC.SAP.1")["PAK"]
    year = max(set(model.index) & set(official.index))
    gap = official[year] - model[year]
    assert charts.from_address("sources?place=PAK", store).title == (
        f"For {year} the model says {model[year]:.0f}% of Pakistan's primary-age children were out of school, "
        f"administrative data {official[year]:.0f}%: {gap:.1f} points, "
        f"{gap / 100 * population[year] / 1e6:.1f} million children apart"
    )


def test_of_three_methods_in_one_year_the_two_furthest_apart_are_told(store):
    chart = charts.from_address("sources?place=NGA", store)
    rows = chart.data[chart.data["year"].eq(2021)]
    assert len(rows) == 3
    wide, model = (float(rows.loc[rows["told_by"].eq(name), "value"].iloc[0]) for name in ("wide", "model"))
    assert wide - model > rows["value"].max() - rows["value"].median()
    assert f"a survey (WIDE) {wide:.0f}%: {wide - model:.0f} points" in chart.title


def test_methods_that_agree_are_said_to(store):
    chart = charts.from_address("sources?place=FRA", store)
    assert chart.title == (
        "For 2022 the model and administrative data agree within 1 point on France's primary-age children: "
        "0.1% and 0.0% out of school"
    )


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("place=PRK", "Only administrative data tell of children of primary-school age in DPR Korea: 0.2% out of"),
        ("place=MCO", "Only the model tells of children of primary-school age in Monaco"),
        ("place=VAT", "No figures in Holy See for this choice"),
        ("place=PHL", "For 2023 the model says 8.1% of the Philippines' primary-age children were out of school"),
        ("place=TUV", "For 2020 administrative data say 8.6% of Tuvalu's primary-age children were out of school, a"),
        ("place=NGA&sex=female&level=upper_secondary", "For 2021 the model says 40% of Nigeria's girls of upper"),
    ],
)
def test_titles_are_grammatical_for_one_method_none_and_names_of_every_kind(address, title, store):
    assert charts.from_address(f"sources?{address}", store).title.startswith(title)


def test_methods_that_share_no_year_are_told_apart(store):
    chart = charts.from_address("sources?place=SSD&to=2015", store)
    rows = chart.data[chart.data["told_by"].isin(["uis", "administrative"])]
    title = sources._title_without_pair(rows, store.places.find("SSD"), "children of primary-school age")
    assert title == (
        "No two methods share a year in South Sudan: a survey (UIS) 74% in 2010 and administrative data 63% in 2015"
    )


def test_a_place_with_nothing_says_so(store):
    chart = charts.from_address("sources?place=VAT", store)
    assert chart.empty == (
        "Neither the model nor administrative data nor a survey tells of primary-school age in Holy See, "
        "or of any other."
    )


def test_the_model_is_dotted_after_the_last_observation_shown(store):
    chart = charts.from_address("sources?place=NGA", store)
    last = chart.data.loc[chart.data["told_by"].ne("model"), "year"].max()
    model = chart.data[chart.data["told_by"].eq("model")]
    assert set(model.loc[model["is_extrapolated"], "year"]) == set(model.loc[model["year"].gt(last), "year"]) != set()
    dotted = [trace for trace in figure.draw(chart)["data"] if trace.get("line", {}).get("dash") == "dot"]
    assert [trace["x"][0] for trace in dotted] == [last]


def test_a_change_of_official_ages_inside_the_years_is_told(store):
    ages = etl.load().school_ages
    primary = ages[ages["place"].eq("RWA") & ages["level"].eq("primary")].set_index("year")
    assert (primary.loc[2021, "entrance_age"], primary.loc[2022, "entrance_age"]) == (7, 6)
    assert "Official ages changed: 7–12 to 2021, 6–11 since." in charts.from_address("sources?place=RWA", store).note
    assert "Official ages" not in charts.from_address("sources?place=RWA&to=2021", store).note
    assert "Official ages" not in charts.from_address("sources?place=FRA", store).note


def test_more_spells_of_ages_than_fit_are_cut_from_the_front():
    spans = [(6, 6), (6, 5), (7, 5), (7, 6), (6, 6)]
    ages = pd.DataFrame(
        [
            {"place": "XXX", "level": "primary", "year": 2000 + n, "entrance_age": start, "duration_years": years}
            for n, (start, years) in enumerate(spans)
        ]
    )
    assert sources.ages_told(ages, "XXX", "primary", (2000, 2004)).startswith(
        "Official ages changed: 7–11 to 2002, 7–12 to 2003, 6–11 since."
    )
    assert sources.ages_told(ages, "YYY", "primary", (2000, 2004)) == ""


def test_a_rate_below_zero_is_explained_and_drawn(store):
    """No release here holds one, so a figure is changed."""
    chart = charts.from_address("sources?place=FRA", store)
    assert sources.below_zero(chart.data) == ""
    last = chart.data["told_by"].eq("administrative") & chart.data["year"].eq(2022)
    under = chart.data.assign(value=chart.data["value"].mask(last, -1.5))
    assert sources.below_zero(under).startswith("Below zero (lowest: -1.5% in 2022): more children")
    drawn = figure.draw(replace(chart, data=under))
    assert drawn["layout"]["yaxis"]["range"][0] < -1.5


def test_a_zero_whose_flag_was_lost_is_compared_with_nothing(store, observations):
    official = of(observations, ADMINISTRATIVE, "ROFST.1.CP")
    place, year = official[official.eq(0)].index[0]
    data = charts.from_address(f"sources?place={place}", store).data
    row = data[data["told_by"].eq("administrative") & data["year"].eq(year)].iloc[0]
    assert row["state"] == "pale"
    ranked = charts.from_address("sources?year=2023&max_age=60", store).data
    assert not (ranked["place"].eq(place) & ranked["year"].eq(year)).any()


@pytest.fixture(scope="module")
def gaps(observations):
    """Latest shared year of every country: model, administrative, gap in points and in children."""
    both = pd.concat(
        {
            "model": of(observations, MODEL, "VIEW.PRIM"),
            "official": of(observations, ADMINISTRATIVE, "ROFST.1.CP"),
            "of_age": of(observations, COMPUTED, "OOSC.SAP.1"),
        },
        axis=1,
    ).reset_index()
    both = both.dropna(subset=["model", "official"])
    both = both[both["official"].ne(0) & both["year"].le(2023)]
    latest = both.sort_values("year").groupby("place").tail(1).set_index("place")
    pp = latest["official"] - latest["model"]
    return latest.assign(pp=pp, children=pp / 100 * latest["of_age"])


def test_the_countries_furthest_apart(store, gaps):
    chart = charts.from_address("sources", store)
    told = chart.data.set_index("place")
    members = store.places.members("SDG: World")
    expected = gaps[gaps.index.isin(members)]
    assert set(told.index) == set(expected.index)
    for column, plain in (("gap_pp", "pp"), ("gap_children", "children"), ("year", "year"), ("model_pct", "model")):
        pd.testing.assert_series_equal(
            told[column].sort_index().astype(float),
            expected[plain].sort_index().astype(float),
            check_names=False,
            check_index_type=False,
        )
    fresh = expected[expected["year"].ge(2018)]
    order = fresh["pp"].abs().sort_values(ascending=False)
    assert list(chart.drawn["place"]) == list(order.index[: disagreement.MOST])
    assert chart.title == (
        f"Administrative data and the model are furthest apart in Suriname: {order.iloc[0]:.1f} points in 2023; "
        f"5 points or more in {order.ge(5).sum()} of {len(order)} countries"
    )


def test_the_same_in_children(store, gaps):
    chart = charts.from_address("sources?measure=children", store)
    row = chart.data.iloc[0]
    assert (row["place"], row["year"]) == ("IND", 2023)
    expected = gaps.loc["IND"]
    assert row["value"] == pytest.approx(expected["official"] / 100 * expected["of_age"])
    assert row["model_children"] == pytest.approx(expected["model"] / 100 * expected["of_age"])
    assert row["rate_pct"] == expected["official"]
    assert chart.data["is_derived"].all()


def test_old_years_are_marked_and_come_after_the_others(store):
    data = charts.from_address("sources?within=asia-and-the-pacific&max_age=5", store).data
    assert set(data.loc[data["is_old"], "state"]) == {"pale"}
    assert data.loc[data["is_old"], "year"].max() < 2018 <= data.loc[~data["is_old"], "year"].min()
    assert data["is_old"].is_monotonic_increasing


def test_surveys_are_set_against_the_model_on_request(store, observations):
    chart = charts.from_address("sources?method=survey&within=world&max_age=60", store)
    row = chart.data.set_index("place").loc["CAF"]
    assert row["value"] == of(observations, ADMINISTRATIVE, "ROFST.H.1")["CAF", row["year"]]
    assert row["model_pct"] == of(observations, MODEL, "VIEW.PRIM")["CAF", row["year"]]
    assert chart.title.startswith("Household surveys and the model are furthest apart in ")


def test_all_releases_behind_a_gap_are_cited(store):
    cited = {(one["source"], one["release"]) for one in charts.from_address("sources", store).sources}
    assert cited == {ADMINISTRATIVE, MODEL, COMPUTED}


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("method=model", "administrative"),
        ("place=PAK&within=world", "within"),
        ("place=PAK,asia-and-the-pacific", "is a region"),
        ("place=PAK&measure=children", "within=world"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(query, told, store):
    with pytest.raises(BadSelection, match=told):
        charts.from_address(f"sources?{query}", store)


def test_a_region_as_a_place_means_its_countries(store):
    one, other = (charts.from_address(f"sources?{key}=asia-and-the-pacific", store) for key in ("place", "within"))
    pd.testing.assert_frame_equal(one.data, other.data)


def test_the_page_of_a_region_draws_its_countries_once(store):
    laid = str(page.layout(store, place="asia-and-the-pacific"))
    assert laid.count("countries of Asia and the Pacific: model and administrative data") == 2
    assert "What counts as in school?" in laid
