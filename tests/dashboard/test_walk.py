"""Every page that takes a country, for many countries: whole words, whole sentences, no card that is empty unexplained.

``OOSC_WALK=1`` goes through all countries and territories, which takes minutes; else every 25th is tried, and some
that are known to be odd.
"""

import os
import re

import pytest
from dash import html

from dashboard.app import PAGES
from dashboard.pages import cost, country, groups, pace, sources, unknown
from dashboard.store import Store

PLACED = (country, groups, sources, pace, cost, unknown)
ODD = ("PAK", "TUV", "VAT", "XKX", "COD", "AFG")
STRIDE = 25
BROKEN = re.compile(r"\b(nan|NaN|NaT|inf)\b|(?<![/“])\bNone\b(?! of)|\{\w*\}|<NA>")
"""What no reader should meet; a survey calls a group "No Religion/None", and a sentence may begin with "None of"."""


def keys() -> list[str]:
    from tests.conftest import ROOT  # the tables are asked for names before any fixture is there

    every = [place.key for place in Store(str(ROOT / "data" / "tables")).places.countries()]
    return every if os.environ.get("OOSC_WALK") else sorted({*ODD, *every[::STRIDE]})


def walk(part):
    yield part
    children = getattr(part, "children", None)
    for child in children if isinstance(children, list | tuple) else [children]:
        if child is not None:
            yield from walk(child)


def cards(laid):
    return [part for part in walk(laid) if getattr(part, "className", None) == "card"]


def test_every_page_that_takes_a_country_is_walked():
    taking = {page for page in PAGES if getattr(page, "PLACE", None)}
    assert {page.NAME for page in taking} - {page.NAME for page in PLACED} <= {"Regions", "Releases"}


@pytest.mark.parametrize("key", keys())
def test_pages_of_a_country_are_whole(key, store):
    for page in PLACED:
        laid = page.layout(store, place=key)
        assert isinstance(laid, html.Main), page.NAME
        for text in (part for part in walk(laid) if isinstance(part, str)):
            assert not BROKEN.search(text), (page.NAME, text)
        for card in cards(laid):
            drawn = [part for part in walk(card) if isinstance(part, html.Figure)]
            reasons = [part for part in walk(card) if getattr(part, "className", None) == "empty"]
            assert drawn or (reasons and len(str(reasons[0].children)) > 20), (page.NAME, card)
