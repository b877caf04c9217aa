"""Pages: whole without a query, exact with one, and plain words for a bad one."""

import json
from itertools import pairwise

import pytest
from dash import dcc, html

from dashboard import charts, search, widgets
from dashboard.app import PAGES
from dashboard.pages import cost, country, data, groups, pace, region, releases, slides, sources, unknown, world

FULL = {
    world: {"level": "all", "sex": "female", "year": "2015", "set": "income", "measure": "children"},
    region: {"place": "south-and-west-asia", "level": "all", "year": "2010", "measure": "children"},
    country: {"place": "NGA", "level": "upper_secondary", "year": "2012", "within": "low-income"},
    groups: {"place": "PAK", "level": "lower_secondary", "dimension": "location"},
    sources: {"place": "NGA", "level": "lower_secondary"},
    unknown: {"place": "AFG", "level": "upper_secondary", "max_age": "10"},
    releases: {
        **{"place": "NGA", "level": "all", "measure": "children", "year": "2015"},
        **{"release": "view-2025", "against": "view-2022"},
    },
    cost: {"place": "LKA", "level": "primary", "markup": "30", "phase": "5"},
    pace: {"place": "PHL", "level": "upper_secondary", "from": "2010", "target": "5"},
    data: {},
    slides: {},
}
WITHOUT_CHARTS = (data, slides)


def parts(laid):
    """Every component and every text, in reading order."""
    yield laid
    children = getattr(laid, "children", None)
    for child in children if isinstance(children, list | tuple) else [children]:
        if child is not None:
            yield from parts(child)


def words(laid):
    return " ".join(part for part in parts(laid) if isinstance(part, str))


def of(laid, kind):
    return [part for part in parts(laid) if isinstance(part, kind)]


def value(laid, ident):
    return next(part.value for part in parts(laid) if getattr(part, "id", None) == ident)


def test_every_page_is_tried_here():
    assert set(FULL) == set(PAGES)


@pytest.mark.parametrize("one", PAGES)
def test_no_click_on_a_control_is_counted(one, store):
    """Dash counts those on whatever has an id, and draws what stands in it anew each time."""
    counting = [
        part
        for part in of(one.layout(store), html.Main | html.Div | html.Form)
        if hasattr(part, "id") and not getattr(part, "disable_n_clicks", False) and of(part, widgets.Widget)
    ]
    assert not counting


@pytest.mark.parametrize("one", PAGES)
def test_page_stands_without_a_query(one, store):
    laid = one.layout(store)
    assert isinstance(laid, html.Main)
    assert len(of(laid, html.H1)) == 1
    assert not of(laid, dcc.Graph) if one in WITHOUT_CHARTS else len(of(laid, dcc.Graph)) >= 4
    tables = [part for part in of(laid, html.Summary) if part.children == "Table"]
    assert len(tables) == len(of(laid, dcc.Graph))


@pytest.mark.parametrize("one", PAGES)
def test_page_takes_its_whole_selection_from_the_query(one, store):
    laid = one.layout(store, **FULL[one])
    prefix = one.__name__.rpartition(".")[2]
    for key, wanted in FULL[one].items():
        found = value(laid, f"{prefix}-{key}")
        assert str(found) == wanted
    assert of(laid, dcc.Graph) or one in WITHOUT_CHARTS


@pytest.mark.parametrize("one", PAGES)
@pytest.mark.parametrize("query", [{"level": "nonsense"}, {"nope": "1"}, {"year": "20x3"}, {"place": "QQQ"}])
def test_bad_query_is_answered_in_words(one, query, store):
    laid = one.layout(store, **query)
    (alert,) = [part for part in parts(laid) if getattr(part, "role", None) == "alert"]
    assert next(iter(query.values())) in str(alert.children) or "nope" in str(alert.children)
    assert not of(laid, dcc.Graph)


@pytest.mark.parametrize("one", PAGES)
def test_heading_levels_leave_none_out(one, store):
    laid = one.layout(store)
    ranks = [int(type(part).__name__[1]) for part in of(laid, (html.H1, html.H2, html.H3, html.H4))]
    assert ranks[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(ranks))


@pytest.mark.parametrize("measure", ["rate", "children"])
def test_regions_beside_one_are_the_highest_and_the_page_says_so(measure, store):
    ranked = charts.from_address(f"ranking?set=sdg&level=primary&measure={measure}", store).data["place"]
    others = [place for place in ranked if place not in ("SDG: World", "SDG: Oceania")]
    laid = region.layout(store, place="oceania", measure=measure)
    (section,) = (part for part in of(laid, html.Section) if part.children[0].children == "Region against region")
    address = [getattr(part, "data-address") for part in of(section, html.Button) if hasattr(part, "data-address")][-1]
    drawn = charts.from_address(address, store).data["place"].unique()
    assert set(drawn) == {"SDG: World", "SDG: Oceania", *others[:4]}
    assert f"of {len(others)} others the 4 with the highest" in words(section)


@pytest.mark.parametrize(
    ("level", "age"), [("primary", "primary-school"), ("lower_secondary", "lower secondary school")]
)
def test_the_first_cost_is_of_the_chosen_age(level, age, store):
    title = of(cost.layout(store, place="LKA", level=level), html.H2)[0].children
    assert title.startswith(f"Enrolling every child of {age} age would take")


@pytest.mark.parametrize("one", PAGES)
def test_ids_are_given_once(one, store):
    ids = [part.id for part in parts(one.layout(store)) if getattr(part, "id", None)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("one", PAGES)
def test_nothing_on_a_page_comes_from_another_host(one, store):
    """A link to a licence leads there; it fetches nothing."""
    for part in parts(one.layout(store)):
        if isinstance(part, html.A) and getattr(part, "rel", None) == "license":
            continue
        for name in ("href", "src"):
            assert not str(getattr(part, name, "")).startswith(("http:", "https:", "//"))


@pytest.mark.parametrize("place", ["RUS", "XKX", "TUV", "TKL", "HKG", "NAM", "PRK", "VAT", "COG", "CIV"])
def test_country_page_stands_for_any_country(place, store):
    laid = country.layout(store, place=place)
    assert isinstance(laid, html.Main)
    assert store.places.find(place).name in words(laid)
    assert "nan" not in words(laid).split()


def test_world_page_tells_ours_and_unescos_and_the_story_of_2011(store):
    text = words(world.layout(store))
    for told in ("271", "272 million", "57.2 million", "20 million", "2011"):
        assert told in text


@pytest.mark.parametrize("url", ["/", "/region", "/country", "/country?place=NGA&year=2012", "/data", "/slides"])
def test_page_is_served(url, client):
    answer = client.get(url)
    assert answer.status_code == 200
    assert "Out-of-school children" in answer.text


def dispatch(client, output, inputs, changed, state=()):
    """What a browser sends when a control changes."""
    outputs = [dict(zip(("id", "property"), name.split("@")[0].rsplit(".", 1), strict=True)) for name in output]
    joined = f"..{'...'.join(output)}.." if len(output) > 1 else output[0]
    body = {"output": joined, "outputs": outputs if len(output) > 1 else outputs[0], "inputs": inputs}
    body |= {"changedPropIds": [changed], "state": list(state)}
    answer = client.post("/_dash-update-component", data=json.dumps(body), content_type="application/json")
    assert answer.status_code == 200
    return answer.json["response"]


def wired(client, ident):
    client.get("/")
    found = [c for c in client.get("/_dash-dependencies").json if any(i["id"] == ident for i in c["inputs"])]
    return found[0]


def test_typing_in_the_search_offers_places(client):
    callback = wired(client, "search")
    inputs = [{"id": "search", "property": "searchValue", "value": "ivory"}]
    response = dispatch(client, callback["output"].strip(".").split("..."), inputs, "search.searchValue")
    assert response["search"]["data"][0]["items"][0]["value"] == "0 /country?place=CIV"


@pytest.mark.parametrize(
    ("key", "url"),
    [("world", "/"), ("PAK", "/country?place=PAK"), ("asia-and-the-pacific", "/region?place=asia-and-the-pacific")],
)
def test_choosing_in_the_search_leads_to_the_place(key, url, store):
    assert search.address(store, key) == url
