"""What is not known: recomputed from the published rows by plain look-ups."""

import pandas as pd
import pytest

import etl
from dashboard import charts, unknown
from dashboard.charts import known, known_of_one
from dashboard.render import columns, sheet
from dashboard.selection import BadSelection
from dashboard.store import Part

POPULATION = "view-2025+wpp-2024"
SAP = {"primary": "OOSC.SAP.1", "lower_secondary": "OOSC.SAP.2", "upper_secondary": "OOSC.SAP.3", "all": "OOSC.SAP.1T3"}
NEWEST = [("uis", "2024-09"), ("wide", "2023"), ("uis", "copy-2026-02-23")]


@pytest.fixture(scope="module")
def observations():
    table = etl.load().observations
    text = ("source", "release", "indicator", "place", "method", "measure", "level", "sex", "group_kind", "wealth")
    return table.astype(dict.fromkeys((*text, "location"), str))


@pytest.fixture(scope="module")
def last_years(observations):
    """Place, level, method -> the newest year in the newest releases."""
    o = observations
    homes = pd.Series(list(zip(o["source"], o["release"], strict=True)), index=o.index)
    whole = o[["sex", "location", "wealth", "group_kind"]].eq("total").all(axis=1)
    asked = o["method"].eq("survey") & ~o["sample_size"].lt(30).fillna(value=False)
    kept = o[homes.isin(NEWEST) & (whole | asked) & o["measure"].isin(("rate_pct", "children")) & o["value"].notna()]
    kept = kept[kept["method"].isin(("administrative", "survey"))]
    return kept.groupby(["place", "level", "method"])["year"].max()


@pytest.fixture(scope="module")
def of_age(observations):
    o = observations
    keep = o["source"].eq("here") & o["release"].eq(POPULATION) & o["year"].eq(2023) & o["place"].str.len().eq(3)
    return {level: o[keep & o["indicator"].eq(code)].set_index("place")["value"] for level, code in SAP.items()}


@pytest.mark.parametrize("level", ["primary", "lower_secondary", "upper_secondary"])
@pytest.mark.parametrize("max_age", [1, 5, 12])
def test_the_share_of_children_without_a_recent_figure(level, max_age, store, last_years, of_age):
    newest = last_years.xs(level, level="level").groupby("place").max()
    recent = set(newest[newest >= 2023 - max_age].index)
    children = of_age[level]
    without = children[~children.index.isin(recent)]
    rows = charts.from_address(f"coverage?level={level}&max_age={max_age}", store).data
    bar = rows[rows["is_drawn"]].iloc[0]
    assert bar["countries_without"] == len(without)
    assert bar["school_age_population"] == without.sum()
    assert bar["value"] == pytest.approx(100 * without.sum() / children.sum())
    listed = rows[~rows["is_drawn"] & rows["is_old"] & rows["school_age_population"].notna()]
    assert set(listed["place"]) == set(without.index)


@pytest.mark.parametrize("method", ["administrative", "survey"])
def test_each_method_by_itself(method, store, last_years, of_age):
    newest = last_years.xs(("upper_secondary", method), level=("level", "method"))
    children = of_age["upper_secondary"]
    without = children[~children.index.isin(newest[newest >= 2018].index)]
    rows = charts.from_address("coverage", store).data
    bar = rows[rows["is_drawn"] & rows["level"].eq("upper_secondary") & rows["kind"].eq(method)].iloc[0]
    assert bar["value"] == pytest.approx(100 * without.sum() / children.sum())


def test_a_survey_that_asked_too_few_in_every_group_is_no_figure(store, observations):
    o = observations
    here = o[o["source"].eq("wide") & o["place"].eq("TCA") & o["level"].eq("upper_secondary") & o["year"].eq(2019)]
    only = here[["sex", "location", "group_kind"]].eq("total").all(axis=1) & here["value"].notna()
    fifths = here[only & here["wealth"].ne("total")]
    assert len(fifths)
    assert fifths["sample_size"].lt(30).all()
    found = known.figures(store)
    own = found[found["place"].eq("TCA") & found["level"].eq("upper_secondary") & found["source"].eq("wide")]
    assert set(own["kind"]) & {"survey", "sex"}
    assert "wealth" not in set(own["kind"])


def test_a_conflict_begins_with_its_unbroken_run(store):
    table = store.table("conflict").astype({"place": str, "list": str, "category": str})
    war = table[table["list"].eq("ucdp") & table["category"].eq("war")]
    years = {place: set(part["year"]) for place, part in war.groupby("place")}
    assert {2022, 2023, 2024} <= years["MMR"]
    assert 2021 not in years["MMR"]
    assert {2023, 2024} <= years["SDN"]
    assert 2022 not in years["SDN"]
    begun = known.conflicts(store).set_index("place")
    assert begun.loc["MMR", "in_conflict_since"] == 2022
    assert begun.loc["SDN", "in_conflict_since"] == 2023
    assert begun.loc["AFG", "kind"] == "minor"
    assert "FRA" not in begun.index


def test_countries_known_only_from_before_their_conflict(store):
    table = unknown.older_than_the_conflict(store, "all", 5)
    own = table.set_index("place")
    assert own.loc["SDN", ["last_observed", "in_conflict_since"]].tolist() == [2019, 2023]
    assert "NGA" not in own.index
    told = unknown.in_conflict(store, "all", 5)
    assert told.startswith(f"{len(table)} countries in conflict, with ")


@pytest.mark.parametrize("level", known.LEVELS)
def test_no_split_is_known_of_more_children_than_a_survey(level, store):
    bars = charts.from_address(f"coverage?level={level}", store).drawn.set_index("kind")["value"]
    assert bars[list(known.GROUPS)].ge(bars["survey"]).all()


def test_a_survey_of_urban_children_alone_is_told_as_that(store):
    cells = charts.from_address("coverage?place=ARG", store).drawn.set_index(["kind", "level"])["label"]
    assert cells["survey", "primary"] == cells["location", "primary"] == "2022<br>urban 0.4%"
    assert "the newest survey is of 2022" in known_of_one.title(store, store.places.find("ARG"), 5)


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (
            "NGA",
            "Nigeria has an administrative number for 2023, but no rate since 2010; the newest survey is of 2021; "
            "the model has seen no data here since 2021",
        ),
        ("PRK", "No administrative figure of DPR Korea since 2009; no household survey; there is no modelled estimate"),
        ("MCO", "No administrative or survey figure of Monaco in these releases; the model's estimate rests on none"),
        ("GRL", "No administrative or survey figure of Greenland in these releases, nor a modelled estimate"),
        ("FRA", "The newest administrative figure of France is of 2023; the newest survey is of 2021"),
    ],
)
def test_one_country_in_a_sentence(place, told, store):
    assert known_of_one.title(store, store.places.find(place), 5).startswith(told)


def test_a_number_of_2026_is_not_what_a_model_of_2025_saw(store, observations):
    o = observations[observations["place"].eq("NGA") & observations["year"].eq(2023)]
    assert set(o.loc[o["method"].eq("administrative") & o["indicator"].eq("OFST.1.CP"), "release"]) == {
        "copy-2026-02-23"
    }
    assert known.seen(store)["NGA"] == 2021


@pytest.mark.parametrize("place", ["NGA", "PAK", "TUV", "SSD"])
def test_every_cell_is_a_row_of_the_tables_and_every_gap_is_one(place, store):
    rows = charts.from_address(f"coverage?place={place}", store).data
    drawn = rows[rows["is_drawn"]]
    assert len(drawn) == len(known.FIGURES) * 3
    for row in drawn[drawn["value"].notna()].itertuples():
        found = store.observations([Part(row.source, row.release, (row.indicator,), (place,), int(row.year))])
        assert row.value in found["value"].tolist()
        assert str(int(row.year)) in row.label
        assert row.state == "pale" or row.year >= 2018
    gaps = drawn[drawn["value"].isna()]
    assert gaps["label"].eq("none").all()
    seen = known.figures(store)
    seen = set(zip(seen["place"], seen["level"], seen["kind"], seen["measure"], strict=True))
    assert not {(place, row.level, row.kind, "rate_pct") for row in gaps.itertuples()} & seen


def test_a_country_without_anything_says_so(store):
    chart = charts.from_address("coverage?place=GRL", store)
    assert chart.empty == (
        "No administrative or survey figure of Greenland in these releases. Nor is there a modelled estimate."
    )


@pytest.mark.parametrize(
    ("query", "start"),
    [
        ("max_age=60", "Monaco, with 3,876 children of school age, has no observed figure of 1963 or later"),
        ("within=south-and-west-asia&max_age=20", "Every country in South and West Asia has an observed figure"),
        ("", "10 countries, with 12.4 million children of school age, have no observed figure of 2018 or later: 0.8%"),
    ],
)
def test_none_one_and_many(query, start, store):
    assert charts.from_address(f"coverage?{query}", store).title.startswith(start)


@pytest.mark.parametrize("query", ["place=PAK,IND", "place=PAK&within=world"])
def test_one_country_or_one_region(query, store):
    with pytest.raises(BadSelection, match="one country"):
        charts.from_address(f"coverage?{query}", store)


@pytest.mark.parametrize("query", ["", "level=primary", "place=NGA", "within=sub-saharan-africa"])
def test_every_column_is_explained(query, store):
    chart = charts.from_address(f"coverage?{query}", store)
    table = sheet.table(chart)
    assert [column.name for column in columns.of(chart, table) if not column.meaning] == []
    assert table["licence"].str.len().gt(2).all()
