"""Whether the rate of all children of a survey lies between those of its groups, as a weighted mean must.

compared(part) -> every total beside the lowest and highest group of every dimension that is complete
outside(part)  -> those that lie outside
"""

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
    totals = rows[rows["dimension"] == "total"].drop_duplicates(_SURVEY)
    groups = rows[rows["dimension"] != "total"]
    found = groups.groupby([*_SURVEY, "dimension"], dropna=False).agg(
        lowest=("value", "min"), highest=("value", "max"), keys=("key", frozenset), asked=("sample_size", "sum")
    )
    both = totals.drop(columns=["dimension", "key"]).merge(found.reset_index(), on=_SURVEY)
    named = zip(both["dimension"], both["keys"], strict=True)
    fixed = pd.Series([keys in COMPLETE.get(name, ()) for name, keys in named], index=both.index, dtype="bool")
    missing = (both["sample_size"] - both["asked"]).abs() / both["sample_size"]
    added_up = both["dimension"].isin(ADDED_UP) & (missing <= _MISSING_SHARE)
    complete = both[fixed | added_up].assign(source=part.source, release=part.release)
    return complete.sort_values([*_SURVEY, "dimension"], ignore_index=True)[COLUMNS]


def outside(part: Part) -> pd.DataFrame:
    """The rows of `compared` whose total is not between the lowest and the highest group, save for rounding."""
    rows = compared(part)
    under, over = rows["lowest"] - rows["value"], rows["value"] - rows["highest"]
    return rows[(under > SLACK_PP) | (over > SLACK_PP)].reset_index(drop=True)


def _rates(part: Part) -> pd.DataFrame:
    """Survey rates of all children (`dimension` total) and of one group, with the `dimension` and `key` of it."""
    frame = part.frame
    wanted = (frame["measure"] == "rate_pct") & (frame["method"] == "survey") & frame["value"].notna()
    rows = frame.loc[wanted, [*_SURVEY, "indicator", *_WHO, "group", "value", "sample_size"]].astype(
        dict.fromkeys(["place", "survey", "level", "indicator", *_WHO, "group"], "object") | {"sample_size": "float64"}
    )
    named = rows[_WHO] != "total"
    rows = rows[named.sum(axis=1) <= 1]
    rows["dimension"], rows["key"] = "total", "total"
    for name in _WHO:
        here = named.loc[rows.index, name]
        kind = name == "group_kind"
        rows.loc[here, "dimension"] = rows.loc[here, "group_kind"] if kind else name
        rows.loc[here, "key"] = rows.loc[here, "group" if kind else name]
    return rows.drop(columns=[*_WHO, "group"])
