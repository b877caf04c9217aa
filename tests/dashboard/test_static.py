"""What the browser gets: the committed files, how they are sent, and that they call nobody."""

import json
import re
from pathlib import Path

import brotli
import dash
import pytest
from dash import html

import dashboard
from dashboard import fingerprint, static
from dashboard.app import PAGES, create_app, shell
from dashboard.render import drawing_script
from dashboard.render.maps import DISPUTED_CODES

ASSETS = Path(dashboard.__file__).parent / "assets"
WITHOUT_SHAPE = {"IOT", "SMR", "UMI", "VAT", "WLF", "XKX"}
ELSEWHERE = re.compile(r"""(?:src|href|url)\s*[=(]\s*["']?https?://""")


@pytest.fixture(scope="module")
def dots():
    return json.loads((ASSETS / "world_dots.json").read_text())


@pytest.fixture(scope="module")
def world():
    return json.loads((ASSETS / "topojson" / "world_50m.json").read_text())


@pytest.fixture
def client(tmp_path, monkeypatch):
    monkeypatch.setattr(static, "cache_folder", lambda part: tmp_path)
    app = dash.Dash(__name__, assets_folder=str(ASSETS))
    app.layout = html.Div("x" * 2000)
    static.serve_static(app)
    return app.server.test_client()


def get(client, url, **headers):
    return client.get(url, headers={"Accept-Encoding": "br, gzip", **headers})


def test_bundle_is_there_once_with_its_licences():
    bundle = [path.name for path in ASSETS.glob("plotly-*.min.js")]
    assert len(bundle) == 1
    assert "plotly.js" in (ASSETS / f"{bundle[0]}.LICENSE.txt").read_text()


def test_bundle_is_the_version_that_plotly_for_python_draws_for():
    from plotly.offline import get_plotlyjs_version

    assert (ASSETS / f"plotly-{get_plotlyjs_version()}.min.js").is_file()


def test_outlines_hold_every_code_once(dots, world):
    codes = [shape["id"] for shape in world["objects"]["countries"]["geometries"]]
    assert len(dots) == 250
    assert sorted(codes) == sorted(set(dots) - WITHOUT_SHAPE | set(DISPUTED_CODES))


def test_outlines_have_every_layer_that_a_map_may_ask_for(world):
    assert set(world["objects"]) >= {
        "countries",
        "land",
        "coastlines",
        "ocean",
        "lakes",
        "rivers",
        "subunits",
    }


def test_dots_mark_what_the_eye_would_miss(dots):
    small = {code for code, dot in dots.items() if dot["small"]}
    assert small >= WITHOUT_SHAPE | {"MDV", "MLT", "SGP", "COM", "BRB", "PSE", "TUV"}
    assert small.isdisjoint({"PAK", "NAM", "BRA", "FRA"})
    assert all(-180 <= dot["lon"] <= 180 and -90 <= dot["lat"] <= 90 for dot in dots.values())


@pytest.mark.parametrize("path", [*ASSETS.glob("*.css"), *ASSETS.glob("*.svg"), *ASSETS.glob("*.html")])
def test_no_file_of_ours_loads_from_another_host(path):
    assert not ELSEWHERE.search(path.read_text())


@pytest.fixture
def page(browser):
    opened = browser.new_page()
    yield opened
    opened.close()


def test_map_is_drawn_from_our_outlines_even_where_nothing_says_so(page):
    asked = []

    def answer(route):
        asked.append(route.request.url)
        path = ASSETS / route.request.url.removeprefix("http://ours/")
        route.fulfill(path=path) if path.is_file() else route.fulfill(body="<div id=map></div>")

    page.route("**/*", answer)
    page.goto("http://ours/")
    page.add_script_tag(url=f"http://ours/{next(ASSETS.glob('plotly-*.min.js')).name}")
    figure = {
        "data": [{"type": "choropleth", "locations": ["PAK", "PSE", "MDV"], "z": [1, 2, 3]}],
        "layout": {"geo": {"fitbounds": False, "resolution": 50}},
    }
    page.evaluate("figure => Plotly.newPlot('map', figure)", figure)
    assert page.locator('.choroplethlayer path[d^="M"]').count() == 3
    assert page.locator(".modebar-btn[data-title*='hare']").count() == 0
    assert "http://ours/topojson/world_50m.json" in asked
    assert all(url.startswith(("http://ours/", "data:")) for url in asked)


def test_fingerprinted_script_is_compressed_and_kept(client):
    page = get(client, "/")
    assert page.headers["Content-Encoding"] == "br"
    html_text = client.get("/").get_data(as_text=True)
    scripts = re.findall(r'src="(/_dash-component-suites/[^"]+)"', html_text)
    assert scripts
    for url in scripts:
        answer = get(client, url)
        assert answer.headers["Content-Encoding"] == "br"
        assert "immutable" in answer.headers["Cache-Control"]


def test_script_is_served_to_whoever_asks_first(client):
    assert get(client, "/_dash-component-suites/dash/dcc/async-graph.js").status_code == 200


def test_chunk_without_fingerprint_is_asked_for_again_cheaply(client):
    url = "/_dash-component-suites/dash/dcc/async-graph.js"
    first = get(client, url)
    assert "immutable" not in first.headers["Cache-Control"]
    again = get(client, url, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_asset_is_kept_only_under_the_address_of_what_it_holds(client):
    url = drawing_script.address()
    bare = url.partition("?")[0]
    named, other, plain = (get(client, one) for one in (url, f"{bare}?m=0123456789abcdef", bare))
    assert "immutable" in named.headers["Cache-Control"]
    assert "immutable" not in other.headers["Cache-Control"]  # of a replica that is older or newer than this one
    assert "immutable" not in plain.headers["Cache-Control"]
    assert named.headers["Content-Encoding"] == plain.headers["Content-Encoding"] == "br"
    assert named.headers["Vary"] == "Accept-Encoding"
    assert "Access-Control-Allow-Origin" not in named.headers


def test_a_page_names_its_files_by_what_they_hold_whenever_they_were_installed(store):
    app = create_app(store)
    page = app.server.test_client().get("/").text
    named = re.findall(r'"/assets/[^"]+[?]m=([^"]+)"', page)
    assert len(named) > 10
    assert all(re.fullmatch("[0-9a-f]{16}", one) for one in named)
    dated = (
        '<script src="/assets/first.js?m=17{0}.5"></script><script src="/{1}dash/html/a.v4_4_1m17{0}.min.js"></script>'
    )
    assert app.named(dated.format(1, static.SUITES)) == app.named(dated.format(2, static.SUITES))


def test_an_asset_that_is_made_anew_is_sent_anew_and_one_that_is_gone_is_not_found(tmp_path, monkeypatch):
    monkeypatch.setattr(static, "cache_folder", lambda part: tmp_path / "kept")
    (tmp_path / "kept").mkdir()
    script = tmp_path / "assets" / "first.js"
    script.parent.mkdir()
    script.write_text("// before\n" * 40)
    app = dash.Dash(__name__, assets_folder=str(script.parent))
    app.layout = html.Div()
    static.serve_static(app)
    asked = app.server.test_client()
    for words in ("// before\n" * 40, "// afterwards\n" * 50):
        script.write_text(words)
        answer = get(asked, f"/assets/first.js?m={fingerprint.of(script)}")
        assert brotli.decompress(answer.data).decode() == words
        assert "immutable" in answer.headers["Cache-Control"]
    script.unlink()
    assert get(asked, "/assets/first.js").status_code == 404


@pytest.mark.parametrize("name", ["%00.js", "a" * 300 + ".js", "nothing.js", "../app.py"])
@pytest.mark.parametrize("folder", ["/assets/", "/_dash-component-suites/dash/", "/_dash-component-suites/no/"])
def test_what_is_no_file_is_not_found(folder, name, client):
    assert get(client, f"{folder}{name}").status_code == 404


def test_gzip_and_plain_for_those_who_know_no_better(client):
    url = "/assets/topojson/world_50m.json"
    assert client.get(url, headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"
    plain = client.get(url, headers={"Accept-Encoding": "identity"})
    assert plain.data == (ASSETS / "topojson" / "world_50m.json").read_bytes()


@pytest.mark.parametrize("url", ["/assets/../static.py", "/assets/%2e%2e/static.py", "/assets//etc/passwd"])
def test_nothing_outside_the_assets_is_served(client, url):
    assert b"serve_static" not in get(client, url).data
    assert b"root:" not in get(client, url).data


def test_unregistered_file_of_a_package_is_not_served(client):
    assert b"import" not in get(client, "/_dash-component-suites/dash/dash.py").data


def test_shipped_compression_holds_the_same_file():
    shipped = list(ASSETS.rglob("*.br"))
    assert len(shipped) == 4
    assert all(brotli.decompress(path.read_bytes()) == path.with_suffix("").read_bytes() for path in shipped)


def test_best_compression_is_used_once_made(tmp_path, monkeypatch):
    monkeypatch.setattr(static, "cache_folder", lambda part: tmp_path)
    source = ASSETS / "world_dots.json"
    quick = static.compressed(source)["br"]
    best = static.compressed(source, static.BEST)["br"]
    assert best != quick
    assert static.compressed(source)["br"] == best


def test_page_asks_for_our_components_alone(store):
    page = create_app(store).server.test_client().get("/").get_data(as_text=True)
    asked = re.findall(r'<script src="([^"?]+)', page)
    assert any(url.startswith("/assets/components-") for url in asked)
    assert not [url for url in asked if any(name in url for name in static.REPLACED)]


def test_our_components_are_all_that_pages_are_made_of(store, page):
    create_app(store)  # the frame of every page is Dash's own
    laid = [shell(store), dash.page_container, *(one.layout(store) for one in PAGES)]
    used = {
        f"{part._namespace}.{part._type}" for one in laid for part in [one, *one._traverse()] if hasattr(part, "_type")
    }
    page.goto("about:blank")
    for script in ("react@18.3.1", "react-dom@18.3.1", "prop-types@15.8.1"):
        page.add_script_tag(path=Path(dash.__file__).parent / "deps" / f"{script}.min.js")
    page.add_script_tag(path=next(ASSETS.glob("components-*.min.js")))
    names = "['dash_core_components', 'dashboard'].flatMap(s => Object.keys(window[s]).map(n => `${s}.${n}`))"
    ours = set(page.evaluate(names))
    assert {one for one in used if not one.startswith("dash_html")} <= ours


def test_components_of_dash_are_of_the_version_that_python_has():
    asked = json.loads((ASSETS.parent.parent / "frontend" / "package.json").read_text())["devDependencies"]
    assert asked["dash-core-components"] == dash.dcc.__version__
