"""The official school ages of each country and year: what a level means where and when."""

import pandas as pd

from etl.tidy.frame import LeftOut

LEVELS = {"primary": "prim", "lower_secondary": "lowsec", "upper_secondary": "upsec"}
AGES = {"entrance_age": "age", "duration_years": "dur"}


def school_ages(records: pd.DataFrame, release: str, why: str) -> tuple[pd.DataFrame, LeftOut]:
    """`place year level entrance_age duration_years source release`, in years; and the levels that last no year.

    Args:
        records: `iso_code3 year prim_age_uis prim_dur_uis …`, a row a country and year.
        release: Their release.
        why: The reason for leaving out a level that lasts no year.
    """
    parts = [
        pd.DataFrame(
            {
                "place": records["iso_code3"].astype("str"),
                "year": records["year"],
                "level": level,
                **{name: records[f"{stem}_{ending}_uis"] for name, ending in AGES.items()},
            }
        )
        for level, stem in LEVELS.items()
    ]
    told = pd.concat(parts, ignore_index=True).dropna(subset=list(AGES))
    table = told[told["duration_years"] > 0].assign(source="population", release=release)
    left = LeftOut("population", release, len(told) - len(table), why, "no_years")
    table = table.astype(dict.fromkeys(AGES, "int16")).sort_values(["place", "year", "level"], ignore_index=True)
    return table, left
