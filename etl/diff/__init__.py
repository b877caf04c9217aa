"""Two releases set against each other: what came, what went, what was revised, and what looks like another method.

compare(old, new) -> Difference      two releases' observations, one `Part.frame` each
Difference.summary() -> dict         the counts, for machines
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from etl.catalogue import load
from etl.diff import breaks, cells, renamed

__all__ = ["Difference", "compare"]

_SERIES = ["indicator", "place"]
MADE_ZERO, MADE_MISSING, APPEARED, VANISHED = "missing made zero", "zero made missing", "appeared", "vanished"
NEW_YEAR, YEAR_GONE = "in years only the new release spans", "in years only the old release spans"
KINDS = (APPEARED, VANISHED, MADE_ZERO, MADE_MISSING, NEW_YEAR, YEAR_GONE)
POINTS = ("rate_pct", "completion_pct", "share_female_pct")  # told in percentage points


@dataclass(frozen=True, slots=True)
class Difference:
    """What one release says that another did not. Places are those of the new release.

    Attributes:
        added: Series with values now and none before: `indicator place first_year last_year rows`.
        dropped: Series with values before and none now, likewise, as they were.
        renamed: Regions under another name: `old_place new_place`.
        revised: Figures in both that differ: `indicator place year measure old new change change_pct`, by measure,
            biggest first: shares in per cent by their points, others by their per cent and then by size where the
            unit is persons. `change` is in the unit of the measure, `change_pct` in per cent of the old figure.
        gaps: Figures in one only, in series that both hold: `indicator place year measure old new kind`, one of KINDS.
        breaks: Series that moved as a whole: `indicator place year measure old new why`, the last year in common.
        unchanged: Figures in both that are equal, float noise aside.
        rounded: Figures in both that differ by no more than the rounding of the coarser release.
        kept: Series with values in both.
    """

    added: pd.DataFrame
    dropped: pd.DataFrame
    renamed: pd.DataFrame
    revised: pd.DataFrame
    gaps: pd.DataFrame
    breaks: pd.DataFrame
    unchanged: int
    rounded: int
    kept: int

    def summary(self) -> dict[str, Any]:
        """Counts, and the biggest revision of each measure. Ready for JSON."""
        kinds = self.gaps["kind"].value_counts()
        return {
            "series": {"added": len(self.added), "dropped": len(self.dropped), "kept": self.kept},
            "renamed": {row.old_place: row.new_place for row in self.renamed.itertuples()},
            "values": {
                "unchanged": self.unchanged,
                "rounded": self.rounded,
                "revised": len(self.revised),
                **{kind: int(kinds.get(kind, 0)) for kind in KINDS},
            },
            "revised": {row.pop("measure"): row for row in _plain(self.by_measure())},
            "breaks": len(self.breaks),
        }

    def by_measure(self) -> pd.DataFrame:
        """Per measure: how many figures were revised, the middle and the biggest change, and where that is."""
        rows = []
        for measure, group in self.revised.groupby("measure", sort=False, observed=True):
            biggest = group.iloc[0]
            middle = {"median_change": group["change"].abs().median(), "median_pct": group["change_pct"].abs().median()}
            where = {name: biggest[name] for name in ("indicator", "place", "year", "old", "new")}
            rows.append({"measure": measure, "revised": len(group), **middle, **where})
        names = ["measure", "revised", "median_change", "median_pct", *_SERIES, "year", "old", "new"]
        return pd.DataFrame(rows, columns=names)

    def by(self, name: str, measure: str) -> pd.DataFrame:
        """Revisions of a measure per `place`, `year` or `indicator`: `revised median_change median_pct`, most first."""
        rows = self.revised[self.revised["measure"] == measure]
        sized = rows.assign(change=rows["change"].abs(), change_pct=rows["change_pct"].abs())
        grouped = sized.groupby(name, observed=True)
        table = grouped.agg(
            revised=("change", "size"), median_change=("change", "median"), median_pct=("change_pct", "median")
        )
        return table.sort_values("revised", ascending=False, kind="stable").reset_index()


def compare(old: pd.DataFrame, new: pd.DataFrame) -> Difference:
    """Set two releases against each other, figure by figure.

    Args:
        old: Observations of the earlier release, as in `Part.frame`.
        new: Observations of the later one.
    """
    rules = load().tolerance
    names = renamed.match(old, new, rules)
    both = cells.align(renamed.under_new_names(old, names), new)
    series = both.groupby(_SERIES, observed=True, sort=False)[["old", "new", "had", "has"]]
    held = series.transform("max")
    valued_old, valued_new = held["old"].notna(), held["new"].notna()
    paired = both[both["old"].notna() & both["new"].notna()]
    verdict = cells.verdict(paired, rules)
    return Difference(
        added=_listed(both[valued_new & ~valued_old], "new"),
        dropped=_listed(both[valued_old & ~valued_new], "old"),
        renamed=pd.DataFrame(list(names.items()), columns=["old_place", "new_place"]),
        revised=_sized(paired[verdict == cells.REVISED]),
        gaps=_gaps(both[held["had"].astype(bool) & held["has"].astype(bool)], old["year"], new["year"]),
        breaks=breaks.suspected(paired, rules["breaks"]),
        unchanged=int((verdict == cells.EQUAL).sum()),
        rounded=int((verdict == cells.ROUNDED).sum()),
        kept=len(both.loc[valued_old & valued_new, _SERIES].drop_duplicates()),
    )


def _listed(rows: pd.DataFrame, side: str) -> pd.DataFrame:
    """The series of one side with their years and how many values they have."""
    years = rows[rows[side].notna()].groupby(_SERIES, observed=True)["year"]
    return years.agg(first_year="min", last_year="max", rows="size").reset_index().astype(dict.fromkeys(_SERIES, str))


def _sized(rows: pd.DataFrame) -> pd.DataFrame:
    """Revised figures with their change, measures in the order of the catalogue, biggest first."""
    change = rows["new"] - rows["old"]
    pct = 100 * change / rows["old"].abs().where(rows["old"] != 0)
    measures = list(load().indicators["measures"])
    by_pct = ~rows["measure"].isin([*POINTS, "children", "school_age_population"])
    size = change.abs().mask(by_pct, pct.abs())
    order = pd.Categorical(rows["measure"], measures).codes
    table = rows.drop(columns=["had", "has"]).assign(change=change, change_pct=pct)
    return table.iloc[np.lexsort((-size.fillna(np.inf).to_numpy(), order))].reset_index(drop=True)


def _gaps(rows: pd.DataFrame, old_years: pd.Series, new_years: pd.Series) -> pd.DataFrame:
    """Figures that only one release has, told apart by what stands in their stead."""
    came, went = rows["old"].isna() & rows["new"].notna(), rows["new"].isna() & rows["old"].notna()
    zero = rows["old"].fillna(rows["new"]) == 0
    before = rows["year"].between(old_years.min(), old_years.max())
    after = rows["year"].between(new_years.min(), new_years.max())
    told = [came & ~before, went & ~after, came & zero, went & zero, came, went]
    kind = np.select(told, [NEW_YEAR, YEAR_GONE, MADE_ZERO, MADE_MISSING, APPEARED, VANISHED], "")
    return rows.drop(columns=["had", "has"]).assign(kind=kind)[came | went].reset_index(drop=True)


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a frame with Python's own numbers."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [
        {key: value.item() if isinstance(value, np.generic) else value for key, value in row.items()} for row in rows
    ]
