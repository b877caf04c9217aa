"""The page on the data with everything opened: read at any width, by keyboard, and its hashes taken along."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

OPEN = "() => document.querySelectorAll('details').forEach(one => { one.open = true; })"
OUTSIDE = """() => [...document.querySelectorAll("#main *")].filter(one =>
    !one.closest(".table-scroll, .unseen") && one.getBoundingClientRect().right > innerWidth)
    .map(one => one.outerHTML)"""


@pytest.mark.parametrize("width", [1440, 390])
def test_all_that_can_be_opened_fits_and_axe_finds_nothing(width, new_page, visit):
    page = visit("/data", on=new_page(width))
    page.evaluate(OPEN)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert page.evaluate(OUTSIDE) == []
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def test_hash_is_shown_by_the_keyboard_and_taken_with_one_click(visit):
    page = visit("/data")
    page.locator(".release summary").first.focus()
    page.keyboard.press("Enter")
    code = page.locator(".release code").first
    expect(code).to_be_visible()
    code.click()
    taken = page.evaluate("() => getSelection().toString()")
    assert re.fullmatch(r"[0-9a-f]{64}", taken.strip())


def test_list_at_the_top_leads_to_its_sections(visit):
    page = visit("/data")
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="What was left out").click()
    expect(page).to_have_url(re.compile("#data-left-out$"))
    expect(page.get_by_role("heading", name="What was left out, and why?")).to_be_in_viewport()


def test_foot_of_every_page_leads_here(page):
    page.goto("/country?place=nonsense")
    page.get_by_role("link", name="Sources and what was left out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Where do the figures come from?")
