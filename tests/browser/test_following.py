"""Moving a control: a year asked for ahead needs no server, a map's quick colours are true, trouble is told."""

import re

import pytest
from playwright.sync_api import expect

SHOWN = "{level: 'primary', sex: 'total', year: '%d', set: 'sdg', measure: 'rate'}"
KEPT = f"answers.get('/_parts/world?' + new URLSearchParams({SHOWN}))?.then(() => true)"
COLOURS = """() => {
    const marks = [...document.querySelectorAll("#world-map .choroplethlayer path, #world-map .scattergeo path.point")];
    return Object.fromEntries(marks.filter((mark) => mark.getAttribute("d")).map((mark) => {
        const { fill, opacity, stroke, visibility } = getComputedStyle(mark), { loc, lonlat } = mark.__data__;
        return [loc || lonlat.join(" "), visibility === "hidden" ? "none" : [fill, opacity, stroke].join(" ")];
    }));
}"""
"""Of every shape, dot and cross of a map: its colours."""
TEXTS = """() => [...document.querySelectorAll(
    ["p", "h1", "h2", "h3", "figcaption", "td", "th"].map((one) => `#main ${one}`))].map((one) => one.textContent)"""
PAINT = "async () => renewed(document.getElementById('world-map'), (await said).parts['world-map']).forEach(mark)"
LINKS = "() => [...document.querySelectorAll('#main a')].map((one) => one.getAttribute('href'))"
TITLES = "() => [...document.querySelectorAll('#main .js-plotly-plot')].map((one) => JSON.stringify(one.data))"


def moved(page, label, text):
    page.get_by_role("radiogroup", name=label).get_by_text(text, exact=True).click()


def test_a_year_asked_for_ahead_needs_no_server(visit, drawn):
    page = visit("/")
    page.wait_for_function(KEPT % 2022)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("slider", name="Year").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#world-map .card-title")).to_contain_text("2022")
    expect(page).to_have_url(re.compile(r"/\?year=2022$"))
    expect(page.locator("#world-headline .lead")).to_contain_text("2022")
    drawn(page)
    assert not [url for url in asked if "_dash-update" in url or ("/_parts/" in url and "over=" not in url)]


def test_what_is_asked_for_ahead_is_the_same_whatever_year_is_shown(new_page):
    asked = []
    for year in (2013, 2016):
        page = new_page()  # one that is left may go on asking
        with page.expect_request(re.compile(r"over=year")) as ahead:
            page.goto(f"/?year={year}")
        asked.append(ahead.value.url)
    assert asked[0] == asked[1]
    assert "over=year%3A2012%2C2013%2C2014%2C2015%2C2016%2C2017&" in asked[0]


FIRST_FRAME = f"""() => addEventListener("keydown", () => requestAnimationFrame(() => {{
    window.first = [document.querySelector("#world-map .card-title").textContent, ({COLOURS})()];
}}), {{capture: true, once: true}})"""
YEARS_SEEN = """() => { window.seen = []; new MutationObserver(() => {
    const year = Number(document.querySelector("#world-map .card-title").textContent.match(/20\\d\\d/)[0]);
    if (seen.at(-1) !== year) seen.push(year);
}).observe(document.getElementById("world-map"), {subtree: true, childList: true, characterData: true}); }"""


def test_a_year_asked_for_ahead_stands_in_the_very_next_frame(visit):
    page = visit("/")
    page.wait_for_function(KEPT % 2022)
    before = page.evaluate(COLOURS)
    page.get_by_role("slider", name="Year").focus()
    page.evaluate(FIRST_FRAME)
    page.keyboard.press("ArrowLeft")
    title, colours = page.wait_for_function("window.first").json_value()
    assert "2022" in title
    assert colours != before


def test_of_many_quick_moves_none_is_shown_again_after_a_later_one(visit, drawn):
    page = visit("/")
    for year in (2022, 2021, 2020, 2019):
        page.wait_for_function(KEPT % year)
    page.evaluate(YEARS_SEEN)
    page.get_by_role("slider", name="Year").focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"/\?year=2019$"))
    drawn(page)
    assert page.evaluate("seen") == [2022, 2021, 2020, 2019]


def test_the_quick_colours_of_a_map_are_those_it_is_drawn_in(visit):
    page = visit("/?year=2003")  # which has no figure for one country that 2023 has
    wanted = page.evaluate(COLOURS)
    visit("/")
    before = page.evaluate(COLOURS)
    page.evaluate("address => { window.said = answerOf(address); }", "/_parts/world?year=2003")
    page.evaluate(
        "async () => renewed(document.getElementById('world-map'), (await said).parts['world-map']).map(mark)"
    )
    quick = {mark: look for mark, look in page.evaluate(COLOURS).items() if look != "none"}
    assert quick == {mark: wanted[mark] for mark in quick}
    assert len(wanted) - len(quick) < 3, "only the cross of the country without a figure is still to come"
    assert quick != before
    assert "2003" in page.locator("#world-map .card-title").inner_text()


def test_a_map_that_has_lost_a_country_on_the_way_is_the_map_that_its_address_opens(visit, drawn, new_page):
    page = visit("/?year=2003")
    page.get_by_role("slider", name="Year").focus()
    page.keyboard.press("End")
    expect(page).to_have_url(re.compile(r"/$"))
    drawn(page)
    assert page.evaluate(COLOURS) == visit("/", on=new_page()).evaluate(COLOURS)


MOVES = [
    ("/", "School age", "Upper secondary"),
    ("/region", "Show", "Number"),
    ("/country?place=NGA", "School age", "Upper secondary"),
    ("/groups?place=PAK", "School age", "Lower secondary"),
    ("/pace", "School age", "Upper secondary"),
    ("/unknown", "School age", "Upper secondary"),
]


@pytest.mark.parametrize(("path", "label", "text"), MOVES)
def test_a_page_that_was_moved_is_the_page_that_its_address_opens(path, label, text, visit, drawn, new_page):
    page = visit(path)
    address = page.url
    moved(page, label, text)
    expect(page).not_to_have_url(address)
    drawn(page)
    fresh = visit(page.url, on=new_page())
    for seen in (TEXTS, LINKS, TITLES):
        assert page.evaluate(seen) == fresh.evaluate(seen)


def test_a_choice_that_cant_be_had_is_told_and_what_it_leaves_is_dimmed(visit):
    page = visit("/region")
    page.route("**/_parts/region?*", lambda route: route.fulfill(body="The line is down."))
    moved(page, "School age", "Lower secondary")
    expect(page.locator("#said")).to_contain_text("could not be had")
    expect(page.locator("#region-body")).to_have_attribute("aria-busy", "true")
    page.unroute("**/_parts/region?*")
    moved(page, "School age", "Upper secondary")
    expect(page.locator("#region-body")).not_to_have_attribute("aria-busy", "true")
    expect(page).to_have_url(re.compile("level=upper_secondary"))


def test_what_is_told_last_stays_its_time(page, visit):
    page.clock.install()
    visit("/region")
    said = page.locator("#said")
    page.get_by_role("button", name="Add to slides").first.click()
    expect(said).to_contain_text("Added to your slides")
    page.clock.fast_forward(5000)
    page.route("**/_parts/region?*", lambda route: route.fulfill(body="The line is down."))
    moved(page, "School age", "Lower secondary")
    expect(said).to_contain_text("could not be had")
    page.clock.fast_forward(5000)
    expect(said).to_contain_text("could not be had")
    page.clock.fast_forward(5000)
    expect(said).to_be_empty()


def test_a_map_that_waits_for_its_labels_tells_none_of_before(visit):
    page = visit("/")
    page.locator("#world-map").scroll_into_view_if_needed()
    brazil = page.locator("#world-map .choroplethlayer path").evaluate_all(
        "all => { const {x, y, width, height} = all.find(one => one.__data__.loc === 'BRA').getBoundingClientRect();"
        " return [x + width / 2, y + height / 2]; }"
    )
    label = page.locator("#world-map .hovertext").filter(visible=True)
    page.mouse.move(*brazil)
    expect(label).to_contain_text("Brazil")
    page.locator("#world-map .js-plotly-plot").evaluate("plot => plot.setAttribute('aria-busy', false)")
    expect(label).to_have_count(0)
    page.mouse.move(brazil[0] + 4, brazil[1])
    page.wait_for_timeout(300)
    expect(label).to_have_count(0)


def test_a_page_that_is_left_before_its_answer_comes_leaves_the_next_address_alone(visit):
    page = visit("/region")
    held = []
    page.route("**/_parts/region?*", lambda route: held.append(route))
    moved(page, "School age", "Lower secondary")
    page.get_by_role("navigation").get_by_text("Releases").click()
    page.get_by_role("heading", level=1, name="releases compared").wait_for()
    assert held
    for route in held:
        route.continue_()
    page.wait_for_timeout(1000)
    assert page.url.endswith("/releases")


def test_a_page_of_before_is_opened_anew_where_new_tables_answer(visit, drawn):
    page = visit("/region")

    def answered_by_others(route):
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"edition": "the next"})

    page.route("**/_parts/region?*", answered_by_others)
    page.evaluate("() => { window.isOfBefore = true; }")
    moved(page, "School age", "Lower secondary")
    page.wait_for_url("**/region?level=lower_secondary")
    page.wait_for_function("() => !window.isOfBefore")
    drawn(page)
    expect(page.get_by_role("radio", name="Lower secondary")).to_be_checked()
