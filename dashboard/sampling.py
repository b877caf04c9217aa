"""What a sample can tell: intervals, differences, places, and when to keep silent. Pure functions, no tables.

Formulas and defaults are those of survey practice (Wilson with an effective sample size, Newcombe for differences,
cells under 30 children kept back). The design effects are assumptions, since no standard error is published.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

Z95 = NormalDist().inv_cdf(0.975)
HIDDEN_UNDER, PALE_UNDER = 30, 50
"""Children asked under which a rate is not shown, and under which it is shown in parentheses and never compared."""
WIDEST_PP = 30.0
"""An interval this wide or wider is shown, but nothing is compared with it."""
DESIGN_EFFECTS = {"clustered": 3.0, "one": 2.5, "two": 2.0, "three": 1.5}


class Share(NamedTuple):
    """A rate in per cent with the children asked and the design effect assumed."""

    rate_pct: float
    n: float
    deff: float


class Interval(NamedTuple):
    """A value with the ends of its 95 % interval, in the value's own unit."""

    value: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether zero lies outside."""
        return self.low > 0 or self.high < 0


def design_effect(dimensions: Sequence[str]) -> float:
    """The variance factor assumed for a cell of these dimensions, for lack of a published one.

    Everybody, urban and rural, and parts of a country: 3.0. One of wealth, sex, ethnicity, religion …: 2.5.
    Two together 2.0, three 1.5, since each cut leaves fewer children of one cluster in the cell.
    """
    if len(dimensions) == 0 or (len(dimensions) == 1 and dimensions[0] in ("location", "subnational")):
        return DESIGN_EFFECTS["clustered"]
    return DESIGN_EFFECTS[{1: "one", 2: "two"}.get(len(dimensions), "three")]


def wilson(share: Share, z: float = Z95) -> Interval:
    """The interval of a rate, in per cent.

    Raises:
        ValueError: fewer than two children (1 is a placeholder, not a sample), or a rate outside 0-100.
    """
    if not share.n > 1:
        raise ValueError(f"There is no interval for a sample of {share.n}: it must be more than 1.")
    if not 0 <= share.rate_pct <= 100:
        raise ValueError(f"{share.rate_pct} is no rate in per cent: it must lie between 0 and 100.")
    p, n = share.rate_pct / 100, share.n / share.deff
    spread = 1 + z * z / n
    centre = (p + z * z / (2 * n)) / spread
    half = z / spread * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return Interval(share.rate_pct, 100 * max(0.0, centre - half), 100 * min(1.0, centre + half))


def difference(one: Share, other: Share, z: float = Z95) -> Interval:
    """``one`` minus ``other`` in percentage points, by Newcombe's method.

    Within one survey clusters are shared, so this is usually too wide: the safe side.
    """
    (p1, l1, u1), (p2, l2, u2) = wilson(one, z), wilson(other, z)
    gap = p1 - p2
    return Interval(gap, gap - sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2), gap + sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2))


def is_fragile(one: Share, other: Share) -> bool:
    """Whether a difference larger than chance would not be with the design effects doubled."""
    doubled = [share._replace(deff=2 * share.deff) for share in (one, other)]
    return difference(one, other).excludes_zero and not difference(doubled[0], doubled[1]).excludes_zero


def surely_differ(one: Share, other: Share, groups: int = 2) -> bool:
    """Whether two rates differ by more than chance, the two being the ends of so many groups.

    The ends of many groups lie apart by chance alone, so all pairs of them share the 5 %.
    """
    pairs = max(1, groups * (groups - 1) // 2)
    return difference(one, other, NormalDist().inv_cdf(1 - 0.025 / pairs)).excludes_zero


def state(n: float | None, interval: Interval | None = None) -> str:
    """``hidden`` (under 30 asked), ``pale`` (under 50, or an interval of 30 points and more), else ``plain``.

    A publisher that gives no sample sizes (``None``) leaves us nothing to judge by: ``plain``.
    """
    if n is None or n != n:
        return "plain"
    if n < HIDDEN_UNDER:
        return "hidden"
    wide = interval is not None and interval.high - interval.low >= WIDEST_PP
    return "pale" if n < PALE_UNDER or wide else "plain"


def rank_ranges(shares: Sequence[Share]) -> list[tuple[int, int]]:
    """First and last place each may have among all, highest rate first: ``(4, 11)``.

    All pairs are tested at 5 % divided by the number of others, so that the places hold together.
    """
    if len(shares) < 2:
        return [(1, 1)] * len(shares)
    z = NormalDist().inv_cdf(1 - 0.025 / (len(shares) - 1))
    ranges = []
    for own in shares:
        gaps = [difference(other, own, z) for other in shares if other is not own]
        surely_higher = sum(gap.low > 0 for gap in gaps)
        surely_lower = sum(gap.high < 0 for gap in gaps)
        ranges.append((1 + surely_higher, len(shares) - surely_lower))
    return ranges
