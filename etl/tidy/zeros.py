"""Zeros that are no figures: a copy that lost its publisher's flags shows "not applicable" as 0."""

from collections.abc import Sequence

import pandas as pd

from etl.catalogue import Catalogue
from etl.tidy.frame import LeftOut, Part, as_category
from etl.tidy.within import outside

_HOW = {"wealth": "wealth", "location": "location", "sex": "sex"}
RULE = "zero_is_no_figure"


def without_false_zeros(part: Part, catalogue: Catalogue) -> Sequence[Part | LeftOut]:
    """The part without rates of 0 that their total disproves, and how many those were.

    Where the rate of all children lies above every group of a dimension and the lowest group is exactly 0, that 0
    can't be a rate: a mean is not above all its parts. Crossings with that dimension at 0 go with it.
    """
    wrong = outside(part)
    wrong = wrong[wrong["lowest"].eq(0) & wrong["value"].gt(wrong["highest"])]
    if wrong.empty:
        return [part]
    frame = part.frame
    zeros = frame[frame["method"].eq("survey") & frame["measure"].eq("rate_pct") & frame["value"].eq(0)]
    false = pd.Index([], dtype="int64")
    for row in wrong.itertuples():
        column, nobody = _HOW.get(row.dimension, "group_kind"), "total"
        here = zeros["place"].eq(row.place) & zeros["year"].eq(row.year) & zeros["level"].eq(row.level)
        false = false.union(zeros.index[here & zeros[column].ne(nobody)])
    kept = frame.drop(index=false).reset_index(drop=True)
    kept = kept.assign(**{name: as_category(kept[name]) for name in ("indicator", "place")})
    reason = catalogue.exclusions[RULE]["reason"]
    return [Part(part.source, part.release, kept), LeftOut(part.source, part.release, len(false), reason, RULE)]
