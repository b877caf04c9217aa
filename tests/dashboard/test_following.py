"""What a page's controls lead to: had by address, the same as the page itself would be, kept by whoever has it."""

import json

import pytest
from plotly.io.json import to_json_plotly

from dashboard import freshness
from dashboard.app import PAGES
from dashboard.pages import cost, country, following, pace, world

FOLLOWED = [page for page in PAGES if page.PATH not in ("/data", "/slides")]


def said(page, laid):
    """The words of a page's controls, by the key that each governs."""
    own = {part.id: part for part in laid._traverse() if getattr(part, "id", None)}
    values = {ident.partition("-")[2]: getattr(part, "value", None) for ident, part in own.items()}
    given = {key: value for key, value in values.items() if value not in (None, "", [])}
    return {key: ",".join(value) if isinstance(value, list) else value for key, value in given.items()}


def name(page):
    return page.PATH.strip("/") or "world"


def had(client, page, **words):
    answer = client.get(f"/_parts/{name(page)}", query_string=words)
    assert answer.status_code == 200, answer.text
    return answer.json


@pytest.mark.parametrize("page", FOLLOWED, ids=name)
def test_what_the_controls_say_at_first_is_the_page_as_it_opens(page, client, store):
    laid = page.layout(store)
    answer = had(client, page, **said(page, laid))
    assert answer["search"] == ""
    shown = {part.id: part.children for part in laid._traverse() if getattr(part, "id", None) in answer["parts"]}
    assert set(shown) == set(answer["parts"])
    assert answer["parts"] == json.loads(to_json_plotly(shown))


def test_the_year_moves_the_address_and_every_part(client):
    told = json.dumps(had(client, world, year=2015, level="upper_secondary")["parts"])
    assert had(client, world, year=2015)["search"] == "?year=2015"
    assert "year=2015" in told
    assert "year=2023" not in told


def test_several_years_at_once_are_what_each_is_alone(client):
    several = had(client, world, sex="female", over="year:2000,2011")
    assert several == [had(client, world, sex="female", year=year) for year in (2000, 2011)]


def test_choosing_a_country_moves_the_address_and_the_page(client):
    answer = had(client, country, place="NGA", level="primary", year=2012, within=country.NEIGHBOURS)
    assert answer["search"] == "?place=NGA&year=2012"
    assert "Nigeria" in json.dumps(answer["parts"])


def test_peers_stand_in_the_place_of_a_region(client):
    answer = had(client, country, place="PAK", year=2023, within="world", peers="BGD,PAK,IND")
    assert answer["search"] == "?place=PAK,BGD,IND"


def test_the_target_goes_to_5_and_back_to_0(client):
    answer = had(client, pace, place="PHL", target=5)
    assert answer["search"] == "?place=PHL&target=5"
    assert "reaching 5%" in json.dumps(answer["parts"])
    assert had(client, pace, place="PHL", target=0)["search"] == "?place=PHL"


def test_all_mark_ups_are_what_an_address_without_one_means(client):
    assert had(client, cost, place="LKA", markup=cost.ALL_MARKUPS)["search"] == "?place=LKA"
    assert had(client, cost, place="LKA", markup="30")["search"] == "?place=LKA&markup=30"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("year=1492", "1492"),
        ("place=Atlantis", "Atlantis"),
        ("colour=red", "colour"),
        ("over=year:1,2", "'1' is no year"),
        ("over=year:" + ",".join(map(str, range(2000, 2001 + following.MOST))), f"at most {following.MOST}"),
    ],
)
def test_what_means_nothing_is_answered_in_words(query, told, client):
    answer = client.get(f"/_parts/world?{query}")
    assert answer.status_code == 400
    assert answer.content_type.startswith("text/plain")
    assert told in answer.text


def test_who_has_the_parts_is_told_so(client):
    first = client.get("/_parts/world?year=2015")
    assert first.cache_control.public
    again = client.get("/_parts/world?year=2015", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get("/_parts/world?year=2014").headers["ETag"] != first.headers["ETag"]


def test_an_answer_is_kept_for_good_under_the_tables_it_is_of_and_not_at_all_under_others(client, store):
    edition = freshness.edition(store)
    asked, own, other = (
        client.get(f"/_parts/world?year=2015{named}") for named in ("", f"&edition={edition}", "&edition=another")
    )
    assert asked.json["edition"] == edition
    assert asked.data == own.data == other.data
    assert asked.cache_control.max_age == freshness.FIVE_MINUTES
    assert own.cache_control.max_age == freshness.A_YEAR
    assert other.cache_control.no_store
    assert other.cache_control.max_age is None
    several = client.get("/_parts/world?over=year:2014,2015").json
    assert several[1] == asked.json
