"""WIDE's files -> observations: each record gives a rate at three levels, for one group of children of one survey.

The files differ in columns, units and spelling; the records have one shape before anything is left out of them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from etl.catalogue import Catalogue
from etl.errors import CatalogueError
from etl.tidy import wide_rules as rules
from etl.tidy.frame import LeftOut, Part, complete
from etl.tidy.names import iso3_of

FIGURE = [*rules.SURVEY, "indicator", "sex", "location", "wealth", "group_kind", "group"]


def rates(
    files: Mapping[str, pd.DataFrame], countries: pd.DataFrame, release: str, catalogue: Catalogue
) -> Sequence[Part | LeftOut]:
    """Shares of children out of school -> rate_pct (0-100) with the unweighted number of children asked.

    Args:
        files: The records by what follows the release in their file's name; "" for the parts.
        countries: The joined lists of countries (places/countries).
        release: The release they stand under.
        catalogue: What words mean, and what is left out.

    Returns:
        One Part; the figures that are not in it, by rule; the columns that are not taken.

    Raises:
        CatalogueError: A word, a spelling of a country or a file that the catalogue does not know.
    """
    found = figures(files, countries, catalogue)
    kept = found.loc[found["rule"].isna(), [*FIGURE, "value", "sample_size"]]
    untaken = rules.columns_not_taken(files.values(), release, catalogue)
    return [complete("wide", release, kept, catalogue), *rules.left_out(found, release, catalogue), *untaken]


def figures(files: Mapping[str, pd.DataFrame], countries: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Every figure of the files, three to a record: FIGURE, version, value (per cent), sample_size (children asked).

    `rule` is the one by which a figure is left out, None where it stays. Arguments and errors as `rates`.
    """
    read = [_records(rows, name, catalogue) for name, rows in files.items()]
    records = _spelt(_placed(pd.concat(read, ignore_index=True), countries, catalogue), catalogue)
    records["rule"] = rules.of_records(records, catalogue)
    found = _by_level(_whose(records, catalogue), catalogue)
    return found.assign(rule=rules.of_figures(found, FIGURE, catalogue))


def _records(rows: pd.DataFrame, name: str, catalogue: Catalogue) -> pd.DataFrame:
    """One file under common names: `version iso3 country year survey names again` + a column per dimension and level.

    `names` are the dimensions of the category, in any order and case; `again`: a row above is the same; shares are
    in per cent.
    """
    said = catalogue.wide
    parts = "part " + rows["part"].astype("str") if "part" in rows else name
    frame = pd.DataFrame({"version": parts, "year": rows["year"]}, index=rows.index)
    if strangers := set(frame["version"]) - set(said["versions"]):
        raise CatalogueError(f"WIDE files that the catalogue does not know: {', '.join(sorted(strangers))}.")
    texts = {"iso3": "iso_code" if "iso_code" in rows else "iso_code3", "country": "country", "survey": "survey"}
    for ours, theirs in (texts | {name: name for name in said["dimensions"].values()}).items():
        frame[ours] = _text(rows[theirs], said["no_value"]) if theirs in rows else None
    frame["again"] = rows.duplicated()
    frame["names"] = rows["category"].astype("object").map(_dimensions(rows["category"].unique(), catalogue))
    scale = 1 if name in said["per_cent"] else 100
    for level in said["codes"]:
        share = rows[f"eduout_{level}_m" if scale == 100 else f"eduout_{level}"]
        frame[f"{level}_pct"] = (share * scale).round(6)
        frame[f"{level}_asked"] = rows[f"eduout_{level}_no"]
    return frame


def _text(column: pd.Series, no_value: Sequence[str]) -> pd.Series:
    """Plain text, None where the cell is empty or says that it has no value."""
    texts = column.astype("object")
    return texts.where(texts.notna() & ~texts.isin(no_value), None)


def _dimensions(categories: Iterable[str], catalogue: Catalogue) -> dict[str, frozenset[str]]:
    """ "Region & Sex", "sex region" and "Sex Region" -> {"region", "sex"}; "Total" -> none."""
    known = catalogue.wide["dimensions"]
    found = {}
    for category in categories:
        words = re.findall("|".join([*known, r"\w+"]), category.lower())
        if strangers := set(words) - {*known, "total"}:
            raise CatalogueError(_unknown("dimension", strangers))
        found[category] = frozenset(known[word] for word in words if word != "total")
    return found


def _placed(records: pd.DataFrame, countries: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """With `place`: the ISO3 where the file has one, else by the name of the country."""
    by_name = iso3_of(records["country"].dropna().unique(), catalogue, countries)
    return records.assign(place=records["iso3"].fillna(records["country"].map(by_name)))


def _spelt(records: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """The names of groups with the repairs of the catalogue; any other name stays as published."""
    for repair in catalogue.wide["spellings"]:
        here = records["place"].isin(repair["places"]) if "places" in repair else pd.Series(True, index=records.index)
        for column in catalogue.wide["kinds"]:
            mended = records[column].where(~here | ~records[column].isin(repair["names"]), None)
            records[column] = mended.fillna(records[column].map(repair["names"]))
    return records


def _whose(records: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """With `sex location wealth` in the words of the observations, and the one group that is left as `group`."""
    said = catalogue.wide
    for column, words in said["words"].items():
        texts = records[column].str.lower()
        if strangers := set(texts.dropna()) - set(words):
            raise CatalogueError(_unknown(column, strangers))
        records[column] = texts.map(words).fillna("total")
    kinds, groups = "total", "total"
    for column, kind in said["kinds"].items():
        named = records[column].notna()
        kinds = pd.Series(kind, index=records.index).where(named, kinds)
        groups = records[column].where(named, groups)
    return records.assign(group_kind=kinds, group=groups)


def _by_level(records: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Three rows for each record, with its rule."""
    shared = [name for name in FIGURE if name != "indicator"] + ["version", "rule"]
    levels = [
        records[shared].assign(
            indicator=code,
            value=records[f"{level}_pct"],
            sample_size=records[f"{level}_asked"].astype("Int32"),
        )
        for level, code in catalogue.wide["codes"].items()
    ]
    return pd.concat(levels, ignore_index=True)


def _unknown(what: str, words: set[str]) -> str:
    return (
        f"WIDE has words for {what} that the catalogue does not know: {', '.join(sorted(words))}. "
        "Add them to etl/catalogue/wide.toml."
    )
