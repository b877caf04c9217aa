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

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

DONE, FAILED = b"+", b"-"
FRESH_AFTER = 200
"""Pictures from one page before it is thrown away with what it has piled up."""

READ = 1 << 24
"""Bytes of a picture that are read at once."""

DRAWING = """
    async function drawn({figure, width, height}, format, scale) {
        const place = document.body.appendChild(document.createElement("div"));
        place.style = "position: absolute; left: -5000px";
        try {
            const config = {...figure.config, staticPlot: true};
            await Plotly.newPlot(place, figure.data, {...figure.layout, width, height}, config);
            return Plotly.Snapshot.toSVG(place, format, scale);
        } finally {
            Plotly.purge(place);
            place.remove();
        }
    }
    async function painted(svg, width, height) {
        const image = new Image(), canvas = Object.assign(document.createElement("canvas"), {width, height});
        image.src = URL.createObjectURL(new Blob([svg], {type: "image/svg+xml"}));
        await image.decode().finally(() => URL.revokeObjectURL(image.src));
        canvas.getContext("2d", {willReadFrequently: true}).drawImage(image, 0, 0, width, height);
        const png = await new Promise((done) => canvas.toBlob(done));
        if (!png) throw new Error(`${width} × ${height} pixels are more than a browser holds`);
        return png;
    }
"""
"""What ``Plotly.toImage`` does, but for a second colour bar and a wait."""
SVG = "(line) => { const asked = JSON.parse(line); return drawn(asked, 'svg', asked.scale); }"
PNG = """async (line) => {
    const asked = JSON.parse(line), {width, height, scale} = asked;
    window.png = await painted(await drawn(asked, "png"), width * scale, height * scale);
}"""
FILL = """async (line) => {
    const places = document.querySelectorAll(".drawing img");
    for (const [number, asked] of JSON.parse(line).figures.entries()) {
        places[number].src = `data:image/svg+xml,${encodeURIComponent(await drawn(asked, "svg", 1))}`;
        await places[number].decode();
    }
}"""
SHOW = "svg => { document.body.style.margin = 0; document.body.innerHTML = svg; }"


def open_page(browser: Browser, bundle: str, outlines: str) -> tuple[Page, CDPSession]:
    """A page with Plotly and the outlines inside, which can't ask any host for anything, and its developer tools."""
    for context in browser.contexts:
        context.close()
    page = browser.new_context().new_page()
    page.route("**/*", lambda route: route.abort())
    page.add_script_tag(content=f"window.PlotlyGeoAssets = {{topojson: {{world_50m: {outlines}}}}};")
    page.add_script_tag(content=bundle)
    page.add_script_tag(content=DRAWING)
    return page, page.context.new_cdp_session(page)


def made(page: Page, tools: CDPSession, line: str) -> bytes:
    """The picture asked for; its figure goes to the page as text, which costs a tenth of its parts one by one."""
    request: dict[str, Any] = json.loads(line)
    match request["format"]:
        case "png":
            page.evaluate(PNG, line)
            return content(tools, "png")
        case "svg":
            return str(page.evaluate(SVG, line)).encode()
        case "pdf":
            return printed(page, request, page.evaluate(SVG, line))
        case _:
            return sheet(page, request["words"], line)


def content(tools: CDPSession, name: str) -> bytes:
    """The bytes of a blob of the page: as text of the page's they would take twice as long to come."""
    blob = tools.send("Runtime.evaluate", {"expression": name})["result"]["objectId"]
    stream, parts, ended = f"blob:{tools.send('IO.resolveBlob', {'objectId': blob})['uuid']}", [], False
    while not ended:
        part = tools.send("IO.read", {"handle": stream, "size": READ})
        parts.append(base64.b64decode(part["data"]))
        ended = part["eof"]
    tools.send("IO.close", {"handle": stream})
    tools.send("Runtime.releaseObject", {"objectId": blob})
    return b"".join(parts)


def printed(page: Page, request: dict[str, Any], svg: str) -> bytes:
    """The SVG on a sheet of its own size, in letters that can be copied."""
    width, height = (f"{request[side] * request['scale']}px" for side in ("width", "height"))
    look = f"display: block; width: {width}; height: {height}; font-variant-ligatures: none"
    page.evaluate(SHOW, f"<style>body > svg {{{look}}}</style>{svg}")
    try:
        return page.pdf(width=width, height=height, print_background=True, page_ranges="1")
    finally:
        page.evaluate(SHOW, "")


def sheet(page: Page, words: str, line: str) -> bytes:
    """Words and pictures on paper of the size that the words' own style names."""
    page.evaluate(SHOW, words)
    try:
        page.evaluate(FILL, line)
        return page.pdf(prefer_css_page_size=True, print_background=True)
    finally:
        page.evaluate(SHOW, "")


def answer(page: Page, tools: CDPSession, line: bytes, out: BinaryIO) -> None:
    """Draw one picture, or say why it can't be drawn."""
    from playwright.sync_api import Error

    try:
        status, body = DONE, made(page, tools, line.decode())
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
        page, tools = open_page(browser, *sources)
        for number, line in enumerate(sys.stdin.buffer, start=1):
            answer(page, tools, line, sys.stdout.buffer)
            if number % FRESH_AFTER == 0:
                page, tools = open_page(browser, *sources)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:4])
