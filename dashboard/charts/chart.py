"""The Chart: what a chart module makes and every renderer draws. Nothing here knows a screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qs

import pandas as pd

from dashboard.selection import QUERY_KEYS, BadSelection, Selection
from dashboard.store import Store

KINDS = ("line", "bar", "range", "map", "points", "heat", "waterfall")


@dataclass(frozen=True, slots=True)
class Encode:
    """Which column of ``data`` stands where.

    ``series`` splits marks into named sets; ``colour`` holds the meaning that decides a
    colour (a level, a sex, a place …); ``low`` and ``high`` are an interval (or, in a
    ``range``, the two ends). ``x_title`` and ``y_title`` carry units.

    Of survey groups a column ``state`` says how a value is shown: ``plain``, ``pale`` (few
    children: hollow) or ``hidden`` (too few: words only); ``points`` stand under their ``heading``.
    """

    x: str
    y: str
    series: str | None = None
    colour: str | None = None
    low: str | None = None
    high: str | None = None
    label: str | None = None
    x_title: str = ""
    y_title: str = ""


@dataclass(frozen=True)
class Chart:
    """One chart, whole: the rows exactly as drawn and every word that goes with them.

    ``data`` is tidy, one row per value; ``columns`` names what a table shows of it, with
    headings. Source line, licence, ``sources`` (the releases drawn, with the files read) and
    address are filled in by ``charts.chart``, the same way for all. ``empty`` holds the
    reason when there is nothing to draw.
    """

    name: str
    kind: str
    data: pd.DataFrame
    encode: Encode
    title: str
    subtitle: str
    note: str
    alt_text: str
    columns: dict[str, str]
    source_line: str = ""
    licence: str = ""
    sources: tuple[dict[str, object], ...] = ()
    address: str = ""
    empty: str | None = None
    options: dict[str, object] = field(default_factory=dict)

    @cached_property
    def drawn(self) -> pd.DataFrame:
        """The rows that get a mark; the others stand in the table and the files only."""
        return self.data[self.data["is_drawn"]] if "is_drawn" in self.data else self.data

    @property
    def is_pinned(self) -> bool:
        """Whether all that it shows is of the release that the address names, or computed here of that one."""
        named = parse_qs(self.address.partition("?")[2]).get("release", [""])[0]
        shown = ((str(one["source"]), str(one["release"])) for one in self.sources)
        return bool(named and self.sources) and all(
            release.partition("+")[0] == named if source == "here" else f"{source}-{release}" == named
            for source, release in shown
        )


@dataclass(frozen=True, slots=True)
class Spec:
    """How a chart is asked for: its name, the fields it uses, what it takes for granted."""

    name: str
    about: str
    uses: tuple[str, ...]
    defaults: Selection
    make: Callable[[Store, Selection], Chart]

    def complete(self, selection: Selection) -> Selection:
        """The selection with this chart's own defaults in its gaps.

        Raises:
            BadSelection: when it names a field this chart has no use for.
        """
        idle = [QUERY_KEYS[name] for name in selection.given() if name not in (*self.uses, "lang")]
        if idle:
            valid = ", ".join(QUERY_KEYS[name] for name in self.uses)
            raise BadSelection(f"The chart '{self.name}' has no use for '{idle[0]}'. It takes: {valid}.")
        return selection.filled(self.defaults)

    def address(self, selection: Selection) -> str:
        """The canonical address: ``trend?place=PAK``."""
        query = selection.without(self.defaults).to_query()
        return f"{self.name}?{query}" if query else self.name
