"""Slides chosen, ordered, named and taken along by the keyboard alone, and kept in the browser that chose them."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE

MESSAGE = 'One in five <b>girls</b> & a "quote" stays out'
FOUR = ("headline?place=PAK", "map?level=primary", "trend?by=sex&place=PAK", "gap?place=NGA")
FILL = """(addresses) => localStorage.setItem("slides", JSON.stringify(
    addresses.map((address, at) => ({ address, own: `Own message ${at + 1}`, title: "" }))))"""
SEEN = """() => { const all = [...document.querySelectorAll("#slides-list img")];
    return all.length > 0 && all.every((one) => one.complete && one.naturalWidth > 0); }"""


def press(button):
    button.focus()
    button.page.keyboard.press("Enter")


def count(page):
    return page.get_by_role("navigation", name="Pages").get_by_role("link", name="Slides")


def messages(page):
    return page.locator("#slides-list textarea").evaluate_all("all => all.map((one) => one.value)")


@pytest.fixture
def chosen(new_page):
    """The page with four charts chosen."""

    def make(width=1440):
        page = new_page(width)
        page.goto("/slides")
        page.locator("#slides-empty").wait_for()
        page.evaluate(FILL, FOUR)
        page.reload()
        expect(page.locator("#slides-list li")).to_have_count(len(FOUR))
        return page

    return make


def test_two_charts_become_a_deck_by_keyboard(visit, tmp_path):
    page = visit("/country")
    buttons = page.get_by_role("button", name="Add to slides")
    titles = [buttons.nth(at).get_attribute("data-title") for at in (0, 1)]
    press(buttons.first)
    expect(count(page)).to_have_text("Slides (1)")
    expect(page.get_by_role("status").filter(has_text="Added to your slides, as number 1")).to_be_visible()
    press(page.get_by_role("button", name=f"In your slides: {titles[0]}"))
    expect(page.get_by_role("status").filter(has_text="Slide 1 of 1 is this chart already")).to_be_visible()
    press(buttons.first)
    expect(count(page)).to_have_text("Slides (2)")

    press(count(page))
    expect(page.locator("#slides-list li")).to_have_count(2)
    assert messages(page) == titles
    press(page.get_by_role("button", name="Move down: slide 1"))
    assert messages(page) == titles[::-1]
    expect(page.get_by_role("button", name=f"Move up: slide 2, {titles[0]}")).to_be_focused()
    page.get_by_role("textbox", name="Message of slide 1").focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(MESSAGE)
    page.keyboard.press("Tab")
    expect(page.get_by_role("img", name=f"Slide 1 as it will look: {MESSAGE}")).to_be_visible()

    page.reload()
    expect(page.locator("#slides-list li")).to_have_count(2)
    assert messages(page) == [MESSAGE, titles[0]]
    with page.expect_download() as download:
        press(page.get_by_role("button", name="Download deck"))
    download.value.save_as(tmp_path / download.value.suggested_filename)
    deck = Presentation(tmp_path / "slides.pptx")
    assert [slide.shapes.title.text_frame.text for slide in deck.slides] == [MESSAGE, titles[0]]
    expect(page.get_by_role("status").filter(has_text="The deck of 2 slides is downloaded")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_empty_and_full_axe_finds_nothing_and_nothing_sticks_out(width, chosen):
    page = chosen(width)
    for picture in page.locator("#slides-list img").all():
        picture.scroll_into_view_if_needed()
    page.wait_for_function(SEEN)
    press(page.get_by_role("button", name="Move down: slide 1"))
    for _ in FOUR:
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        press(page.get_by_role("button", name="Remove: slide 1"))
    expect(page.locator("#slides-empty")).to_be_focused()
    expect(page.locator("#slides-form")).to_be_hidden()
    expect(count(page)).to_have_text("Slides")
    assert Axe().run(page).violations_count == 0


def test_tab_goes_through_every_control_of_the_page_and_shows_where_it_is(chosen):
    page = chosen()
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate("() => document.activeElement.getAttribute('aria-label') || document.activeElement.name")
        reached.add((name or "").partition(":")[0])
        ring = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
        assert ring != "none" or page.evaluate("() => document.activeElement.matches('input, body')")
    assert {"size", "colours", "Move up", "Move down", "Remove"} <= reached


def test_at_the_ends_focus_goes_to_the_button_that_is_left(chosen):
    page = chosen()
    press(page.get_by_role("button", name="Move up: slide 2"))
    expect(page.get_by_role("button", name="Move down: slide 1, Own message 2")).to_be_focused()
    expect(page.get_by_role("button", name="Move up: slide 1")).to_be_disabled()
    press(page.get_by_role("button", name="Remove: slide 4"))
    expect(page.get_by_role("button", name="Remove: slide 3, Own message 3")).to_be_focused()


def test_size_and_colours_show_at_once_are_kept_and_reach_the_file(chosen, tmp_path):
    page = chosen()
    page.get_by_role("radiogroup", name="Size").get_by_text("4:3").click()
    page.get_by_role("radiogroup", name="Colours").get_by_text("Grey").click()
    page.reload()
    expect(page.locator("#slides-list li")).to_have_count(len(FOUR))
    picture = page.locator("#slides-list img").first
    assert "size=4x3" in picture.get_attribute("src")
    assert "colours=grey" in picture.get_attribute("src")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download deck").click()
    download.value.save_as(tmp_path / "slides.pptx")
    deck = Presentation(tmp_path / "slides.pptx")
    assert (deck.slide_width / deck.slide_height, len(deck.slides)) == (pytest.approx(4 / 3), len(FOUR))


def test_message_that_is_emptied_is_the_charts_own_again(chosen):
    page = chosen()
    box = page.get_by_role("textbox", name="Message of slide 2")
    box.fill("Another")
    box.fill("")
    page.keyboard.press("Tab")
    expect(box).to_have_value("Own message 2")
    assert box.get_attribute("maxlength") == "160"


def test_where_no_picture_can_be_drawn_the_message_stands_and_it_is_asked_for_once_more(chosen):
    page = chosen()
    page.route("**/slides/preview.png*", lambda route: route.fulfill(content_type="image/png", body=b""))
    page.reload()
    instead = page.get_by_text("No picture can be drawn here. The slide says: Own message 1")
    expect(instead).to_be_visible()
    page.unroute("**/slides/preview.png*")
    expect(page.get_by_role("img", name="Slide 1 as it will look: Own message 1")).to_be_visible()
    expect(instead).to_be_hidden()


def test_what_the_server_refuses_is_told_in_its_words(chosen):
    page = chosen()
    said = "Slide 2 (map) can't be made"
    page.route("**/slides.pptx", lambda route: route.fulfill(status=200, body=said))
    page.evaluate("""() => { const real = window.fetch;
        window.fetch = async (...asked) => new Response((await real(...asked)).body, { status: 400 }); }""")
    press(page.get_by_role("button", name="Download deck"))
    expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()


def test_another_tab_adds_to_the_same_slides(chosen):
    page = chosen()
    other = page.context.new_page()
    other.goto("/slides")
    expect(other.locator("#slides-list li")).to_have_count(len(FOUR))
    press(other.get_by_role("button", name="Remove: slide 1"))
    expect(page.locator("#slides-list li")).to_have_count(len(FOUR) - 1)
    expect(count(page)).to_have_text(f"Slides ({len(FOUR) - 1})")


@pytest.mark.parametrize("kept", ["not JSON", "null", "{}", '[{"address": 1}, null, {"address": "x"}]'])
def test_what_is_kept_and_makes_no_sense_is_an_empty_list(kept, page):
    page.goto("/slides")
    page.evaluate("(kept) => localStorage.setItem('slides', kept)", kept)
    page.reload()
    expect(page.locator("#slides-empty")).to_be_visible()


@pytest.fixture
def template(tmp_path):
    """A presenter's own file, 4:3 and with a first accent of its own."""
    made = Presentation()
    part = made.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    part._blob = part.blob.replace(b"4F81BD", b"E4572E")
    made.save(tmp_path / "own.pptx")
    return tmp_path / "own.pptx"


@pytest.mark.parametrize("width", [1440, 390])
def test_own_template_is_chosen_by_keyboard_colours_the_pictures_and_is_poured_into(width, chosen, template, tmp_path):
    page = chosen(width)
    page.on("filechooser", lambda chooser: chooser.set_files(template))
    page.get_by_role("radio", name="As published").focus()
    page.keyboard.press("ArrowLeft")  # the last: round the beginning
    field = page.get_by_label("Your template (.pptx or .potx)")
    expect(field).to_be_visible()
    press(page.get_by_role("button", name="Download deck"))
    expect(page.get_by_role("alert").filter(has_text="Choose your template first")).to_be_visible()
    expect(field).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Your template can be used")).to_be_visible()
    picture = page.locator("#slides-list img").first
    assert "e4572e" in picture.get_attribute("src")
    assert "size=4x3" in picture.get_attribute("src")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert Axe().run(page).violations_count == 0
    with page.expect_download() as download:
        press(page.get_by_role("button", name="Download deck"))
    download.value.save_as(tmp_path / "slides.pptx")
    deck = Presentation(tmp_path / "slides.pptx")
    assert (deck.slide_width, len(deck.slides)) == (9_144_000, len(FOUR))
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    assert b"E4572E" in theme.blob


def test_own_template_is_kept_as_long_as_the_page_and_no_longer(chosen, template):
    page = chosen()
    page.get_by_text("Your template", exact=True).click()
    page.locator("#slides-file").set_input_files(template)
    expect(page.get_by_role("status").filter(has_text="Your template can be used")).to_be_visible()
    sizes = page.get_by_role("radiogroup", name="Size").get_by_role("radio")
    assert sizes.count() == 2
    assert all(one.is_disabled() for one in sizes.all()), "a template has its own"
    page.get_by_text("Grey", exact=True).click()
    expect(page.locator("#slides-file")).to_be_hidden()
    page.get_by_text("Your template", exact=True).click()
    expect(page.locator("#slides-list img").first).to_have_attribute("src", re.compile("e4572e"))
    page.get_by_role("link", name="World", exact=True).click()
    page.get_by_role("link", name="Slides").click()
    expect(page.locator("#slides-file")).to_have_value("")
    expect(page.locator("#slides-list img").first).to_have_attribute("src", re.compile("colours=own"))


def test_a_template_too_large_is_not_even_sent(chosen, tmp_path):
    page = chosen()
    page.get_by_text("Your template", exact=True).click()
    (tmp_path / "large.pptx").write_bytes(bytes(11_000_000))
    page.on("request", lambda request: pytest.fail(request.url) if request.method == "POST" else None)
    page.locator("#slides-file").set_input_files(tmp_path / "large.pptx")
    expect(page.get_by_role("alert").filter(has_text="larger than 10 MB")).to_be_visible()
