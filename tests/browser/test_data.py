"""The page on the data with everything opened: read at any width, by keyboard, and its hashes taken along."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dashboard import charts

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
    page.locator(".release summary", has_text="sha256").first.focus()
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


def test_code_is_copied_in_one_click_and_reads_the_rows_in_pandas(new_page, visit, address, store):
    page = visit("/data", on=new_page(1440, permissions=["clipboard-read", "clipboard-write"]))
    box = page.get_by_role("textbox", name="Address of a chart, or its Link")
    box.fill("trend?place=PAK,IND&level=primary&measure=rate")
    shown = page.locator("#data-code")
    expect(shown.get_by_role("textbox", name=re.compile("^Code for pandas"))).to_have_value(re.compile("PAK,IND"))
    shown.get_by_role("button", name=re.compile("^Copy: Code for pandas")).click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert f"{address}/figures/trend.csv?place=PAK,IND" in copied
    found: dict = {}
    exec(copied, found)
    wanted = charts.from_address("trend?place=PAK,IND&level=primary&measure=rate", store).data
    assert found["rows"]["value"].tolist() == wanted["value"].tolist()
    assert set(found["rows"]["place"]) == {"PAK", "IND"}
    box.fill("trend?place=QQQ")
    expect(shown.get_by_text("No place is called 'QQQ'")).to_be_visible()


def test_citation_is_copied_where_the_browser_has_no_clipboard(new_page, visit, address):
    page = new_page(390)
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    visit("/data", on=page)
    page.locator(".release summary", has_text="Cite").first.focus()
    page.keyboard.press("Enter")
    button = page.locator(".release").get_by_role("button", name=re.compile("^Copy: Text, to cite")).first
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    taken = page.evaluate("() => getSelection().toString()")
    assert f"{address}/data/" in taken
    assert "{origin}" not in taken


def test_card_gives_code_for_its_rows(visit, address):
    page = visit("/country?place=PAK")
    page.locator("summary", has_text="Code").first.focus()
    page.keyboard.press("Enter")
    shown = page.get_by_role("textbox", name=re.compile("^Code for R")).first
    expect(shown).to_have_value(re.compile(f'^rows <- read.csv."{address}/figures/'))


def test_codes_of_a_publisher_come_when_they_are_opened(visit):
    page = visit("/data")
    page.locator("#data-meanings summary", has_text="WIDE").click()
    expect(page.locator("#data-meanings [data-table='/data/codes/wide'] tbody tr")).to_have_count(3)
