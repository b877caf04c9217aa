"""headline: our number beside UNESCO's, and what lies between them."""

import pytest

from dashboard import charts

LEVELS = ("primary", "lower_secondary", "upper_secondary", "all")


def value(chart, level="all", sex="total", column="value"):
    data = chart.data
    return float(data.loc[(data["level"] == level) & (data["sex"] == sex), column].item())


@pytest.fixture(scope="module")
def world(store):
    return charts.from_address("headline?place=world&year=2023", store)


def test_world_2023_is_271_million_by_our_computation(world):
    assert value(world) == pytest.approx(271.2e6, abs=0.5e6)
    assert "271" in world.title
    assert "1 in 6" in world.title


@pytest.mark.parametrize(
    ("level", "ours", "published"),
    [
        ("primary", 77.2e6, 78e6),
        ("lower_secondary", 64.1e6, 64e6),
        ("upper_secondary", 129.8e6, 130e6),
        ("all", 271.2e6, 272e6),
    ],
)
def test_world_2023_by_level_beside_what_unesco_published(level, ours, published, world):
    assert value(world, level) == pytest.approx(ours, abs=0.2e6)
    assert value(world, level, column="published_children") == published
    difference = value(world, level, column="difference_children")
    assert difference == value(world, level) - published


def test_the_difference_is_told_with_its_sign_and_reason(world):
    assert "UNESCO published 272 million (78 / 64 / 130 by level)" in world.note
    assert "below it" in world.note
    assert "region's rate" in world.note
    assert "not a figure of UNESCO's" in world.note


@pytest.mark.parametrize("place", ["world", "asia-and-the-pacific", "PAK", "NGA"])
@pytest.mark.parametrize("level", LEVELS)
def test_girls_and_boys_at_every_level(place, level, store):
    chart = charts.from_address(f"headline?place={place}", store)
    girls, boys, both = (value(chart, level, sex) for sex in ("female", "male", "total"))
    assert girls > 0
    assert boys > 0
    assert girls + boys == pytest.approx(both, rel=0.01)
    assert 0 < value(chart, level, column="rate_pct") < 100


@pytest.mark.parametrize("place", ["world", "asia-and-the-pacific", "PAK", "NGA"])
def test_levels_add_up_to_all(place, store):
    chart = charts.from_address(f"headline?place={place}", store)
    assert sum(value(chart, level) for level in LEVELS[:3]) == pytest.approx(value(chart), abs=3)


@pytest.mark.parametrize(
    ("place", "number", "share"),
    [("PAK", "18.7 million", "1 in 4"), ("NGA", "19.0 million", "1 in 4"), ("asia-and-the-pacific", "126.2", "1 in 7")],
)
def test_title_says_the_number_and_one_in_how_many(place, number, share, store):
    title = charts.from_address(f"headline?place={place}", store).title
    assert number in title
    assert share in title
    assert "2023" in title


def test_places_filled_in_are_named(store):
    note = charts.from_address("headline?place=asia-and-the-pacific", store).note
    assert "Filled in: DPR Korea, Turkmenistan and Tuvalu." in note


def test_ours_is_never_called_unescos(store):
    for place in ("world", "PAK", "asia-and-the-pacific"):
        chart = charts.from_address(f"headline?place={place}", store)
        assert chart.data["is_derived"].all()
        assert chart.source_line.startswith("Source: Computed here")


def test_earlier_release_gives_its_own_number(store):
    then = charts.from_address("headline?release=view-2022&year=2020", store)
    assert set(then.data["release"]) == {"view-2022+wpp-2022"}
    assert value(then) != value(charts.from_address("headline?year=2020", store))


def test_country_without_a_model_says_what_there_is(store):
    chart = charts.from_address("headline?place=RUS", store)
    assert chart.data.empty
    assert "administrative rates" in chart.empty
    assert "No number" in chart.title
