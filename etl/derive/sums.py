"""Regions that a release does not publish, as the sum of regions that it does."""

import pandas as pd

from etl.catalogue import Catalogue, Sum
from etl.errors import BuildRefused
from etl.tidy.frame import Part, complete


def region_sum(rule: Sum, part: Part, catalogue: Catalogue) -> Part:
    """The sum, for the years in which every part is published.

    Raises:
        BuildRefused: The release has none of the parts.
    """
    frame = part.frame
    wanted = frame[frame["place"].isin(rule.parts) & frame["indicator"].isin(list(rule.indicators))]
    if wanted.empty:
        raise BuildRefused(f"{part.name} has none of {', '.join(rule.parts)}, so {rule.place} cannot be summed.")
    plain = wanted[["indicator", "year", "value"]].astype({"indicator": "str"})
    summed = plain.groupby(["indicator", "year"], as_index=False)["value"].agg(["sum", "count"])
    whole = summed[summed["count"] == len(rule.parts)].reset_index(drop=True)
    rows = pd.DataFrame(
        {
            "indicator": whole["indicator"].map(rule.indicators),
            "place": rule.place,
            "year": whole["year"],
            "value": whole["sum"],
            "is_derived": True,
        }
    )
    return complete("here", f"{rule.source}-{rule.release}", rows, catalogue)
