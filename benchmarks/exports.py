"""What a reader takes away from the map's card: Picture, CSV and Slide, each opened afterwards.

The page draws the Picture; what else is clicked becomes a download, which is no longer the page's and escapes the line
that Chromium gives it. So on the slow line the page itself asks for the link's address. `FOLDER` keeps the pictures of
the page and the files, for looking at.
"""

from __future__ import annotations

import base64
import io
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
from PIL import Image
from playwright.sync_api import Locator, Page
from pptx import Presentation

from benchmarks import controls, serving
from benchmarks.chromium import LINES, LOCAL, SLOW, chromium
from benchmarks.measures import Measure

PART = "export"
FOLDER = Path(tempfile.gettempdir()) / "oosc-bench"
LIMIT_MS = 120_000


def _picture(content: bytes) -> None:
    width, height = Image.open(io.BytesIO(content)).size
    assert width >= 900, width
    assert height >= 400, height


def _csv(content: bytes) -> None:
    assert len(pd.read_csv(io.BytesIO(content))) > 150


def _slide(content: bytes) -> None:
    assert len(Presentation(io.BytesIO(content)).slides) == 1


OPENED: dict[str, Callable[[bytes], None]] = {"Picture": _picture, "CSV": _csv, "Slide": _slide}
"""What is clicked -> what opens the file, and fails where it isn't what it should be."""
PATIENCE_S = 10
"""What a reader waits for a file, at most, on the slow line."""
ASKED = """async link => {
    const since = performance.now(), answer = await fetch(link.href), content = await answer.blob();
    const seconds = (performance.now() - since) / 1000, reading = new FileReader();
    await new Promise(done => { reading.onload = done; reading.readAsDataURL(content); });
    return [seconds, reading.result.split(",")[1]];
}"""
TWO = "On this line an answer takes two seconds to begin."
SLOWLY = {
    "Picture": Measure(
        PART, f"Picture clicked to file there, {SLOW}", "s", PATIENCE_S, why=f"{TWO} A slow processor draws it."
    ),
    **{
        name: Measure(PART, f"{name} asked for by the page to all of it there, {SLOW}", "s", PATIENCE_S, why=TWO)
        for name in ("CSV", "Slide")
    },
}
CLICKED = {name: Measure(PART, f"{name} clicked to file there, {LOCAL}", "s") for name in OPENED}
MEASURES = (*SLOWLY.values(), *CLICKED.values())


def link_of(page: Page, name: str) -> Locator:
    return page.locator("#world-map .actions a", has_text=name).first


def click(page: Page, name: str) -> float:
    """Seconds from the click to the whole file."""
    started = time.perf_counter()
    with page.expect_download(timeout=LIMIT_MS) as waiting:
        link_of(page, name).click()
    path = waiting.value.path()
    took = time.perf_counter() - started
    _keep(name, waiting.value.suggested_filename, path.read_bytes())
    return took


def ask(page: Page, name: str) -> float:
    """Seconds from the page's question for what the link leads to, to the whole answer."""
    link = link_of(page, name)
    took, content = link.evaluate(ASKED)
    _keep(name, str(link.get_attribute("download")), base64.b64decode(content))
    return float(took)


def _keep(name: str, file: str, content: bytes) -> None:
    OPENED[name](content)
    (FOLDER / file).write_bytes(content)


def run() -> Iterator[Measure]:
    """On the slow line the first view, the year moved, and each file; where nothing is slowed, each file clicked."""
    FOLDER.mkdir(exist_ok=True)
    with serving.dashboard() as served, chromium() as browser:
        page = controls.drawn(browser, served.url, LINES[SLOW], LINES[SLOW])
        page.screenshot(path=FOLDER / "first-view.png")
        controls.year_moves(page, controls.SLIDERS["ours"], 5)
        page.screenshot(path=FOLDER / "after-slider.png")
        for name, measure in SLOWLY.items():
            yield measure.taken((click if name == "Picture" else ask)(page, name))
        page.context.close()
        page = controls.drawn(browser, served.url, LINES[LOCAL], LINES[LOCAL])
        for name, measure in CLICKED.items():
            yield measure.taken(click(page, name))
        page.context.close()
