"""World Bank copies -> observations under UIS places: EdStats by code, WDI by name."""

import pandas as pd

from etl.catalogue import Catalogue
from etl.errors import CatalogueError
from etl.tidy.frame import UNKNOWN, Part, complete, constant, renamed


def edstats(records: pd.DataFrame, release: str, catalogue: Catalogue) -> Part:
    """`indicator_id geo_id year value`; aggregates have three letters as countries do, so a list tells them."""
    place = renamed(records["geo_id"].astype("category"), catalogue.regions["worldbank"]["codes"])
    return _part(records, place, release, catalogue)


def wdi(records: pd.DataFrame, names: pd.DataFrame, release: str, catalogue: Catalogue) -> Part:
    """`indicator_id geo_name year value`: each spelling finds its place by the EdStats list or the catalogue.

    Args:
        records: The rows of the male and the female file.
        names: The EdStats list, `geo_id name`.
        release: The release they stand under.
        catalogue: Holds the spellings that the list lacks.

    Raises:
        CatalogueError: A spelling that neither knows.
    """
    codes = catalogue.regions["worldbank"]["codes"]
    known = {name: codes.get(code, code) for code, name in zip(names["geo_id"], names["name"], strict=True)}
    known |= catalogue.regions["worldbank"]["names"]
    spelt = records["geo_name"].astype("category")
    strangers = sorted(set(spelt.cat.categories) - set(known))
    if strangers:
        raise CatalogueError(
            f"WDI names that the catalogue cannot place: {', '.join(strangers)}. "
            "Add them to [worldbank.names] in etl/catalogue/regions.toml."
        )
    return _part(records, renamed(spelt, known), release, catalogue)


def _part(records: pd.DataFrame, place: pd.Series, release: str, catalogue: Catalogue) -> Part:
    lost = constant(UNKNOWN, len(records))
    rows = pd.DataFrame(
        {
            "indicator": records["indicator_id"].astype("category"),
            "place": place,
            "year": records["year"],
            "value": records["value"].astype("float64"),
            "magnitude": lost,
            "qualifier": lost,
        }
    )
    return complete("worldbank", release, rows, catalogue)
