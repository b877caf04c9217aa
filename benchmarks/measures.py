"""One shape for everything that is measured: what, ours, what others take, and the budget."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

Verdict = Literal["within", "over", "peer not measured", "no budget"]
MB = 1e6


@dataclass(frozen=True)
class Measure:
    """A row of the table: declared before it is measured, complete afterwards.

    Attributes:
        part: The part of the benchmark that measures it; part and name together are its identity.
        unit: What `ours`, `peers` and `budget` are counted in: "ms", "s", "MB", "/s", …
        budget: What it may take; for one that is `more_is_better`, what it has to reach.
        half_of: The peer half of whose figure in the same run is the budget.
        why: Why it is over its budget, where it is known to be.
        ours: None until it is measured, or where there was nothing to measure.
        peers: Name -> the same measure of what people would otherwise use.
    """

    part: str
    name: str
    unit: str
    budget: float | None = None
    half_of: str = ""
    more_is_better: bool = False
    why: str = ""
    ours: float | None = None
    peers: Mapping[str, float | None] = field(default_factory=dict)

    def taken(self, ours: float | None, peers: Mapping[str, float | None] | None = None) -> Measure:
        """The same measure with its values."""
        known = {name: _known(value) for name, value in (peers or {}).items()}
        half = known.get(self.half_of)
        return replace(self, ours=_known(ours), peers=known, budget=self.budget if half is None else half / 2)

    @property
    def best_peer(self) -> tuple[str, float] | None:
        """The strongest of the peers."""
        known = [(value, name) for name, value in self.peers.items() if value is not None]
        if not known:
            return None
        value, name = max(known) if self.more_is_better else min(known)
        return name, value

    @property
    def ratio(self) -> float | None:
        """Ours to the best peer's."""
        best = self.best_peer
        return self.ours / best[1] if best and best[1] and self.ours is not None else None

    @property
    def verdict(self) -> Verdict:
        """What was to be measured and could not be is over its budget; without its peer there is no judging it."""
        if self.budget is None and not self.half_of:
            return "no budget"
        if self.ours is None:
            return "over"
        if self.budget is None:
            return "peer not measured"
        return "within" if (self.ours >= self.budget) == self.more_is_better or self.ours == self.budget else "over"

    @property
    def reason(self) -> str:
        """Why it is over."""
        return (self.why or "not yet explained") if self.verdict == "over" else ""


def _known(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


def p95(times: list[float]) -> float:
    """The value that 95 of 100 do not pass, between neighbours by distance; NaN of none, or where any is NaN."""
    return float(np.quantile(times, 0.95)) if times else math.nan


def amount(value: float | None, unit: str) -> str:
    """A value as it stands in the table: three digits that count, and its unit."""
    if value is None:
        return "—"
    digits = 0 if value >= 100 or value == int(value) else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}".rstrip()
