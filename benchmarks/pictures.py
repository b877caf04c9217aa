"""Pictures from a warm engine; a native slide beside a slide with a Kaleido picture; a deck."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import kaleido
from pptx import Presentation
from pptx.util import Emu

from benchmarks.measures import Measure, p95
from dashboard import charts, deck
from dashboard.render import figure, formats, picture, slides
from dashboard.render.options import Options
from dashboard.store import Store, open_store

PART = "picture, slide"
CHARTS = ("trend?place=PAK", "ranking", "groups?place=NGA", "map")
FLAT = CHARTS[:3]
"""Kaleido can draw no map without asking an outside host for its outlines."""
PLACES = ("PAK", "NGA", "IND", "BRA", "KEN", "NPL", "ETH", "PHL", "SEN", "EGY")
PEER = "a Kaleido picture on a slide"
PICTURES, SLIDES = 100, 7

HEAVY = {
    "map": "Chromium draws 250 outlines.",
    "groups?place=NGA": "Its many rows and their words make a tall picture.",
}
NATIVE = "python-pptx builds a chart element by element, and writes its workbook."
PICTURE = {
    address: Measure(PART, f"PNG of {address}, p50", "ms", 200, why=HEAVY.get(address, "")) for address in CHARTS
}
PICTURE_P95 = Measure(
    PART, f"{PICTURES} PNGs of these in turn, p95", "ms", 200, why="One in four is the map, one the groups."
)
SLIDE = {address: Measure(PART, f"slide of {address}, p50", "ms", 50, why=NATIVE) for address in CHARTS}
DECK = Measure(PART, f"deck of {len(PLACES)} countries, a slide", "ms")
MEASURES = (*PICTURE.values(), PICTURE_P95, *SLIDE.values(), DECK)


def milliseconds(work: Callable[[], object], times: int) -> list[float]:
    """How long each of so many runs took, after one that is not counted."""
    work()
    took = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        took.append((time.perf_counter() - started) * 1000)
    return took


def warm_pictures(store: Store) -> dict[str, list[float]]:
    """Chart -> milliseconds of each of its pictures, charts in turn so that a busy moment hits all alike."""
    made = {address: charts.from_address(address, store) for address in CHARTS}
    took: dict[str, list[float]] = {address: [] for address in CHARTS}
    for chart in made.values():
        formats.render(chart, "png")
    for number in range(PICTURES):
        address = CHARTS[number % len(CHARTS)]
        started = time.perf_counter()
        formats.render(made[address], "png")
        took[address].append((time.perf_counter() - started) * 1000)
    picture.close()
    return took


def slide_times(store: Store) -> Iterator[Measure]:
    """A native slide, and beside it one that holds a Kaleido picture, in one run."""
    kaleido.start_sync_server(n=1, mathjax=False, silence_warnings=True)
    try:
        for address in CHARTS:
            chart = charts.from_address(address, store)
            native = median(milliseconds(lambda chart=chart: slides.slide(chart), SLIDES))
            flat = median(milliseconds(lambda chart=chart: pictured(chart), SLIDES)) if address in FLAT else None
            yield SLIDE[address].taken(native, {PEER: flat})
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


def deck_per_slide(store: Store) -> float:
    """Milliseconds a slide of a deck of ten countries, charts made on the way."""
    started = time.perf_counter()
    pages = deck.of(store, [store.places.by_id[code] for code in PLACES])
    slides.deck(pages, Options())
    return (time.perf_counter() - started) * 1000 / len(pages)


def run() -> Iterator[Measure]:
    """Pictures, slides, a deck."""
    store = open_store()
    took = warm_pictures(store)
    for address, times in took.items():
        yield PICTURE[address].taken(median(times))
    yield PICTURE_P95.taken(p95([one for times in took.values() for one in times]))
    yield from slide_times(store)
    yield DECK.taken(deck_per_slide(store))
