"""map and ranking: how old each value is, what it rests on, and what is withheld."""

import json

import pytest

from dashboard import charts, theme
from dashboard.app import ASSETS
from dashboard.render import figure, maps
from dashboard.selection import BadSelection
from dashboard.store import Part

OLD = "map?method=administrative"
OUTLINES = ASSETS / "topojson" / "world_50m.json"


def test_map_draws_rates_only(store):
    with pytest.raises(BadSelection, match="measure=rate"):
        charts.from_address("map?measure=children", store)


def test_map_leaves_a_country_without_data_without_a_value(store):
    chart = charts.from_address("map", store)
    assert "RUS" not in set(chart.data["place"])
    assert chart.data["value"].notna().all()
    drawn = figure.draw(chart)["data"]
    hatched = [text for trace in drawn for text in trace.get("hovertext", ()) if text.endswith("no data")]
    assert "Russian Federation: no data" in hatched


def shapes(chart):
    return [trace for trace in figure.draw(chart)["data"] if trace["type"] == "choropleth"]


def test_every_country_is_on_the_map_with_a_value_or_with_no_data(store):
    told = [trace["locations"] for trace in shapes(charts.from_address("map", store)) if "hovertext" in trace]
    assert sorted(code for codes in told for code in codes) == sorted(p.id for p in store.places.countries())


@pytest.mark.parametrize("address", ["map", "map?within=oceania", OLD])
def test_every_outline_is_drawn_once(address, store):
    """No land lies under the countries: without its own shape there would be sea."""
    drawn = [code for trace in shapes(charts.from_address(address, store)) for code in trace["locations"]]
    assert len(drawn) == len(set(drawn))
    assert {shape["id"] for shape in json.loads(OUTLINES.read_text())["objects"]["countries"]["geometries"]} <= set(
        drawn
    )


def test_small_islands_are_dots(store):
    chart = charts.from_address("map", store)
    points = [trace for trace in figure.draw(chart)["data"] if trace["type"] == "scattergeo"]
    dots = [text for trace in points for text in trace.get("hovertext", ())]
    for name in ("Nauru", "Palau", "Marshall Islands", "Maldives"):
        assert any(name in text for text in dots), name


def test_map_carries_the_boundary_disclaimer(store):
    assert "do not imply endorsement" in charts.from_address("map", store).note


def test_map_model_year_is_the_year_asked_for(store):
    data = charts.from_address("map?year=2007", store).data
    assert set(data["year"]) == {2007}
    assert not data["is_old"].any()


def test_old_values_are_marked_not_hidden(store):
    chart = charts.from_address(OLD, store)
    old = chart.data[chart.data["is_old"]]
    assert len(old) > 10
    assert (old["age"] > 5).all()
    assert (chart.data.loc[~chart.data["is_old"], "age"] <= 5).all()
    assert (chart.data["age"] == 2023 - chart.data["year"]).all()
    assert f"{len(old)} older than 5 years" in chart.note
    assert all(str(row.year) in row.label for row in old.itertuples())


def test_old_values_are_drawn_paler(store):
    data = charts.from_address(OLD, store).data
    _, _, recent, old, key, _, dots = figure.draw(charts.from_address(OLD, store))["data"]
    assert recent["locations"] == list(data.loc[~data["is_old"], "place"])
    assert old["locations"] == list(data.loc[data["is_old"], "place"])
    pale = [colour for _, colour in old["colorscale"]][::2]
    assert [theme.contrast(code, theme.PAPER) for code in pale] < [
        theme.contrast(code, theme.PAPER) for code in theme.MAP_COLOURS
    ]
    assert (key["name"], key["marker"]["color"]) == ("paler: older", pale[3])
    assert set(dots["marker"]["opacity"]) == {1.0, maps.OLD}


def test_the_reader_chooses_what_is_old(store):
    strict = charts.from_address(f"{OLD}&max_age=1", store).data
    loose = charts.from_address(f"{OLD}&max_age=60", store).data
    assert strict["is_old"].sum() > charts.from_address(OLD, store).data["is_old"].sum()
    assert not loose["is_old"].any()
    assert len(strict) == len(loose)


def test_map_of_a_region_holds_its_countries_only(store):
    data = charts.from_address("map?within=asia-and-the-pacific", store).data
    assert len(data) > 40
    assert set(data["place"]) <= set(store.places.members("AIMS: Asia and the Pacific"))


@pytest.mark.parametrize("address", ["map?year=1975", "ranking?year=1980", "ranking?method=survey"])
def test_nothing_to_draw_says_so(address, store):
    chart = charts.from_address(address, store)
    assert chart.data.empty
    assert "2000–2023" in chart.empty


def test_ranking_is_in_order_with_the_number_beside_the_rate(store):
    data = charts.from_address("ranking", store).data
    assert data["value"].is_monotonic_decreasing
    assert data["children"].notna().all()
    count = charts.from_address("ranking?measure=children", store).data
    assert count["rate_pct"].notna().all()
    assert set(count["place"]) == set(data["place"])


def test_every_regional_rate_tells_its_coverage(store):
    for address in ("ranking", "ranking?set=unesco", "ranking?set=income", "ranking?set=development"):
        data = charts.from_address(address, store).data
        assert data["coverage_pct"].between(100 / 3, 100).all()
        assert (data["coverage_pct"] == data["coverage"] * 100).all()


def test_partial_coverage_is_told(store):
    chart = charts.from_address("ranking?set=unesco&level=lower_secondary&year=2005", store)
    partial = chart.data[chart.data["coverage"] < 0.6]
    assert partial["place_name"].tolist() == ["Central and Eastern Europe"]
    assert "Partial (figures for under 60% of the children): Central and Eastern Europe." in chart.note
    assert "Partial" not in charts.from_address("ranking", store).note


def test_no_regional_rate_rests_on_less_than_a_third(store):
    regions = tuple(place.id for place in store.places.by_id.values() if place.kind != "country")
    codes = store.codes("here", measure="rate_pct")
    rows = store.observations([Part("here", "view-2025+wpp-2024", codes, regions)])
    assert len(rows) > 10_000
    assert rows["coverage"].min() >= 1 / 3
    assert rows["is_derived"].all()


def test_regions_without_a_figure_are_named(store):
    chart = charts.from_address("ranking?within=asia-and-the-pacific", store)
    drawn = set(chart.data["place"])
    members = store.places.members("AIMS: Asia and the Pacific")
    missing = [store.places.by_id[code].name for code in members if code not in drawn]
    assert missing
    assert all(name in chart.note for name in missing)


@pytest.mark.parametrize("within", ["world", "sub-saharan-africa", "asia-and-the-pacific", "south-and-west-asia"])
@pytest.mark.parametrize("level", ["primary", "upper_secondary"])
def test_no_first_place_where_intervals_overlap(within, level, store):
    chart = charts.from_address(f"ranking?within={within}&level={level}", store)
    first, rivals = chart.data.iloc[0], chart.data.iloc[1:]
    is_tied = bool((rivals["high"] >= first["low"]).any())
    assert ("none is surely first" in chart.title) == is_tied
    assert first["place_name"] in chart.title


def test_computed_regions_are_called_ours(store):
    chart = charts.from_address("ranking", store)
    assert "not UNESCO's figure" in chart.note
    assert chart.source_line.startswith("Source: Computed here")


@pytest.mark.parametrize(
    ("query", "start"),
    [
        ("set=development", "The Landlocked Developing Countries have the highest share of children out of school: "),
        ("set=income", "The low income group has the highest share of children out of school: "),
        ("set=sdg", "Sub-Saharan Africa has the highest share of children out of school: "),
    ],
)
def test_one_region_has_and_many_countries_have(query, start, store):
    assert charts.from_address(f"ranking?{query}", store).title.startswith(start)


def test_a_region_without_members_ranks_nobody(store):
    regions = [place for place in store.places.by_id.values() if place.kind == "region"]
    empty = [place for place in regions if not store.places.members(place.id)]
    assert empty
    assert charts.from_address(f"ranking?within={empty[0].key}", store).data.empty
