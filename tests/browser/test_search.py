"""The search box knows a place by any usual name."""

import re

import pytest
from playwright.sync_api import expect

DRC = "Democratic Republic of the Congo"
QUICK = "/country?place=nonsense"  # a page without charts
NAMES = (
    ("Ivory Coast", "Côte d'Ivoire"),
    ("Côte d'Ivoire", "Côte d'Ivoire"),
    ("CIV", "Côte d'Ivoire"),
    ("Congo", "Congo"),
    ("Congo", DRC),
    ("Burma", "Myanmar"),
)


def box(page):
    return page.get_by_placeholder("Find a country or region")


@pytest.mark.parametrize(("typed", "name"), NAMES)
def test_place_is_offered(typed, name, page):
    page.goto(QUICK)
    box(page).press_sequentially(typed)
    expect(page.get_by_role("option", name=name, exact=True)).to_be_visible()


def test_enter_goes_to_the_country_and_it_can_be_done_twice(page):
    page.goto(QUICK)
    for typed, code, name in (
        ("CIV", "CIV", "Côte d'Ivoire"),
        ("Burma", "MMR", "Myanmar"),
        ("CIV", "CIV", "Côte d'Ivoire"),
    ):
        box(page).press_sequentially(typed)
        expect(page.get_by_role("option", name=name, exact=True)).to_be_visible()
        box(page).press("Enter")
        expect(page).to_have_url(re.compile(rf"/country\?place={code}$"))
        expect(page.locator(".place-name")).to_have_text(name)


def test_region_goes_to_its_page(page):
    page.goto(QUICK)
    box(page).press_sequentially("Asia and the Pacific")
    page.get_by_role("option", name="Asia and the Pacific", exact=True).first.click()
    expect(page).to_have_url(re.compile(r"/region\?place=asia-and-the-pacific$"))


def test_nonsense_is_told_so_or_answered_with_near_names(page):
    page.goto(QUICK)
    box(page).press_sequentially("Pakistn")
    expect(page.get_by_role("option", name="Pakistan", exact=True)).to_be_visible()
