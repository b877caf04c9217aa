"""Embeds, what an editor asks about them, and what a link tells before it is opened."""

import html
import json
import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from lxml import html as dom

from dashboard import charts, embeds
from dashboard.app import MAIN_CHARTS, TITLE, create_app
from dashboard.render import embed

HERE = "http://localhost"
HOSTILE = "</script><script>alert(1)</script><!--\"'"


def asked(client, url, **options):
    return client.get("/oembed", query_string={"url": url, **options})


def tags(answer):
    head = dom.fromstring(answer.data).find("head")
    return {one.get("property") or one.get("name"): one.get("content") for one in head.iter("meta")}, head


@pytest.mark.parametrize("name", charts.CHARTS)
def test_embed_holds_all_its_words_and_draws_from_this_server(name, client, store):
    answer = client.get(f"/embed/{name}")
    chart = charts.from_address(name, store)
    page = dom.fromstring(answer.data)
    words = " ".join(page.find("body").text_content().split())
    assert answer.status_code == 200
    assert answer.content_type == "text/html; charset=utf-8"
    for text in (chart.title, chart.subtitle, chart.note, chart.source_line, chart.licence):
        assert " ".join(text.split()) in words
    assert page.find(".//figure").get("aria-label") == chart.alt_text
    assert len(answer.data) < 400_000
    (script,) = [one.get("src") for one in page.iter("script") if one.get("src")]
    assert client.get(script).status_code == 200
    assert json.loads(page.get_element_by_id("drawing").text)["data"]


@pytest.mark.parametrize(
    ("address", "explore"),
    [
        ("trend?place=PAK", "/country?place=PAK"),
        ("trend?place=PAK&level=lower_secondary", "/country?place=PAK&level=lower_secondary"),
        ("ranking?within=asia-and-the-pacific", "/region?place=asia-and-the-pacific"),
        ("map", "/"),
        ("map?level=upper_secondary", "/?level=upper_secondary"),
    ],
)
def test_embed_leads_back(address, explore, client):
    page = dom.fromstring(client.get(f"/embed/{address}").data)
    links = {link.text.strip(): link for link in page.iter("a")}
    assert links["Explore"].get("href") == explore
    assert (
        links["Table"].get("href")
        == f"/figures/{address.replace('?', '.html?') if '?' in address else f'{address}.html'}"
    )
    assert all(link.get("rel") == "noopener" and link.get("target") == "_blank" for link in links.values())
    assert all(client.get(link.get("href")).status_code == 200 for link in links.values())


def test_embed_without_figures_says_why(client):
    page = client.get("/embed/trend?place=RUS&method=model")
    assert page.status_code == 200
    assert b"administrative rates" in page.data
    assert b"<script" not in page.data


@pytest.mark.parametrize(
    ("url", "status", "words"),
    [
        ("/embed/nope", 404, "There is no chart 'nope'"),
        ("/embed/trend?place=QQQ", 400, "No place is called 'QQQ'"),
        ("/embed/trend?plaice=PAK", 400, "did you mean 'place'"),
        ("/embed/trend?size=slide", 400, "There is no 'size'"),
        (f"/embed/trend?place={quote(HOSTILE)}", 400, "No place is called"),
        (f"/embed/{quote('<script>alert(1)')}", 404, "There is no chart"),
    ],
)
def test_refusal_is_a_plain_page(url, status, words, client):
    answer = client.get(url)
    assert answer.status_code == status
    assert answer.content_type == "text/html; charset=utf-8"
    assert words in html.unescape(answer.text)
    assert "<script" not in answer.text
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]


def test_only_embeds_may_be_framed_and_run_only_our_scripts(client):
    policy = client.get("/embed/gap").headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors *")
    assert "default-src 'none'" in policy
    assert embed.SCRIPT_HASH in policy
    assert "unsafe-eval" not in policy
    for url in (
        "/",
        "/country",
        "/figures/gap.html",
        "/oembed",
        "/oembed?url=http://localhost/",
        "/embed/",
        "/embedded",
    ):
        assert client.get(url).headers["Content-Security-Policy"] == "frame-ancestors 'none'"


def test_framers_are_those_of_the_environment(store, monkeypatch):
    monkeypatch.setenv(embeds.VARIABLE, "https://example.org  https://*.example.net:8443 'self'")
    client = create_app(store).server.test_client()
    policy = client.get("/embed/gap").headers["Content-Security-Policy"]
    assert policy.endswith("; frame-ancestors https://example.org https://*.example.net:8443 'self'")


@pytest.mark.parametrize(
    "value",
    ["https://a.org; script-src *", "example.org/path", "javascript:x", "* https://a.org", "a,b", "'none' 'self'"],
)
def test_framer_that_is_no_origin_stops_the_start(value, store, monkeypatch):
    monkeypatch.setenv(embeds.VARIABLE, value)
    with pytest.raises(embeds.BadFraming, match=embeds.VARIABLE):
        create_app(store)


def test_oembed_tells_of_a_chart(client, store):
    answer = asked(client, f"{HERE}/embed/trend?place=PAK")
    told = answer.json
    chart = charts.from_address("trend?place=PAK", store)
    assert answer.content_type == "application/json"
    assert (told["version"], told["type"], told["title"]) == ("1.0", "rich", chart.title)
    assert (told["provider_name"], told["provider_url"]) == (TITLE, f"{HERE}/")
    assert "UNESCO Institute for Statistics" in told["author_name"]
    assert told["cache_age"] > 0
    frame = dom.fromstring(told["html"])
    assert (frame.tag, frame.get("title")) == ("iframe", chart.title)
    assert frame.get("src") == f"{HERE}/embed/trend?place=PAK"
    assert (int(frame.get("width")), int(frame.get("height"))) == (told["width"], told["height"])
    assert (told["thumbnail_width"], told["thumbnail_height"]) == (1280, 720)
    assert told["thumbnail_url"] == f"{HERE}/figures/trend.png?place=PAK&size=slide&scale=1"


@pytest.mark.parametrize("name", charts.CHARTS)
def test_oembed_knows_every_chart(name, client):
    told = asked(client, f"{HERE}/figures/{name}.html").json
    assert told["width"] == 800
    assert 200 < told["height"] <= 900


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("/figures/trend.png?place=PAK&size=square", "trend?place=PAK"),
        ("/country?place=PAK&level=lower_secondary", "trend?place=PAK&level=lower_secondary"),
        ("/country", "trend?place=PAK"),
        ("/region?place=asia-and-the-pacific", "trend?place=asia-and-the-pacific&by=level"),
        ("/", "map"),
        ("", "map"),
        ("/?level=upper_secondary&year=2015", "map?level=upper_secondary&year=2015"),
        ("/groups", "groups?dimension=wealth"),
        ("/groups?place=TCD", "groups?place=TCD"),
    ],
)
def test_oembed_finds_the_chart_behind_an_address(url, address, client):
    told = asked(client, HERE + url).json
    assert dom.fromstring(told["html"]).get("src") == f"{HERE}/embed/{address}"


@pytest.mark.parametrize("path", MAIN_CHARTS)
def test_main_chart_of_a_page_can_be_drawn(path, client):
    assert (
        client.get(urlsplit(dom.fromstring(asked(client, HERE + path).json["html"]).get("src")).path).status_code == 200
    )


def test_embed_of_a_release_stays_on_it(client):
    told = asked(client, f"{HERE}/embed/overlap?place=NGA&release=uis-2024-09").json
    assert "release=uis-2024-09" in dom.fromstring(told["html"]).get("src")
    assert "release=uis-2024-09" in told["thumbnail_url"]


@pytest.mark.parametrize(("wide", "high"), [(320, 300), (400, 9999), (800, 200), (1, 1), (2000, 2000)])
def test_oembed_keeps_within_the_room_there_is(wide, high, client):
    told = asked(client, f"{HERE}/embed/trend?place=PAK", maxwidth=wide, maxheight=high).json
    assert told["width"] <= wide
    assert told["height"] <= high
    assert told.get("thumbnail_width", 0) <= wide
    assert told.get("thumbnail_height", 0) <= high


@pytest.mark.parametrize("text", ["0", "-1", "1e9", "wide", "", "99999999999", "٣"])
@pytest.mark.parametrize("side", ["maxwidth", "maxheight"])
def test_bad_number_is_400_in_words(side, text, client):
    answer = asked(client, f"{HERE}/embed/trend", **{side: text})
    assert answer.status_code == 400
    assert f"is no {side}" in answer.text


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "http://[",
        "http://example.org/embed/trend",
        "http://localhost.example.org/embed/trend",
        "http://localhost@example.org/embed/trend",
        "ftp://localhost/embed/trend",
        "//localhost/embed/trend",
        "javascript:alert(1)",
        f"{HERE}/embed/nope",
        f"{HERE}/embed/trend?place=QQQ",
        f"{HERE}/embed/a/trend",
        f"{HERE}/figures/trend.xyz",
        f"{HERE}/figures/trend",
        f"{HERE}/figures/trend.png?size=1e9",
        f"{HERE}/country?place=nonsense",
        f"{HERE}/data",
        f"{HERE}/healthz",
        f"{HERE}/embed/trend?place=%ff%00",
    ],
)
def test_address_without_a_chart_is_404_in_words(url, client):
    answer = asked(client, url)
    assert answer.status_code == 404
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.text.strip()


def test_oembed_without_an_address_is_404_and_xml_is_501(client):
    assert client.get("/oembed").status_code == 404
    assert asked(client, f"{HERE}/embed/trend", format="xml").status_code == 501
    assert asked(client, f"{HERE}/embed/trend", format="json").status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/country?place=PAK&level=primary",
        "/region",
        "/groups?place=NGA",
        "/embed/gap?place=PAK",
        "/figures/map.html",
    ],
)
def test_link_is_discovered_and_previewed(url, client):
    told, head = tags(client.get(url))
    (link,) = [one for one in head.iter("link") if one.get("type") == "application/json+oembed"]
    assert parse_qs(urlsplit(link.get("href")).query) == {"url": [HERE + url], "format": ["json"]}
    found = client.get(link.get("href").removeprefix(HERE)).json
    assert found["title"] == told["og:title"] == link.get("title")
    assert told["og:url"] == HERE + url
    assert told["og:image"] == found["thumbnail_url"]
    assert told["og:type"] == "website"
    assert told["og:description"]
    assert told["twitter:card"] == "summary_large_image"


@pytest.mark.parametrize("url", ["/data", "/country?place=nonsense", f"/?x={quote(HOSTILE)}"])
def test_page_without_a_chart_tells_its_name(url, client):
    told, head = tags(client.get(url))
    assert TITLE in told["og:title"]
    assert "og:image" not in told
    assert not [one for one in head.iter("link") if one.get("type") == "application/json+oembed"]
    assert "<script>alert(1)" not in client.get(url).text


def test_tags_stand_once_and_in_pages_only(client):
    for url in ("/", "/country", "/embed/gap", "/figures/gap.html"):
        assert client.get(url).text.count('property="og:title"') == 1
    for url in ("/figures/gap.csv", "/tables/gap", "/_dash-layout"):
        assert "og:title" not in client.get(url).text


def test_words_of_a_chart_stay_words(store):
    chart = charts.from_address("gap?place=PAK", store)
    fields = ("title", "subtitle", "note", "source_line", "licence", "alt_text")
    evil = type(chart)(**{f: getattr(chart, f) for f in chart.__dataclass_fields__} | dict.fromkeys(fields, HOSTILE))
    page = embed.page(evil, plotly="/p.js", explore="/", site=TITLE).decode()
    assert "<script>alert(1)" not in page
    assert not re.search(r"<!--", page)
    assert dom.fromstring(page).find(".//h1").text == HOSTILE
    frame = dom.fromstring(embed.iframe(evil, HERE, 800, 400))
    assert set(frame.attrib) == {"src", "title", "width", "height", "loading", "style"}
    assert frame.get("title") == HOSTILE


def test_server_behind_another_name_says_that_name(client):
    told, _ = tags(client.get("/country", base_url="https://figures.example.org"))
    assert told["og:image"].startswith("https://figures.example.org/figures/trend.png")
    forged, _ = tags(client.get("/country", headers={"X-Forwarded-Host": "evil.example"}))
    assert forged["og:image"].startswith(HERE)


@pytest.mark.parametrize("host", ['a"><script>alert(1)</script>', "a b", "<x>"])
def test_forged_host_is_no_tag(host, client):
    assert "<script>alert" not in client.get("/country", headers={"Host": host}).text
