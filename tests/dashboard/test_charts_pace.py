"""The chart and the page Pace, against plain pandas and numpy on the same tables."""

import numpy as np
import pytest
from dash import dcc, html

import etl
from dashboard import charts, standings
from dashboard.charts import pace as pace_chart
from dashboard.charts import pace_basis, pace_words
from dashboard.pages import pace as page
from dashboard.render import sheet
from dashboard.selection import BadSelection, Selection
from tests.dashboard.test_pages import parts, words

T_80_OF_7 = 1.414924
"""Quantile of Student's t that holds 80 %, 7 degrees of freedom, from a printed table."""


@pytest.fixture(scope="module")
def rates():
    rows = etl.load().observations
    kept = rows["release"].eq("2024-09") & rows["source"].eq("uis") & rows["value"].notna()
    return rows[kept & rows["indicator"].isin(["ROFST.1.CP", "ROFST.H.1"])]


def of(rates, place, code, since=2015):
    own = rates[rates["place"].eq(place) & rates["indicator"].eq(code) & rates["year"].ge(since)]
    own = own.sort_values("year")
    return own["year"].to_numpy(dtype=float), own["value"].to_numpy(dtype=float)


def figures(chart):
    return chart.data[~chart.data["is_drawn"]].set_index("figure")


def line(chart, method):
    return chart.drawn[chart.drawn["method"].eq(method)].sort_values("year")


def test_a_country_recomputed_with_numpy(store, rates):
    years, values = of(rates, "PHL", "ROFST.1.CP")
    assert len(years) == 9
    chart = charts.from_address("pace?place=PHL", store)
    (slope, _), unscaled = np.polyfit(years, values, 1, cov="unscaled")
    left = values - np.polyval(np.polyfit(years, values, 1), years)
    half = T_80_OF_7 * np.sqrt(np.sum(left**2) / 7 * unscaled[0, 0])
    told = figures(chart).loc["Pace, points a year"]
    assert told[["value", "low", "high"]].tolist() == pytest.approx([slope, slope - half, slope + half], rel=1e-5)
    logits = np.log(values / (100 - values))
    wanted = 100 / (1 + np.exp(-np.polyval(np.polyfit(years, logits, 1), 2030)))
    path = line(chart, "pace")
    assert path["value"].iloc[-1] == pytest.approx(wanted)
    assert path["year"].iloc[[0, -1]].tolist() == [2015, 2030]
    assert f"{wanted:.0f}% of the Philippines’ primary-age children" in chart.title
    assert "If the pace of 2015–2023 went on" in chart.title


def test_children_a_day_from_population_and_rate(store, rates):
    population = etl.load().observations
    population = population[
        population["indicator"].eq("OOSC.SAP.1")
        & population["place"].eq("PHL")
        & population["year"].eq(2023)
        & population["release"].eq("view-2025+wpp-2024")
    ]
    years, values = of(rates, "PHL", "ROFST.1.CP")
    wanted = population["value"].item() * (values[-1] - 2) / 100 / (365 * (2030 - years[-1]))
    chart = charts.from_address("pace?place=PHL&target=2", store)
    told = figures(chart)["value"]
    assert told["Needed for 2% by 2030, children a day"] == pytest.approx(wanted)
    assert told["Needed for 2% by 2030, points a year"] == pytest.approx((values[-1] - 2) / 7)
    assert line(chart, "required")["value"].iloc[[0, -1]].tolist() == pytest.approx([values[-1], 2])


def test_observed_points_keep_their_method_and_only_later_years_are_dotted(store, rates):
    chart = charts.from_address("pace?place=NGA", store)
    years, values = of(rates, "NGA", "ROFST.H.1")
    observed = line(chart, "survey")
    assert observed["year"].tolist() == years.tolist()
    assert observed["value"].tolist() == values.tolist()
    assert set(chart.drawn["method"]) == {"survey", "pace", "required"}
    path = line(chart, "pace")
    assert path["is_extrapolated"].tolist() == (path["year"] > 2021).tolist()
    assert path["low"].notna().tolist() == path["is_extrapolated"].tolist()
    assert chart.drawn["year"].max() == 2030


def test_administrative_and_survey_rates_are_never_fitted_together(store):
    both = charts.from_address("pace?place=IND&from=2010", store)
    assert "survey" not in set(both.data["method"])
    assert "model" not in set(both.data["method"])
    alone = charts.from_address("pace?place=IND&from=2005&method=survey", store)
    assert set(alone.drawn["method"]) == {"survey", "pace", "required"}


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("place=PAK", "administrative data since 2015: only 2 observed years; household surveys since 2015: only 1"),
        ("place=SSD", "administrative data since 2015: only 1 observed year"),
        ("place=world", "no administrative or survey rate of a region"),
        ("place=asia-and-the-pacific&level=all", "no administrative or survey rate of a region"),
        ("place=NGA&method=model", "smoothed already and is not fitted"),
        ("place=PAK&method=administrative&from=2010", "administrative data since 2010: only 2 observed years"),
    ],
)
def test_with_too_little_only_the_way_to_the_target_is_drawn(query, told, store):
    chart = charts.from_address(f"pace?{query}", store)
    assert told in chart.note
    assert "pace" not in set(chart.drawn["method"])
    assert chart.title.startswith("Reaching 0% by 2030 takes ")
    numbers = figures(chart)
    assert np.isnan(numbers["value"]["Pace, points a year"])
    assert numbers["value"]["Needed for 0% by 2030, points a year"] > 0
    assert numbers["note"]["Pace, points a year"].startswith("Not given: ")


def test_a_modelled_start_is_called_so(store):
    chart = charts.from_address("pace?place=SSD", store)
    assert "2023, modelled" in chart.title
    assert "after 2015, the last observed year, is extrapolation" in chart.note
    model = line(chart, "model")
    assert model["is_extrapolated"].tolist() == (model["year"] > 2015).tolist()


def test_the_worlds_way_starts_at_the_rate_computed_here(store):
    rows = etl.load().observations
    rows = rows[
        rows["release"].eq("view-2025+wpp-2024") & rows["place"].eq("SDG: World") & rows["year"].eq(2023)
    ].set_index("indicator")["value"]
    chart = charts.from_address("pace?place=world", store)
    wanted = rows["OOSC.OFST.1"] / (365 * 7)
    assert figures(chart)["value"]["Needed for 0% by 2030, children a day"] == pytest.approx(wanted, rel=1e-3)
    assert f"{wanted:,.0f}"[:2] in chart.title
    assert "worldwide" in chart.title


def test_a_reached_target_needs_nothing(store):
    chart = charts.from_address("pace?place=FRA", store)
    assert chart.title.endswith("the target of 0% is reached, as far as one decimal can tell")
    assert "required" not in set(chart.drawn["method"])
    assert charts.from_address("pace?place=PHL&target=20", store).title.endswith("the target of 20% is reached")


def test_a_wide_band_is_told_by_its_ends(store):
    chart = charts.from_address("pace?place=TUV", store)
    last = line(chart, "pace").iloc[-1]
    assert last["high"] - last["low"] > 50
    assert f"went on, {last['low']:.1f}% to {last['high']:.0f}%" in chart.title
    assert "one more child in school every" in chart.title


@pytest.mark.parametrize("place", ["VAT", "PRK", "NGA&method=administrative"])
def test_nothing_to_start_from_is_told(place, store):
    chart = charts.from_address(f"pace?place={place}", store)
    assert "at most 5 years old" in chart.empty
    assert chart.data.empty


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("place=PAK,IND", "one place at a time"),
        ("place=NGA&release=wide-2023", "not drawn here"),
        ("place=NGA&release=uis-2024-09&method=model", "holds no model"),
        ("place=NGA&from=2026", "earlier"),
    ],
)
def test_what_cant_be_asked_is_told(query, told, store):
    with pytest.raises(BadSelection, match=told):
        charts.from_address(f"pace?{query}", store)


def test_nothing_is_called_a_forecast_or_a_benchmark(store):
    for query in ("place=NGA", "place=PAK&target=5", "place=world"):
        chart = charts.from_address(f"pace?{query}", store)
        text = " ".join((chart.title, chart.subtitle, chart.note)).replace("no forecast", "")
        assert "forecast" not in text
        assert "no national benchmark" in text
        assert "feasible" not in text


def test_rows_made_here_carry_the_terms_of_what_they_were_made_from(store):
    rows = sheet.table(charts.from_address("pace?place=PHL", store))
    ours, theirs = (rows[rows["source"].eq(source)] for source in ("here", "uis"))
    assert set(ours["release"]) == {"uis-2024-09"}
    assert ours["is_derived"].all()
    assert set(ours["licence"]) == set(theirs["licence"]) == {"CC BY-SA 3.0 IGO"}
    assert set(rows["unit"].dropna()) == {
        "%",
        "percentage points a year",
        "% of the rate a year",
        "children a day",
        "years",
    }


def lead(store, query):
    selection = pace_chart.SPEC.complete(Selection.from_query(query, store))
    return pace_words.Words(pace_chart.basis_of(store, selection), selection).lead


def test_the_sentence_tells_pace_need_class_and_year(store):
    told = lead(store, "place=PHL")
    for part in ("a rise of 0.47 points a year", "0.24 to 0.70", "The rate is not falling", "would not be reached"):
        assert part in told
    told = lead(store, "place=IDN")
    assert "a fall of 0.77 points a year (80% interval: 0.49 to 1.0) in 2016–2023" in told
    assert "That is on pace. At that pace 0% would be reached in 2024; at the ends" in told
    assert "anything from “far too slow” to “too slow”" in lead(store, "place=NGA")


def test_countries_stand_by_class_and_then_by_name(store, rates):
    region = store.places.find("asia-and-the-pacific")
    found = standings.judged(store, region, Selection(level="primary", start=2015))
    assert sum(map(len, found.values())) == len(store.places.members(region.id))
    for method, bases in found.items():
        for basis in bases if method != "none" else []:
            assert basis.method == method
            years, _ = of(rates, basis.place.id, {"administrative": "ROFST.1.CP", "survey": "ROFST.H.1"}[method])
            assert basis.is_reached or (len(years) >= 4 and years[-1] >= 2019)
    table = standings.table(found["administrative"])
    keys = [
        (
            ["reached", "on pace", "too slow", "far too slow", "not falling", "uncertain"].index(name.split(":")[0]),
            place,
        )
        for name, place in zip(table["verdict"], table["place_name"], strict=True)
    ]
    assert keys == sorted(keys)
    assert not {"rank", "place_range"} & set(table)
    philippines = table.set_index("place_name").loc["Philippines"]
    assert philippines["verdict"] == "not falling"
    assert philippines["pace"] == "+0.47 (+0.24 to +0.70)"


def test_the_count_of_classes_adds_up(store):
    region = store.places.find("asia-and-the-pacific")
    told = standings.counted(store, region, Selection(level="primary", start=2015))
    found = standings.judged(store, region, Selection(level="primary", start=2015))
    assert f"of {len(found['administrative'])} countries" in told
    assert f"Of {len(found['none'])} of the {sum(map(len, found.values()))} too little is known" in told


def test_numbers_of_the_page_say_why_one_is_missing(store):
    table = standings.figures(charts.from_address("pace?place=NGA", store).data).set_index("figure")
    assert table.loc["Pace, points a year", "told"] == "−1.5"
    assert table.loc["Pace, points a year", "interval"] == "−2.2 to −0.85"
    gone = table.loc["Years from 2021 to 0% at that pace"]
    assert (gone["told"], gone["note"]) == ("", "Not given: not by 2030 at that pace")


@pytest.mark.parametrize("place", ["world", "PAK", "FRA", "TUV", "SSD", "VAT"])
def test_the_page_stands_for_any_place(place, store):
    laid = page.layout(store, place=place)
    assert isinstance(laid, html.Main)
    told = words(laid)
    assert "nan" not in told.split()
    assert "No file of those benchmarks is among the sources here" in told
    assert any(isinstance(part, html.Table) for part in parts(laid)) or place == "VAT"


def test_several_places_or_a_late_start_are_answered_in_words(store):
    for query in ({"place": "PAK,IND"}, {"from": "2028"}):
        laid = page.layout(store, **query)
        assert any(getattr(part, "role", None) == "alert" for part in parts(laid))
        assert not [part for part in parts(laid) if isinstance(part, dcc.Graph)]


def test_since_is_the_first_year_of_the_goals(store):
    assert pace_basis.SINCE == 2015
    assert charts.spec("pace").address(Selection(start=2015, place=("NGA",))) == "pace"
