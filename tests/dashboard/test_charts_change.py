import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import etl
from dashboard import charts
from dashboard.decompose import decompose
from dashboard.selection import BadSelection


@pytest.fixture(scope="module")
def observations():
    table = etl.load().observations
    return table[table["source"].eq("here")].astype({"indicator": str, "place": str, "release": str})


def number(observations, release, code, place, year):
    """One published cell, by a plain look-up."""
    keep = observations["release"].eq(release) & observations["indicator"].eq(code)
    found = observations[keep & observations["place"].eq(place) & observations["year"].eq(year)]["value"]
    assert len(found) == 1
    return float(found.iloc[0])


def drawn(chart):
    rows = chart.data[chart.data["is_drawn"]]
    return dict(zip(rows["step"], rows["value"], strict=True))


def test_the_vector_of_the_method():
    population, rate = decompose(1000.0, 0.20, 1200.0, 0.18)
    assert (population, rate) == (pytest.approx(38), pytest.approx(-22))


@given(st.tuples(*[st.floats(1, 1e9), st.floats(0, 1)] * 2))
def test_the_effects_are_the_whole_change_and_change_sign_with_the_direction(ends):
    p0, r0, p1, r1 = ends
    population, rate = decompose(p0, r0, p1, r1)
    assert population + rate == pytest.approx(p1 * r1 - p0 * r0, abs=1e-3)
    assert decompose(p1, r1, p0, r0) == (pytest.approx(-population, abs=1e-3), pytest.approx(-rate, abs=1e-3))


def test_a_country_from_year_to_year(store, observations):
    told = drawn(charts.from_address("change?place=PAK&level=primary&from=2000&to=2023", store))
    release = "view-2025+wpp-2024"
    out = [number(observations, release, "OOSC.OFST.1", "PAK", year) for year in (2000, 2023)]
    of_age = [number(observations, release, "OOSC.SAP.1", "PAK", year) for year in (2000, 2023)]
    rates = [out[0] / of_age[0], out[1] / of_age[1]]
    assert told["2000"] == out[0]
    assert told["2023"] == out[1]
    assert told["More children of school age"] == pytest.approx((of_age[1] - of_age[0]) * sum(rates) / 2)
    assert told["Lower rates"] == pytest.approx((rates[1] - rates[0]) * sum(of_age) / 2)
    assert sum(told.values()) - out[1] == pytest.approx(out[1])


def test_the_world_is_the_sum_of_its_countries_and_of_other_places(store, observations):
    chart = charts.from_address("change", store)
    told = drawn(chart)
    within = chart.data[~chart.data["is_drawn"]].groupby("step")["value"].sum()
    assert within[["More children of school age", "Fewer children of school age"]].sum() == pytest.approx(
        told["More children of school age"], abs=200
    )
    ends = [number(observations, "view-2025+wpp-2024", "OOSC.OFST.1T3", "SDG: World", year) for year in (2015, 2023)]
    assert [told["2015"], told["2023"]] == ends
    steps = [value for step, value in told.items() if step not in ("2015", "2023")]
    assert sum(steps) == pytest.approx(ends[1] - ends[0])
    assert chart.title == (
        "From 2015 to 2023 the number of children out of school worldwide rose by 7.2 million: "
        "population added 23.7 million, lower rates took away 20.1 million"
    )


def test_two_releases_of_one_year(store, observations):
    told = drawn(charts.from_address("change?place=NGA&level=primary&year=2021&against=view-2022", store))
    old = number(observations, "view-2022+wpp-2022", "OOSC.OFST.1", "NGA", 2021)
    new = number(observations, "view-2025+wpp-2024", "OOSC.OFST.1", "NGA", 2021)
    assert told["VIEW 2022"] == old
    assert told["VIEW 2025"] == new
    assert told["Population revised"] + told["Rates revised"] == pytest.approx(new - old)


def test_the_rows_name_the_release_and_year_of_each_end(store):
    rows = charts.from_address("change?against=view-2022", store).data
    totals = rows[rows["direction"].eq("total")]
    assert list(totals["release"]) == ["view-2022+wpp-2022", "view-2025+wpp-2024"]
    assert set(totals["year"]) == {2021}


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("year=2021", "against"),
        ("from=2015&to=2015", "two years"),
        ("against=uis-2024-09", "view-2025"),
        ("release=uis-2024-09", "view-2025"),
        ("against=view-2025", "two releases"),
        ("against=view-2022&from=2015", "two years"),
    ],
)
def test_what_makes_no_change_is_told_in_words(store, query, told):
    with pytest.raises(BadSelection, match=told):
        charts.from_address(f"change?{query}", store)


def test_a_change_of_the_official_ages_is_told_and_not_split(store):
    ages = etl.load().school_ages
    primary = ages[ages["level"].eq("primary")].set_index(["place", "year"])
    first, last = (primary.loc[("RWA", year)] for year in (2015, 2023))
    assert (first["entrance_age"], last["entrance_age"]) == (7, 6)
    chart = charts.from_address("change?place=RWA&level=primary", store)
    assert "official school ages of Rwanda differ between 2015 and 2023" in chart.empty


def test_a_place_without_a_model_says_what_there_is(store):
    chart = charts.from_address("change?place=TUV", store)
    assert "administrative rates" in chart.empty
    assert isinstance(chart.data, pd.DataFrame)
