"""The first view with an empty browser: bytes over the wire, requests, time to the first drawn chart."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Page, TimeoutError, sync_playwright

from dashboard.render.picture import find_browser

TIMES = 3
MARKS = {
    "first": '.scatterlayer path[d^="M"], .barlayer path[d^="M"], .choroplethlayer path[d^="M"]',
    "map": '.choroplethlayer path[d^="M"]',
}
WATCH = """marks => {
    window.drawn = {};
    const look = () => {
        for (const [name, mark] of Object.entries(marks))
            if (!(name in drawn) && document.querySelector(mark)) drawn[name] = performance.now();
        requestAnimationFrame(look);
    };
    look();
}"""
LINES = {
    "local": None,
    "10 Mbit/s": {"downloadThroughput": 1.25e6, "uploadThroughput": 1.25e6, "latency": 40},
}


@dataclass
class View:
    """One cold view."""

    first: float = 0.0
    map: float | None = None
    sizes: dict[str, int] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)

    @property
    def bytes(self) -> int:
        return sum(self.sizes.values())


@contextmanager
def chromium() -> Iterator[Browser]:
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=sandbox)
        yield browser
        browser.close()


def _listen(session: CDPSession, view: View, host: str) -> None:
    def asked(event: dict[str, Any]) -> None:
        address = urlsplit(event["request"]["url"])
        if address.scheme in ("http", "https"):
            view.sizes.setdefault(event["requestId"], 0)
            if address.netloc != host:
                view.outside.add(address.netloc)

    def received(event: dict[str, Any]) -> None:
        if event["requestId"] in view.sizes:
            view.sizes[event["requestId"]] = int(event["encodedDataLength"])

    session.on("Network.requestWillBeSent", asked)
    session.on("Network.loadingFinished", received)
    session.send("Network.enable")


def _wait(page: Page, name: str, limit: float) -> float | None:
    try:
        return float(page.wait_for_function(f"drawn.{name}", timeout=limit).json_value())
    except TimeoutError:
        return None


def view(browser: Browser, url: str, line: str) -> View:
    """One view in a browser that has never been here, on a line of the given speed."""
    seen = View()
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    session = context.new_cdp_session(page)
    _listen(session, seen, urlsplit(url).netloc)
    if speed := LINES[line]:
        session.send("Network.emulateNetworkConditions", {"offline": False, **speed})
    page.add_init_script(f"({WATCH})({MARKS!r})")
    page.goto(url)
    seen.first = _wait(page, "first", 60_000) or float("nan")
    seen.map = _wait(page, "map", 5_000)
    page.wait_for_timeout(500)
    context.close()
    return seen


def compare(urls: dict[str, str], line: str, times: int = TIMES) -> dict[str, View]:
    """The median view of each address, taken in turns so that a busy moment hits all alike."""
    views: dict[str, list[View]] = {name: [] for name in urls}
    with chromium() as browser:
        for url in urls.values():
            view(browser, url, "local")  # the servers' own first answer isn't measured
        for _ in range(times):
            for name, url in urls.items():
                views[name].append(view(browser, url, line))
    return {name: _median(taken) for name, taken in views.items()}


def _median(taken: list[View]) -> View:
    maps = [one.map for one in taken if one.map is not None]
    middle = sorted(taken, key=lambda one: one.bytes)[len(taken) // 2]
    outside = set().union(*(one.outside for one in taken))
    return View(median(one.first for one in taken), median(maps) if maps else None, middle.sizes, outside)
