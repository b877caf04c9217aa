"""The search box: anything in everyday words, by keyboard, told to everybody, on a narrow screen too."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

DRC = "Democratic Republic of the Congo"
QUICK = "/country?place=nonsense"  # a page without charts
NAMES = (
    ("Ivory Coast", "Côte d'Ivoire"),
    ("Côte d'Ivoire", "Côte d'Ivoire"),
    ("CIV", "Côte d'Ivoire"),
    ("Congo", "Congo"),
    ("Congo", DRC),
    ("Pakistn", "Pakistan"),
    ("girls Pakistan", "Girls in Pakistan"),
    ("ROFST.1.CP", "ROFST.1.CP"),
)


def box(page):
    return page.get_by_role("combobox", name="Find a place, a group, a page or an indicator")


def offered(page, title):
    return page.get_by_role("option").filter(has=page.locator(".found-title").get_by_text(title, exact=True))


def opened(page, address=QUICK):
    page.goto(address)
    page.get_by_role("alert").wait_for()
    return page


@pytest.mark.parametrize(("typed", "title"), NAMES)
def test_is_offered(typed, title, page):
    box(opened(page)).press_sequentially(typed)
    expect(offered(page, title).first).to_be_visible()


def test_what_a_word_was_taken_for_is_seen_and_heard(page):
    box(opened(page)).press_sequentially("Burma")
    expect(offered(page, "Myanmar")).to_contain_text("“Burma” taken as: Myanmar")
    expect(page.locator("#search-said")).to_contain_text("First: Myanmar. “Burma” taken as: Myanmar")


def test_enter_goes_to_the_country_and_it_can_be_done_twice(page):
    opened(page)
    for typed, code, name in (
        ("CIV", "CIV", "Côte d'Ivoire"),
        ("Burma", "MMR", "Myanmar"),
        ("CIV", "CIV", "Côte d'Ivoire"),
    ):
        box(page).press_sequentially(typed)
        expect(offered(page, name)).to_be_visible()
        box(page).press("Enter")
        expect(page).to_have_url(re.compile(rf"/country\?place={code}$"))
        expect(page.locator(".place-name")).to_have_text(name)


def test_enter_waits_for_the_answer_to_what_is_typed(page):
    box(opened(page)).fill("Burma")
    box(page).press("Enter")
    expect(page).to_have_url(re.compile(r"/country\?place=MMR$"))


def test_enter_does_not_choose_between_two_places_that_a_slip_is_as_near_to(page):
    box(opened(page)).press_sequentially("Iraa")
    expect(offered(page, "Iran or Iraq?")).to_be_visible()
    box(page).press("Enter")
    offered(page, "Iraq").last.click()
    expect(page).to_have_url(re.compile(r"/country\?place=IRQ$"))


def test_region_goes_to_its_page(page):
    box(opened(page)).press_sequentially("Asia and the Pacific")
    offered(page, "Asia and the Pacific").first.click()
    expect(page).to_have_url(re.compile(r"/region\?place=asia-and-the-pacific$"))


def test_a_group_of_a_country_is_shown_where_the_page_tells_it_and_back_leads_back(page):
    box(opened(page)).press_sequentially("refugees Uganda")
    expect(offered(page, "Displaced children in Uganda")).to_be_visible()
    box(page).press("Enter")
    expect(page).to_have_url(re.compile(r"/groups\?place=UGA#displaced-children$"))
    expect(page.get_by_role("heading", name="Displaced children in Uganda")).to_be_in_viewport()
    page.go_back()
    expect(page.get_by_role("alert")).to_be_visible()


def test_arrows_choose_and_enter_takes_what_they_chose(page):
    box(opened(page)).press_sequentially("Congo")
    expect(offered(page, DRC)).to_be_visible()
    box(page).press("ArrowDown")
    box(page).press("ArrowDown")
    box(page).press("Enter")
    expect(page).to_have_url(re.compile(r"/country\?place=COD$"))


def test_slash_comes_from_anywhere_and_escape_leaves(page):
    opened(page)
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("")
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    expect(offered(page, "girls Pakistan")).to_contain_text("Girls in Pakistan")
    page.keyboard.type("a/b")
    expect(box(page)).to_have_value("a/b")
    page.keyboard.press("Escape")
    expect(box(page)).not_to_be_focused()
    expect(box(page)).to_have_attribute("aria-expanded", "false")


def test_slash_stays_a_letter_where_one_writes(page):
    opened(page)
    page.evaluate(
        "() => { const own = document.createElement('textarea'); own.id = 'own'; document.body.append(own); }"
    )
    page.locator("#own").press("/")
    expect(page.locator("#own")).to_have_value("/")
    expect(page.locator("#own")).to_be_focused()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("typed", ["", "poor Nigeria", "congo", "zzzzqq"])
def test_list_is_whole_and_axe_finds_nothing(typed, width, new_page):
    page = opened(new_page(width))
    page.keyboard.press("/")
    page.keyboard.type(typed)
    page.wait_for_function(
        "(typed) => [...document.querySelectorAll('[data-asked]')].some((one) => one.dataset.asked === typed)",
        arg=typed,
    )
    listed = page.get_by_role("listbox").bounding_box()
    assert listed["x"] >= 0
    assert listed["x"] + listed["width"] <= width
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def test_nonsense_is_told_what_can_be_asked(page):
    box(opened(page)).fill("zzzzqq")
    told = page.get_by_role("option", name="Ask for a place (Pakistan, Burma, DRC)")
    expect(told).to_be_visible(timeout=30_000)
    box(page).press("Enter")
    expect(page).to_have_url(re.compile("nonsense"))


def test_markup_is_shown_as_text(page):
    box(opened(page)).fill("Kenya <img src=x onerror=alert(1)>")
    expect(offered(page, "Kenya")).to_contain_text("means nothing here")
    assert page.locator("#search-said img, .found img").count() == 0
