"""What a browser asks the server for while somebody reads: recorded from real pages, for `readers` to ask again.

Only what is asked anew each time: pages, their layout and callbacks, data, what a page asks for ahead once its reader
rests. Browsers keep static files for a year.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request

from benchmarks.chromium import chromium, stranger
from benchmarks.server import PLACES

Asked = dict[str, Any]
"""kind, method, path, body: one request."""
STATIC = ("/assets/", "/_dash-component-suites/", "/_favicon")
PAGES = (
    "/",
    "/region?place=sub-saharan-africa",
    "/country?place=PAK",
    "/country?place=NGA",
    "/country?place=FRA",
    "/groups?place=IND",
    "/releases",
    "/unknown",
    "/data",
)
SEARCHES = ("Ivory Coast", "girls Pakistan", "ROFST.1.CP")
FILES = {
    "figure json": [f"/figures/trend.json?place={place}" for place in PLACES],
    "figure csv": [f"/figures/{name}.csv?place={place}" for place in PLACES for name in ("trend", "gap")],
    "figure pptx": [f"/figures/trend.pptx?place={place}" for place in PLACES[:10]] + ["/figures/map.pptx"],
    "figure png": [f"/figures/trend.png?place={place}" for place in PLACES[:5]] + ["/figures/ranking.png"],
    "figure svg": [f"/figures/trend.svg?place={place}" for place in PLACES[:5]],
}
"""Kind -> addresses that a reader clicks under a chart."""
REST_MS, LIMIT_MS = 2_500, 30_000
"""A page that has asked for nothing for so long has asked ahead, which it does with pauses of a second; how long it may
take to come to that."""
RESTS = """([since, rest]) => {
    const ends = performance.getEntriesByType("resource").map(one => one.responseEnd);
    return performance.now() - Math.max(since, ...ends) > rest;
}"""


def record(url: str) -> dict[str, list[list[Asked]]]:
    """Kind of doing -> what each doing of it asks for, in order: "page", "control", "search", "export"."""
    with chromium() as browser:
        played = {
            "page": [_during(browser, url, path) for path in PAGES],
            "control": [_during(browser, url, path, act) for path, act in CONTROLS],
            "search": [_during(browser, url, "/", _typed(words))[-1:] for words in SEARCHES],
        }
    played["export"] = [[_get(kind, path)] for kind, paths in FILES.items() for path in paths]
    return {kind: [asked for asked in doings if asked] for kind, doings in played.items()}


def _get(kind: str, path: str) -> Asked:
    return {"kind": kind, "method": "GET", "path": path, "body": None}


def _during(browser: Browser, url: str, path: str, act: Callable[[Page], None] | None = None) -> list[Asked]:
    """What opening a page asks for; with an act, what that asks for afterwards."""
    asked: list[Asked] = []
    context, page, _ = stranger(browser)
    page.on("request", lambda request: asked.append(_described(request)))
    page.goto(url + path)
    _settle(page)
    if act:
        asked.clear()
        act(page)
        _settle(page)
    context.close()
    return [one for one in asked if not one["path"].startswith(STATIC)]


def _settle(page: Page) -> None:
    """Waits until the page has all that it asks for."""
    page.wait_for_load_state("networkidle", timeout=LIMIT_MS)
    since = page.evaluate("performance.now()")
    page.wait_for_function(RESTS, arg=[since, REST_MS], timeout=LIMIT_MS, polling=100)


def _described(request: Request) -> Asked:
    address = urlsplit(request.url)
    path = address.path + (f"?{address.query}" if address.query else "")
    return {"kind": _kind(address.path), "method": request.method, "path": path, "body": request.post_data}


def _kind(path: str) -> str:
    if path == "/_dash-update-component":
        return "callback"
    if path.startswith("/_dash-"):
        return "layout"
    return "page" if "." not in path and path.count("/") == 1 else "data"


def _keys(selector: str, key: str, times: int) -> Callable[[Page], None]:
    def press(page: Page) -> None:
        page.locator(selector).first.focus()
        for _ in range(times):
            page.keyboard.press(key)
            page.wait_for_timeout(400)

    return press


def _click(selector: str) -> Callable[[Page], None]:
    return lambda page: page.locator(selector).first.click()


def _typed(words: str) -> Callable[[Page], None]:
    def type_in(page: Page) -> None:
        page.locator("#search").click()
        page.keyboard.type(words, delay=30)

    return type_in


CONTROLS: tuple[tuple[str, Callable[[Page], None]], ...] = (
    ("/", _keys("#world-year [role=slider]", "ArrowLeft", 4)),
    ("/", _click("#world-level label:has-text('Upper secondary')")),
    ("/", _click("#world-measure label:has-text('Number')")),
    ("/region?place=sub-saharan-africa", _keys("[role=slider]", "ArrowLeft", 3)),
    ("/country?place=PAK", _click(".controls label:has-text('Lower secondary')")),
)
