"""Two groups of one survey set against each other: the gap, how sure it is, and how that is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard import sampling, wording
from dashboard.charts import survey
from dashboard.charts.chart import Encode
from dashboard.places import Place
from dashboard.rows import records
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

COLUMNS = {
    "place_name": "Place",
    "survey_name": "Survey",
    "group_pct": "Group, %",
    "against_pct": "Against, %",
    "gap_pp": "Gap, points",
    "gap_low_pp": "Gap, low",
    "gap_high_pp": "Gap, high",
    "verdict": "How sure",
    "group_n": "Group, children asked",
    "against_n": "Against, children asked",
    "year": "Year",
    "age": "Years old",
    "release_id": "Release",
}
GAPS = Encode(
    x="gap_pp", y="row_name", low="against_pct", high="group_pct", label="label", x_title="out-of-school rate, %"
)
SURE = "larger than chance"
FRAGILE = "larger than chance, but fragile: not so if the design effects were twice as large"
UNSURE = "the survey cannot tell them apart"
UNKNOWN = "sample sizes are not published"
SMALL = "too few children asked to compare"
ZERO = "a 0 of this copy may mean “does not apply”"
HOW = (
    "In parentheses: 95% interval of the gap (Newcombe), computed here from the children asked with an assumed design "
    "effect of 1.5 to 3; fragile: not beyond chance if that effect were twice as large."
)
LEAST_PCT = 2.0
"""Rate of the better-off group under which no 'times as likely' is said: near zero a ratio means nothing."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A group, usually the one left behind, and the group it is compared with."""

    dimension: str
    group: str
    against: str

    @property
    def names(self) -> tuple[str, str]:
        """Both in words."""
        return survey.group_name(self.group), survey.group_name(self.against)


def asked(selection: Selection, default: str = "sex") -> Pair:
    """The pair a selection names; a dimension alone means its two ends.

    Raises:
        BadSelection: a dimension without ends and no groups named, or half a pair of it.
    """
    dimension = survey.dimension_of(selection) or default
    ends = survey.ENDS.get(dimension)
    group = selection.group or (ends[0] if ends else None)
    against = selection.against or (ends[1] if ends else None)
    if group is None or against is None or group == against:
        raise BadSelection(
            f"Name two groups of '{dimension}' to compare, with group= and against=, as the publisher spells them; "
            "the chart 'groups' lists those of a country."
        )
    return Pair(dimension, group, against)


def rows(
    store: Store,
    places: Sequence[Place],
    pair: Pair,
    *,
    levels: Sequence[str],
    releases: Sequence[str],
    sex: str = "total",
    until: int | None = None,
    every_year: bool = False,
) -> pd.DataFrame:
    """One row per place, level and survey that has both groups: rates, gap, interval where n is published.

    The newest survey of each place and publisher, or all of them with ``every_year``. Both groups are of one survey.
    """
    found = survey.rows(store, places, (pair.dimension,), levels=levels, sex=sex, releases=releases, until=until)
    found = found[found["key"].isin((pair.group, pair.against))]
    two = found.groupby(survey.IDENTITY)["key"].transform("nunique").eq(2)
    found = survey.told(found[two].drop_duplicates([*survey.IDENTITY, "key"]))
    sides = [found[found["key"].eq(key)] for key in (pair.group, pair.against)]
    wide = sides[0].merge(sides[1], on=survey.IDENTITY, suffixes=("", "_against"))
    if not every_year:
        wide = wide.sort_values(["year", "survey"]).drop_duplicates(["place", "level", "source"], keep="last")
    return _compared(wide.sort_values(["place_name", "source", "year"], ignore_index=True))


def _compared(wide: pd.DataFrame) -> pd.DataFrame:
    facts = pd.DataFrame([_fact(row) for row in records(wide)], index=wide.index, columns=_FACTS)
    ours = wide[["place", "place_name", "level", "year", "sex", "method", "measure", "survey", "source", "release"]]
    return pd.concat([ours, facts], axis=1)


_FACTS = [
    "indicator", "group_pct", "group_low", "group_high", "group_n", "against_pct", "against_low", "against_high",
    "against_n", "gap_pp", "gap_low_pp", "gap_high_pp", "verdict", "state", "suppressed", "survey_name", "release_id",
]  # fmt: skip


def _fact(row: dict[Any, Any]) -> dict[str, Any]:
    other = {name: row.get(f"{name}_against") for name in ("value", "low", "high", "sample_size", "state")}
    other["design_effect"] = row["design_effect_against"]
    hidden = "hidden" in (row["state"], other["state"])
    gap = sampling.Interval(np.nan, np.nan, np.nan) if hidden else _gap(row, other)
    sides: dict[str, Any] = {}
    for name, side in (("group", row), ("against", other)):
        sides |= {f"{name}_pct": side["value"], f"{name}_low": side["low"], f"{name}_high": side["high"]}
        sides[f"{name}_n"] = side["sample_size"]
    return {
        **sides,
        "indicator": " − ".join(dict.fromkeys((row["indicator"], row["indicator_against"]))),
        "gap_pp": gap.value,
        "gap_low_pp": gap.low,
        "gap_high_pp": gap.high,
        "verdict": _verdict(row, other, gap),
        "state": "hidden" if hidden else "pale" if "pale" in (row["state"], other["state"]) else "plain",
        "suppressed": survey.TOO_FEW if hidden else None,
        "survey_name": survey.survey_name(row),
        "release_id": f"{row['source']}-{row['release']}",
    }


def _gap(one: dict[Any, Any], other: dict[Any, Any]) -> sampling.Interval:
    shares = survey.share(one), survey.share(other)
    if shares[0] and shares[1]:
        return sampling.difference(shares[0], shares[1])
    return sampling.Interval(one["value"] - other["value"], np.nan, np.nan)


def _verdict(one: dict[Any, Any], other: dict[Any, Any], gap: sampling.Interval) -> str:
    shares = survey.share(one), survey.share(other)
    if shares[0] and shares[1]:
        if not gap.excludes_zero:
            return UNSURE
        return FRAGILE if sampling.is_fragile(shares[0], shares[1]) else SURE
    if any(pd.isna(side["sample_size"]) and side["state"] == "pale" for side in (one, other)):
        return ZERO
    return UNKNOWN if one["state"] == other["state"] == "plain" else SMALL


def gap_labels(data: pd.DataFrame, pair: Pair) -> list[str]:
    """``+34 points (29 to 39)``: by how much, and how sure; with a name where not all rows have one direction."""
    drawn = data[data["is_drawn"]] if "is_drawn" in data else data
    one_way = not drawn["gap_pp"].lt(-0.05).any()
    return [
        _gap_label(row, "" if one_way else f"{pair.names[0 if row.gap_pp > 0 else 1]} ") for row in data.itertuples()
    ]


def _gap_label(row: Any, more: str) -> str:
    if row.state == "hidden":
        return "too few to say"
    if row.verdict == UNSURE:
        return f"can't be told apart ({wording.signed(row.gap_low_pp)} to {wording.signed(row.gap_high_pp)})"
    told = f"{more}+{wording.points(row.gap_pp)}" if round(row.gap_pp, 1) else "no gap"
    told = f"{told}, few asked" if row.verdict == SMALL else told
    if not wording.is_known(row.gap_low_pp):
        return told
    low, high = sorted((abs(row.gap_low_pp), abs(row.gap_high_pp)))
    return f"{told} ({low:.0f}\u00a0to\u00a0{high:.0f}){', fragile' if row.verdict == FRAGILE else ''}"


def sentence(row: Any, pair: Pair, *, where: str | None = None) -> str:
    """What the pair says of one place and survey, by whom, in a sentence without its full stop."""
    where = f"In {wording.with_article(row.place_name)} in {row.year}," if where is None else where
    return f"{_finding(row, pair, where).strip()} ({row.source.upper()})"


def _finding(row: Any, pair: Pair, where: str) -> str:
    names = pair.names
    if row.verdict == ZERO:
        return f"{where} one of the rates is 0, which in this copy may mean “does not apply”"
    if row.state != "plain":
        return f"{where} too few were asked to compare {_lower(names[0])} and {_lower(names[1])}"
    if row.verdict == UNSURE:
        return f"{where} the survey cannot tell {_lower(names[0])} and {_lower(names[1])} apart"
    ahead = row.gap_pp > 0
    rates = (row.group_pct, row.against_pct) if ahead else (row.against_pct, row.group_pct)
    keys = (pair.group, pair.against) if ahead else (pair.against, pair.group)
    who, other = (wording.member(key, pair.dimension) for key in keys)
    if rates[1] >= LEAST_PCT and rates[0] >= 1.5 * rates[1]:
        times = rates[0] / rates[1]
        told = f"{times:.0f}" if times >= 3 else f"{times:.1f}"
        return (
            f"{where} {who} was {told} times as likely to be out of school as {_short(other)}: "
            f"{wording.pct(rates[0])} against {wording.pct(rates[1])}"
        )
    first, second = (
        f"{wording.pct(rate)} of {wording.members(key, pair.dimension)}" for rate, key in zip(rates, keys, strict=True)
    )
    return f"{where} {first} were out of school, and {second}"


def _lower(name: str) -> str:
    return name if name not in wording.GROUPS.values() else name[:1].lower() + name[1:]


def _short(member: str) -> str:
    """``one from the richest fifth`` after ``a child from the poorest fifth``."""
    return member.replace("a child ", "one ", 1)
