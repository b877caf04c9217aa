"""The honesty rules of the design, over every chart and many addresses."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from dashboard import charts, wording
from dashboard.render import figure, sheet
from dashboard.selection import BadSelection
from dashboard.store import Part

ADDRESSES = (
    "headline",
    "headline?place=PAK",
    "headline?place=asia-and-the-pacific&year=2011",
    "trend?place=PAK",
    "trend?place=NGA&level=upper_secondary",
    "trend?place=RUS",
    "trend?place=PAK,IND,world",
    "trend?place=PAK,IND&by=level&method=administrative",
    "trend?place=PAK,NGA&by=method",
    "trend?place=BRA&by=sex&measure=children",
    "trend?place=world&measure=children",
    "trend?place=world&measure=children&method=administrative",
    "trend?level=all&place=PAK",
    "map",
    "map?method=administrative&year=2015",
    "map?method=survey",
    "ranking",
    "ranking?measure=children&set=unesco",
    "ranking?within=asia-and-the-pacific&method=administrative&level=primary",
    "gap",
    "gap?within=asia-and-the-pacific",
    "releases",
    "releases?place=PAK",
    "releases?place=asia-and-the-pacific",
    "sources",
    "sources?place=PAK",
    "sources?place=TUV",
)
COUNTING = [a for a in ADDRESSES if not a.startswith(("gap", "releases"))]


@pytest.fixture(scope="module", params=ADDRESSES)
def chart(request, store):
    return charts.from_address(request.param, store)


@pytest.mark.parametrize(
    ("address", "who"),
    [
        ("map", "children"),
        ("map?sex=female", "girls"),
        ("map?dimension=location", "rural children"),
        ("ranking", "children"),
        ("ranking?measure=children", "children"),
        ("map?dimension=wealth", "1 in 5 of the children of lower secondary school age from the poorest fifth"),
        ("ranking?dimension=wealth", "children of lower secondary school age from the poorest fifth"),
        ("ranking?place=PAK", "% of children"),
        ("ranking?place=PAK&measure=children", "million children"),
        ("peers", "% of children"),
        ("change", "children"),
        ("conflict", "children"),
        ("conflict?sex=female", "girls"),
    ],
)
def test_a_title_says_whose_age_it_is_of(address, who, store):
    join = "&" if "?" in address else "?"
    of_one = charts.from_address(f"{address}{join}level=lower_secondary", store).title
    assert (who if "age" in who else f"{who} of lower secondary school age") in of_one


@pytest.mark.parametrize("address", [a for a in ADDRESSES if a.startswith("trend")])
def test_a_line_is_of_one_method_one_release_one_place(address, store):
    lines = charts.from_address(address, store).data.groupby("series")
    for column in ("method", "release_id", "place", "level", "sex", "measure"):
        assert lines[column].nunique().eq(1).all(), column
    assert not lines["year"].apply(lambda years: years.duplicated().any()).any()


@pytest.mark.parametrize("address", [a for a in ADDRESSES if a.startswith("trend")])
def test_methods_are_drawn_as_separate_lines(address, store):
    chart = charts.from_address(address, store)
    for trace in figure.draw(chart)["data"]:
        if trace.get("name"):
            points = {x for x, y in zip(trace["x"], trace["y"], strict=True) if y is not None}
            rows = chart.data[(chart.data["series"] == trace["name"]) & chart.data["year"].isin(points)]
            assert len(set(rows["method"])) == 1
            assert len(rows) == len(points)


@pytest.mark.parametrize("address", COUNTING)
def test_number_and_rate_stand_side_by_side(address, store):
    data = charts.from_address(address, store).data
    counts = data[data["measure"] == "children"]
    rates = data[data["measure"] == "rate_pct"]
    assert counts.empty or "rate_pct" in counts
    assert rates.empty or "children" in rates
    modelled = counts[counts["method"] == "model"]
    assert modelled.empty or modelled["rate_pct"].notna().all()


def test_number_and_rate_never_share_an_axis(chart):
    measures = set(chart.data["measure"]) if "measure" in chart.data else {"gap"}
    assert len(measures) == 1


def test_nothing_drawn_was_missing(chart):
    drawn = chart.data["gap_pp"] if chart.name == "gap" else chart.data["value"]
    assert len(drawn) > 0
    assert drawn.notna().all()


@pytest.mark.parametrize("address", [a for a in ADDRESSES if not a.startswith(("gap", "releases"))])
def test_every_row_is_a_row_of_the_tables(address, store):
    for row in charts.from_address(address, store).data.itertuples():
        found = store.observations([Part(row.source, row.release, (row.indicator,), (row.place,), int(row.year))])
        groups = ["sex", "location", "wealth", "group_kind", "group"]  # WIDE's stand in the rows, not in the code
        found = found[found[groups].eq([getattr(row, name) for name in groups]).all(axis=1)]
        assert found["value"].tolist() == [row.value]


def test_level_is_told_as_an_age(chart):
    assert "age" in chart.subtitle
    if chart.name != "releases":
        assert "official ages" in chart.subtitle


def test_source_release_and_licence_are_named(chart, store):
    assert chart.source_line.startswith("Source: ")
    assert chart.licence
    for release in chart.sources:
        known = store.releases[release["source"], release["release"]]
        assert known.label in chart.source_line
        assert release["attribution"] == known.attribution
        assert release["files"]
    published = chart.data[chart.data["source"] != "headlines"]
    pairs = set(zip(published["source"], published["release"], strict=True))
    for beside in ("companion_release", "model_release"):  # a number beside a rate may come of another release
        if beside in published:
            pairs |= {tuple(name.split("-", 1)) for name in published[beside].dropna()}
    assert pairs == {(release["source"], release["release"]) for release in chart.sources}


def test_licence_travels_with_every_row(chart):
    table = sheet.table(chart)
    published = table[table["source"] != "headlines"]
    assert published["licence"].str.len().gt(2).all()
    assert published["attribution"].str.startswith("Source").all()


def test_what_is_ours_is_called_ours(chart):
    ours = chart.data[chart.data["source"] == "here"]
    if len(ours):
        assert "omputed here" in f"{chart.note} {chart.source_line}"


def test_every_word_a_reader_needs_is_there(chart):
    for words in (chart.title, chart.subtitle, chart.alt_text, chart.source_line, chart.address):
        assert words.strip()
        assert not any(bad in words for bad in ("nan", "None", "  ", "<NA>", "inf "))
    assert chart.title[0].isupper() or chart.title[0].isdigit()


def test_table_shown_holds_what_is_drawn(chart):
    assert set(chart.columns) & set(chart.data)
    assert all(heading.strip() for heading in chart.columns.values())


def test_address_is_canonical(chart, store):
    again = charts.from_address(chart.address, store)
    assert again.address == chart.address
    pd.testing.assert_frame_equal(again.data, chart.data)


def test_negative_rates_are_kept_and_explained(store):
    """No release here holds one, so the door is tried: the drawing's axis reaches below zero and the note says why."""
    chart = charts.from_address("trend?place=PAK&method=administrative", store)
    below = chart.data.assign(value=[-1.5, 2.0])
    drawn = figure.draw(replace(chart, data=below))
    assert drawn["data"][0]["y"] == [-1.5, 2.0]
    assert drawn["layout"]["yaxis"]["range"][0] < -1.5
    assert wording.pct(-1.5) == "-1.5%"


@pytest.mark.parametrize("name", charts.CHARTS)
def test_a_field_without_use_is_refused(name, store):
    idle = "by=level" if name != "trend" else "within=world"
    with pytest.raises(BadSelection, match="no use for"):
        charts.from_address(f"{name}?{idle}", store)


def test_unknown_chart_names_those_there_are(store):
    with pytest.raises(charts.UnknownChart, match=r"Did you mean 'trend'.*headline, trend, map"):
        charts.from_address("trent", store)


@pytest.mark.parametrize(
    ("rate", "words"), [(16.7, "1 in 6"), (40, "1 in 2"), (40.1, None), (0.4, None), (math.nan, None), (None, None)]
)
def test_one_in_n_only_where_a_whole_number_is_true(rate, words):
    assert wording.one_in(rate) == words
