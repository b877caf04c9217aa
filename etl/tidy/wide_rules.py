"""Which figures of WIDE do not become observations: every one by a rule with an id and a reason in the catalogue.

A figure is left out by the first rule that it meets, so the figures of all rules and those kept make all figures.
"""

from collections.abc import Iterable, Mapping
from itertools import compress
from typing import Any

import pandas as pd

from etl.catalogue import Catalogue
from etl.tidy.frame import LeftOut

SURVEY = ["place", "year", "survey"]


def of_records(records: pd.DataFrame, catalogue: Catalogue) -> pd.Series:
    """The rule by which a whole record is left out; None where there is none."""
    named = list(catalogue.wide["dimensions"].values())
    filled = pd.Series([frozenset(compress(named, row)) for row in records[named].notna().to_numpy()])
    crossed = records["names"].map(lambda names: len(names.intersection(catalogue.wide["kinds"])) > 1)
    key = ["version", *SURVEY, "names", *named]
    twice = records[~records["again"]].duplicated(key, keep=False).reindex(records.index, fill_value=False)
    found = {row["rule"]: _listed(records, row) for row in catalogue.exclusions["wide"]["rows"]}
    unnamed = records["names"] != filled
    found |= {"unnamed_group": unnamed, "filed_twice": records["again"], "two_counts": twice}
    few = _few_known(records, ~unnamed & ~records["again"], catalogue)
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


def _few_known(records: pd.DataFrame, named: pd.Series, catalogue: Catalogue) -> pd.Series:
    """The records by a dimension whose groups, in that survey, are known of too small a share of the children asked."""
    said = catalogue.exclusions["wide"]["few_known"]
    asked = records[[f"{level}_asked" for level in catalogue.wide["codes"]]].sum(axis=1)
    survey = [records[name] for name in ("version", *SURVEY)]
    whole = asked.where(records["names"] == frozenset(), 0).groupby(survey).transform("sum")
    few = pd.Series(False, index=records.index)
    for dimension in said["dimensions"]:
        groups = asked.where(named & (records["names"] == frozenset({dimension})), 0).groupby(survey).transform("sum")
        few |= (groups < said["at_least"] * whole) & records["names"].map(lambda names, of=dimension: of in names)
    return few


def _filed_again(figures: pd.DataFrame, key: list[str], catalogue: Catalogue) -> tuple[pd.Series, pd.Series]:
    """Figures of a survey that an earlier file has: those of another version of it, and the rest of them."""
    order = {name: number for number, name in enumerate(catalogue.wide["versions"])}
    sorted_ = figures.iloc[figures["version"].map(order).argsort(kind="stable")]
    again = sorted_.duplicated(key)
    first = sorted_.loc[~again].set_index(key)["value"]
    theirs = first.reindex(pd.MultiIndex.from_frame(sorted_[key])).set_axis(sorted_.index)
    apart = (sorted_["value"] - theirs).abs()
    level = [*SURVEY, "indicator", "version"]
    widest = apart.groupby([sorted_[name] for name in level]).transform("max")
    return widest > catalogue.wide["at_most_pp"], again


def _first(masks: Mapping[str, pd.Series], index: pd.Index | None = None) -> pd.Series:
    """The name of the first mask that is true, row by row."""
    whole = next(iter(masks.values())).index if index is None else index
    found = pd.Series(None, index=whole, dtype="object")
    for name, mask in reversed(list(masks.items())):
        found[mask[mask].index] = name
    return found
