"""The first view with an empty browser: bytes, requests, other hosts, time to the first chart and to the map.

Ours is the whole World page; each peer has only its three charts. One page is watched at a time. Bytes and requests
are counted until the network is silent; what our page asks for afterwards, so that moves need not wait, is a row of its
own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from playwright.sync_api import Browser, CDPSession, Page, TimeoutError

from benchmarks import serving
from benchmarks.chromium import LINES, LOCAL, OFFICE, SLOW, chromium, stranger, throttle
from benchmarks.measures import MB, Measure

PART, OURS = "first view", "ours"
TIMES = {LOCAL: 3, OFFICE: 2, SLOW: 1}
LIMIT_S = 300
"""What each step of a view may take."""
AHEAD_S = 10
"""How long a page is watched after its view."""
MARKS = {
    "first": '.scatterlayer path[d^="M"], .barlayer path[d^="M"], .choroplethlayer path[d^="M"]',
    "map": '.choroplethlayer path[d^="M"]',
}
WATCH = """marks => {
    window.drawn = {};
    const watcher = new MutationObserver(() => requestAnimationFrame(() => {
        for (const [name, mark] of Object.entries(marks))
            if (!(name in drawn) && document.querySelector(mark)) drawn[name] = performance.now();
        if (Object.keys(drawn).length === Object.keys(marks).length) watcher.disconnect();
    }));
    watcher.observe(document, {subtree: true, childList: true, attributes: true, attributeFilter: ["d"]});
}"""
"""A slowed processor is slowed by burning it: nothing here may turn round while nothing happens."""

BYTES = Measure(PART, "bytes over the wire until the page rests", "MB", 0.5)
AHEAD = Measure(PART, f"bytes asked for ahead in {AHEAD_S} s after that, untouched", "MB")
REQUESTS = Measure(PART, "requests until the page rests", "")
OUTSIDE = Measure(PART, "other hosts asked", "", 0)
MEMORY = Measure(PART, "memory of the process that answers, afterwards", "MB", 250, why=serving.HELD)
WHY = "Where files cost nothing, React, Dash and Plotly start as slowly here as there, and ours lays out a whole page."
FIRST = {
    line: Measure(PART, f"first chart, {line}", "ms", half_of="plain Dash", why=WHY if line == LOCAL else "")
    for line in LINES
}
MAP = {line: Measure(PART, f"map, {line}", "ms") for line in LINES}
MEASURES = (BYTES, AHEAD, REQUESTS, OUTSIDE, *(one for line in LINES for one in (FIRST[line], MAP[line])), MEMORY)


@dataclass
class View:
    """One cold view; times in milliseconds, NaN for what was never drawn."""

    first: float = math.nan
    map: float = math.nan
    sizes: dict[str, float] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)

    @property
    def bytes(self) -> float:
        return sum(self.sizes.values())


@contextmanager
def visit(browser: Browser, url: str, line: str) -> Iterator[tuple[Page, View]]:
    """The page, and its view once its map stands and nothing comes any more, or the limit has passed."""
    context, page, session = stranger(browser)
    seen = View()
    _listen(session, seen, urlsplit(url).netloc)
    throttle(session, LINES[line])
    page.add_init_script(f"({WATCH})({MARKS!r})")
    with closing(context):
        page.goto(url, wait_until="commit", timeout=LIMIT_S * 1000)
        with suppress(TimeoutError):
            for name in MARKS:
                found = page.wait_for_function(f"window.drawn && drawn.{name}", timeout=LIMIT_S * 1000, polling=200)
                setattr(seen, name, float(found.json_value()))
            page.wait_for_load_state("networkidle", timeout=LIMIT_S * 1000)
        yield page, seen


def view(browser: Browser, url: str, line: str) -> View:
    """One view from start to end."""
    with visit(browser, url, line) as (_, seen):
        return seen


def ahead(browser: Browser, url: str) -> float:
    """Bytes that still come when a page is left alone after its view."""
    with visit(browser, url, LOCAL) as (page, seen):
        before = seen.bytes
        page.wait_for_timeout(AHEAD_S * 1000)
        return seen.bytes - before


def _listen(session: CDPSession, view: View, host: str) -> None:
    def asked(event: dict[str, Any]) -> None:
        address = urlsplit(event["request"]["url"])
        if address.scheme in ("http", "https"):
            view.sizes.setdefault(event["requestId"], 0)
            if address.netloc != host:
                view.outside.add(address.netloc)

    def received(event: dict[str, Any]) -> None:
        if event["requestId"] in view.sizes:
            view.sizes[event["requestId"]] = event["encodedDataLength"]

    def framed(event: dict[str, Any]) -> None:
        message = event["response"]  # text, or bytes in base64
        length = len(message["payloadData"]) * (1 if message["opcode"] == 1 else 0.75)
        view.sizes[event["requestId"]] = view.sizes.get(event["requestId"], 0) + length

    session.on("Network.requestWillBeSent", asked)
    session.on("Network.loadingFinished", received)
    session.on("Network.webSocketFrameReceived", framed)
    session.send("Network.enable")


def in_turns(browser: Browser, urls: dict[str, str], line: str) -> dict[str, View]:
    """The median view of each, taken in turns so that a busy moment hits all alike."""
    taken: dict[str, list[View]] = {name: [] for name in urls}
    for _ in range(TIMES[line]):
        for name, url in urls.items():
            taken[name].append(view(browser, url, line))
    return {name: _median(views) for name, views in taken.items()}


def _median(taken: list[View]) -> View:
    middle = sorted(taken, key=lambda one: one.bytes)[len(taken) // 2]
    outside = set().union(*(one.outside for one in taken))
    first, drawn = (float(np.median([getattr(one, name) for one in taken])) for name in MARKS)
    return View(first, drawn, middle.sizes, outside)


def run() -> Iterator[Measure]:
    """Every line in turn, then the memory that all this has left behind."""
    with ExitStack() as stack:
        starts = {OURS: serving.dashboard, **serving.PEERS}
        running = {name: stack.enter_context(start()) for name, start in starts.items()}
        browser = stack.enter_context(chromium())
        urls = {name: one.url for name, one in running.items()}
        for url in urls.values():
            view(browser, url, LOCAL)  # the servers' own first answer isn't measured
        for line in LINES:
            views = in_turns(browser, urls, line)
            if line == LOCAL:
                yield _beside(BYTES, {name: one.bytes / MB for name, one in views.items()})
                yield AHEAD.taken(ahead(browser, urls[OURS]) / MB)
                yield _beside(REQUESTS, {name: len(one.sizes) for name, one in views.items()})
                yield _beside(OUTSIDE, {name: len(one.outside) for name, one in views.items()})
            yield _beside(FIRST[line], {name: one.first for name, one in views.items()})
            yield _beside(MAP[line], {name: one.map for name, one in views.items()})
        yield _beside(MEMORY, {name: one.memory() / MB for name, one in running.items()})


def _beside(measure: Measure, values: dict[str, float]) -> Measure:
    return measure.taken(values[OURS], {name: value for name, value in values.items() if name != OURS})
