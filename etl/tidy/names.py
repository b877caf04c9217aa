"""A publisher's name of a country -> ISO3, for publishers that give no codes.

The rule: letters only, without accents, upper and lower case the same, against the names and aliases of the catalogue
and every name in the list of countries. The few spellings that it misses are in etl/catalogue/names.toml.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

import pandas as pd

from etl.catalogue import Catalogue
from etl.errors import CatalogueError
from etl.tidy.places import spellings


class Spelt:
    """Countries by every spelling of their names: those of the catalogue and of the joined lists (places/countries)."""

    def __init__(self, catalogue: Catalogue, countries: pd.DataFrame) -> None:
        self._known: dict[str, set[str]] = {}
        for spelt, iso3 in _known(catalogue, countries):
            self._known.setdefault(letters(spelt), set()).add(catalogue.aliases["dropped"].get(iso3, iso3))

    def iso3_of(self, names: Iterable[str]) -> dict[str, str]:
        """The ISO3 of each name.

        Raises:
            CatalogueError: A name that neither the rule nor the catalogue places, or that would be two countries.
        """
        found = {name: self._known.get(letters(name), set()) for name in dict.fromkeys(names)}
        strangers = sorted(name for name, places in found.items() if len(places) != 1)
        if strangers:
            raise CatalogueError(
                f"Names of countries that the catalogue cannot place: {', '.join(strangers)}. "
                "Add them to etl/catalogue/names.toml."
            )
        return {name: next(iter(places)) for name, places in found.items()}


@cache
def letters(name: str) -> str:
    """ "Côte d'Ivoire" -> "cotedivoire"; "&" counts as "and"."""
    bare = unicodedata.normalize("NFKD", name.replace("&", " and ")).casefold()
    return "".join(sign for sign in bare if sign.isalpha())


def _known(catalogue: Catalogue, countries: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Every spelling with its ISO3."""
    ours = catalogue.aliases
    yield from ((name, iso3) for iso3, name in ours["names"].items())
    yield from ((extra["name"], iso3) for iso3, extra in ours["extra"].items())
    yield from ((alias, iso3) for iso3, aliases in ours["aliases"].items() for alias in aliases)
    yield from ((name, iso3) for group in catalogue.names["spellings"] for name, iso3 in group["places"].items())
    yield from ((name, iso3) for iso3, names in spellings(countries).items() for name in names)
