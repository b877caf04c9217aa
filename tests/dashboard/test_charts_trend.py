"""trend: the tables' own values over the years, methods apart."""

import pandas as pd
import pyarrow.parquet as pq
import pytest

from dashboard import charts
from dashboard.render import figure
from dashboard.selection import BadSelection


@pytest.fixture(scope="module")
def published(request):
    """UIS September 2024 as it came in: {(place, year): value} of one indicator."""
    table = pq.read_table(request.config.rootpath / "data/sources/uis/2024-09.parquet").to_pandas()

    def of(indicator, place):
        rows = table[(table["indicator_id"] == indicator) & (table["geo_id"] == place)].dropna(subset=["value"])
        return dict(zip(rows["year"].astype(int), rows["value"], strict=True))

    return of


def drawn(data, **where):
    for column, value in where.items():
        data = data[data[column] == value]
    return dict(zip(data["year"].astype(int), data["value"], strict=True))


def test_pakistan_is_the_published_rate_to_the_last_digit(store, published):
    chart = charts.from_address("trend?place=PAK&level=primary&measure=rate", store)
    values = drawn(chart.data, indicator="ROFST.1.CP")
    assert values == published("ROFST.1.CP", "PAK")
    assert set(chart.data.loc[chart.data["indicator"] == "ROFST.1.CP", "release_id"]) == {"uis-2024-09"}


def test_brazil_2019_keeps_every_digit(store):
    chart = charts.from_address("trend?place=BRA&method=administrative", store)
    assert drawn(chart.data)[2019] == 4.193329811096191


@pytest.mark.parametrize("place", ["IND", "RUS", "NAM", "NGA", "TUV", "PSE", "HKG", "MAC", "NRU", "NIU"])
@pytest.mark.parametrize(("level", "code"), [("primary", "ROFST.1.CP"), ("upper_secondary", "ROFST.3.CP")])
def test_no_year_is_added_filled_or_dropped(place, level, code, store, published):
    chart = charts.from_address(f"trend?place={place}&level={level}&method=administrative", store)
    assert drawn(chart.data) == published(code, place)


def test_surveys_are_the_published_surveys(store, published):
    chart = charts.from_address("trend?place=PAK", store)
    assert drawn(chart.data, method="survey") == published("ROFST.H.1", "PAK") != {}


def test_years_asked_for_are_the_years_drawn(store):
    chart = charts.from_address("trend?place=IND&from=2005&to=2010", store)
    whole = charts.from_address("trend?place=IND", store).data
    assert len(chart.data) == whole["year"].between(2005, 2010).sum() > 0
    assert chart.data["year"].between(2005, 2010).all()
    assert chart.address == "trend?place=IND&from=2005&to=2010"


def test_a_missing_year_is_a_break_in_the_line(store):
    chart = charts.from_address("trend?place=RUS&method=administrative", store)
    (trace,) = figure.draw(chart)["data"]
    line = dict(zip(trace["x"], trace["y"], strict=True))
    assert trace["connectgaps"] is False
    assert line[1995] is not None
    assert line[2000] is None
    assert {year: value for year, value in line.items() if value is not None} == drawn(chart.data)


def test_surveys_are_points_and_never_a_line(store):
    chart = charts.from_address("trend?place=PAK&method=survey", store)
    assert [trace["mode"] for trace in figure.draw(chart)["data"]] == ["markers"]


def test_number_of_children_stands_beside_the_rate(store):
    rate = charts.from_address("trend?place=PAK&method=model&level=lower_secondary", store).data
    count = charts.from_address("trend?place=PAK&method=model&level=lower_secondary&measure=children", store).data
    assert drawn(rate) == dict(zip(count["year"], count["rate_pct"], strict=True))
    assert drawn(count) == dict(zip(rate["year"], rate["children"], strict=True))


def test_several_places_are_one_line_each_of_one_method(store):
    data = charts.from_address("trend?place=PAK,IND,world", store).data
    assert set(data["series"]) == {"Pakistan", "India", "World"}
    assert set(data["method"]) == {"model"}


@pytest.mark.parametrize(("by", "names"), [("level", 3), ("sex", 2)])
def test_lines_by_level_and_by_sex(by, names, store):
    data = charts.from_address(f"trend?place=NGA&by={by}", store).data
    assert data["series"].nunique() == names
    assert data.groupby("series")[by].nunique().eq(1).all()


def test_nothing_to_draw_says_why_and_what_there_is(store):
    chart = charts.from_address("trend?place=RUS&method=model", store)
    assert chart.data.empty
    assert "Russian Federation" in chart.empty
    assert "administrative rates (1994–2023)" in chart.empty
    assert "survey rates (2013–2021)" in chart.empty
    assert "modelled" not in chart.empty


def test_place_without_any_figure_says_so(store):
    chart = charts.from_address("trend?place=XKX", store)
    assert chart.data.empty
    assert "Kosovo" in chart.empty


def test_title_tells_first_and_last_value(store):
    chart = charts.from_address("trend?place=PAK&method=model", store)
    values = drawn(chart.data)
    assert (min(values), max(values)) == (2000, 2023)
    assert "in 2023" in chart.title
    assert f"{values[2000]:.0f}% in 2000" in chart.title


def test_release_that_holds_no_such_method_is_refused(store):
    with pytest.raises(BadSelection, match="holds no model figures"):
        charts.from_address("trend?place=PAK&method=model&release=uis-2024-09", store)


def test_earlier_release_is_drawn_from_itself_alone(store):
    data = charts.from_address("trend?place=PAK&method=model&release=view-2022", store).data
    assert set(data["release_id"]) == {"view-2022"}
    now = charts.from_address("trend?place=PAK&method=model", store).data
    assert not pd.Series(drawn(data)).equals(pd.Series(drawn(now)))
