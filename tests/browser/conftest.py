"""One served application and one browser for all; every page fails on trouble nobody looked for."""

import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).parents[2]
PATIENCE = 30_000
DRAWN = """(fewest) => {
  const graphs = [...document.querySelectorAll("#main .dash-graph")];
  const waiting = document.querySelector("[data-dash-is-loading=true], [aria-busy=true], .js-plotly-plot[aria-busy]");
  const drawn = document.querySelector("#main h1") && !waiting && graphs.length >= fewest && graphs.every(
    (graph) => [...graph.querySelectorAll("path")].some((path) => path.getAttribute("d")));
  window.framesDrawn = drawn ? (window.framesDrawn ?? 0) + 1 : 0;
  return window.framesDrawn > 10;
}"""
"""Asked in every frame, and true of several in turn: a page that is moved takes one for each of its parts."""
NONSENSE = ("/country?place=nonsense", "/country?place=Pakistn")
FEWEST_CHARTS = {"/data": 0, "/slides": 0}
"""By page; every other page has four or more."""


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (tmp_path_factory.mktemp("served") / "log").open("wb+")
    command = [sys.executable, "-m", "dashboard", "serve", "--port", str(port)]
    with log, subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True) as served:
        try:
            _wait(f"http://127.0.0.1:{port}/healthz", served, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            served.send_signal(signal.SIGTERM)
            try:
                served.wait(20)
            except subprocess.TimeoutExpired:
                served.kill()


def _wait(url: str, served: subprocess.Popen, log) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            try:
                served.wait(0.5)
            except subprocess.TimeoutExpired:
                continue
            break
    log.seek(0)
    pytest.fail(f"The dashboard did not start: {log.read().decode(errors='replace')}")


@pytest.fixture
def new_page(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Makes pages in contexts of their own; at the end none of them may have met trouble."""
    troubles: list[str] = []
    contexts: list[BrowserContext] = []

    def make(width: int = 1440, height: int = 900, **options) -> Page:
        context = browser.new_context(base_url=address, viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda request: troubles.extend(_elsewhere(request.url, address)))
        page = context.new_page()
        page.on("console", lambda said: troubles.extend(_failed(said.type == "error", said.location["url"], said.text)))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("response", lambda got: troubles.extend(_failed(got.status >= 400, got.url, f"{got.status} {got.url}")))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not troubles


def _failed(bad: bool, url: str, words: str) -> list[str]:
    """Trouble, unless the address is one that a test knows to mean nothing."""
    return [words] if bad and not url.endswith(NONSENSE) else []


def _elsewhere(url: str, address: str) -> list[str]:
    parts = urlsplit(url)
    here = parts.scheme in ("data", "blob", "file", "about") or url.startswith(address + "/")
    return [] if here else [f"asked {url}"]


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


@pytest.fixture
def visit(page: Page) -> Callable[..., Page]:
    """Opens an address and waits until every chart on it has marks."""

    def go(path: str, on: Page | None = None) -> Page:
        opened = on or page
        opened.goto(path)
        drawn(opened)
        return opened

    return go


def drawn(page: Page) -> None:
    page.evaluate("window.framesDrawn = 0")
    page.wait_for_function(DRAWN, arg=FEWEST_CHARTS.get(urlsplit(page.url).path, 4))


@pytest.fixture(name="drawn")
def _drawn() -> Callable[[Page], None]:
    return drawn
