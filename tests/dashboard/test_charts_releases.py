"""releases: what has been said about one year, each figure under the name of who said it."""

import pytest

from dashboard import charts


@pytest.fixture(scope="module")
def world(store):
    return charts.from_address("releases?place=world&year=2011&level=primary", store)


@pytest.fixture(scope="module")
def asia(store):
    return charts.from_address("releases?place=asia-and-the-pacific&year=2011&level=primary", store)


def said(chart, source, release):
    rows = chart.data[(chart.data["source"] == source) & (chart.data["release"] == release)]
    return rows["value"].tolist()


def test_world_2011_has_been_told_in_six_ways_and_more(world):
    assert len(world.data) >= 6
    assert len(set(zip(world.data["source"], world.data["release"], strict=True))) == len(world.data)


@pytest.mark.parametrize(
    ("source", "release", "value"),
    [
        ("headlines", "2013-06", 57_200_000),
        ("uis", "2016-07", 61_883_764),
        ("uis", "2024-09", 59_700_615),
        ("uis", "2026-02", 81_810_000),
    ],
)
def test_world_2011_as_each_release_said_it(source, release, value, world):
    assert said(world, source, release) == [value]


def test_announcement_of_2013_is_dated_and_has_its_origin(world):
    row = world.data[world.data["value"] == 57_200_000].iloc[0]
    assert row["method"] == "announced"
    assert row["release_date"] == "2013-06"
    assert row["origin"].startswith("http")


def test_every_figure_has_its_source_and_date(world, asia):
    for chart in (world, asia):
        assert chart.data["origin"].str.len().gt(0).all()
        assert chart.data["release_date"].str.match(r"\d{4}").all()


def test_asia_and_the_pacific_has_the_sum_of_2016_beside_the_announced_20_million(asia):
    assert said(asia, "here", "uis-2016-07") == [20_287_101]
    assert said(asia, "headlines", "2013-11") == [20_000_000]


def test_figures_come_in_the_order_they_were_given(world):
    assert world.data["release_date"].is_monotonic_increasing


def test_what_was_computed_here_says_so(world, asia):
    for chart in (world, asia):
        ours = chart.data[chart.data["source"] == "here"]
        assert len(ours) >= 3
        assert ours["release_name"].str.contains("omputed here").all()
        assert ours["is_derived"].all()
        assert not chart.data.loc[chart.data["source"] == "uis", "is_derived"].any()


def test_a_sum_of_girls_and_boys_is_marked_as_ours(world, store):
    row = world.data[world.data["indicator"].eq("SE.PRM.UNER.FE + SE.PRM.UNER.MA")].iloc[0]
    assert row["is_derived"]
    assert "girls + boys" in row["release_name"]


def test_why_they_differ_is_told(world, asia):
    for chart, words in ((world, ("revises", "2019", "model", "primary")), (asia, ("20 million", "primary", "model"))):
        assert all(word in chart.note for word in words)


def test_title_spans_the_lowest_and_the_highest(world):
    assert f"{len(world.data)} figures" in world.title
    assert "57.0 million" in world.title
    assert "83.6 million" in world.title


def test_surveys_are_not_among_numbers_that_were_announced(store):
    assert "survey" not in set(charts.from_address("releases?place=PAK&measure=rate", store).data["method"])


def test_year_before_any_figure_says_what_there_is(store):
    chart = charts.from_address("releases?place=RUS&year=1971", store)
    assert chart.data.empty
    assert "1971" in chart.empty
    assert "2000" in chart.empty
