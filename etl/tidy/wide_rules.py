"""Which figures of WIDE do not become observations: every one by a rule with an id and a reason in the catalogue.

A figure is left out by the first rule that it meets, so the figures of all rules and those kept make all figures.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import compress
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.catalogue import Catalogue
from etl.tidy.frame import LeftOut, numbered

SURVEY = ["place", "year", "survey"]


def named(dimensions: Iterable[str]) -> str:
    """The dimensions by which a record is a group, as one text: `region/sex`; empty if it is about all children."""
    return "/".join(sorted(dimensions))


def of_records(records: pd.DataFrame, catalogue: Catalogue) -> pd.Series:
    """The rule by which a whole record is left out; None where there is none."""
    columns, kinds = list(catalogue.wide["dimensions"].values()), set(catalogue.wide["kinds"])
    key = ["version", *SURVEY, "names", *columns]
    twice = records[~records["again"]].duplicated(key, keep=False).reindex(records.index, fill_value=False)
    found = {row["rule"]: _listed(records, row) for row in catalogue.exclusions["wide"]["rows"]}
    unnamed = records["names"].astype("object") != _filled(records[columns])
    found |= {"unnamed_group": unnamed, "filed_twice": records["again"], "two_counts": twice}
    few = _few_known(records, ~unnamed & ~records["again"], catalogue)
    crossed = _by(records, lambda dimensions: len(kinds & dimensions) > 1)
    return _first(found | {"few_known": few, "two_groups": crossed})


def of_figures(figures: pd.DataFrame, key: list[str], catalogue: Catalogue) -> pd.Series:
    """The rule by which a figure is left out, that of its record first; None where it stays.

    Args:
        figures: `key`, version, rule (of the record), value in per cent, sample_size.
        key: The columns that name a figure.
        catalogue: Holds the order of the files and the words.
    """
    value, asked = figures["value"], figures["sample_size"]
    unknown = figures["group"].isin(catalogue.exclusions["wide"]["no_answer"]["groups"])
    empty = {
        "nothing": value.isna() & asked.isna(),
        "nobody_asked": value.isna() & asked.eq(0).fillna(False).astype("bool"),
        "no_answer": unknown,
    }
    rule = figures["rule"].where(figures["rule"].notna(), _first(empty))
    other, same = _filed_again(figures[rule.isna()], key, catalogue)
    return rule.where(rule.notna(), _first({"other_version": other, "same_figure": same}, rule.index))


def left_out(figures: pd.DataFrame, release: str, catalogue: Catalogue) -> list[LeftOut]:
    """What each rule leaves out, in figures."""
    said = catalogue.exclusions["wide"]
    reasons = {row["rule"]: row["reason"] for row in said["rows"]} | said["rules"]
    counts = figures["rule"].value_counts()
    return [LeftOut("wide", release, int(counts[rule]), why, rule) for rule, why in reasons.items() if rule in counts]


def columns_not_taken(files: Iterable[pd.DataFrame], release: str, catalogue: Catalogue) -> list[LeftOut]:
    """The columns that are no out-of-school rates, in filled cells."""
    counts: dict[str, int] = {}
    for rows in files:
        for name in set(rows) & set(catalogue.exclusions["wide"]["columns"]):
            counts[name] = counts.get(name, 0) + int(rows[name].notna().sum())
    reasons = catalogue.exclusions["wide"]["columns"]
    said = {name: f"{name}: {why}" for name, why in reasons.items() if name in counts}
    return [LeftOut("wide", release, counts[name], why, "columns") for name, why in said.items()]


def _listed(records: pd.DataFrame, row: Mapping[str, Any]) -> pd.Series:
    return records["place"].eq(row["place"]) & records["year"].isin(row["years"])


def _filled(groups: pd.DataFrame) -> NDArray[np.object_]:
    """The dimensions of which a record has a group, as one text."""
    known = groups.notna().to_numpy()
    _, first, where = np.unique(known @ 2 ** np.arange(len(groups.columns)), return_index=True, return_inverse=True)
    return np.array([named(compress(groups, row)) for row in known[first]], dtype="object")[where]


def _by(records: pd.DataFrame, wanted: Callable[[set[str]], bool]) -> pd.Series:
    """The records whose dimensions are as wanted."""
    names = records["names"]
    return names.isin([text for text in names.cat.categories if wanted(set(text.split("/")))])


def _few_known(records: pd.DataFrame, whole: pd.Series, catalogue: Catalogue) -> pd.Series:
    """The records by a dimension whose groups, in that survey, are known of too small a share of the children asked.

    `whole` are the records whose group is named and that stand once.
    """
    said = catalogue.exclusions["wide"]["few_known"]
    asked = records[[f"{level}_asked" for level in catalogue.wide["codes"]]].sum(axis=1)
    survey = numbered(records, ["version", *SURVEY])
    everybody = asked.where(records["names"] == "", 0).groupby(survey).transform("sum")
    few = pd.Series(False, index=records.index)
    for dimension in said["dimensions"]:
        groups = asked.where(whole & (records["names"] == dimension), 0).groupby(survey).transform("sum")
        few |= (groups < said["at_least"] * everybody) & _by(records, {dimension}.issubset)
    return few


def _filed_again(figures: pd.DataFrame, key: list[str], catalogue: Catalogue) -> tuple[pd.Series, pd.Series]:
    """Figures of a survey that an earlier file has: those of another version of it, and the rest of them."""
    order = pd.Index(catalogue.wide["versions"]).get_indexer(figures["version"])
    sorted_ = figures.iloc[order.argsort(kind="stable")]
    which, figure = pd.factorize(numbered(sorted_, key))
    again, value = pd.Series(which, sorted_.index).duplicated(), sorted_["value"].to_numpy()
    first = np.empty(len(figure))
    first[which[~again]] = value[~again]
    apart = pd.Series(np.abs(value - first[which]), index=sorted_.index)
    widest = apart.groupby(numbered(sorted_, [*SURVEY, "indicator", "version"])).transform("max")
    return widest > catalogue.wide["at_most_pp"], again


def _first(masks: Mapping[str, pd.Series], index: pd.Index | None = None) -> pd.Series:
    """The name of the first mask that is true, row by row."""
    whole = next(iter(masks.values())).index if index is None else index
    found = pd.Series(None, index=whole, dtype="object")
    for name, mask in reversed(list(masks.items())):
        found[mask[mask].index] = name
    return found
