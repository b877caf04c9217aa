"""What it would cost to enrol the children who are out of school: arithmetic and refusals. Pure, no tables.

An order of magnitude at today's average public spending, not a price. Children who are hard to reach cost more, and
empty seats less, than the average pupil; nobody has measured by how much, so the mark-ups are assumptions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

MOST_YEARS = 5
"""Years after which a figure is too old to be used."""
MOST_OUT_PCT = 50.0
"""Out-of-school rate above which the average cost of those inside means nothing."""
DOUBTFUL = 0.1
"""Spending per pupil under this share of another level's, same country and release, is not used; a convention."""


class Ends(NamedTuple):
    """Low, middle and high case of one figure, in the figure's own unit."""

    low: float
    middle: float
    high: float


MARKUPS_PCT = Ends(0.0, 30.0, 100.0)
"""What a child who is hard to reach is taken to cost above the average pupil, per cent; the last tests the strain."""


def cost_share(out: float, enrolled: float, markup_pct: float) -> float:
    """What enrolling ``out`` more children takes, in per cent of what the level gets for its pupils now.

    Spending per pupil cancels out.

    Args:
        out: Children out of school, in the unit of ``enrolled``: persons, or a share of all of that age.
        enrolled: Children of that age in school.
        markup_pct: What each costs above the average pupil, per cent.

    Raises:
        ValueError: nobody is enrolled, so that there is no budget to take a share of.
    """
    if enrolled <= 0:
        raise ValueError(f"There is no budget to take a share of where {enrolled} are enrolled.")
    return 100 * out / enrolled * (1 + markup_pct / 100)


def share_range(rates_pct: Ends, markups_pct: Ends = MARKUPS_PCT) -> Ends:
    """The share of the level's budget in each case, per cent, from out-of-school rates in per cent."""
    return Ends(*(cost_share(rate, 100 - rate, k) for rate, k in zip(rates_pct, markups_pct, strict=True)))


def cost_range(children: Ends, spend_ppp: float, markups_pct: Ends = MARKUPS_PCT) -> Ends:
    """The money of one year in each case, in the unit of ``spend_ppp``.

    Args:
        children: Children out of school, persons.
        spend_ppp: Government spending per pupil of the level, constant PPP dollars a year.
        markups_pct: What each costs above the average pupil, per cent.
    """
    return Ends(*(count * spend_ppp * (1 + k / 100) for count, k in zip(children, markups_pct, strict=True)))


def cases(markup: str | None) -> Ends:
    """The mark-ups of the three cases: all three, or the one that is chosen (``0``, ``30``, ``100``) in each."""
    return MARKUPS_PCT if markup is None else Ends(*[float(markup)] * 3)


def spread(middle: float, others: Sequence[float]) -> Ends:
    """The lowest, the chosen and the highest of several counts of the same children."""
    return Ends(min(middle, *others), middle, max(middle, *others))


def phased(yearly: float, years: int) -> tuple[float, float]:
    """The first year's cost and that of all ``years`` together, when equal parts of the children come each year.

    In year t of n, t/n of the children are in; from year n on it is ``yearly``.
    """
    return yearly / years, yearly * (years + 1) / 2


def refusal(
    *, is_in_conflict: bool, spend_ppp: float, spend_age: float, most_elsewhere_ppp: float, highest_pct: float
) -> str | None:
    """Why no cost can be told, as a code; ``None`` when it can. Not a number (``nan``) stands for missing.

    Args:
        is_in_conflict: Whether the country is on a list of countries in conflict.
        spend_ppp: Government spending per pupil of the level.
        spend_age: Years between that figure and the year asked for.
        most_elsewhere_ppp: The highest spending per pupil of the country's other levels.
        highest_pct: The highest of the out-of-school rates that would be used.
    """
    if is_in_conflict:
        return "conflict"
    if spend_ppp != spend_ppp:
        return "no spending"
    if spend_age > MOST_YEARS:
        return "old spending"
    if spend_ppp <= 0 or spend_ppp < DOUBTFUL * most_elsewhere_ppp:
        return "doubtful spending"
    if highest_pct != highest_pct:
        return "no rate"
    return "mostly out" if highest_pct > MOST_OUT_PCT else None
