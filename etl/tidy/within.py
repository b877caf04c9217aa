"""Whether the rate of all children of a survey lies between those of its groups, as a weighted mean must.

compared(part) -> every total beside the lowest and highest group of every dimension that is complete
outside(part)  -> those that lie outside
listed(parts)  -> the same of many, by name
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from etl.tidy.frame import Part

PROMISE = "the total of a survey lies between its groups"
SLACK_PP = 0.05  # rates that were rounded before they were published
COMPLETE = {  # the groups that together are all children
    "sex": [{"female", "male"}],
    "location": [{"rural", "urban"}, {"rural", "not_rural"}],
    "wealth": [{"q1", "q2", "q3", "q4", "q5"}],
    "disability": [{"with disability", "without disability"}],
}
ADDED_UP = ("subnational", "ethnicity", "religion")  # complete where the children asked in the groups are all asked
_MISSING_SHARE = 0.01
_WHO = ["sex", "location", "wealth", "group_kind"]
_SURVEY = ["place", "year", "survey", "level"]
COLUMNS = ["source", "release", *_SURVEY, "indicator", "dimension", "value", "lowest", "highest"]


def compared(part: Part) -> pd.DataFrame:
    """COLUMNS, one row per survey, level and complete dimension; rates in per cent.

    A dimension is complete where each of its groups has a rate; one whose groups differ from survey to survey,
    where their sample sizes make that of the total within 1 %.
    """
    rows = _rates(part)
    rows["of"] = rows.groupby(_SURVEY, observed=True, dropna=False).ngroup()
    totals, groups = rows[rows["dimension"] == "total"], rows[rows["dimension"] != "total"]
    found = groups.groupby(["of", "dimension"], as_index=False).agg(
        lowest=("value", "min"), highest=("value", "max"), asked=("sample_size", "sum")
    )
    both = found.join(totals.drop_duplicates("of").set_index("of").drop(columns=["dimension", "key"]), "of", "inner")
    missing = (both["sample_size"] - both["asked"]).abs() / both["sample_size"]
    complete = both["dimension"].isin(ADDED_UP) & (missing <= _MISSING_SHARE)
    for dimension, sets in COMPLETE.items():
        keys = groups.loc[groups["dimension"] == dimension, ["of", "key"]].drop_duplicates()
        for whole in sets:
            complete |= both["dimension"].eq(dimension) & both["of"].isin(_consisting(keys, whole))
    named = both[complete].assign(source=part.source, release=part.release)
    return named.sort_values([*_SURVEY, "dimension"], ignore_index=True)[COLUMNS]


def outside(part: Part) -> pd.DataFrame:
    """The rows of `compared` whose total is not between the lowest and the highest group, save for rounding."""
    rows = compared(part)
    under, over = rows["lowest"] - rows["value"], rows["value"] - rows["highest"]
    texts = dict.fromkeys(["place", "survey", "level", "indicator"], "object") | {"dimension": "str"}
    return rows[(under > SLACK_PP) | (over > SLACK_PP)].reset_index(drop=True).astype(texts)


def listed(parts: Iterable[Part]) -> dict[str, pd.DataFrame]:
    """`outside` of the parts, by name, that have such a row."""
    surveyed = (part for part in parts if "survey" in part.frame["method"].cat.categories)
    return {part.name: rows for part in surveyed if len(rows := outside(part))}


def _consisting(keys: pd.DataFrame, whole: set[str]) -> pd.Index:
    """What has the groups of `whole` and no others, of the distinct groups `key` that each `of` has."""
    inside = keys["key"].isin(whole).groupby(keys["of"]).agg(["sum", "size"])
    return inside.index[inside.eq(len(whole)).all(axis=1)]


def _rates(part: Part) -> pd.DataFrame:
    """Survey rates of all children (`dimension` total) and of one group, with the `dimension` and `key` of it."""
    frame = part.frame
    wanted = (frame["measure"] == "rate_pct") & (frame["method"] == "survey") & frame["value"].notna()
    rows = frame.loc[wanted, [*_SURVEY, "indicator", *_WHO, "group", "value", "sample_size"]]
    named = np.column_stack([rows[name] != "total" for name in _WHO])
    alone = named.sum(axis=1) <= 1
    rows, named = rows[alone], named[alone]
    dimension, key = np.full((2, len(rows)), "total", dtype="object")
    for name, here in zip(_WHO, named.T, strict=True):
        kind = name == "group_kind"
        dimension[here] = rows.loc[here, name] if kind else name
        key[here] = rows.loc[here, "group" if kind else name]
    kept = rows.drop(columns=[*_WHO, "group"]).astype({"sample_size": "float64"})
    return kept.assign(dimension=dimension, key=key)
