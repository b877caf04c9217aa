"""The deck of what a reader chose: order, titles, size and colours as asked, and words for what can't be made."""

import io
import re
import zipfile

import pytest
from dash import html
from PIL import Image
from pptx import Presentation

from dashboard import charts
from dashboard.pages import slides as slides_page
from dashboard.render.card import card
from dashboard.slide_basket import LONGEST, MOST

TREND, GAP, MAP = "trend?place=PAK&level=primary", "gap?place=NGA", "map?level=primary"
HOSTILE = (
    "<script>alert(1)</script>",
    "<b>Girls</b> & boys: \"1 in 5\" ]]> </a:t> '%s' {0}",
    "👩🏽‍🏫 أطفال خارج المدرسة \u202eback\u202c 失学儿童",
    "W" * LONGEST,
    "word " * (LONGEST // 5),
)


def ask(client, *items, **look):
    """What the page sends: an address and a title a slide, in order."""
    form = {"address": [address for address, _ in items], "title": [title for _, title in items], **look}
    return client.post("/slides.pptx", data=form)


def opened(answer):
    assert answer.status_code == 200, answer.text
    return Presentation(io.BytesIO(answer.data))


def titles(deck):
    return [slide.shapes.title.text_frame.text for slide in deck.slides]


def colours(answer):
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        parts = [file.read(name).decode() for name in file.namelist() if name.endswith(".xml")]
    return {code for part in parts for code in re.findall(r'srgbClr val="(\w{6})"', part)}


def test_charts_stand_in_the_order_asked(client, store):
    asked = [GAP, MAP, TREND]
    answer = ask(client, *((address, "") for address in asked))
    assert titles(opened(answer)) == [charts.from_address(address, store).title for address in asked]
    assert answer.content_type.endswith("presentationml.presentation")
    assert answer.headers["Content-Disposition"] == "attachment; filename=slides.pptx"


def test_titles_given_stand_on_the_slides_and_blank_ones_leave_the_charts_own(client, store):
    deck = opened(ask(client, (TREND, " One in five is out of school "), (GAP, "  ")))
    assert titles(deck) == ["One in five is out of school", charts.from_address(GAP, store).title]


def test_a_chart_may_be_asked_for_twice(client):
    assert titles(opened(ask(client, (GAP, "First"), (GAP, "Again")))) == ["First", "Again"]


@pytest.mark.parametrize("title", HOSTILE)
def test_any_text_is_a_title_and_nothing_but_text(title, client):
    (found,) = titles(opened(ask(client, (GAP, title))))
    kept = found.removesuffix("…").strip()
    assert kept
    assert title.startswith(kept)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("bell \x07", "U+0007"),
        ("two\nlines", "U+000A"),
        ("nul \x00", "U+0000"),
        ("not XML \uffff", "U+FFFF"),
        ("x" * (LONGEST + 1), f"{LONGEST + 1} characters; {LONGEST} are the most"),
    ],
)
def test_a_title_that_cannot_stand_is_refused_with_its_slide(title, words, client):
    answer = ask(client, (TREND, ""), (GAP, title))
    assert answer.status_code == 400
    assert answer.content_type == "text/plain; charset=utf-8"
    assert f"Slide 2 ({GAP}) can't be made: " in answer.text
    assert words in answer.text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("trend?place=XXX", "No place is called 'XXX'"),
        ("trent?place=PAK", "Did you mean 'trend'?"),
        ("trend?size=slide", "size"),
        ("", "There is no chart ''"),
        ("http://example.org/trend", "There is no chart"),
        ("<script>alert(1)</script>", "There is no chart"),
    ],
)
def test_a_bad_address_is_named_with_its_slide(address, words, client):
    answer = ask(client, (TREND, ""), (address, ""))
    assert answer.status_code == 400
    assert answer.text.startswith(f"Slide 2 ({address})")
    assert words in answer.text


def test_as_many_as_may_be_are_made(client):
    assert len(opened(ask(client, *[(GAP, "")] * MOST)).slides) == MOST


@pytest.mark.parametrize("count", [0, MOST + 1])
def test_none_or_too_many_is_answered_in_words(count, client):
    answer = ask(client, *[(GAP, "")] * count)
    assert answer.status_code == 400
    assert f"1 to {MOST} slides, and {count}" in answer.text


def test_a_form_of_any_size_is_not_read(client):
    answer = client.post("/slides.pptx", data={"address": [GAP], "title": ["x" * 2_000_000]})
    assert answer.status_code == 413
    assert f"at most {MOST} slides" in answer.text


def test_a_title_each(client):
    answer = client.post("/slides.pptx", data={"address": [GAP, TREND], "title": ["one"]})
    assert answer.status_code == 400
    assert "2 addresses came with 1 titles" in answer.text


@pytest.mark.parametrize(("size", "shape"), [("slide", 16 / 9), ("4x3", 4 / 3)])
def test_size_is_the_one_asked(size, shape, client):
    deck = opened(ask(client, (GAP, ""), size=size))
    assert deck.slide_width / deck.slide_height == pytest.approx(shape)


@pytest.mark.parametrize("look", [{"size": "a4"}, {"size": "1e9"}, {"colours": "<b>"}])
def test_a_look_that_there_is_not_is_answered_with_those_there_are(look, client):
    answer = ask(client, (GAP, ""), **look)
    assert answer.status_code == 400
    assert "Valid: " in answer.text


def test_grey_has_no_hue_and_as_many_shades(client):
    own, grey = (ask(client, (GAP, ""), (MAP, ""), colours=look) for look in ("own", "grey"))
    assert titles(opened(grey)) == titles(opened(own))
    assert any(len({code[:2], code[2:4], code[4:]}) > 1 for code in colours(own))
    assert all(len({code[:2], code[2:4], code[4:]}) == 1 for code in colours(grey))
    assert len(colours(grey)) > 8


def test_nothing_is_remembered(client):
    assert "Set-Cookie" not in ask(client, (GAP, "")).headers


@pytest.mark.parametrize(("size", "shape"), [("slide", (640, 360)), ("4x3", (512, 384))])
def test_preview_is_the_slide_under_its_title(size, shape, client):
    title = "<b>Girls</b> catch up"
    answer = client.get("/slides/preview.png", query_string={"address": GAP, "title": title, "size": size})
    with Image.open(io.BytesIO(answer.data)) as picture:
        assert picture.size == shape
        assert picture.text["Title"] == title


@pytest.mark.parametrize(
    "asked", [{"address": "nope"}, {"address": GAP, "title": "\x07"}, {"address": GAP, "size": "a4"}]
)
def test_preview_that_cannot_be_is_answered_in_words(asked, client):
    answer = client.get("/slides/preview.png", query_string=asked)
    assert answer.status_code == 400
    assert answer.content_type == "text/plain; charset=utf-8"


def test_every_card_offers_its_chart(store):
    chart = charts.from_address(TREND, store)
    (button,) = [part for part in card(chart)._traverse() if isinstance(part, html.Button)]
    assert getattr(button, "data-address") == chart.address
    assert getattr(button, "data-title") == chart.title


def test_page_says_how_to_begin_and_how_long_a_message_may_be(store):
    told = str(slides_page.layout(store))
    assert "Add to slides" in told
    assert f"up to {slides_page.ROOM} characters" in told
    assert slides_page.ROOM <= LONGEST
