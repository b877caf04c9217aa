"""Countries are found by their names as publishers spell them."""

import pytest

from etl.catalogue import Catalogue
from etl.errors import CatalogueError
from etl.read import Sources
from etl.tidy.names import Spelt


@pytest.mark.parametrize(
    ("name", "iso3"),
    [
        ("Cote d'Ivoire", "CIV"),
        ("SAO TOME AND PRINCIPE", "STP"),
        ("São Tomé and Príncipe", "STP"),
        ("Micronesia, Federated States of", "FSM"),
        ("Congo, Democratic Republic of", "COD"),
        ("Congo, Republic of", "COG"),
        ("Korea, Republic of", "KOR"),
        ("Viet Nam", "VNM"),
        ("Turkey", "TUR"),
        ("Kosovo", "XKX"),
        ("Namibia", "NAM"),
        ("Channel Islands", "ZZA"),
    ],
)
def test_a_spelling_finds_its_country(catalogue: Catalogue, sources: Sources, name: str, iso3: str):
    assert Spelt(catalogue, sources.frame("places", "countries-2026-05")).iso3_of([name]) == {name: iso3}


def test_a_stranger_is_named(catalogue: Catalogue, sources: Sources):
    with pytest.raises(CatalogueError, match=r"cannot place: Atlantis, Korea \(North\)\. Add them"):
        Spelt(catalogue, sources.frame("places", "countries-2026-05")).iso3_of(["Korea (North)", "Chad", "Atlantis"])
