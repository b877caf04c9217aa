"""The words of a pace: computed, never a forecast, with the ends of what is uncertain."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

from dashboard import pace, wording
from dashboard.charts.pace_basis import NAMES, Basis
from dashboard.selection import Selection

WIDEST_PP = 20.0
"""A band in 2030 that is this wide or wider is told by its ends instead of its middle."""
AGES = {
    "primary": "primary-age",
    "lower_secondary": "lower-secondary-age",
    "upper_secondary": "upper-secondary-age",
    "all": "school-age",
}
VERDICTS = {
    "reached": "The target is reached",
    "on pace": "That is on pace",
    "too slow": "That is too slow: half of what is needed, or more",
    "far too slow": "That is far too slow: less than half of what is needed",
    "not falling": "The rate is not falling",
    "cannot be judged": "The pace can't be judged",
}
SOURCES = {**NAMES, "model": "the modelled estimate"}


@dataclass(frozen=True, slots=True)
class Words:
    """All that is said about one basis."""

    basis: Basis
    selection: Selection

    @property
    def title(self) -> str:
        """The message."""
        basis, start = self.basis, self.basis.start
        if start is None:
            return f"No rate of {self._who} in recent years {self._where}"
        if basis.is_reached:
            rest = "" if start.rate_pct <= basis.target_pct else ", as far as one decimal can tell"
            told = f"{wording.pct(start.rate_pct)} of {self._whose} {self._who} were out of school in {start.year}"
            return f"{told}: the target of {basis.target_pct}% is reached{rest}"
        if basis.in_2030.value is None:
            return f"Reaching {basis.target_pct}% by 2030 takes {self._more} {self._where}, from {self._from}"
        return (
            f"If the pace of {self._span} went on, {self._in_2030} of {self._whose} {self._who} would be out of school "
            f"in 2030; reaching {basis.target_pct}% takes {self._more_of_them}"
        )

    @property
    def lead(self) -> str:
        """How fast, how fast it should be, and what that is called."""
        basis, start = self.basis, self.basis.start
        if start is None or basis.is_reached:
            return f"{self.title}."
        target, needed = basis.target_pct, basis.required.value or 0
        if basis.change.value is None:
            return f"{VERDICTS['cannot be judged']}: {basis.reason}. So only what is needed can be told."
        name, spans = basis.verdict
        class_told = f"What to call that is uncertain: anything from {spans}" if spans else VERDICTS[name]
        return (
            f"Out-of-school rate of {self._whose} {self._who}, {SOURCES[basis.method]}: {moved(basis.change)} in "
            f"{self._span}. Reaching {target}% by 2030 takes a fall of {pp(needed)} a year from {start.year} on. "
            f"{class_told}. {self._reached}"
        )

    @property
    def subtitle(self) -> str:
        """Who, which figures, which target."""
        who = wording.who(self.selection.level or "primary", self.selection.sex or "total")
        target = self.basis.target_pct
        set_by = "0%, every child in school" if target == 0 else f"{target}%, set by the reader"
        return (
            f"Out-of-school rate, %, {who}, {SOURCES[self.basis.method]}. {wording.sentence(self.basis.place.name)}. "
            f"Target: {set_by}; no national benchmark"
        )

    @property
    def note(self) -> str:
        """How it was made, and what it isn't."""
        basis = self.basis
        if basis.start is None:
            return ""
        parts = []
        if basis.in_2030.value is not None:
            parts.append(
                "Dotted: the straight line through the logits of the observed rates, carried on to 2030; band = 80% "
                "prediction interval, which takes the years' deviations for independent. It is arithmetic, no forecast."
            )
        elif basis.reason:
            parts.append(f"No pace is drawn: {basis.reason}.")
        else:
            parts.append(f"No path is drawn: {basis.in_2030.reason}.")
        if basis.method == "model" and basis.rows["low"].notna().any():
            parts.append("Band of the model: its 90% interval.")
        if basis.start.method == "model":
            parts.append(f"The way to the target starts at a modelled rate{self._extrapolated}.")
        if basis.method == "survey":
            parts.append("Surveys differ in their questions; their samples' errors are not published.")
        if basis.a_day.value is not None and not basis.is_reached:
            parts.append(
                f"Children a day: {wording.children(basis.of_age or 0)} {self._of_age} (UN population, "
                f"{basis.of_age_year}), unchanged until 2030."
            )
        parts.append("No file of national SDG 4 benchmarks is among the sources here.")
        return " ".join(parts)

    @property
    def alt(self) -> str:
        """What the drawing shows."""
        start = self.basis.start
        if start is None:
            return "Empty chart."
        parts = [f"Line chart, {self.basis.place.name}, newest rate {self._from}"]
        at = self.basis.in_2030
        if at.value is not None and at.low is not None and at.high is not None:
            ends = f"80% band {wording.pct(at.low)} to {wording.pct(at.high)}"
            parts.append(f"at the pace of {self._span}, {wording.pct(at.value)} in 2030, {ends}")
        if not self.basis.is_reached:
            parts.append(f"needed: {self.basis.target_pct}% in 2030")
        return f"{'; '.join(parts)}."

    @property
    def _extrapolated(self) -> str:
        start, last = self.basis.start, self.basis.last_observed
        assert start is not None
        return f", which after {last}, the last observed year, is extrapolation" if start.year > last else ""

    @property
    def _span(self) -> str:
        points = self.basis.points
        return f"{points[0][0]}–{points[-1][0]}"

    @property
    def _from(self) -> str:
        start = self.basis.start
        assert start is not None
        modelled = ", modelled" if start.method == "model" else ""
        return f"{wording.pct(start.rate_pct)} in {start.year}{modelled}"

    @property
    def _where(self) -> str:
        return wording.place_in(self.basis.place.name, self.basis.place.kind)

    @property
    def _whose(self) -> str:
        name = wording.with_article(self.basis.place.name)
        return f"{name}’" if name.endswith("s") else f"{name}’s"

    @property
    def _who(self) -> str:
        return f"{AGES[self.selection.level or 'primary']} {self._kids}"

    @property
    def _of_age(self) -> str:
        return wording.who(self.selection.level or "primary", self.selection.sex or "total")

    @property
    def _kids(self) -> str:
        return {"female": "girls", "male": "boys"}.get(self.selection.sex or "", "children")

    @property
    def _in_2030(self) -> str:
        at = self.basis.in_2030
        assert at.value is not None
        assert at.low is not None
        assert at.high is not None
        if at.high - at.low >= WIDEST_PP:
            return f"{wording.pct(at.low)} to {wording.pct(at.high)}"
        return wording.pct(at.value)

    @property
    def _more(self) -> str:
        count = self.basis.a_day.value
        if count is None:
            return f"a fall of {pp(self.basis.required.value or 0)} a year"
        kids = self._kids.removesuffix("s") if self._kids != "children" else "child"
        if count < 0.95:
            days = round(1 / count)
            return f"one more {kids} in school every {'day' if days < 2 else f'{days:,} days'}"
        told = rounded(count)
        return f"{told:,.0f} more {kids if told == 1 else self._kids} in school every day"

    @property
    def _more_of_them(self) -> str:
        """The same after the children were named."""
        return self._more.replace(f" {self._kids} in", " in", 1)

    @property
    def _reached(self) -> str:
        start, target = self.basis.start, self.basis.target_pct
        assert start is not None
        when = pace.years_to((start.year, start.rate_pct), target, self.basis.change)
        value, fast, slow = (None if end is None else ceil(start.year + end) for end in when[:3])
        if value is None:
            rest = f"; at the fast end of the interval it would, in {fast}" if fast else ""
            return f"At that pace {target}% would not be reached by {pace.LAST_YEAR}{rest}."
        if fast == slow:
            return f"At that pace {target}% would be reached in {value}."
        late = f"in {slow}" if slow else f"not by {pace.LAST_YEAR}"
        return f"At that pace {target}% would be reached in {value}; at the ends of the interval, in {fast} or {late}."


def rounded(count: float) -> float:
    """To two digits: a day's children are no census."""
    return round(count, 1 - floor(log10(count))) if count >= 10 else float(round(count))


def pp(points: float) -> str:
    """``1.5 points``, ``0.04 points``: a pace, small ones with another digit."""
    return f"{bare(points)} points"


def bare(points: float) -> str:
    """``1.5``, ``0.04``: the same without its unit and its sign."""
    size = abs(points)
    return f"{size:.1f}" if size >= 0.995 else f"{size:.2f}"


def moved(change: pace.Result) -> str:
    """``a fall of 1.5 points a year (80% interval: a fall of 0.9 to a fall of 2.2)``."""
    assert change.value is not None
    assert change.low is not None
    assert change.high is not None
    if change.high <= 0 or change.low >= 0:
        ends = sorted((abs(change.low), abs(change.high)))
        told = f"{bare(ends[0])} to {bare(ends[1])}"
    else:
        told = f"from a fall of {bare(change.low)} to a rise of {bare(change.high)}"
    return f"a {_way(change.value)} of {pp(change.value)} a year (80% interval: {told})"


def _way(slope: float) -> str:
    return "fall" if slope < 0 else "rise"
