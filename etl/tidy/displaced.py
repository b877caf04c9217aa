"""UNHCR's refugees and others by country of asylum -> an attribute of a country and year, all ages and school ages."""

from collections.abc import Callable

import pandas as pd

from etl.catalogue import Catalogue
from etl.errors import CatalogueError
from etl.tidy.frame import LeftOut

COLUMNS = [
    "place", "year", "population", "sex", "age_group", "persons", "age_known_share", "source", "release",
]  # fmt: skip
_KEY = ["place", "year", "population"]
_SEXES = {"f": "female", "m": "male"}


def displaced(
    population: pd.DataFrame, school_age: pd.DataFrame, release: str, catalogue: Catalogue
) -> tuple[pd.DataFrame, list[LeftOut]]:
    """Persons by country of asylum, end of year.

    Args:
        population: One row per country and year, all ages, a column for each population.
        school_age: One row per country, year and population, girls and boys of two age groups side by side.
        release: The release they stand under.
        catalogue: Holds what the codes mean and which cells do not become rows.

    Returns:
        COLUMNS, and what was left out in cells of the files. By age the persons are lower bounds wherever
        `age_known_share` (0-1) is below 1: where sex and age are not known the cell is 0.

    Raises:
        CatalogueError: A population that the catalogue does not know.
    """
    said = catalogue.displaced
    rows = pd.concat([_all_ages(population, catalogue), _by_age(school_age, catalogue)], ignore_index=True)
    rules: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
        "zeros": lambda rows: rows["persons"].fillna(0).eq(0),
        "nowhere": lambda rows: rows["place"].isin(said["nowhere"]["ids"]),
        "returned": lambda rows: rows["population"].eq(said["returned"]["population"]) & rows["age_group"].ne("all"),
    }
    left = []
    for name, rule in rules.items():
        gone = rule(rows)
        left.append(LeftOut("unhcr", release, int(gone.sum()), said["left_out"][name], name))
        rows = rows[~gone]
    table = rows.assign(source="unhcr", release=release)[COLUMNS]
    typed = table.astype({"year": "int16", "persons": "int64"})
    return typed.sort_values([*_KEY, "age_group", "sex"], ignore_index=True), left


def _all_ages(population: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    columns = list(catalogue.displaced["populations"].values())
    named = population.rename(columns={"coa_iso": "place"}).astype({"place": "str"})
    long = named.melt(["place", "year"], columns, var_name="population", value_name="persons")
    return long.assign(sex="total", age_group="all", age_known_share=float("nan"))


def _by_age(records: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Girls, boys and both of each age group, with the share of all of them whose sex and age are known."""
    words = catalogue.displaced["populations"]
    if strangers := sorted(set(records["pop_type"].astype("str")) - set(words)):
        raise CatalogueError(
            f"UNHCR counts {', '.join(strangers)}, which the catalogue does not know. "
            "Add it to [populations] in etl/catalogue/displaced.toml."
        )
    known = records["f_total"] + records["m_total"] - records["f_other"] - records["m_other"]
    rows = pd.DataFrame(
        {
            "place": records["coa_iso"].astype("str"),
            "year": records["year"],
            "population": records["pop_type"].astype("str").map(words),
            "age_known_share": known / records["total"],
        }
    )
    cells = []
    for ending, ages in catalogue.displaced["ages"].items():
        sexes = {name: records[f"{letter}_{ending}"] for letter, name in _SEXES.items()}
        for sex, persons in {**sexes, "total": sum(sexes.values())}.items():
            cells.append(rows.assign(sex=sex, age_group=ages, persons=persons))
    return pd.concat(cells, ignore_index=True)
