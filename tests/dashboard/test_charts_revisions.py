"""revisions and the lines of releases: what was told of the same year, recomputed with plain pandas."""

import numpy as np
import pandas as pd
import pytest

from dashboard import charts
from dashboard.selection import BadSelection
from etl.home import sources_home


def published(release, code):
    """A release's own figures of one code, straight from the file: place, year, value."""
    rows = pd.read_parquet(sources_home() / "uis" / f"{release}.parquet")
    rows = rows[rows["indicator_id"].astype(str).eq(code)].dropna(subset="value")
    return rows.astype({"geo_id": str}).set_index(["geo_id", "year"])["value"].astype(float)


@pytest.fixture(scope="module")
def rates(store):
    return charts.from_address("revisions", store)


def test_every_revised_rate_of_two_large_releases(rates):
    old, new = published("2019-02", "ROFST.1.CP"), published("2024-09", "ROFST.1.CP")
    both = pd.DataFrame({"old": old, "new": new}).dropna()
    rows = rates.data[rates.data["method"].eq("administrative")].set_index(["place", "year"])
    countries = both[both.index.get_level_values(0).str.len() == 3]
    moved = countries[~np.isclose(countries["old"], countries["new"], rtol=1e-6, atol=0)]
    told = rows[["old", "new"]].sort_index()
    kept = moved[moved.index.isin(told.index)].sort_index()
    assert len(kept) == len(told) > 650
    assert np.allclose(told, kept)
    assert rows.loc[("LBR", 2014), "change"] == pytest.approx(new["LBR", 2014] - old["LBR", 2014])


def test_the_largest_revision_leads_and_names_both_figures(rates):
    assert rates.data["change"].abs().is_monotonic_decreasing
    assert rates.data.iloc[0]["row_name"] == "Liberia, 2014"
    assert rates.title.endswith("most of all Liberia, 2014: 62% to 11%")


def test_each_country_is_drawn_once(rates):
    drawn = rates.drawn
    assert drawn["place"].is_unique
    assert len(drawn) == 14


def test_methods_are_never_compared_with_each_other(store):
    data = charts.from_address("revisions?place=NPL", store).data
    assert set(data["method"]) == {"administrative", "survey"}
    assert not data.duplicated(["place", "year", "method"]).any()


def test_the_newer_release_is_told_first_whichever_way_it_is_asked(store, rates):
    other = charts.from_address("revisions?release=uis-2019-02&against=uis-2024-09", store)
    assert other.title == rates.title


def test_the_same_figures_are_no_revision(store):
    chart = charts.from_address("revisions?release=uis-copy-2024-10-07&against=uis-2024-09&measure=children", store)
    assert "revises none" in chart.title or len(chart.data) < 100
    assert chart.data["change"].abs().gt(0).all()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("against=view-2025", "two publishers"),
        ("against=uis-2024-09", "needs two releases"),
        ("against=nothing", "no release 'nothing'"),
    ],
)
def test_what_is_no_revision_is_told_in_words(store, query, told):
    with pytest.raises(BadSelection, match=told):
        charts.from_address(f"revisions?{query}", store)


def test_a_line_is_one_release(store):
    chart = charts.from_address("releases?from=2000&to=2023", store)
    lines = chart.drawn[chart.drawn["method"].ne("announced")]
    homes = lines.groupby("series")[["source", "release", "method"]].nunique()
    assert homes.eq(1).all(axis=None)
    assert not lines.duplicated(["series", "year"]).any()


def test_lines_pass_through_the_figures_of_the_year(store):
    lines = charts.from_address("releases?from=2000&to=2023", store).data
    year = charts.from_address("releases", store).data
    told = lines[lines["year"].eq(2011)].set_index(["source", "release"])["value"].sort_index()
    assert told.to_dict() == year.set_index(["source", "release"])["value"].to_dict()


def test_one_figure_is_told_as_one(store):
    chart = charts.from_address("revisions?place=PAK&level=upper_secondary", store)
    assert chart.title.endswith("does not revise the one figure that it shares with UIS, February 2019")
    assert chart.empty.startswith("The one figure that ")
