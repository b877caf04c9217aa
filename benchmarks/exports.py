"""What a reader takes away from the map's card on the slow line: Picture, CSV and Slide, each opened afterwards.

`FOLDER` keeps the pictures of the page and the files, for looking at.
"""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
from PIL import Image
from playwright.sync_api import Page
from pptx import Presentation

from benchmarks import controls, serving
from benchmarks.chromium import LINES, SLOW, chromium
from benchmarks.measures import Measure

PART = "export"
FOLDER = Path(tempfile.gettempdir()) / "oosc-bench"
LIMIT = 120_000


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
LINE = "At 400 kbit/s each question takes two seconds, and the files are made on a processor four times slower."
PATIENCE = 10
"""Seconds that a reader waits for a file, at most, on such a line."""
TAKEN = {name: Measure(PART, f"{name} clicked to file there, {SLOW}", "s", PATIENCE, why=LINE) for name in OPENED}
MEASURES = tuple(TAKEN.values())


def take(page: Page, name: str) -> tuple[float, bytes]:
    """Seconds from the click to the whole file, and the file."""
    link = page.locator("#world-map .actions a", has_text=name).first
    started = time.perf_counter()
    with page.expect_download(timeout=LIMIT) as waiting:
        link.click()
    path = waiting.value.path()
    took = time.perf_counter() - started
    content = path.read_bytes()
    (FOLDER / waiting.value.suggested_filename).write_bytes(content)
    return took, content


def run() -> Iterator[Measure]:
    """First view, the year moved, then each file."""
    FOLDER.mkdir(exist_ok=True)
    line = LINES[SLOW]
    with serving.dashboard() as served, chromium() as browser:
        page = controls.drawn(browser, served.url, line, line)
        page.screenshot(path=FOLDER / "first-view.png")
        controls.year_moves(page, controls.SLIDERS["ours"], 5)
        page.screenshot(path=FOLDER / "after-slider.png")
        for name, opened in OPENED.items():
            took, content = take(page, name)
            opened(content)
            yield TAKEN[name].taken(took)
        page.context.close()
