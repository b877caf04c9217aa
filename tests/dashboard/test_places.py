"""Every place is found by any usual name."""

import pytest

NAMES = {
    "CIV": ("Ivory Coast", "Côte d'Ivoire", "cote d'ivoire", "CIV", "civ", "CI", "Cote d’Ivoire"),
    "COG": ("Congo", "Republic of the Congo", "Congo-Brazzaville"),
    "COD": ("DRC", "Democratic Republic of the Congo", "Congo-Kinshasa"),
    "MMR": ("Burma", "Myanmar"),
    "XKX": ("Kosovo", "XKX"),
    "PSE": ("Palestine", "State of Palestine"),
    "HKG": ("Hong Kong", "China, Hong Kong SAR"),
    "MAC": ("Macao", "Macau"),
    "NAM": ("Namibia", "NA", "NAM", "na"),
    "SWZ": ("Swaziland", "Eswatini"),
    "TUV": ("Tuvalu",),
    "NRU": ("Nauru",),
    "NIU": ("Niue",),
    "TKL": ("Tokelau",),
    "KOR": ("South Korea", "Republic of Korea"),
    "PRK": ("North Korea",),
    "USA": ("USA", "US", "United States", "United States of America"),
    "GBR": ("United Kingdom", "GB"),
    "TUR": ("Turkey", "Türkiye"),
    "SDG: World": ("world", "World", "SDG: World"),
    "AIMS: Asia and the Pacific": ("asia-and-the-pacific", "Asia and the Pacific", "asia and the pacific"),
}


@pytest.mark.parametrize(("place", "name"), [(place, name) for place, names in NAMES.items() for name in names])
def test_found_by_usual_name(place, name, store):
    found = store.places.find(name)
    assert found is not None
    assert found.id == place


@pytest.mark.parametrize(("place", "name"), [(place, name) for place, names in NAMES.items() for name in names])
def test_search_puts_the_exact_name_first(place, name, store):
    assert store.places.search(name)[0].id == place


def test_search_for_congo_offers_both(store):
    found = [place.id for place in store.places.search("Congo")]
    assert {"COG", "COD"} <= set(found)


@pytest.mark.parametrize(("typed", "place"), [("paki", "PAK"), ("ivory", "CIV"), ("hong", "HKG"), ("nigerr", "NER")])
def test_search_helps_while_typing(typed, place, store):
    assert place in [found.id for found in store.places.search(typed)]


def test_search_for_nothing_finds_nothing(store):
    assert store.places.search("") == []
    assert store.places.search("  ,- ") == []


def test_every_place_is_found_by_its_own_id_slug_and_key(store):
    for place in store.places.by_id.values():
        assert store.places.find(place.id) == place
        assert store.places.find(place.slug) == place
        assert store.places.find(place.key) == place


def test_every_country_is_found_by_its_two_letters(store):
    table = store.table("places").dropna(subset=["iso2"])
    assert len(table) > 240
    missed = [row.iso2 for row in table.itertuples() if store.places.find(row.iso2) != store.places.by_id[row.place]]
    assert missed == []


def test_nonsense_is_no_place(store):
    assert store.places.find("QQQ") is None
    assert store.places.find("") is None


def test_near_misses_come_best_first(store):
    assert store.places.near("Pakistn")[0].id == "PAK"
    assert len(store.places.near("Pakistn")) == 3


def test_asia_and_the_pacific_is_east_asia_pacific_south_west_and_central_asia(store):
    def members(slug):
        return set(store.places.members(store.places.find(slug).id))

    parts = [members(f"UIS: {name}") for name in ("East Asia and the Pacific", "South and West Asia", "Central Asia")]
    caucasus = {"ARM", "AZE", "GEO"}  # Central Asia to the Institute for Statistics, Europe to Bangkok
    assert members("asia-and-the-pacific") == set.union(*parts) - caucasus
    assert {"PAK", "CHN", "KAZ", "TUV", "IRN"} <= members("asia-and-the-pacific")
    assert {"NGA", "RUS", "TUR"}.isdisjoint(members("asia-and-the-pacific"))


def test_every_member_of_a_region_is_a_known_country(store):
    for place in store.places.by_id.values():
        assert all(store.places.by_id[code].kind == "country" for code in store.places.members(place.id))
