"""create_app(): the shell, the navigation, and the explicit tuple of pages."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import dash
from dash import Dash, dcc, html
from dash.development.base_component import Component

from dashboard import (
    briefing_route,
    deck_route,
    downloads,
    embeds,
    freshness,
    oembed,
    openapi,
    previews,
    routes,
    search,
    slide_basket,
    theme,
    widgets,
)
from dashboard.charts import series
from dashboard.pages import cost, country, data, groups, pace, parts, region, releases, slides, sources, unknown, world
from dashboard.render.aria import aria
from dashboard.static import NO_PAGE, Light, serve_static
from dashboard.store import Store, open_store

PAGES = (world, region, country, groups, sources, pace, cost, unknown, releases, data, slides)
MAIN_CHARTS = {
    page.PATH: page.main_chart for page in (world, region, country, groups, sources, pace, cost, unknown, releases)
}
TITLE = "Out-of-school children"
ASSETS = Path(__file__).parent / "assets"
INDEX = """<!DOCTYPE html>
<html lang="en"><head>{%metas%}<title>{%title%}</title>{%favicon%}{%css%}
<link rel="preload" href="/_dash-layout" as="fetch" crossorigin>
<link rel="preload" href="/_dash-dependencies" as="fetch" crossorigin></head>
<body>{%app_entry%}{%config%}{%scripts%}{%renderer%}</body></html>
"""


def create_app(store: Store | None = None) -> Dash:
    """A new application on ``store`` (default: the tables the environment names).

    Raises:
        TablesMissing: there are no tables.
    """
    store = store or open_store()
    app = Light(
        "dashboard",
        title=TITLE,
        use_pages=True,
        pages_folder="",
        assets_folder=str(ASSETS),
        update_title="",
        index_string=INDEX,
        assets_ignore=r".*\.(LICENSE\.txt|json)$",
        external_stylesheets=[],
        compress=False,
        include_pages_meta=False,
        suppress_callback_exceptions=True,  # else every page's first view carries the layouts of all of them
    )
    app.edition = store.edition
    dash.page_registry.clear()
    for page in PAGES:
        dash.register_page(
            page.__name__,
            path=page.PATH,
            name=page.NAME,
            title=f"{page.NAME} · {TITLE}",
            layout=partial(page.layout, store),
        )
    dash.register_page(NO_PAGE, title=TITLE, layout=parts.no_page)
    app.layout = shell(store)
    for one in (search, *PAGES):
        one.register(app, store)
    for addresses in (routes, downloads, openapi, briefing_route, deck_route, slide_basket):
        addresses.register(app.server, store)
    embeds.register(app, store)
    oembed.register(app, store, MAIN_CHARTS)
    serve_static(app)
    previews.register(app, store, MAIN_CHARTS)
    return app


def shell(store: Store) -> Component:
    """What stands on every page: name, navigation, search, page, foot."""
    return widgets.MantineProvider(
        theme={"fontFamily": theme.FONT, "primaryColor": "cyan", "primaryShade": 9},
        forceColorScheme="light",
        children=[
            dcc.Location(id="address", refresh=False),
            html.A("Skip to the content", href="#main", className="skip"),
            html.Header(
                [
                    html.A(TITLE, href="/", className="brand"),
                    html.Nav([_link(page) for page in PAGES], **aria(label="Pages")),
                    search.box(),
                ]
            ),
            dash.page_container,
            foot(store),
            _said(store),
        ],
    )


def _said(store: Store) -> Component:
    """Where the script tells what a button has done, in words that are seen and heard; and what the script needs."""
    known: dict[str, Any] = {"data-most": slide_basket.MOST, "data-edition": freshness.edition(store)}
    return html.P(id="said", className="said", role="status", **known)


def _link(page: ModuleType) -> Component:
    """A page by its name; that of slides says how many are chosen, as the browser knows."""
    counted = html.Span(id="slides-count") if page is slides else None
    return dcc.Link([page.NAME, counted], href=page.PATH)


def foot(store: Store) -> Component:
    """Attribution and licence, which travel with every page."""
    drawn = {series.latest_release(store, method) for method in ("administrative", "survey", "model")}
    named = [release for release in store.releases.values() if release.id in drawn]
    return html.Footer(
        [html.P(f"{release.attribution} {release.licence}.") for release in named]
        + [
            html.P(
                "Modelled numbers of children are computed here and are not UNESCO's. "
                "Names and boundaries do not imply endorsement."
            ),
            html.P(dcc.Link("Sources and what was left out", href=data.PATH)),
        ]
    )
