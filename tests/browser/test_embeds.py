"""A chart in the frame of a page on another origin, and what may not be framed."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from oembedpy import consumer, discovery
from playwright.sync_api import expect

HEIGHT = 640
DRAWN = """() => [...document.querySelectorAll("#chart path")].some((path) => path.getAttribute("d"))"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
STICKING_OUT = """() => [...document.querySelectorAll("h1, p, a, svg")].filter((part) =>
  !part.closest("svg svg") && part.getBoundingClientRect().right > innerWidth + 1).length"""


class Elsewhere(BaseHTTPRequestHandler):
    """Somebody else's page: a frame of the width asked for around the address asked for."""

    def do_GET(self):
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        frame = ""
        if "src" in asked:
            frame = f'<iframe src="{asked["src"]}" title="A chart" width="{asked["width"]}" height="{HEIGHT}"></iframe>'
        page = (
            '<!doctype html><html lang="en"><title>Elsewhere</title><link rel="icon" href="data:,">'
            f"<style>body{{margin:0}}iframe{{border:0;display:block}}</style><h1>Elsewhere</h1><main>{frame}</main></html>"
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(10)


@pytest.fixture
def reader(browser):
    """A page of a context of its own, whose troubles are collected: another origin is asked on purpose here."""
    context = browser.new_context(viewport={"width": 1920, "height": 800})
    page = context.new_page()
    page.troubles = []
    page.on("console", lambda said: page.troubles.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    yield page
    context.close()


def framed(reader, elsewhere, src, width):
    reader.set_viewport_size({"width": width, "height": 800})
    reader.goto(f"{elsewhere}/?width={width}&src={src}")
    (frame,) = reader.frames[1:]
    return frame


@pytest.mark.parametrize("width", [320, 800, 1920])
@pytest.mark.parametrize("name", ["trend", "headline", "map", "gap", "groups", "overlap"])
def test_chart_is_drawn_in_a_frame_of_another_origin(name, width, reader, elsewhere, address):
    frame = framed(reader, elsewhere, f"{address}/embed/{name}", width)
    frame.wait_for_function(DRAWN)
    assert frame.evaluate(SIDEWAYS) == 0
    assert frame.evaluate(STICKING_OUT) == 0
    assert frame.evaluate("() => document.getElementById('chart').clientWidth") > width - 80
    assert reader.troubles == []


@pytest.mark.parametrize("path", ["/", "/country", "/figures/gap.html", "/embed/../country"])
def test_nothing_else_can_be_framed(path, reader, elsewhere, address):
    framed(reader, elsewhere, address + path, 800)
    reader.wait_for_function("() => document.readyState === 'complete'")
    assert any("frame-ancestors" in text for text in reader.troubles)
    assert reader.frames[1].url.startswith("chrome-error:")


def test_drawing_follows_its_frame(reader, elsewhere, address):
    frame = framed(reader, elsewhere, f"{address}/embed/trend?place=PAK", 1200)
    frame.wait_for_function(DRAWN)
    reader.evaluate("() => { document.querySelector('iframe').width = 500; }")
    frame.wait_for_function("() => document.querySelector('#chart svg').clientWidth < 500")
    assert frame.evaluate(SIDEWAYS) == 0


def test_frame_too_low_to_draw_in_says_so(reader, elsewhere, address):
    frame = framed(reader, elsewhere, f"{address}/embed/trend?place=PAK", 400)
    reader.evaluate("() => { document.querySelector('iframe').height = 120; }")
    expect(frame.get_by_role("link", name="Open the chart")).to_be_visible()
    expect(frame.locator("figure")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 1920])
@pytest.mark.parametrize("path", ["/embed/trend?place=PAK", "/embed/map", "/embed/trend?place=RUS&method=model"])
def test_axe_finds_nothing(path, width, reader, address):
    reader.set_viewport_size({"width": width, "height": HEIGHT})
    reader.goto(address + path)
    if "method" not in path:
        reader.wait_for_function(DRAWN)
    found = Axe().run(reader).response["violations"]
    assert [(one["id"], one["help"], [node["html"] for node in one["nodes"]]) for one in found] == []


def test_card_gives_code_that_embeds(reader, elsewhere, address):
    reader.goto(f"{address}/country?place=PAK")
    embed = reader.locator("summary", has_text="Embed").first
    expect(reader.locator("#country-body .js-plotly-plot .main-svg").first).to_be_attached(timeout=30_000)
    reader.wait_for_function("() => !document.querySelector('[data-dash-is-loading=true]')")
    embed.focus()
    reader.keyboard.press("Enter")
    expect(reader.locator("details[open] textarea")).to_be_visible()
    reader.keyboard.press("Tab")
    code = reader.locator("textarea:focus")
    code.wait_for()
    text = code.input_value()
    assert reader.evaluate("() => getSelection().toString()") == text
    assert f'src="{address}/embed/headline?place=PAK' in text
    reader.goto(elsewhere)
    reader.evaluate("(code) => { document.querySelector('main').innerHTML = code; }", text)
    expect(reader.frame_locator("iframe").locator("#chart path").first).to_be_attached()


@pytest.mark.parametrize("path", ["/country?place=PAK", "/", "/embed/gap?place=PAK", "/figures/map.html"])
def test_oembed_client_discovers_and_reads_a_link(path, address):
    endpoint, asked = discovery.find_from_content(address + path)
    asked.max_width = 600
    content = consumer.fetch_content(endpoint, asked)
    assert (type(content).__name__, content.version, content.width) == ("Rich", "1.0", 600)
    assert content.html.startswith(f'<iframe src="{address}/embed/')
    assert content.title
    embedded = content.html.split('"')[1]
    assert httpx.get(embedded).status_code == 200
