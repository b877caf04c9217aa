"""Sentences and rows on what is not known, computed from the chart ``coverage``."""

from __future__ import annotations

import pandas as pd

from dashboard import wording
from dashboard.charts import chart, coverage, known, known_of_one
from dashboard.places import Place
from dashboard.selection import Selection
from dashboard.store import Store


def lead(store: Store, level: str, max_age: int) -> str:
    """How many countries have no recent figure, how many children live there, and what lacks by itself."""
    asked = Selection(level=level, max_age=max_age)
    first = coverage.first_year(store, asked)
    bars = _bars(store, level, max_age)
    if level == "all":
        parts = bars[bars["kind"].eq("last_observed") & bars["level"].ne("all")]
        told = [f"{coverage.share_told(row.value)} at {wording.age_of(row.level)}" for row in parts.itertuples()]
        rest = f"Age by age, the share of children without one is {wording.listed(told)}"
    else:
        share = bars.set_index("kind")["value"].map(coverage.share_told)
        rest = (
            f"{share['administrative']} of the children live where no administrative figure is of {first} or later, "
            f"{share['survey']} where no survey is"
        )
    return f"{chart('coverage', asked, store).title}. {rest}."


def missing_groups(store: Store, level: str, max_age: int) -> str:
    """For what share of the children each split has no recent survey, the rarest first."""
    first = coverage.first_year(store, Selection(max_age=max_age))
    bars = _bars(store, level, max_age)
    groups = bars[~bars["kind"].isin(("last_observed", "administrative", "survey"))]
    ordered = groups.sort_values("value", ascending=False, kind="stable")
    told = [f"by {known.WORDS[row.kind]} for {coverage.share_told(row.value)}" for row in ordered.itertuples()]
    return (
        f"Of the world's children of {wording.age_of(level)}, no survey of {first} or later splits the rate "
        f"{wording.listed(told)}. Where registers are complete few surveys are made, so this is not always a gap."
    )


def nothing(store: Store, level: str, max_age: int) -> pd.DataFrame:
    """The countries without a recent figure, most children first; those whose children are not known last."""
    rows = chart("coverage", Selection(level=level, max_age=max_age), store).data
    return rows[~rows["is_drawn"] & rows["is_old"].eq(other=True)].reset_index(drop=True)


def older_than_the_conflict(store: Store, level: str, max_age: int) -> pd.DataFrame:
    """Countries in conflict whose newest figure is of a year before it, most children first."""
    rows = chart("coverage", Selection(level=level, max_age=max_age), store).data
    found = rows[~rows["is_drawn"] & rows["last_observed"].lt(rows["in_conflict_since"])]
    return found.sort_values("school_age_population", ascending=False, ignore_index=True)


def in_conflict(store: Store, level: str, max_age: int) -> str:
    """How many countries in conflict are known from before it alone, and how many children live there."""
    table = older_than_the_conflict(store, level, max_age)
    if table.empty:
        return "Every country that UCDP counts as in conflict has a figure from after the conflict began."
    first = table.iloc[0]
    children = wording.children(table["school_age_population"].sum())
    name = wording.with_article(str(first["place_name"]))
    many = len(table) > 1
    return (
        f"{len(table)} {'countries' if many else 'country'} in conflict, with {children} children of "
        f"{wording.age_of(level)}, {'have' if many else 'has'} no observed figure from after the conflict began. "
        f"{'The largest is ' if many else 'It is '}{name}: last observed in {first['last_observed']:.0f}, in conflict "
        f"since {first['in_conflict_since']:.0f}."
    )


SEEN = (
    "Seen by the model: the newest figure at any of the three ages in releases up to the model's own year. VIEW does "
    "not publish the last source that it used."
)


def what_is_conflict(store: Store) -> str:
    """How the list and the beginning of a conflict are told."""
    return (
        f"In conflict: with a state-based armed conflict in {known.last_conflict_year(store)}, UCDP's last year. It "
        "began in the first year of the run without a break: of 1,000 or more battle deaths if there are as many now, "
        "else of 25 or more. How a conflict changed between those marks is not told."
    )


def one_country(store: Store, place: Place, max_age: int) -> str:
    """What is known of one country, and whether it is from before its conflict."""
    told = [f"{known_of_one.title(store, place, max_age)}.", known_of_one.conflict(store, place)]
    return " ".join(part for part in told if part)


def _bars(store: Store, level: str, max_age: int) -> pd.DataFrame:
    data = chart("coverage", Selection(level=level, max_age=max_age), store).data
    return data[data["is_drawn"]]
