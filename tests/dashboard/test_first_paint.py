"""What an address answers with before any script has come."""

import json
import re

import pytest

from dashboard.app import PAGES
from dashboard.first_paint import GOES

FIRST = re.compile(rf'<div id="first">(.*?)</div>{re.escape(GOES)}', re.DOTALL)


def first(client, url):
    return FIRST.search(client.get(url).get_data(as_text=True)).group(1)


@pytest.mark.parametrize("path", [page.PATH for page in PAGES])
def test_every_page_has_its_navigation_and_heading_at_once(client, path):
    told = first(client, path)
    assert told.count("<h1>") == told.count("<header>") == 1
    assert all(f'href="{page.PATH}"' in told for page in PAGES)
    assert not re.search(r"\bid=", told)


def test_words_are_those_of_the_address(client):
    assert "Pakistan" in first(client, "/country?place=PAK")
    assert "In 2015, " in first(client, "/?year=2015")


def test_first_chart_has_its_room_and_nothing_comes_after_it(client):
    assert re.search(r'style="height:\d+px"></div>[^>]*(</\w+>)*$', first(client, "/"))


def test_bad_address_is_told_in_words_that_are_never_markup(client):
    told = first(client, "/?year=<script>alert(1)</script>")
    assert "This address can&#x27;t be shown" in told
    assert "<script" not in told


@pytest.mark.parametrize("url", ["/?year=2015", "/country?place=NGA", "/data", "/?year=1492"])
def test_it_brings_what_dash_would_ask_for(client, url):
    text = client.get(url).get_data(as_text=True)
    brought = json.loads(re.search(r'id="first-answer">(.*?)</script>', text, re.DOTALL).group(1))
    path, _, query = url.partition("?")
    outputs = [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}]
    body = {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": outputs,
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": path},
            {"id": "_pages_location", "property": "search", "value": f"?{query}" if query else ""},
        ],
        "changedPropIds": ["_pages_location.pathname", "_pages_location.search"],
    }
    assert brought == client.post("/_dash-update-component", json=body).json


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/nowhere", 404, "There is no page here"),
        ("/country?place=QQQ", 400, "No place is called &#x27;QQQ&#x27;"),
        ("/?store=1", 400, "There is no &#x27;store&#x27;"),
        ("/country?place=PAK&utm_source=mail&fbclid=x", 200, "Pakistan"),
    ],
)
def test_what_an_address_is_worth_is_said_in_words_and_in_the_status(address, status, words, client):
    answer = client.get(address)
    assert answer.status_code == status
    assert words in FIRST.search(answer.text)[1]
