"""VIEW's modelled rates -> observations in per cent, whatever the release's unit."""

import pandas as pd

from etl.catalogue import Catalogue
from etl.tidy.frame import Part, complete

PROPORTIONS = ("2022", "2024")  # the releases that are not in per cent
_LEVELS = {"prim": "PRIM", "lsec": "LSEC", "usec": "USEC", "all": "ALL"}
_SEXES = {"total": "", "female": ".F", "male": ".M"}


def rates(records: pd.DataFrame, release: str, catalogue: Catalogue) -> Part:
    """`country level sex year value lower upper` -> rate_pct with low and high, 0-100."""
    to_per_cent = 100 if release in PROPORTIONS else 1
    numbers = {
        ours: (records[theirs].astype("float64") * to_per_cent).round(6)
        for ours, theirs in (("value", "value"), ("low", "lower"), ("high", "upper"))
    }
    rows = pd.DataFrame({"indicator": _codes(records), "place": records["country"], "year": records["year"], **numbers})
    return complete("view", release, rows, catalogue)


def _codes(records: pd.DataFrame) -> pd.Series:
    """`prim`, `female` -> VIEW.PRIM.F: the publisher's own words as one code."""
    level, sex = records["level"].astype("category"), records["sex"].astype("category")
    names = [f"VIEW.{_LEVELS[a]}{_SEXES[b]}" for a in level.cat.categories for b in sex.cat.categories]
    codes = level.cat.codes.to_numpy("int64") * len(sex.cat.categories) + sex.cat.codes.to_numpy()
    return pd.Series(pd.Categorical.from_codes(codes, pd.Index(names)))
