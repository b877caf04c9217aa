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
    levels = records["level"].astype("str").map(_LEVELS)
    sexes = records["sex"].astype("str").map(_SEXES)
    numbers = {
        ours: (records[theirs].astype("float64") * to_per_cent).round(6)
        for ours, theirs in (("value", "value"), ("low", "lower"), ("high", "upper"))
    }
    code = "VIEW." + levels + sexes
    rows = pd.DataFrame({"indicator": code, "place": records["country"], "year": records["year"], **numbers})
    return complete("view", release, rows, catalogue)
