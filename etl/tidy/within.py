"""Whether the rate of all children of a survey lies between those of its groups, as a weighted mean must.

compared(part) -> every total beside the lowest and highest group of every dimension that is complete
outside(part)  -> those that lie outside
listed(parts)  -> the same of many, by name
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.tidy.frame import Part, numbered

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
_WHOLE = [whole for sets in COMPLETE.values() for whole in sets]
_BIT = {group: 1 << number for number, group in enumerate(sorted(set().union(*_WHOLE)))}
_OTHER = 1 << len(_BIT)


def compared(part: Part) -> pd.DataFrame:
    """COLUMNS, one row per survey, level and complete dimension; rates in per cent.

    A dimension is complete where each of its groups has a rate; one whose groups differ from survey to survey,
    where their sample sizes make that of the total within 1 %.
    """
    rows = _rates(part)
    totals, groups = rows[rows["dimension"] == "total"], rows[rows["dimension"] != "total"]
    by = ["of", "dimension"]
    grouped, once = groups.groupby(by, observed=True), groups.drop_duplicates([*by, "bit"]).groupby(by, observed=True)
    rates, asked = grouped["value"], grouped["sample_size"].sum()
    found = pd.DataFrame({"lowest": rates.min(), "highest": rates.max(), "asked": asked, "has": once["bit"].sum()})
    everybody = totals.drop_duplicates("of").set_index("of").drop(columns=["dimension", "bit"])
    both = found.reset_index().join(everybody, "of", "inner")
    missing = (both["sample_size"] - both["asked"]).abs() / both["sample_size"]
    every = both["has"].isin([sum(_BIT[group] for group in whole) for whole in _WHOLE])
    complete = (every & both["dimension"].isin(COMPLETE)) | (
        both["dimension"].isin(ADDED_UP) & (missing <= _MISSING_SHARE)
    )
    return both[complete].assign(source=part.source, release=part.release)[COLUMNS].reset_index(drop=True)


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


def _rates(part: Part) -> pd.DataFrame:
    """Survey rates of all children (`dimension` total) and of one group, of which `bit` tells the name.

    `of` is their survey and level as a number, in the order of _SURVEY.
    """
    frame = part.frame
    wanted = np.flatnonzero((frame["measure"] == "rate_pct") & (frame["method"] == "survey") & frame["value"].notna())
    who = {name: frame[name].array.take(wanted) for name in [*_WHO, "group"]}
    named = np.stack([who[name] != "total" for name in _WHO])
    kinds = who["group_kind"]
    dimensions = pd.Index(sorted({"total", *_WHO, *kinds.categories}))
    dimension, bit = np.full(len(wanted), dimensions.get_loc("total")), np.zeros(len(wanted), dtype="int64")
    for name, here in zip(_WHO, named, strict=True):
        kind = name == "group_kind"
        own = dimensions.get_indexer(kinds.categories).take(kinds.codes) if kind else dimensions.get_loc(name)
        dimension = np.where(here, own, dimension)
        bit = np.where(here, _bits(who["group" if kind else name]), bit)
    alone = named.sum(axis=0) <= 1
    rows = frame[[*_SURVEY, "indicator", "value", "sample_size"]].take(wanted[alone])
    groups = pd.Categorical.from_codes(dimension[alone], dimensions)
    more = {"of": numbered(rows, _SURVEY), "dimension": groups, "bit": bit[alone]}
    return rows.assign(sample_size=rows["sample_size"].astype("float64"), **more)


def _bits(groups: pd.Categorical) -> NDArray[np.int64]:
    """A bit for each group of COMPLETE, one bit for all others: the groups that a survey has are their sum."""
    few = np.array([_BIT.get(group, _OTHER) for group in groups.categories.tolist()], dtype="int64")
    return few.take(groups.codes)
