"""The country page on paper: at most two sides of A4, no card over an edge, nothing that only a screen can use."""

import io
import re

import pypdf
import pytest

COUNTRIES = ("PAK", "NGA", "FRA", "TUV", "SSD", "IND", "BRA", "VAT", "XKX", "PRK", "AFG", "NRU")
DRAWN = """() => document.querySelector(".briefing-foot") && !document.querySelector("[data-dash-is-loading=true]") &&
  [...document.querySelectorAll(".briefing .dash-graph")].every(
    (graph) => [...graph.querySelectorAll("path")].some((path) => path.getAttribute("d")))"""
SAID = """() => [...document.querySelectorAll(".briefing .card")].map((card) =>
  [".card-subtitle", ".card-source"].map((part) => card.querySelector(part).textContent))"""
CLIPPED = """() => [...document.querySelectorAll(".briefing .drawing")].filter((drawing) => {
  const column = drawing.closest(".section").getBoundingClientRect(), svg = drawing.querySelector(".main-svg");
  const shown = svg.getBoundingClientRect();
  return shown.right > column.right + 1 || shown.height < 60 || !svg.getAttribute("viewBox");
}).length"""


def plain(text):
    return re.sub(r"\W", "", text)


def lines(page):
    """Every piece of text of a printed page with its distance from the left edge."""
    found = []

    def take(text, page_matrix, text_matrix, *_):
        if text.strip():
            found.append((text_matrix[4] * page_matrix[0] + page_matrix[4], text))

    page.extract_text(visitor_text=take)
    return found


def printed(page):
    return pypdf.PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True, print_background=True)))


@pytest.mark.parametrize("key", COUNTRIES)
def test_a_country_is_at_most_two_sides_and_no_card_is_cut(key, page):
    page.goto(f"/country?place={key}")
    page.wait_for_function(DRAWN)
    cards = page.evaluate(SAID)
    pdf = printed(page)
    assert 1 <= len(pdf.pages) <= 2
    columns = [plain(words) for one in pdf.pages for words in by_column(one)]
    for first, last in cards:
        whole = [words for words in columns if plain(first) in words and plain(last) in words]
        assert whole, (key, first)
    text = plain(" ".join(one.extract_text() for one in pdf.pages))
    assert plain("Names and boundaries do not imply endorsement") in text
    for idle in ("Add to slides", "Print or save", "Set against", "How old is each figure"):
        assert plain(idle) not in text


def by_column(one):
    """The words of the left half of a page, and of the right half, in the order they are printed."""
    middle = float(one.mediabox.width) / 2
    pieces = lines(one)
    return ["".join(text for x, text in pieces if (x >= middle) == right) for right in (False, True)]


def test_charts_fit_their_column_on_paper_and_fill_the_screen_again(page):
    page.goto("/country?place=NGA")
    page.wait_for_function(DRAWN)
    widths = "() => [...document.querySelectorAll('.briefing .main-svg')].map((svg) => Math.round(svg.clientWidth))"
    before = page.evaluate(widths)
    page.emulate_media(media="print")
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(CLIPPED) == 0
    page.emulate_media(media="screen")
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    page.wait_for_function("(before) => JSON.stringify((" + widths + ")()) === JSON.stringify(before)", arg=before)


def test_the_button_prints(page):
    page.goto("/country?place=TUV")
    page.wait_for_function(DRAWN)
    page.evaluate("() => { window.print = () => { window.asked = true; }; }")
    page.get_by_role("button", name="Print or save as PDF").click()
    assert page.evaluate("() => window.asked")
