"""Selection and query string are two forms of one thing; a wrong query is told what is right."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.selection import QUERY_KEYS, VALID, YEARS, BadSelection, Selection


@pytest.fixture(scope="module")
def selections(store):
    places = list(store.places.by_id.values())
    regions = [place.key for place in places if place.kind != "country"]
    years = st.none() | st.sampled_from(YEARS)
    span = st.tuples(years, years).map(lambda pair: pair if None in pair else tuple(sorted(pair)))
    words = {name: st.none() | st.sampled_from(valid) for name, valid in VALID.items()}
    several = st.lists(st.sampled_from([place.key for place in places]), max_size=5, unique=True)
    return st.builds(
        lambda span, **rest: Selection(start=span[0], end=span[1], **rest),
        span,
        place=several.map(tuple),
        within=st.none() | st.sampled_from(regions),
        year=years,
        max_age=st.none() | st.integers(1, 60),
        target=st.none() | st.integers(1, 50),
        phase=st.none() | st.integers(1, 15),
        release=st.none() | st.sampled_from(store.release_ids()),
        **words,
    )


@given(data=st.data())
def test_query_and_selection_are_exact_inverses(data, store, selections):
    selection = data.draw(selections)
    query = selection.to_query()
    assert Selection.from_query(query, store) == selection
    assert Selection.from_query(f"?{query}", store) == selection
    assert Selection.from_query(query, store).to_query() == query


@given(data=st.data())
def test_no_part_of_a_query_can_be_left_out(data, store, selections):
    query = data.draw(selections).to_query()
    whole = Selection.from_query(query, store)
    pairs = query.split("&") if query else []
    for number in range(len(pairs)):
        shorter = "&".join(pairs[:number] + pairs[number + 1 :])
        assert Selection.from_query(shorter, store) != whole


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("place=Ivory%20Coast", "place=CIV"),
        ("place=pakistan,PAK,IND", "place=PAK,IND"),
        ("year=2011&place=World", "place=world&year=2011"),
        ("place=AIMS:%20Asia%20and%20the%20Pacific", "place=asia-and-the-pacific"),
        ("from=2000&to=2010&level=primary", "level=primary&from=2000&to=2010"),
        ("target=05&place=PAK", "place=PAK&target=5"),
        ("place=PAK&target=0", "place=PAK"),
        ("", ""),
    ],
)
def test_every_spelling_has_one_short_form(long, short, store):
    assert Selection.from_query(long, store).to_query() == short


def test_filling_gaps_and_leaving_out_defaults_undo_each_other(store):
    defaults = Selection(place=("world",), level="primary", year=2023)
    chosen = Selection(place=("PAK",), sex="female")
    assert chosen.filled(defaults) == Selection(place=("PAK",), sex="female", level="primary", year=2023)
    assert chosen.filled(defaults).without(defaults) == chosen


def test_selection_cannot_be_changed():
    with pytest.raises(AttributeError):
        Selection().year = 2000  # type: ignore[misc]


def said(query, store):
    with pytest.raises(BadSelection) as bad:
        Selection.from_query(query, store)
    return str(bad.value)


def test_unknown_key_names_the_nearest_and_all_valid_ones(store):
    text = said("plase=PAK", store)
    assert "'plase'" in text
    assert "did you mean 'place'" in text
    assert all(key in text for key in QUERY_KEYS.values())


@pytest.mark.parametrize("key", VALID)
def test_unknown_word_lists_the_valid_ones(key, store):
    text = said(f"{key}=nonsense", store)
    assert "'nonsense'" in text
    assert all(word in text for word in VALID[key])


def test_unknown_release_lists_the_ones_there_are(store):
    text = said("release=uis-2024-9", store)
    assert "did you mean 'uis-2024-09'" in text
    assert "view-2025" in text


def test_unknown_place_names_near_matches(store):
    text = said("place=Pakistn", store)
    assert "No place is called 'Pakistn'" in text
    assert "Pakistan (PAK)" in text
    assert "asia-and-the-pacific" in said("place=XXX", store)


@pytest.mark.parametrize("year", ["20x3", "1800", "2036", "-5", "2011.5", "", "٢٠١١", "9" * 5000])
def test_bad_year_says_which_are_good(year, store):
    assert "whole number from 1970 to 2035" in said(f"year={year}", store)


def test_bad_age_says_which_are_good(store):
    assert "whole number from 1 to 60" in said("max_age=0", store)


@pytest.mark.parametrize("target", ["51", "-1", "2.5", "5%", "", "zero", "٥"])
def test_bad_target_says_which_are_good(target, store):
    assert "whole number from 0 to 50" in said(f"target={quote(target)}", store)


@pytest.mark.parametrize("phase", ["0", "16", "-1", "2.5", "five"])
def test_bad_phase_says_which_are_good(phase, store):
    assert "whole number from 1 to 15" in said(f"phase={phase}", store)


def test_no_mark_up_is_a_choice_and_not_a_gap(store):
    read = Selection.from_query("markup=0&phase=5", store)
    assert (read.markup, read.phase) == ("0", 5)
    assert read.filled(Selection(markup="30")).markup == "0"
    assert read.to_query() == "markup=0&phase=5"


def test_repeated_key_says_to_use_commas(store):
    text = said("place=PAK&place=IND", store)
    assert "given twice" in text
    assert "commas" in text


def test_years_in_the_wrong_order_are_refused(store):
    assert "'from' 2010 is after 'to' 2000" in said("from=2010&to=2000", store)


@pytest.mark.parametrize("query", ["place=", "level=", "place=PAK,", "within="])
def test_empty_values_are_refused(query, store):
    assert "Valid" in said(query, store)


def test_a_country_is_no_region_to_look_into(store):
    assert "'PAK' is a country" in said("within=PAK", store)
    assert Selection.from_query("within=world", store).within == "world"
