"""Pictures: right kind and size, maps without a network, and an engine that recovers."""

import os
import re
import signal
import struct
from collections.abc import Iterator

import numpy as np
import psutil
import pytest

from dashboard.render import picture

LINE = {"data": [{"type": "scatter", "x": [2000, 2001, 2002], "y": [3.5, None, 1.25]}], "layout": {}}
MAP = {
    "data": [{"type": "choropleth", "locations": ["PAK", "NAM", "PSE", "PRT", "MDV"], "z": [1, 2, 3, 4, 5]}],
    "layout": {"geo": {"fitbounds": False, "resolution": 50, "scope": "world"}},
}


@pytest.fixture(scope="module", autouse=True)
def _engine() -> Iterator[None]:
    yield
    picture.close()


def test_png_has_the_size_asked_for():
    drawn = picture.draw(LINE, fmt="png", width=400, height=300, scale=1.5)
    assert drawn.startswith(b"\x89PNG")
    assert struct.unpack(">II", drawn[16:24]) == (600, 450)


def test_svg_is_text_in_an_installed_font():
    drawn = picture.draw(LINE, fmt="svg", width=400, height=300).decode()
    assert drawn.startswith("<svg")
    assert "Noto Sans" in drawn


def test_map_has_shapes_and_asks_nobody():
    drawn = picture.draw(MAP, fmt="svg").decode()
    shapes = drawn.split('class="choroplethlocation"')[1:]
    assert len(shapes) == 5
    assert all(' d="M' in shape.split(">")[0] for shape in shapes)


def test_outlines_are_written_to_a_thousandth_of_a_pixel():
    outlines = re.findall(r' d="(M[^"]*)"', picture.draw(MAP, fmt="svg").decode())
    written = [number for outline in outlines for number in re.findall(r"[-\d.]+", outline)]
    assert len(written) > 300
    assert max(len(number.partition(".")[2]) for number in written) == 3


def test_arrays_and_missing_values_are_taken():
    figure = {"data": [{"type": "bar", "x": np.array(["a", "b"]), "y": np.array([1.0, np.nan])}]}
    assert picture.draw(figure).startswith(b"\x89PNG")


def test_same_figure_gives_same_bytes():
    assert picture.draw(LINE) == picture.draw(LINE)


def test_a_figure_that_cannot_be_drawn_says_so_and_the_next_one_is_drawn():
    elsewhere = {"data": MAP["data"], "layout": {"geo": {"scope": "asia"}}}
    with pytest.raises(picture.PictureFailed, match="could not be drawn"):
        picture.draw(elsewhere)
    assert picture.draw(LINE).startswith(b"\x89PNG")


def test_a_picture_that_no_browser_can_hold_is_refused_in_a_sentence():
    with pytest.raises(picture.PictureFailed, match=r"100 × 70000 pixels are more than a browser holds"):
        picture.draw(LINE, width=100, height=70_000, scale=1)


def test_engine_that_was_killed_is_replaced():
    before = picture.draw(LINE)
    engine = picture._pictures.engine
    assert engine is not None
    os.kill(engine.process.pid, signal.SIGKILL)
    assert picture.draw(LINE) == before


def test_a_browser_that_hangs_is_stopped_and_replaced(monkeypatch):
    before = picture.draw(LINE)
    hung = picture._pictures.engine
    processes = psutil.Process(hung.process.pid).children(recursive=True)
    browser = [process for process in processes if "--remote-debugging-pipe" in process.cmdline()]
    assert browser
    for process in (browser[0], *browser[0].children(recursive=True)):
        process.suspend()
    ask = picture.Engine.ask

    def impatient(engine, line, deadline):
        return ask(engine, line, 0.0 if engine is hung else deadline)

    monkeypatch.setattr(picture.Engine, "ask", impatient)
    assert picture.draw(LINE) == before
    assert hung.process.poll() is not None
    _, left = psutil.wait_procs(processes, timeout=10)
    assert [process for process in left if process.status() != psutil.STATUS_ZOMBIE] == []


def test_pdf_is_printed_and_the_next_picture_is_drawn_on_a_clean_page():
    before = picture.draw(LINE)
    assert picture.draw(MAP, fmt="pdf").startswith(b"%PDF")
    assert picture.draw(LINE) == before


def test_missing_browser_is_told_in_a_sentence(monkeypatch):
    monkeypatch.setenv("OOSC_BROWSER", "/nowhere/chromium")
    picture.close()
    with pytest.raises(picture.PictureUnavailable, match=r"need Chromium.*apt-get install chromium"):
        picture.draw(LINE)


def test_missing_playwright_is_told_in_a_sentence(monkeypatch):
    monkeypatch.setattr(picture.importlib.util, "find_spec", lambda name: None)
    assert "pip install" in str(picture.unavailable())
