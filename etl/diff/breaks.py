"""Series that moved as a whole: a suspicion of another method, never a proof."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from etl.diff.renamed import is_region

_SERIES = ["indicator", "place"]
_COLUMNS = ["indicator", "place", "year", "measure", "old", "new", "why"]
_PERSONS = ("children", "school_age_population")


def suspected(pairs: pd.DataFrame, rules: Mapping[str, Any]) -> pd.DataFrame:
    """The broken series among figures that both releases have, the biggest move first.

    Args:
        pairs: `indicator place year measure old new`, both values there.
        rules: `[breaks]` of the catalogue's tolerance.

    Returns:
        `indicator place year measure old new why`: the last year in common and its two figures.
    """
    moved = _moved(pairs)
    if moved.empty:
        return pd.DataFrame(columns=_COLUMNS)
    grouped = moved.groupby(_SERIES, observed=True)
    series = grouped.agg(
        years=("year", "size"), first=("year", "min"), last=("year", "max"), middle=("pct", "median"),
        least=("pct", "min"), most=("pct", "max"), up=("up", "mean"), change=("change", "median"), at=("at", "last"),
    )  # fmt: skip
    one_way = series["up"].where(series["middle"] > 0, 1 - series["up"])
    nearest = series["least"].where(series["middle"] > 0, -series["most"])
    measure = pairs["measure"].loc[series["at"]].to_numpy()
    total = series.index.get_level_values("place").map(is_region).to_numpy(bool)
    whole = (one_way == 1) & (nearest >= rules["series_pct"])
    general = total & (series["middle"].abs() >= rules["total_pct"]) & (one_way >= rules["total_share"])
    floor = pd.Series(measure, index=series.index).astype(str).map(_floors(rules)).fillna(0)
    chosen = series[(whole | general) & (series["years"] >= rules["years"]) & (series["change"].abs() >= floor)]
    chosen = chosen.loc[chosen["middle"].abs().sort_values(ascending=False, kind="stable").index]
    rows = pairs.loc[chosen["at"], _COLUMNS[:-1]].reset_index(drop=True)
    return rows.assign(why=[_why(row) for row in chosen.itertuples()])


def _moved(pairs: pd.DataFrame) -> pd.DataFrame:
    """Per cent of the old figure by which each figure moved; zeros say nothing of a factor."""
    rows = pairs[(pairs["old"] > 0) & pairs["new"].notna()].sort_values("year", kind="stable")
    change = rows["new"] - rows["old"]
    return rows.assign(change=change, pct=100 * change / rows["old"], up=(change > 0).astype(float), at=rows.index)


def _floors(rules: Mapping[str, Any]) -> dict[str, float]:
    return {
        "rate_pct": rules["rate_pp"],
        "completion_pct": rules["rate_pp"],
        **dict.fromkeys(_PERSONS, rules["persons"]),
    }


def _why(row: Any) -> str:
    years = f"{row.years} years from {row.first} to {row.last}"
    return f"{years}: by {row.middle:+,.0f} % in the middle year, between {row.least:+,.0f} % and {row.most:+,.0f} %"
