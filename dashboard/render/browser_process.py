"""The program in the child process: a kept Chromium page that draws or prints one picture for each line it reads.

It runs on its own (``python browser_process.py CHROMIUM BUNDLE OUTLINES``), because a page that hangs can
only be stopped from outside. A line of JSON comes in; a status byte, a length and that many bytes
go out. It ends when its input is closed, and so never outlives the one who started it.
"""

from __future__ import annotations

import base64
import json
import os
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DONE, FAILED = b"+", b"-"
FRESH_AFTER = 200
"""Pictures from one page before it is thrown away with what it has piled up."""

DRAW = """async ({figure, format, width, height, scale}) => {
    const config = {...figure.config, staticPlot: true};
    return Plotly.toImage({...figure, config}, {format, width, height, scale});
}"""
FILL = """async (figures) => {
    const places = document.querySelectorAll(".drawing img");
    for (const [number, {figure, width, height}] of figures.entries()) {
        const config = {...figure.config, staticPlot: true};
        places[number].src = await Plotly.toImage({...figure, config}, {format: "svg", width, height});
        await places[number].decode();
    }
}"""
SHOW = "svg => { document.body.style.margin = 0; document.body.innerHTML = svg; }"


def open_page(browser: Browser, bundle: str, outlines: str) -> Page:
    """A page with Plotly and the outlines inside, which can't ask any host for anything."""
    for context in browser.contexts:
        context.close()
    page = browser.new_context().new_page()
    page.route("**/*", lambda route: route.abort())
    page.add_script_tag(content=f"window.PlotlyGeoAssets = {{topojson: {{world_50m: {outlines}}}}};")
    page.add_script_tag(content=bundle)
    return page


def decode(address: str) -> bytes:
    """The bytes in a ``data:`` address, as Plotly returns pictures."""
    head, _, body = address.partition(",")
    return base64.b64decode(body) if head.endswith(";base64") else unquote_to_bytes(body)


def made(page: Page, request: dict[str, Any]) -> bytes:
    """The picture asked for; a PDF is the SVG, printed on a sheet of its own size, in letters that can be copied."""
    if request["format"] == "sheet":
        return sheet(page, request)
    if request["format"] != "pdf":
        return decode(page.evaluate(DRAW, request))
    svg = decode(page.evaluate(DRAW, {**request, "format": "svg"})).decode()
    width, height = (f"{request[side] * request['scale']}px" for side in ("width", "height"))
    look = f"display: block; width: {width}; height: {height}; font-variant-ligatures: none"
    style = f"<style>body > svg {{{look}}}</style>"
    page.evaluate(SHOW, style + svg)
    try:
        return page.pdf(width=width, height=height, print_background=True, page_ranges="1")
    finally:
        page.evaluate(SHOW, "")


def sheet(page: Page, request: dict[str, Any]) -> bytes:
    """Words and pictures on paper of the size that the words' own style names."""
    page.evaluate(SHOW, request["words"])
    try:
        page.evaluate(FILL, request["figures"])
        return page.pdf(prefer_css_page_size=True, print_background=True)
    finally:
        page.evaluate(SHOW, "")


def answer(page: Page, line: bytes, out: BinaryIO) -> None:
    """Draw one picture, or say why it can't be drawn."""
    from playwright.sync_api import Error

    request: dict[str, Any] = json.loads(line)
    try:
        status, body = DONE, made(page, request)
    except Error as error:
        if page.is_closed() or "crashed" in error.message:
            raise
        status, body = FAILED, error.message.encode()
    out.write(status + struct.pack(">I", len(body)) + body)
    out.flush()


def main(chromium: str, bundle: str, outlines: str) -> None:
    """Serve until the input ends."""
    from playwright.sync_api import sync_playwright

    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    sources = Path(bundle).read_text(), Path(outlines).read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=sandbox)
        page = open_page(browser, *sources)
        for number, line in enumerate(sys.stdin.buffer, start=1):
            answer(page, line, sys.stdout.buffer)
            if number % FRESH_AFTER == 0:
                page = open_page(browser, *sources)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:4])
