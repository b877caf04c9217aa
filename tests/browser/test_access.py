"""Readable and operable by everybody: axe, narrow screens."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PATHS = ("/", "/region", "/country", "/groups", "/data", "/country?place=nonsense")
WIDTHS = (1440, 390)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing_nothing_sticks_out_and_drawings_are_told(path, width, new_page, drawn):
    page = new_page(width)
    page.goto(path)
    if "nonsense" in path:
        page.get_by_role("alert").wait_for()
    else:
        drawn(page)
        page.locator("summary").first.click()
        page.get_by_role("table").first.wait_for()
        figures = page.locator("figure")
        told = figures.locator("figcaption").all_text_contents()
        assert len(told) == figures.count()
        assert figures.count() > 3 or path == "/data"
        assert all(len(text) > 30 for text in told)
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["help"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_first_tab_offers_to_skip_to_the_content(page):
    page.goto("/country?place=nonsense")
    page.get_by_role("alert").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    expect(page.get_by_role("alert")).to_be_visible()
