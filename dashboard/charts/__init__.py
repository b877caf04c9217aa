"""The charts by name. ``chart("trend", Selection(...), store)`` is the only way one is made."""

from __future__ import annotations

import difflib
from dataclasses import replace
from threading import Condition

from cachetools import LRUCache, cached

from dashboard.charts import (
    change,
    conflict,
    cost,
    coverage,
    gap,
    groups,
    headline,
    map,
    overlap,
    pace,
    peers,
    provenance,
    ranking,
    releases,
    revisions,
    sources,
    trend,
)
from dashboard.charts.chart import Chart, Spec
from dashboard.selection import Selection
from dashboard.store import Store

CHARTS: dict[str, Spec] = {
    module.SPEC.name: module.SPEC
    for module in (
        headline,
        trend,
        map,
        ranking,
        gap,
        groups,
        overlap,
        conflict,
        coverage,
        releases,
        revisions,
        change,
        pace,
        peers,
        sources,
        cost,
    )
}


MOST = 64
"""Charts that are remembered, those of a few pages: one takes 100 kB, at most 300."""


class UnknownChart(LookupError):
    """No chart of that name; the message lists those there are."""


def spec(name: str) -> Spec:
    """The chart's spec.

    Raises:
        UnknownChart: there is no such chart.
    """
    if name not in CHARTS:
        near = difflib.get_close_matches(name, CHARTS, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        raise UnknownChart(f"There is no chart '{name}'.{hint} Charts: {', '.join(CHARTS)}.")
    return CHARTS[name]


def chart(name: str, selection: Selection, store: Store) -> Chart:
    """The chart ``name`` for this selection.

    Raises:
        UnknownChart: there is no such chart.
        BadSelection: the chart has no use for a field, or a value is not valid.
    """
    found = spec(name)
    return _made(name, found.complete(selection).without(found.defaults), store)


@cached(LRUCache(MOST), condition=Condition())
def _made(name: str, selection: Selection, store: Store) -> Chart:
    """Made once: a page, its sentences and its files ask for the same chart several times.

    Whoever names what the chart takes for granted asks for the same one.
    """
    found = spec(name)
    with store.turn:
        made = found.make(store, found.complete(selection))
    return replace(made, address=found.address(selection), **provenance.cited(store, made.data))


def from_address(address: str, store: Store) -> Chart:
    """The chart of an address such as ``trend?place=PAK,IND&level=primary``."""
    name, _, query = address.partition("?")
    spec(name)
    return chart(name, Selection.from_query(query, store), store)
