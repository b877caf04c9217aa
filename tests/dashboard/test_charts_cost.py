"""What it would cost: the method's vectors, shares and sums recomputed from the tables, and every refusal met."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import etl
from dashboard import charts, cost_inputs, costing
from dashboard.charts import cost_figures, cost_words
from dashboard.selection import BadSelection, Selection


@pytest.fixture(scope="module")
def figures():
    table = etl.load().observations
    return table[table["sex"].eq("total")].astype(dict.fromkeys(("source", "release", "indicator", "place"), str))


def latest(figures, release, code, place, year):
    """The newest published value not after a year, by a plain look-up; its interval too."""
    source, number = release
    keep = figures["source"].eq(source) & figures["release"].eq(number) & figures["indicator"].eq(code)
    found = figures[keep & figures["place"].eq(place) & figures["year"].le(year) & figures["value"].notna()]
    return found.sort_values("year").iloc[-1]


UIS, VIEW, OURS = ("uis", "2024-09"), ("view", "2025"), ("here", "view-2025+wpp-2024")


def one(address, store, level):
    data = charts.from_address(address, store).data
    (row,) = data[data["level"].eq(level)].to_dict("records")
    return row


def test_the_vector_of_the_method():
    assert costing.cost_range(costing.Ends(*[500_000] * 3), 300) == pytest.approx((150e6, 195e6, 300e6))


def test_spending_per_pupil_cancels_out_of_the_share():
    out, enrolled, spend = 200_000, 1_800_000, 321.5
    money = costing.cost_range(costing.Ends(*[out] * 3), spend)
    for cost, markup in zip(money, costing.MARKUPS_PCT, strict=True):
        assert costing.cost_share(out, enrolled, markup) == pytest.approx(100 * cost / (enrolled * spend))
    assert costing.share_range(costing.Ends(10, 10, 10)) == pytest.approx((100 / 9, 130 / 9, 200 / 9))
    with pytest.raises(ValueError, match="no budget"):
        costing.cost_share(1, 0, 0)


def test_a_chosen_mark_up_is_that_of_all_three_cases():
    assert [costing.cases(markup) for markup in (None, "0", "100")] == [(0, 30, 100), (0, 0, 0), (100, 100, 100)]


@given(st.floats(1, 1e12), st.integers(1, 15))
def test_a_phase_in_adds_up_year_by_year(yearly, years):
    first, together = costing.phased(yearly, years)
    steps = [yearly * year / years for year in range(1, years + 1)]
    assert first == pytest.approx(steps[0])
    assert together == pytest.approx(sum(steps))


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (1.24e9, 2.44e9, "from 1.2 to 2.4 billion"),
        (9.49e8, 1.21e9, "from 950 million to 1.2 billion"),
        (150e6, 300e6, "from 150 to 300 million"),
        (17_123, 32_980, "from 17,000 to 33,000"),
        (0, 390e6, "from 0 to 390 million"),
        (9.96e8, 9.97e8, "about 1.0 billion"),
    ],
)
def test_money_has_two_significant_figures(low, high, told):
    assert cost_words.money(low, high) == told


def test_the_share_and_the_money_of_a_country_by_hand(store, figures):
    row = one("cost?place=LKA", store, "primary")
    spend = latest(figures, UIS, "XUNIT.PPPCONST.1.FSGOV.FFNTR", "LKA", 2023)
    rate, out = (latest(figures, UIS, code, "LKA", 2023) for code in ("ROFST.1.CP", "OFST.1.CP"))
    model = latest(figures, VIEW, row_code("primary", figures), "LKA", 2023)
    of_age = latest(figures, OURS, "OOSC.SAP.1", "LKA", 2023)["value"]
    least, most = min(rate["value"], model["low"]), max(rate["value"], model["high"])
    assert row["low"] == pytest.approx(100 * least / (100 - least))
    assert row["value"] == pytest.approx(100 * 1.3 * rate["value"] / (100 - rate["value"]))
    assert row["high"] == pytest.approx(200 * most / (100 - most))
    assert row["cost_low_ppp"] == pytest.approx(spend["value"] * min(out["value"], of_age * model["low"] / 100))
    assert row["cost_middle_ppp"] == pytest.approx(spend["value"] * out["value"] * 1.3)
    assert row["cost_high_ppp"] == pytest.approx(spend["value"] * 2 * max(out["value"], of_age * model["high"] / 100))
    assert (row["spend_year"], row["administrative_year"]) == (spend["year"], rate["year"])
    assert not row["is_number_ours"]


def row_code(level, figures):
    """The one code that VIEW has for everybody's rate at a level."""
    view = figures[figures["source"].eq("view") & figures["level"].eq(level) & figures["measure"].eq("rate_pct")]
    (code,) = view[view["release"].eq("2025")]["indicator"].unique()
    return code


def test_an_administrative_rate_without_a_number_is_taken_times_population_and_says_so(store, figures):
    chart = charts.from_address("cost?place=TUV", store)
    row = one("cost?place=TUV", store, "upper_secondary")
    rate = latest(figures, UIS, "ROFST.3.CP", "TUV", 2023)
    of_age = figures[
        figures["indicator"].eq("OOSC.SAP.3") & figures["release"].eq(OURS[1]) & figures["place"].eq("TUV")
    ]
    children = float(of_age[of_age["year"].eq(rate["year"])]["value"].iloc[0]) * rate["value"] / 100
    assert row["is_number_ours"]
    assert row["administrative_children"] == pytest.approx(children)
    assert "that rate times UN population" in chart.note
    assert "World Population Prospects" in chart.source_line


@pytest.mark.parametrize(
    ("address", "level", "code", "says"),
    [
        ("cost?place=NGA", "primary", "conflict", "UCDP's list of armed conflicts in 2023"),
        ("cost?place=SSD", "primary", "conflict", "World Bank's list of countries in conflict in 2023"),
        ("cost?place=VAT", "primary", "no spending", "no government spending per pupil of primary"),
        ("cost?place=BGD", "primary", "old spending", "is of 2009, more than 5 years before 2023"),
        ("cost?place=KAZ", "primary", "doubtful spending", "88 PPP$ per pupil of primary"),
        ("cost?place=VUT", "lower_secondary", "doubtful spending", "0 PPP$ per pupil of lower secondary"),
        ("cost?place=SEN", "upper_secondary", "mostly out", "more than half of the children"),
    ],
)
def test_every_refusal_is_met_and_told_in_words(address, level, code, says, store):
    chart = charts.from_address(address, store)
    row = one(address, store, level)
    assert row["refused_as"] == code
    assert says in row["refused_because"]
    assert all(math.isnan(row[name]) for name in ("value", "low", "high", "cost_low_ppp", "cost_high_ppp"))
    assert not row["is_drawn"]
    assert says in (chart.empty or chart.note)


def test_without_any_rate_there_is_no_cost():
    known = {"is_in_conflict": False, "spend_ppp": 100.0, "spend_age": 1.0, "most_elsewhere_ppp": 120.0}
    assert costing.refusal(**known, highest_pct=float("nan")) == "no rate"
    assert costing.refusal(**known, highest_pct=50.0) is None
    assert costing.refusal(**known | {"spend_age": 5}, highest_pct=9.0) is None
    assert costing.refusal(**known | {"most_elsewhere_ppp": float("nan")}, highest_pct=9.0) is None


def test_fragile_is_not_in_conflict(store):
    """Tuvalu is on the World Bank's list as fragile."""
    listed = store.table("conflict")
    assert set(listed[listed["place"].eq("TUV") & listed["year"].eq(2023)]["category"]) == {"fragility"}
    assert charts.from_address("cost?place=TUV", store).empty is None


def test_a_region_is_its_countries_in_order_and_never_a_sum(store):
    chart = charts.from_address("cost?place=asia-and-the-pacific&level=primary", store)
    assert set(chart.data["place"]) == set(store.places.members("AIMS: Asia and the Pacific"))
    told = chart.data[chart.data["value"].notna()]
    assert list(told["high"]) == sorted(told["high"], reverse=True)
    assert chart.data[chart.data["value"].isna()]["refused_because"].notna().all()
    assert "no total is given" in chart.note
    held = 100 * told["model_children"].sum() / region_children(store)
    assert f"hold {held:.1f}% of the children" in chart.note
    assert f"{(told['high'] < 10).sum()} of {len(told)} countries" in chart.title
    assert "PPP$" not in " ".join(chart.data["label"])


def region_children(store):
    data = charts.from_address("trend?place=asia-and-the-pacific&measure=children&level=primary", store).data
    return float(data[data["year"].eq(2023) & data["method"].eq("model")]["value"].iloc[0])


def test_each_input_says_its_own_release_and_year(store):
    chart = charts.from_address("cost?place=NPL&release=uis-2019-02", store)
    assert "Spending per pupil (2015) and administrative rates (2017): UIS, February 2019" in chart.note
    assert "model (2018): VIEW 2025" in chart.note
    assert {(row["source"], row["release"]) for row in chart.sources} == {("uis", "2019-02"), OURS}
    table = cost_inputs.table(store, store.places.find("NPL"), Selection(level="primary", release="uis-2019-02"))
    told = table.set_index("code")
    assert told.loc["OFST.1.CP", "release_name"] == "UIS, February 2019"
    assert told.loc["OOSC.OFST.1", "release_name"].startswith("Computed here: VIEW 2025")
    assert told.loc["XGDP.1.FSGOV", "unit"] == "% of GDP"


def test_the_lead_tells_the_share_then_the_money_or_why_there_is_none(store):
    def said(place, level):
        drawn = charts.from_address(f"cost?place={place}", store)
        return cost_inputs.lead(drawn, store.places.find(place), level)

    row = one("cost?place=LKA", store, "primary")
    money = cost_words.money(row["cost_low_ppp"], row["cost_high_ppp"])
    assert f"{row['low']:.1f}% to {row['high']:.0f}% of the level's present budget on top, {money}" in said(
        "LKA", "primary"
    )
    assert said("NGA", "primary").startswith("Nigeria is on UCDP's list")


def test_inputs_that_are_missing_stand_as_missing(store):
    table = cost_inputs.table(store, store.places.find("VAT"), Selection(level="primary"))
    spending = table.iloc[0]
    assert (spending["value"], spending["year"], spending["unit"]) == (cost_inputs.NONE, "", "")
    assert not table["value"].str.contains("nan").any()


def test_a_phase_in_is_told_in_words_and_columns(store):
    chart = charts.from_address("cost?place=RWA&phase=5", store)
    row = one("cost?place=RWA&phase=5", store, "primary")
    assert row["first_year_high_ppp"] == pytest.approx(row["cost_high_ppp"] / 5)
    assert row["all_years_low_ppp"] == pytest.approx(row["cost_low_ppp"] * 3)
    assert "first_year_low_ppp" in chart.columns
    assert "the first year takes a fifth, all 5 together 3 times as much as one full year" in chart.note
    assert "Phased in" not in charts.from_address("cost?place=RWA", store).note


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("cost?place=PAK,IND", "one place at a time"),
        ("cost?level=all", "level=primary, lower_secondary, upper_secondary"),
        ("cost?release=view-2025", "Valid: uis-"),
        ("cost?release=uis-2016-07", "Valid: uis-"),
        ("cost?markup=20", "Valid: 0, 30, 100"),
        ("cost?phase=16", "from 1 to 15"),
    ],
)
def test_what_can_not_be_asked_is_told_in_words(address, says, store):
    with pytest.raises(BadSelection, match=says.replace("?", ".")):
        charts.from_address(address, store)


@pytest.mark.parametrize("place", ["world", "asia-and-the-pacific", "PAK", "NGA", "FRA", "TUV", "SSD", "VAT", "TKL"])
def test_titles_can_be_said_aloud_anywhere(place, store):
    for level in cost_figures.LEVELS:
        chart = charts.from_address(f"cost?place={place}&level={level}", store)
        assert len(chart.title) <= 145
        assert "nan" not in f"{chart.title} {chart.note} {chart.empty} {chart.alt_text}".replace("finance", "").split()
        assert (chart.empty is None) == bool(len(chart.drawn))
