"""A browser that has never been here, on a line of a given speed and a processor of a given slowness."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from dashboard.render.picture import find_browser


@dataclass(frozen=True)
class Line:
    """What the browser is given.

    Attributes:
        speed: Bytes a second each way; None is as fast as it goes.
        latency: Milliseconds from a request to its answer's first byte, at least.
        slowdown: How many times slower the processor is made.
    """

    speed: float | None = None
    latency: float = 0
    slowdown: int = 1


LOCAL, OFFICE, SLOW = "local", "10 Mbit/s", "slow 3G, CPU 4×"
LINES = {
    LOCAL: Line(),
    OFFICE: Line(1.25e6, 40),
    # The preset of Chromium's developer tools: 400 kbit/s, and 400 ms there and back, of which it makes 2 s a request
    # for what opening a connection takes. A WebSocket, over which Streamlit sends its figures, waits only as it opens.
    SLOW: Line(50_000, 2_000, 4),
}


PATIENCE_MS = 120_000
"""After which a page is given up where nothing else is said."""


@contextmanager
def chromium() -> Iterator[Browser]:
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=sandbox)
        yield browser
        browser.close()


def stranger(browser: Browser) -> tuple[BrowserContext, Page, CDPSession]:
    """A page without anything kept, and the way to its developer tools."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    return context, page, context.new_cdp_session(page)


def throttle(session: CDPSession, line: Line) -> None:
    """From now on the page has this line and processor."""
    session.send("Network.enable")
    if line.speed:
        speeds = {"downloadThroughput": line.speed, "uploadThroughput": line.speed, "latency": line.latency}
        session.send("Network.emulateNetworkConditions", {"offline": False, **speeds})
    if line.slowdown > 1:
        session.send("Emulation.setCPUThrottlingRate", {"rate": line.slowdown})
