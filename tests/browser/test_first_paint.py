"""The page's words stand before scripts come, and give way to the page, in which nothing jumps."""

import pytest

SHIFTS = """window.shifts = []; new PerformanceObserver((list) => shifts.push(...list.getEntries().map(
    ({ value, sources }) => [value, ...sources.map(({ node }) => node?.className || node?.nodeName)],
))).observe({ type: "layout-shift", buffered: true })"""
DRAWN = """() => [...document.querySelectorAll(".dash-graph")].map(
    (graph) => [...graph.querySelectorAll("path")].some((path) => path.getAttribute("d")))"""
STEPS = f"""window.steps = []; new MutationObserver(() => requestAnimationFrame(() => {{
    const drawn = ({DRAWN})().filter(Boolean).length;
    if (drawn !== steps.at(-1)) steps.push(drawn);
}})).observe(document, {{ subtree: true, childList: true, attributes: true, attributeFilter: ["d"] }})"""


def test_page_can_be_read_without_scripts(new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/country?place=PAK")
    assert page.get_by_role("heading", level=1).inner_text()
    assert "Pakistan" in page.locator("#first main").inner_text()


def test_words_do_not_move_when_the_page_takes_their_place(new_page, visit):
    before = new_page(java_script_enabled=False)
    before.goto("/")
    after = visit("/")
    assert after.locator("#first").count() == 0
    assert after.locator("h1").is_visible()
    for words in ("h1", "p.lead", ".card-title >> nth=0", ".card-subtitle >> nth=0"):
        assert before.locator(words).bounding_box() == after.locator(words).bounding_box()


def test_the_first_page_is_not_asked_for_and_the_next_is(page, visit):
    asked = []
    page.on("request", lambda request: asked.append(request.post_data or ""))
    visit("/region?place=south-and-west-asia")
    assert not [body for body in asked if "_pages_content" in body]
    page.get_by_role("navigation").get_by_text("Unknown").click()
    page.get_by_role("heading", name="What we do not know").wait_for()
    assert [body for body in asked if "_pages_content" in body]


@pytest.mark.parametrize("path", ["/", "/region", "/country?place=NGA", "/pace"])
def test_nothing_jumps_while_a_page_is_drawn(path, page, visit):
    page.add_init_script(SHIFTS)
    visit(path)
    assert sum(value for value, *_ in page.evaluate("shifts")) < 0.01, page.evaluate("shifts")


def test_the_first_chart_is_seen_before_the_last_is_begun(page, visit):
    page.add_init_script(STEPS)
    visit("/")
    steps = page.evaluate("steps")
    assert steps == sorted(steps)
    assert len(steps) > 4, "charts come one after the other, not all in one frame"
