"""WIDE's files -> observations: each record gives a rate at three levels, for one group of children of one survey.

The files differ in columns, units and spelling; the records have one shape before anything is left out of them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from etl.catalogue import Catalogue
from etl.errors import CatalogueError
from etl.tidy import wide_rules as rules
from etl.tidy.frame import LeftOut, Part, as_category, complete, constant, filled, no_text, renamed, stacked
from etl.tidy.names import Spelt

FIGURE = [*rules.SURVEY, "indicator", "sex", "location", "wealth", "group_kind", "group"]


def rates(
    files: Mapping[str, pd.DataFrame], spelt: Spelt, release: str, catalogue: Catalogue
) -> Sequence[Part | LeftOut]:
    """Shares of children out of school -> rate_pct (0-100) with the unweighted number of children asked.

    Args:
        files: The records by what follows the release in their file's name; "" for the parts.
        spelt: Countries by name.
        release: The release they stand under.
        catalogue: What words mean, and what is left out.

    Returns:
        One Part; the figures that are not in it, by rule; the columns that are not taken.

    Raises:
        CatalogueError: A word, a spelling of a country or a file that the catalogue does not know.
    """
    found = figures(files, spelt, catalogue)
    kept = found.loc[found["rule"].isna(), [*FIGURE, "value", "sample_size"]]
    untaken = rules.columns_not_taken(files.values(), release, catalogue)
    return [complete("wide", release, kept, catalogue), *rules.left_out(found, release, catalogue), *untaken]


def figures(files: Mapping[str, pd.DataFrame], spelt: Spelt, catalogue: Catalogue) -> pd.DataFrame:
    """Every figure of the files, three to a record: FIGURE, version, value (per cent), sample_size (children asked).

    `rule` is the one by which a figure is left out, None where it stays. Arguments and errors as `rates`.
    """
    read = [_records(rows, name, catalogue) for name, rows in files.items()]
    records = _spelt(_placed(stacked(read), spelt), catalogue)
    records["rule"] = rules.of_records(records, catalogue)
    found = _by_level(_whose(records, catalogue), catalogue)
    return found.assign(rule=rules.of_figures(found, FIGURE, catalogue))


def _records(rows: pd.DataFrame, name: str, catalogue: Catalogue) -> pd.DataFrame:
    """One file under common names: `version iso3 country year survey names again` + a column per dimension and level.

    `names` are the dimensions of the category, whatever their order and case there; `again`: a row above is the same;
    shares are in per cent.
    """
    said = catalogue.wide
    parts = rows["part"].cat.rename_categories("part {}".format) if "part" in rows else constant(name, len(rows))
    if strangers := set(parts.cat.categories) - set(said["versions"]):
        raise CatalogueError(f"WIDE files that the catalogue does not know: {', '.join(sorted(strangers))}.")
    frame = pd.DataFrame({"version": parts, "year": rows["year"]}, index=rows.index)
    texts = {"iso3": "iso_code" if "iso_code" in rows else "iso_code3", "country": "country", "survey": "survey"}
    for ours, theirs in (texts | {name: name for name in said["dimensions"].values()}).items():
        frame[ours] = _text(rows[theirs], said["no_value"]) if theirs in rows else no_text(len(rows))
    frame["again"] = rows.duplicated()
    category = rows["category"].astype("category")
    frame["names"] = renamed(category, _dimensions(category.cat.categories, catalogue))
    scale = 1 if name in said["per_cent"] else 100
    for level in said["codes"]:
        share = rows[f"eduout_{level}_m" if scale == 100 else f"eduout_{level}"]
        frame[f"{level}_pct"] = (share * scale).round(6)
        frame[f"{level}_asked"] = rows[f"eduout_{level}_no"]
    return frame


def _text(column: pd.Series, no_value: Sequence[str]) -> pd.Series:
    """A categorical column, missing where the cell is empty or says that it has no value."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype("str").astype("category")
    return column.cat.set_categories(column.cat.categories.astype("str").difference(no_value))


def _dimensions(categories: Iterable[str], catalogue: Catalogue) -> dict[str, str]:
    """ "Region & Sex", "sex region" and "Sex Region" -> "region/sex"; "Total" -> ""."""
    known = catalogue.wide["dimensions"]
    found = {}
    for category in categories:
        words = re.findall("|".join([*known, r"\w+"]), category.lower())
        if strangers := set(words) - {*known, "total"}:
            raise CatalogueError(_unknown("dimension", strangers))
        found[category] = rules.named(known[word] for word in words if word != "total")
    return found


def _placed(records: pd.DataFrame, spelt: Spelt) -> pd.DataFrame:
    """With `place`: the ISO3 where the file has one, else by the name of the country."""
    codes = records["iso3"].cat
    named = renamed(records["country"], spelt.iso3_of(records["country"].cat.categories)).cat
    both = codes.categories.union(named.categories)
    return records.assign(place=as_category(codes.set_categories(both).fillna(named.set_categories(both))))


def _spelt(records: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """The names of groups with the repairs of the catalogue; any other name stays as published."""
    repairs = catalogue.wide["spellings"]
    mangled = {name for repair in repairs for name in repair["names"]}
    for column in catalogue.wide["kinds"]:
        odd = records.loc[records[column].isin(mangled), ["place", column]]
        mended = [_mended(name, place, repairs) for place, name in odd.itertuples(index=False)]
        texts = records[column].cat.add_categories(set(mended).difference(records[column].cat.categories))
        texts[odd.index] = mended
        records[column] = texts
    return records


def _mended(name: str, place: str, repairs: Iterable[Mapping[str, Any]]) -> str:
    for repair in repairs:
        if place in repair.get("places", [place]):
            name = repair["names"].get(name, name)
    return name


def _whose(records: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """With `sex location wealth` in the words of the observations, and the one group that is left as `group`."""
    said = catalogue.wide
    for column, words in said["words"].items():
        spelt = {text: text.lower() for text in records[column].cat.categories}
        if strangers := set(spelt.values()) - set(words):
            raise CatalogueError(_unknown(column, strangers))
        ours = {text: words[lower] for text, lower in spelt.items()}
        records[column] = filled(renamed(records[column], ours), "total")
    columns = {kind: records[column].array for column, kind in said["kinds"].items()}
    texts = chain(["total"], *(column.categories.tolist() for column in columns.values()))
    kinds, groups = pd.Index(["total", *columns]), pd.Index([*dict.fromkeys(texts)])
    kind, group = np.zeros((2, len(records)), dtype="int32")
    for number, column in enumerate(columns.values(), start=1):
        named = column.codes >= 0
        kind[named], group[named] = number, groups.get_indexer(column.categories).take(column.codes[named])
    both = {"group_kind": (kind, kinds), "group": (group, groups)}
    return records.assign(**{name: pd.Categorical.from_codes(*which) for name, which in both.items()})


def _by_level(records: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Three rows for each record, with its rule."""
    shared = [name for name in FIGURE if name != "indicator"] + ["version", "rule"]
    levels = [
        records[shared].assign(
            indicator=constant(code, len(records)),
            value=records[f"{level}_pct"],
            sample_size=records[f"{level}_asked"].astype("Int32"),
        )
        for level, code in catalogue.wide["codes"].items()
    ]
    return stacked(levels)


def _unknown(what: str, words: set[str]) -> str:
    return (
        f"WIDE has words for {what} that the catalogue does not know: {', '.join(sorted(words))}. "
        "Add them to etl/catalogue/wide.toml."
    )
