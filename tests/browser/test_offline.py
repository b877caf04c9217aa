"""No page and no exported page asks any other host; the fixture fails on any such request."""

from urllib.parse import urlsplit

import pytest

from dashboard.charts import CHARTS

SHAPES = """() => [...document.querySelectorAll(".choroplethlayer path")].filter(e => e.getAttribute("d")).length"""
MARKS = """() => [...document.querySelectorAll("#chart path")].some(e => e.getAttribute("d"))"""


@pytest.mark.parametrize("name", CHARTS)
def test_exported_file_is_drawn_without_a_network(name, new_page, tmp_path):
    page = new_page(offline=True)
    kept = tmp_path / f"{name}.html"
    kept.write_bytes(page.request.get(f"/figures/{name}.html").body())
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(kept.as_uri())
    page.wait_for_function(MARKS)
    assert asked == [kept.as_uri()]
    if name == "map":
        assert page.evaluate(SHAPES) > 150


def test_exported_map_is_drawn_where_it_is_served_and_asks_for_nothing_more(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/figures/map.html")
    page.wait_for_function(MARKS)
    assert page.evaluate(SHAPES) > 150
    assert [url for url in asked if not url.endswith("/favicon.ico")] == [page.url]


def test_pages_ask_only_their_own_host(visit, page):
    hosts = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    for path in ("/", "/region", "/country", "/groups", "/data"):
        visit(path)
    assert hosts == {urlsplit(page.url).netloc}
