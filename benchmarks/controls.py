"""From moving a control to the map drawn anew, on a processor four times slower, beside the peers.

Time runs from the event of the key or the press, as the page gets it, to the first frame painted after the map's areas
changed; seen through the page alone, however it does it. A move that leaves the map's colours as they were counts as a
failure, and a row of which one move failed has no figure. On the slow line the peers are slowed down only once they
have loaded, which takes them minutes; Streamlit is left out there, whose WebSocket, once it is open, Chromium lets have
answers without the two seconds that others wait. Somebody has made these moves before, here as there: it is the page
that is timed, not what the server makes for its first reader.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import ExitStack

from playwright.sync_api import Browser, Page, TimeoutError

from benchmarks import serving
from benchmarks.chromium import LINES, SLOW, Line, chromium, stranger, throttle
from benchmarks.measures import Measure, p95
from benchmarks.views import MARKS

PART = "control"
LIMIT_MS = 60_000
"""What one move may take."""
LOOKS_MS, QUIET_MS = 5_000, 500
"""How long a reader looks at the first map, and at each that follows, before the next move."""
SLIDERS = {"ours": "#world-year [role=slider]", "Streamlit": "input[type=range]"}
DASH_SLIDER = "[role=slider]"
SPARED = "Streamlit"
"""Left out on the slow line."""
LEVELS = ("all", "upper_secondary", "lower_secondary", "primary")
MOVES, LEVEL_MOVES, PEER_MOVES, SLOW_PEER_MOVES = 20, 12, 10, 3
WATCH = """() => {
    const areas = ".choroplethlayer";
    let asked = null;
    window.moved = null;
    const input = event => { asked = event.timeStamp; moved = null; };
    for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, input, true);
    const isMap = record => record.target.closest?.(areas)
        || [...record.addedNodes].some(node => node.querySelector?.(areas + " path"));
    const painted = () => {
        const since = asked, seen = () => { moved = performance.now() - since; };
        asked = null;
        requestAnimationFrame(() => scheduler.postTask(seen, {priority: "user-blocking"}));
    };
    new MutationObserver(records => { if (asked !== null && records.some(isMap)) painted(); })
        .observe(document, {subtree: true, childList: true, attributes: true, attributeFilter: ["fill", "style", "d"]});
}"""
COLOURS = (
    """() => [...document.querySelectorAll('.choroplethlayer path')].map(area => getComputedStyle(area).fill).join()"""
)

CPU = f"CPU {LINES[SLOW].slowdown}×"
WHERE = {CPU: Line(slowdown=LINES[SLOW].slowdown), SLOW: LINES[SLOW]}
WHY = (
    "A question takes two seconds on this line: a year's levels are asked for once the reader rests at it, and one "
    "chosen half a second later waits for them."
)
YEAR = {where: Measure(PART, f"year moved to map drawn, {where}, p95", "ms", 100) for where in WHERE}
LEVEL = {
    where: Measure(PART, f"level chosen to map drawn, {where}, p95", "ms", 100, why=WHY if where == SLOW else "")
    for where in WHERE
}
MEASURES = tuple(one for where in WHERE for one in (YEAR[where], LEVEL[where]))


def moves(page: Page, move: Callable[[int], None], times: int) -> list[float]:
    """Milliseconds of each move; NaN for one after which the map is as it was."""
    took = []
    for number in range(times):
        before = page.evaluate(COLOURS)
        move(number)
        try:
            found = page.wait_for_function("moved", timeout=LIMIT_MS, polling=50)
        except TimeoutError:
            return [*took, math.nan]
        page.wait_for_timeout(QUIET_MS)
        took.append(float(found.json_value()) if page.evaluate(COLOURS) != before else math.nan)
    return took


def year_moves(page: Page, slider: str, times: int) -> list[float]:
    """One year back with each stroke of a key."""
    page.locator(slider).first.focus()
    return moves(page, lambda _: page.keyboard.press("ArrowLeft"), times)


def level_moves(page: Page, times: int) -> list[float]:
    """The next school age with each click."""

    def click(number: int) -> None:
        chosen = page.locator(f"#world-level input[value={LEVELS[number % len(LEVELS)]}] + label").bounding_box()
        assert chosen
        # The mouse alone: a locator's own click asks the page, in the press and again after it, what was hit.
        page.mouse.click(chosen["x"] + chosen["width"] / 2, chosen["y"] + chosen["height"] / 2)

    page.locator("#world-level").scroll_into_view_if_needed()
    return moves(page, click, times)


def drawn(browser: Browser, url: str, early: Line, late: Line) -> Page:
    """A page whose map has been looked at, loaded on one line and used on another."""
    _, page, session = stranger(browser)
    throttle(session, early)
    page.add_init_script(f"({WATCH})()")
    page.goto(url, wait_until="commit", timeout=4 * LIMIT_MS)
    page.wait_for_selector(MARKS["map"], state="attached", timeout=4 * LIMIT_MS)
    page.wait_for_timeout(LOOKS_MS)
    throttle(session, late)
    return page


def ours(browser: Browser, url: str, line: Line) -> tuple[float, float]:
    """p95 of the year and of the level."""
    page = drawn(browser, url, line, line)
    year = p95(year_moves(page, SLIDERS["ours"], MOVES))
    level = p95(level_moves(page, LEVEL_MOVES))
    page.context.close()
    return year, level


def peer(browser: Browser, name: str, url: str, line: Line, times: int) -> float:
    """p95 of its year."""
    page = drawn(browser, url, Line(), line)
    took = p95(year_moves(page, SLIDERS.get(name, DASH_SLIDER), times))
    page.context.close()
    return took


def run() -> Iterator[Measure]:
    """First where the line is as fast as it goes, then where it is slow too."""
    with ExitStack() as stack:
        served = stack.enter_context(serving.dashboard())
        peers = {name: stack.enter_context(start()) for name, start in serving.PEERS.items()}
        browser = stack.enter_context(chromium())
        ours(browser, served.url, Line())
        for name, one in peers.items():
            peer(browser, name, one.url, Line(), PEER_MOVES)
        for where, line in WHERE.items():
            year, level = ours(browser, served.url, line)
            times = SLOW_PEER_MOVES if where == SLOW else PEER_MOVES
            there = {name: one for name, one in peers.items() if where != SLOW or name != SPARED}
            took = {name: peer(browser, name, one.url, line, times) for name, one in there.items()}
            yield YEAR[where].taken(year, took)
            yield LEVEL[where].taken(level)
