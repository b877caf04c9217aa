"""The page makes the picture of a card itself; where it can't, the server's is downloaded."""

import io
import json
import re
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

SERVED = re.compile(r"/figures/\w+\.png")
BREAK = "() => { window.Plotly.toImage = () => { throw new Error('out of order'); }; }"
HANG = "() => { window.Plotly.toImage = () => new Promise(() => {}); }"
LEAVE_OUT = "() => { window.Plotly = { ...Plotly, toImage: undefined }; }"
HURRY = "() => { const usual = AbortSignal.timeout; AbortSignal.timeout = () => usual.call(AbortSignal, 300); }"


@pytest.fixture
def refused(page):
    """The server's pictures that the page asked for: it can have none."""
    asked = []

    def refuse(route):
        asked.append(route.request.url)
        route.abort()

    page.route(SERVED, refuse)
    return asked


def link(page, name, about="scale=2"):
    return page.locator(f"a[data-picture^='/figures/{name}.json'][data-picture*='{about}']").first


def downloaded(page, one):
    with page.expect_download() as waiting:
        one.click()
    expect(one).not_to_have_attribute("aria-busy", "true")
    return waiting.value


def opened(data):
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return image


def grey(image):
    return np.asarray(image.convert("L"), int)


@pytest.mark.parametrize(
    ("path", "name", "about", "colours"),
    [
        ("/", "map", "scale=2", 500),
        ("/country?place=PAK", "trend", "place=PAK", 100),
        ("/groups?place=NGA", "groups", "place=NGA", 100),
    ],
)
def test_page_makes_the_picture_that_the_server_would_make(path, name, about, colours, visit, refused):
    page = visit(path)
    one = link(page, name, about)
    made = downloaded(page, one)
    assert made.suggested_filename == f"{name}.png"
    assert refused == []

    image, told = opened(made.path().read_bytes()), page.request.get(one.get_attribute("data-picture")).json()
    assert image.width == 1920
    assert (image.text["Title"], image.text["Source"]) == (told["title"], told["source"])
    assert image.text["URL"] == told["address"]
    assert len(image.convert("RGB").getcolors(image.width * image.height)) > colours

    served = opened(page.request.get(one.get_attribute("href")).body())
    assert (served.size, served.text, served.info["dpi"]) == (image.size, image.text, image.info["dpi"])
    assert (np.abs(grey(served) - grey(image)) > 40).mean() < 0.001


@pytest.mark.parametrize("trouble", [BREAK, HANG, LEAVE_OUT], ids=["throws", "hangs", "no toImage"])
def test_where_the_page_cannot_the_link_is_followed(trouble, visit, page):
    one = link(visit("/country?place=PAK"), "trend")
    page.evaluate(HURRY)
    page.evaluate(trouble)
    made = downloaded(page, one)
    assert urlsplit(made.url).path == "/figures/trend.png"
    assert made.suggested_filename == "trend.png"
    assert opened(made.path().read_bytes()).width == 1920


def test_where_the_order_is_refused_the_link_is_followed(visit, page):
    one = link(visit("/country?place=PAK"), "trend")
    page.route(re.compile(r"/figures/\w+\.json"), lambda route: route.fulfill(status=200, body=json.dumps({})))
    assert urlsplit(downloaded(page, one).url).path == "/figures/trend.png"
