"""/openapi.json: valid, whole, and true of the addresses there are."""

from urllib.parse import urlencode

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from dashboard import charts
from dashboard.render import formats, options
from dashboard.selection import QUERY_KEYS, BadSelection, Selection

KEYS = {key: name for name, key in QUERY_KEYS.items()}


@pytest.fixture(scope="module")
def told(app):
    return app.server.test_client().get("/openapi.json").json


@pytest.fixture(scope="module")
def parameters(told):
    """By path and key, with references followed."""
    known = told["components"]["parameters"]

    def of(path):
        found = told["paths"][path]["get"].get("parameters", [])
        whole = [known[one["$ref"].rpartition("/")[2]] if "$ref" in one else one for one in found]
        return {one["name"]: one for one in whole}

    return of


def ours(server):
    """Every rule that is not Dash's own."""
    return [rule for rule in server.url_map.iter_rules() if not rule.rule.startswith(("/_", "/assets", "/<path"))]


def test_it_is_valid_openapi(told):
    assert list(OpenAPIV31SpecValidator(told).iter_errors()) == []
    assert told["openapi"].startswith("3.1")


def test_every_path_is_answered_by_an_address_of_ours(told, app):
    urls = app.server.url_map.bind("localhost")
    known = {rule.endpoint for rule in ours(app.server)}
    met = set()
    for path, methods in told["paths"].items():
        for method in methods:
            endpoint, _ = urls.match(path.replace("{source}", "uis").replace("{country}", "PAK"), method.upper())
            assert endpoint in known, path
            met.add(endpoint)
    pages = {rule.endpoint for rule in ours(app.server) if rule.rule == "/"}
    assert known - met <= pages | {"static"}


@pytest.mark.parametrize("name", charts.CHARTS)
def test_every_chart_takes_what_it_uses_in_every_format(name, told, parameters):
    uses = {QUERY_KEYS[field] for field in (*charts.CHARTS[name].uses, "lang")}
    for ending, made in formats.FORMATS.items():
        path = f"/figures/{name}.{ending}"
        assert set(parameters(path)) == uses | (set(made.takes) & set(options.NAMES))
        assert list(told["paths"][path]["get"]["responses"]["200"]["content"]) == [made.media_type]
    assert set(parameters(f"/embed/{name}")) == set(parameters(f"/tables/{name}")) == uses


@pytest.mark.parametrize("key", KEYS)
def test_values_are_those_that_are_taken(key, told, store):
    schema = told["components"]["parameters"][KEYS[key]]["schema"]
    if schema["type"] == "integer":
        least, most = schema["minimum"], schema["maximum"]
        for value in (least, most):
            Selection.from_query(f"{key}={value}", store)
        for value in (least - 1, most + 1):
            with pytest.raises(BadSelection):
                Selection.from_query(f"{key}={value}", store)
    elif "enum" in schema:
        for value in schema["enum"]:
            assert getattr(Selection.from_query(urlencode({key: value}), store), KEYS[key]) == value
        with pytest.raises(BadSelection):
            Selection.from_query(f"{key}=nonsense", store)
    else:
        assert key in ("place", "within", "group", "against")


def test_option_values_are_those_that_are_taken(told):
    known = {name: told["components"]["parameters"][f"option-{name}"]["schema"] for name in options.NAMES}
    assert known["size"]["enum"] == list(options.SIZES)
    assert known["background"]["enum"] == list(options.BACKGROUNDS)
    for scale in (known["scale"]["minimum"], known["scale"]["maximum"]):
        assert options.read(scale=str(scale)).scale == scale


@pytest.mark.parametrize("path", ["/healthz", "/openapi.json", "/data/manifest.json", "/data/places.csv"])
def test_media_types_are_those_that_come(path, told, client):
    (content,) = told["paths"][path]["get"]["responses"]["200"]["content"]
    assert client.get(path).content_type == content


def test_deck_takes_what_it_says(parameters, client):
    assert set(parameters("/deck.pptx")) == {"place", "year", "level", "size"}
    assert "It takes: place, year, level." in client.get("/deck.pptx?place=PAK&sex=female").text
