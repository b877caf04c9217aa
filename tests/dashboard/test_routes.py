"""Addresses that are not pages: figures as files, refusals in words, and no framing."""

import io
import re
from dataclasses import replace

import pytest
from PIL import Image

from dashboard import charts, fingerprint
from dashboard.render import formats


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("json", "application/json"),
        ("html", "text/html; charset=utf-8"),
    ],
)
@pytest.mark.parametrize("name", charts.CHARTS)
def test_figure_comes_with_its_media_type(name, ending, kind, client):
    answer = client.get(f"/figures/{name}.{ending}")
    assert answer.status_code == 200
    assert answer.content_type == kind
    assert answer.data


def test_figure_is_the_one_of_the_command_line(client, store):
    address = "trend?place=PAK&level=primary&measure=rate"
    answer = client.get(f"/figures/{address.replace('?', '.csv?')}")
    assert answer.data == formats.render(charts.from_address(address, store), "csv")


def test_picture_is_drawn(client):
    answer = client.get("/figures/gap.svg?place=PAK")
    assert answer.status_code == 200
    assert answer.content_type == "image/svg+xml"
    assert answer.data.startswith(b"<svg")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("level=nonsense", ("'nonsense'", "primary", "upper_secondary")),
        ("place=QQQ", ("No place is called 'QQQ'", "Near matches")),
        ("plaice=PAK", ("did you mean 'place'",)),
        ("within=world", ("no use for 'within'", "place")),
        ("to=" + "9" * 5000, ("1970 to 2035",)),
        ("from=1800", ("1970 to 2035",)),
        ("place=%ff%fe", ("No place is called",)),
        ("place=%00", ("No place is called",)),
    ],
)
def test_bad_selection_is_400_in_words(query, words, client):
    answer = client.get(f"/figures/trend.csv?{query}")
    assert answer.status_code == 400
    assert answer.content_type == "text/plain; charset=utf-8"
    assert all(word in answer.text for word in words)
    assert "Traceback" not in answer.text


def test_bytes_that_are_no_text_are_400(client):
    answer = client.get("/figures/trend.csv", environ_overrides={"QUERY_STRING": "place=\xff"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("/figures/nope.csv", "Charts: headline, trend"),
        ("/figures/trent.csv", "Did you mean 'trend'?"),
        ("/figures/trend.xyz", "Formats: html"),
        ("/figures/nope.csv?level=nonsense", "There is no chart 'nope'"),
    ],
)
def test_unknown_chart_or_format_is_404_in_words(url, words, client):
    answer = client.get(url)
    assert answer.status_code == 404
    assert answer.content_type == "text/plain; charset=utf-8"
    assert words in answer.text


def test_html_in_an_address_is_not_html_in_the_answer(client):
    answer = client.get("/figures/trend.csv?place=<script>alert(1)</script>")
    assert answer.status_code == 400
    assert answer.content_type.startswith("text/plain")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_health_is_told(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


@pytest.mark.parametrize("url", ["/", "/country", "/figures/gap.html", "/figures/nope.csv", "/healthz"])
def test_every_answer_refuses_framing(url, client):
    assert "frame-ancestors 'none'" in client.get(url).headers["Content-Security-Policy"]


@pytest.mark.parametrize("url", ["/figures/gap.csv", "/figures/map.json"])
def test_figures_cannot_be_posted_to(url, client):
    assert client.post(url).status_code == 405


def test_empty_selection_is_a_figure_that_says_so(client):
    answer = client.get("/figures/trend.json?place=RUS&method=model")
    assert answer.status_code == 200
    assert answer.json["data"] == []
    assert "administrative rates" in answer.json["empty"]


@pytest.mark.parametrize("address", ["map", "trend?place=PAK", "groups?place=NGA"])
def test_json_of_a_named_size_is_an_order_for_the_same_picture(address, client):
    name, _, query = address.partition("?")
    sized = f"{query}&size=slide&scale=1.5"
    plain, order = (client.get(f"/figures/{name}.json?{asked}").json for asked in (query, sized))
    picture = order.pop("picture")
    with Image.open(io.BytesIO(client.get(f"/figures/{name}.png?{sized}").data)) as image:
        assert tuple(int(picture[side] * picture["scale"]) for side in ("width", "height")) == image.size
        assert picture["pixels_per_metre"] * 0.0254 == pytest.approx(image.info["dpi"][0], abs=0.1)
        assert picture["facts"] == image.text
    notes = [re.sub("<.*?>", " ", note["text"]).split() for note in order.pop("plotly")["layout"]["annotations"]]
    assert plain["title"].split() in notes
    assert "width" not in plain.pop("plotly")["layout"]
    assert plain == order


def test_order_takes_the_options_of_pictures_and_refuses_what_they_refuse(client):
    layout = client.get("/figures/gap.json?background=transparent").json["plotly"]["layout"]
    assert layout["paper_bgcolor"] == "rgba(0,0,0,0)"
    for query, words in (
        ("size=1e9", "no size"),
        ("scale=nan", "no scale"),
        ("within=world&scale=4", "million pixels"),
    ):
        answer = client.get(f"/figures/ranking.json?{query}")
        assert (answer.status_code, words in answer.text) == (400, True)


def test_rows_of_a_card_come_as_a_table(client):
    answer = client.get("/tables/gap?place=PAK")
    assert answer.status_code == 200
    assert answer.content_type == "text/html; charset=utf-8"
    assert "<table>" in answer.text
    assert answer.text.count("<tr>") == 4
    assert client.get("/tables/nope").status_code == 404
    assert client.get("/tables/gap?place=QQQ").status_code == 400
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_who_has_a_file_is_told_so_and_nothing_is_drawn(client, monkeypatch):
    first = client.get("/figures/trend.csv?place=PAK&level=primary")
    tag = first.headers["ETag"]
    monkeypatch.setitem(formats.FORMATS, "csv", replace(formats.FORMATS["csv"], make=None))  # fails if it is called
    again = client.get("/figures/trend.csv?place=PAK", headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)


@pytest.mark.parametrize(
    "other",
    ["/figures/trend.csv?place=IND", "/figures/trend.json?place=PAK", "/figures/trend.json?place=PAK&scale=1"],
)
def test_another_chart_format_or_option_has_another_tag(other, client):
    assert client.get(other).headers["ETag"] != client.get("/figures/trend.csv?place=PAK").headers["ETag"]


def test_another_program_has_other_tags(client, monkeypatch):
    address = "/figures/trend.csv?place=PAK"
    before = client.get(address).headers["ETag"]
    monkeypatch.setattr(fingerprint, "program", lambda: "the next")
    again = client.get(address, headers={"If-None-Match": before})
    assert again.status_code == 200
    assert again.headers["ETag"] != before


def test_an_address_that_names_its_release_may_be_kept_for_a_year(client):
    pinned = client.get("/figures/trend.json?place=PAK&method=model&release=view-2024")
    assert "max-age=31536000" in pinned.headers["Cache-Control"]
    assert "public" in pinned.headers["Cache-Control"]
    assert "Cache-Control" not in client.get("/figures/trend.json?place=QQQ").headers


@pytest.mark.parametrize(
    "address",
    [
        "/figures/trend.json?place=PAK",
        "/figures/pace.json?place=PAK&release=uis-2024-09",  # beside numbers computed of the latest
        "/figures/pace.json?place=PAK&release=view-2025",  # beside rates that UIS counted
        "/tables/cost?place=BGD&release=uis-2024-09",
    ],
)
def test_an_address_that_shows_a_release_without_naming_it_is_asked_for_again(address, client):
    assert client.get(address).cache_control.max_age == 300


@pytest.mark.parametrize("address", ["/figures/map.json?release=view-2024", "/tables/trend?release=view-2024"])
def test_what_is_kept_for_a_year_is_revalidated_without_its_bytes_and_stays_kept(address, client):
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"], "Accept-Encoding": "br"})
    assert (again.status_code, again.data) == (304, b"")
    for answer in (first, again):
        assert answer.cache_control.max_age == 31_536_000
        assert answer.cache_control.public
        assert answer.headers["ETag"] == first.headers["ETag"]
        assert answer.headers["Vary"] == "Accept-Encoding"
