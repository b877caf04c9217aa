"""Pages as a reader meets them: marks drawn, controls by mouse and keyboard, addresses that bring everything back."""

import re

import pytest
from playwright.sync_api import expect

PATHS = ("/", "/region", "/country", "/groups")
FULL = (
    "/?level=upper_secondary&measure=children&sex=female&set=income&year=2015",
    "/region?place=sub-saharan-africa&level=all&measure=children&year=2010",
    "/country?place=NER&level=upper_secondary&year=2019",
    "/groups?place=SLE&level=lower_secondary&dimension=location",
)
SEEN = (
    """() => [...document.querySelectorAll("#main h1, #main h2, #main h3, #main p, #main td")].map(e => e.innerText)"""
)
SET = """() => [...document.querySelectorAll(
    "#main input[type=radio]:checked, #main .mantine-Select-input, #main [role=slider]")]
    .map(e => e.getAttribute("aria-valuenow") || e.value)"""
VALUES = """() => JSON.stringify(document.querySelector("#world-map .js-plotly-plot").data
    .map(trace => [trace.locations, trace.z, trace.text, trace.hovertext]))"""
RING = """() => {
  const focused = document.activeElement, seen = focused.matches("[type=radio]") ? focused.nextElementSibling : focused;
  const style = getComputedStyle(seen);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return focused.matches("input:not([type=radio])") || ring;
}"""
MARKS = """(selector) => [...document.querySelectorAll(selector)].filter(e => e.getAttribute("d")).length"""


def state(page):
    return page.evaluate(SEEN), page.evaluate(SET)


def choose_place(page, label, typed):
    """Opens the list with the mouse, types, and takes the offered place of that name."""
    page.get_by_role("textbox", name=label, exact=True).or_(
        page.get_by_role("combobox", name=label, exact=True)
    ).first.click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(typed)
    page.get_by_role("option", name=typed, exact=True).first.click()


def test_world_draws_shapes_lines_and_bars(visit):
    page = visit("/")
    assert page.evaluate(MARKS, "#world-map .choroplethlayer path") > 150
    assert page.evaluate(MARKS, "#world-regions .barlayer .point path") > 5
    assert page.evaluate(MARKS, "#world-trend .scatterlayer .js-line") >= 3


@pytest.mark.parametrize("path", PATHS[1:])
def test_other_pages_draw_lines_and_bars(path, visit):
    page = visit(path)
    assert page.evaluate(MARKS, "#main .barlayer .point path") > 2
    assert page.evaluate(MARKS, "#main .scatterlayer .js-line") >= 2


def test_arrow_keys_move_the_year_and_back_returns_it(visit, drawn):
    page = visit("/")
    before = state(page)
    title = page.locator("#world-map .card-title")
    colours = page.evaluate(VALUES)
    expect(title).to_contain_text("2023")
    page.get_by_role("slider", name="Year").focus()
    page.keyboard.press("ArrowLeft")
    expect(title).to_contain_text("2022")
    expect(page).to_have_url(re.compile(r"/\?year=2022$"))
    expect(page.get_by_role("slider", name="Year")).to_be_focused()
    drawn(page)
    assert page.evaluate(VALUES) != colours
    page.go_back()
    expect(title).to_contain_text("2023")
    drawn(page)
    assert state(page) == before


def test_country_is_changed_with_the_mouse_and_every_step_back_is_kept(visit, drawn):
    page = visit("/country")
    line = "() => document.querySelector('#country-body .js-plotly-plot').data.map(trace => trace.x)"
    states, lines = [state(page)], [page.evaluate(line)]
    for name, code in (("Niger", "NER"), ("Namibia", "NAM")):
        choose_place(page, "Country", name)
        expect(page.locator(".place-name")).to_have_text(name)
        expect(page).to_have_url(re.compile(f"place={code}"))
        drawn(page)
        states.append(state(page))
        lines.append(page.evaluate(line))
    assert lines[0] != lines[1] != lines[2]
    for name, expected in (("Niger", states[1]), ("Pakistan", states[0])):
        page.go_back()
        expect(page.locator(".place-name")).to_have_text(name)
        drawn(page)
        assert state(page) == expected


def test_country_is_changed_with_the_keyboard_alone(visit):
    page = visit("/country")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.id") == "country-place":
            break
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("Côte d'Ivoire")
    expect(page.get_by_role("option", name="Côte d'Ivoire")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".place-name")).to_have_text("Côte d'Ivoire")
    expect(page).to_have_url(re.compile("place=CIV"))


@pytest.mark.parametrize("path", FULL)
def test_address_brings_everything_back(path, visit, drawn, new_page):
    page = visit(path)
    before = state(page)
    assert all(part.split("=")[1] in str(before[1]) for part in path.split("?")[1].split("&") if "place" not in part)
    page.reload()
    drawn(page)
    assert state(page) == before
    assert state(visit(path, on=new_page())) == before
    assert page.url.endswith(path)


def test_link_of_a_moved_control_is_the_page_it_shows(visit, drawn, new_page):
    page = visit("/region")
    page.get_by_role("radiogroup", name="School age").get_by_text("Lower secondary").click()
    expect(page).to_have_url(re.compile("level=lower_secondary"))
    drawn(page)
    before = state(page)
    page.reload()
    drawn(page)
    assert state(page) == before
    assert state(visit(page.url, on=new_page())) == before


@pytest.mark.parametrize("path", [*PATHS, "/data"])
def test_tab_reaches_every_control_and_shows_where_it_is(path, visit):
    page = visit(path)
    wanted = page.evaluate(
        """() => { const seen = e => e.getClientRects().length;
        const all = [...document.querySelectorAll(
            "a[href], summary, [role=slider], .mantine-Select-input, input:checked")].filter(seen);
        all.forEach((e, number) => e.dataset.wanted = number); return all.length; }"""
    )
    reached = set()
    for _ in range(wanted + 30):
        page.keyboard.press("Tab")
        number = page.evaluate("() => document.activeElement.dataset.wanted")
        assert number is None or page.evaluate(RING)
        reached.add(number)
    missing = [str(number) for number in range(wanted) if str(number) not in reached]
    assert [page.locator(f"[data-wanted='{number}']").evaluate("e => e.outerHTML") for number in missing] == []


@pytest.mark.parametrize("path", PATHS)
def test_table_opens_with_the_keyboard(path, visit):
    page = visit(path)
    card = page.locator(".card", has=page.locator("summary")).first
    card.locator("summary").first.focus()
    page.keyboard.press("Enter")
    table = card.get_by_role("table")
    expect(table.locator("caption")).not_to_be_empty()
    assert table.locator("thead th[scope=col]").count() > 3
    rows = table.locator("tbody tr").count()
    assert rows > 2
    assert table.locator("tbody th[scope=row]").count() == rows


def test_open_table_follows_its_chart(visit, drawn):
    page = visit("/country")
    card = page.locator("#country-body .card", has=page.locator("[data-picture*='trend.json']")).first
    card.locator("summary").first.click()
    expect(card.locator("tbody th").first).to_have_text("Pakistan")
    choose_place(page, "Country", "Niger")
    expect(page.locator(".place-name")).to_have_text("Niger")
    expect(page).to_have_url(re.compile("place=NER"))
    drawn(page)
    if card.locator("details[open]").count() == 0:
        card.locator("summary").first.click()
    expect(card.locator("tbody th").first).to_have_text("Niger")


def test_address_that_means_nothing_is_answered_in_words(page):
    page.goto("/country?place=Pakistn")
    expect(page.get_by_role("alert")).to_contain_text("Pakistan")


def test_groups_of_another_country_and_back(visit, drawn):
    page = visit("/groups")
    before = state(page)
    choose_place(page, "Country", "Pakistan")
    expect(page).to_have_url(re.compile("place=PAK"))
    expect(page.locator("#groups-rest .answer").first).to_contain_text("Pakistan")
    page.get_by_role("radiogroup", name="Compare").get_by_text("Rural and urban").click()
    expect(page).to_have_url(re.compile("dimension=location"))
    expect(page.locator("#groups-first .card-title").first).to_contain_text("Rural children")
    page.go_back()
    page.go_back()
    expect(page.locator("#groups-rest .answer").first).to_contain_text("Nigeria")
    drawn(page)
    assert state(page) == before


@pytest.mark.parametrize(
    ("path", "group", "choice", "gone"),
    [
        ("/cost?place=LKA&markup=30", "Mark-up for children who are hard to reach", "All three", "markup"),
        ("/sources?place=PAK&level=upper_secondary", "School age", "Primary", "level"),
    ],
)
def test_a_choice_that_needs_no_word_in_the_address_takes_its_word_out(path, group, choice, gone, visit):
    page = visit(path)
    page.get_by_role("radiogroup", name=group).get_by_text(choice, exact=True).click()
    expect(page).not_to_have_url(re.compile(gone))
