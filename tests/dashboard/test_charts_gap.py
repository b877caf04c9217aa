"""gap: girls and boys in points and in children, each with its own sign."""

import pandas as pd
import pytest

from dashboard import charts

SIGN = {1: "girls", -1: "boys"}
ADDRESSES = ("gap", "gap?place=PAK", "gap?set=sdg", "gap?within=asia-and-the-pacific", "gap?within=world")


def sign(number):
    return (number > 0) - (number < 0)


@pytest.mark.parametrize("address", ADDRESSES)
def test_words_say_who_as_the_figures_do(address, store):
    for row in charts.from_address(address, store).data.itertuples():
        points, _, children = row.label.partition("; ")
        if round(row.gap_pp, 1) == 0:
            assert points == "no gap"
        else:
            assert points.startswith(f"{SIGN[sign(row.gap_pp)]} +")
            assert f"{abs(row.gap_pp):.1f}".removesuffix(".0") in points
        if pd.notna(row.gap_children) and row.gap_children:
            assert children.endswith(f"more {SIGN[sign(row.gap_children)]}")
        else:
            assert children == ""


@pytest.mark.parametrize("address", ADDRESSES)
def test_gap_is_girls_minus_boys(address, store):
    data = charts.from_address(address, store).data
    assert len(data) >= 3
    assert (data["gap_pp"] - (data["female_pct"] - data["male_pct"])).abs().max() == 0
    assert (data["gap_children"] - (data["female_children"] - data["male_children"])).abs().max() == 0


def test_points_and_children_may_point_apart_and_both_are_told(store):
    data = charts.from_address("gap?place=world", store).data
    primary = data[data["level"] == "primary"].iloc[0]
    assert primary["gap_pp"] > 0 > primary["gap_children"]
    assert "girls +0.3 points" in primary["label"]
    assert "more boys" in primary["label"]


@pytest.mark.parametrize("address", ["gap?place=PAK", "gap?within=asia-and-the-pacific", "gap?within=world"])
def test_title_names_the_widest_gap(address, store):
    chart = charts.from_address(address, store)
    widest = chart.data.loc[chart.data["gap_pp"].abs().idxmax()]
    assert chart.title.startswith("Girls" if widest["gap_pp"] > 0 else "Boys")
    assert widest["place_name"] in chart.title
    assert f"{abs(widest['gap_pp']):.1f}".removesuffix(".0") in chart.title


def test_small_gaps_are_called_level(store):
    chart = charts.from_address("gap?place=world", store)
    assert chart.data["gap_pp"].abs().max() < 2
    assert "within 2 points" in chart.title
    assert "convention" in chart.note


def test_pakistan_at_every_level(store):
    data = charts.from_address("gap?place=PAK", store).data
    assert data["level"].tolist() == ["primary", "lower_secondary", "upper_secondary"]
    assert data["gap_pp"].round(1).tolist() == [5.2, 10.4, 15.3]


def test_no_rates_by_sex_says_what_there_is(store):
    chart = charts.from_address("gap?place=RUS", store)
    assert chart.data.empty
    assert "administrative rates (1994–2023)" in chart.empty


def test_surveys_stand_one_by_one_and_have_no_children(store):
    chart = charts.from_address("gap?method=survey&place=PAK&year=2018&release=uis-2024-09", store)
    assert chart.data["year"].tolist() == [2018, 2012, 2007]
    assert "gap_children" not in chart.data
    assert "more girls" not in chart.title
