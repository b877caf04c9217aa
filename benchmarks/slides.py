"""Slides and pictures: a native slide beside a slide with a Kaleido picture, warm pictures, and decks."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from statistics import median, quantiles
from typing import Any

import kaleido
from pptx import Presentation
from pptx.util import Emu

from dashboard import charts, deck
from dashboard.render import figure, formats, picture, slides
from dashboard.render.options import Options
from dashboard.store import Store

CHARTS = ("trend?place=PAK", "ranking", "groups?place=NGA", "map")
FLAT = CHARTS[:3]
"""Kaleido can draw no map without asking an outside host for its outlines."""
PLACES = ("PAK", "NGA", "IND", "BRA", "KEN", "NPL", "ETH", "PHL", "SEN", "EGY")


def seconds(work: Callable[[], object], times: int) -> list[float]:
    """How long each of so many runs took."""
    took = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        took.append(time.perf_counter() - started)
    return took


def native_and_pictured(store: Store) -> dict[str, tuple[float, float]]:
    """Chart -> median seconds of a native slide, and of a slide that holds a Kaleido picture, in one run."""
    kaleido.start_sync_server(n=1, mathjax=False, silence_warnings=True)
    try:
        found = {}
        for address in FLAT:
            chart = charts.from_address(address, store)
            works = (lambda chart=chart: slides.slide(chart), lambda chart=chart: pictured(chart))
            for work in works:
                work()
            found[address] = tuple(median(seconds(work, 7)) for work in works)
        return found  # type: ignore[return-value]
    finally:
        kaleido.stop_sync_server(silence_warnings=True)


def pictured(chart: Any) -> bytes:
    """The usual way: a flat picture on a slide."""
    drawn = figure.draw(chart)
    flat = kaleido.calc_fig_sync(drawn, opts={"format": "png", "width": 1280, "height": 720})
    made = Presentation()
    made.slides.add_slide(made.slide_layouts[6]).shapes.add_picture(io.BytesIO(flat), Emu(0), Emu(0))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def warm_pictures(store: Store, times: int = 100) -> tuple[float, float, float]:
    """p50, p95 and the longest of so many pictures from a warm engine, charts in turn."""
    made = [charts.from_address(address, store) for address in CHARTS]
    formats.render(made[0], "png")
    turn = iter(range(times))
    took = seconds(lambda: formats.render(made[next(turn) % len(made)], "png"), times)
    picture.close()
    return median(took), quantiles(took, n=20)[-1], max(took)


def deck_per_slide(store: Store) -> tuple[float, int]:
    """Seconds a slide of a deck of ten countries, charts made on the way, and how many slides it has."""
    started = time.perf_counter()
    pages = deck.of(store, [store.places.by_id[code] for code in PLACES])
    slides.deck(pages, Options())
    return (time.perf_counter() - started) / len(pages), len(pages)
