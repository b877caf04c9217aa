"""How fast a rate falls, how fast it must fall, and what is too little to say so. Pure functions, no tables.

A pace is the slope of a straight line through observed rates, in percentage points a year; a path is drawn on the logit
scale, so that it stays between 0 and 100. Intervals are 80 % (Student's t): of the slope for a pace, of a new
observation for a path. They take the years' deviations for independent, so they are too narrow rather than too wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import atan, cos, exp, isfinite, log, pi, sin, sqrt
from typing import NamedTuple

LAST_YEAR = 2030
"""Nothing is carried on past it."""
LEAST_YEARS, LEAST_SPAN, OLDEST = 4, 5, 5
"""Observed years, the years from first to last, and how old the last may be, for a pace to be judged."""
RULE = f"a pace needs {LEAST_YEARS} observed years over at least {LEAST_SPAN}, the last at most {OLDEST} years old"
CONFIDENCE = 0.8
NEAR_PP = 0.05
"""A rate so little above a target reads the same to one decimal: the target is reached."""
DAYS = 365
CLASSES = ("reached", "on pace", "too slow", "far too slow", "not falling", "uncertain", "cannot be judged")

Points = Sequence[tuple[int, float]]
"""Observed years, each once, with their rates in per cent."""


class Result(NamedTuple):
    """A figure with the ends of its 80 % interval, how it was made, and why there is none where there is none."""

    value: float | None
    low: float | None
    high: float | None
    method: str
    reason: str = ""


class Line(NamedTuple):
    """A straight line through points: least squares; ``error`` is the standard deviation of what it leaves."""

    middle: float
    at_middle: float
    slope: float
    error: float
    spread: float
    points: int

    def at(self, x: float) -> float:
        """Its height at ``x``."""
        return self.at_middle + self.slope * (x - self.middle)

    @property
    def slope_half(self) -> float:
        """Half the slope's interval."""
        return student(self.points - 2) * self.error / sqrt(self.spread)

    def half_at(self, x: float) -> float:
        """Half the interval of a new observation at ``x``."""
        away = (x - self.middle) ** 2 / self.spread
        return student(self.points - 2) * self.error * sqrt(1 + 1 / self.points + away)


def line(points: Points) -> Line:
    """The line through at least three points of different years."""
    n = len(points)
    x, y = sum(p[0] for p in points) / n, sum(p[1] for p in points) / n
    spread = sum((p[0] - x) ** 2 for p in points)
    slope = sum((p[0] - x) * (p[1] - y) for p in points) / spread
    left = sum((p[1] - y - slope * (p[0] - x)) ** 2 for p in points)
    return Line(x, y, slope, sqrt(left / (n - 2)), spread, n)


@lru_cache(maxsize=256)
def student(freedom: int, confidence: float = CONFIDENCE) -> float:
    """How many standard errors hold ``confidence`` of Student's t with so many degrees of freedom."""
    low, high = 0.0, 1000.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < confidence else (low, middle)
    return (low + high) / 2


def _within(t: float, freedom: int) -> float:
    """The probability between -t and t: the finite sum that whole degrees of freedom have (Abramowitz, Stegun 26.7)."""
    angle = atan(t / sqrt(freedom))
    odd = freedom % 2
    term = total = cos(angle) if odd else 1.0
    for k in range(2 + odd, freedom - 1, 2):
        term *= cos(angle) ** 2 * (k - 1) / k
        total += term
    if not odd:
        return sin(angle) * total
    return 2 / pi * (angle + (sin(angle) * total if freedom > 1 else 0.0))


def too_little(points: Points, as_of: int | None = None) -> str:
    """Why no pace can be judged from these points; empty when it can.

    Args:
        points: Observed years and rates of one method.
        as_of: The year from which the age of the last is counted.
    """
    if not points:
        return "no observed year"
    years = sorted(year for year, _ in points)
    if len(years) < LEAST_YEARS:
        seen = "1 observed year" if len(years) == 1 else f"{len(years)} observed years"
        return f"only {seen}"
    if years[-1] - years[0] < LEAST_SPAN:
        return f"observed over {years[-1] - years[0]} years only"
    if as_of is not None and as_of - years[-1] > OLDEST:
        return f"last observed in {years[-1]}"
    return ""


def pace(points: Points, as_of: int | None = None) -> Result:
    """Percentage points a year, negative when the rate falls: the slope of least squares."""
    method = "slope of a straight line through the observed rates (least squares), points a year; 80% interval"
    if reason := too_little(points, as_of):
        return Result(None, None, None, method, reason)
    fit = line(points)
    return Result(fit.slope, fit.slope - fit.slope_half, fit.slope + fit.slope_half, method)


def aarr(points: Points, as_of: int | None = None) -> Result:
    """Average annual rate of reduction, per cent of the rate a year: 1 - exp(slope of the logarithm)."""
    method = "average annual rate of reduction: slope of the logarithm of the rates, % of the rate a year; 80% interval"
    reason = too_little(points, as_of)
    if not reason and any(rate <= 0 for _, rate in points):
        reason = "a rate of 0 has no logarithm"
    if reason:
        return Result(None, None, None, method, reason)
    fit = line([(year, log(rate)) for year, rate in points])
    ends = (fit.slope, fit.slope + fit.slope_half, fit.slope - fit.slope_half)
    value, low, high = (100 * (1 - exp(slope)) for slope in ends)
    return Result(value, low, high, method)


def required_pace(now_pct: float, target_pct: float, years: int) -> Result:
    """Points a year by which the rate must fall to reach the target in so many years; 0 where it is reached."""
    method = f"newest rate minus target, over {years} years, points a year"
    if years < 1:
        return Result(None, None, None, method, "no year is left")
    value = max(0.0, (now_pct - target_pct) / years)
    return Result(value, None, None, method)


def required_aarr(now_pct: float, target_pct: float, years: int) -> Result:
    """Per cent of the rate a year by which it must fall; between two observed ends, what it fell."""
    method = f"1 minus the root of target over newest rate, {years} years, % of the rate a year"
    if years < 1:
        return Result(None, None, None, method, "no year is left")
    if target_pct <= 0 or now_pct <= 0:
        return Result(None, None, None, method, "a target of 0 is never reached by a share of what is left")
    return Result(100 * (1 - (target_pct / now_pct) ** (1 / years)), None, None, method)


def children_a_day(of_age: float, now_pct: float, target_pct: float, years: int) -> Result:
    """Children more in school every day until the target, were the number of children of that age to stay.

    Args:
        of_age: Children of the official age, persons.
        now_pct: Newest rate, per cent.
        target_pct: Rate to reach, per cent.
        years: Years from the newest rate to the target.
    """
    method = f"children of that age × (newest rate − target) / ({DAYS} days × {years} years), population unchanged"
    needed = required_pace(now_pct, target_pct, years)
    if needed.value is None:
        return needed._replace(method=method)
    if not (isfinite(of_age) and of_age > 0):
        return Result(None, None, None, method, "the number of children of that age is not known")
    return Result(of_age * needed.value / 100 / DAYS, None, None, method)


def project(points: Points, year: int, as_of: int | None = None) -> Result:
    """The rate in ``year`` if the pace went on, per cent, with the 80 % interval of a new observation."""
    method = "straight line through the logits of the observed rates; 80% prediction interval (Student's t)"
    reason = too_little(points, as_of)
    if not reason and year > LAST_YEAR:
        reason = f"nothing is carried on past {LAST_YEAR}"
    if not reason and any(not 0 < rate < 100 for _, rate in points):
        reason = "a rate of 0 or 100 has no logit, so no path can be drawn"
    if reason:
        return Result(None, None, None, method, reason)
    fit = line([(at, log(rate / (100 - rate))) for at, rate in points])
    middle, half = fit.at(year), fit.half_at(year)
    value, low, high = (100 / (1 + exp(-height)) for height in (middle, middle - half, middle + half))
    return Result(value, low, high, method)


def years_to(now: tuple[int, float], target_pct: float, change: Result) -> Result:
    """Years from the newest rate to the target at that pace; ``low`` at its fast end, ``high`` at its slow end.

    Each is missing where the target isn't reached by 2030.
    """
    method = f"newest rate minus target, divided by the pace, years; not past {LAST_YEAR}"
    if change.value is None:
        return Result(None, None, None, method, change.reason)
    value, fast, slow = (_years(now, target_pct, slope) for slope in (change.value, change.low, change.high))
    return Result(value, fast, slow, method, f"not by {LAST_YEAR} at that pace" if value is None else "")


def _years(now: tuple[int, float], target_pct: float, slope: float | None) -> float | None:
    year, rate = now
    if is_reached(rate, target_pct):
        return 0.0
    if slope is None or slope >= 0:
        return None
    years = (rate - target_pct) / -slope
    return years if year + years <= LAST_YEAR else None


def is_reached(now_pct: float, target_pct: float) -> bool:
    """Whether the newest rate is at the target, under it, or reads as the target to one decimal."""
    return now_pct - target_pct < NEAR_PP


def verdict(now_pct: float, target_pct: float, change: Result, required: Result) -> tuple[str, str]:
    """The class of a pace, and the classes at both ends of its interval where they differ.

    Words of our own, and no scorecard's: ``on pace``, ``too slow`` (half of what is needed or more), ``far too slow``,
    ``not falling``; ``uncertain`` where both ends of the 80 % interval don't share a class.
    """
    if is_reached(now_pct, target_pct):
        return "reached", ""
    if change.value is None or required.value is None or change.low is None or change.high is None:
        return "cannot be judged", change.reason or required.reason
    slow, fast = (_class(-end, required.value) for end in (change.high, change.low))
    return (slow, "") if slow == fast else ("uncertain", f"“{slow}” to “{fast}”")


def _class(fall: float, needed: float) -> str:
    if fall <= 0:
        return "not falling"
    if fall >= needed:
        return "on pace"
    return "too slow" if fall >= needed / 2 else "far too slow"
