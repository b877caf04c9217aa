"""What a link tells before it is opened: Open Graph tags, and where an editor asks for an embed."""

from __future__ import annotations

import html
import re

import dash
from dash import Dash
from flask import Response, request

from dashboard import oembed
from dashboard.charts.chart import Chart
from dashboard.store import Store

OF_ONE_CHART = re.compile(r"/(embed/\w+|figures/\w+\.html)")


def register(app: Dash, store: Store, pages: oembed.MainCharts) -> None:
    """Every HTML answer that shows a chart gets that chart's tags; a page without one gets its name.

    Answers are compressed by what was registered later, so this comes last.
    """
    named = {page["path"]: page["title"] for page in dash.page_registry.values()}

    @app.server.after_request
    def tell(response: Response) -> Response:
        shows = OF_ONE_CHART.fullmatch(request.path) or request.path in named
        if not shows or response.status_code != 200 or response.mimetype != "text/html":
            return response
        query = request.query_string.decode(errors="replace")
        address = f"{request.base_url}?{query}".rstrip("?")
        try:
            chart = oembed.at(f"{request.path}?{query}", store, pages)
            tags = of_chart(chart, request.url_root, address, app.title)
        except oembed.NoChart:
            tags = _graph(title=named.get(request.path, app.title), type="website", url=address, site_name=app.title)
        response.set_data(response.get_data().replace(b"</head>", f"{tags}</head>".encode(), 1))
        return response


def of_chart(chart: Chart, root: str, address: str, site: str) -> str:
    """The tags of an address that shows a chart: its title, definition and picture, and where to ask for an embed."""
    asked = html.escape(oembed.discovery(root, address))
    title = html.escape(chart.title)
    wide, high = oembed.PREVIEW_SIZE
    graph = _graph(
        title=chart.title,
        description=f"{chart.subtitle} {chart.source_line}".strip(),
        type="website",
        url=address,
        site_name=site,
        image=oembed.preview(chart, root),
        **{"image:width": str(wide), "image:height": str(high), "image:alt": chart.alt_text},
    )
    link = f'<link rel="alternate" type="{oembed.MEDIA_TYPE}" href="{asked}" title="{title}">'
    return f'{link}\n{graph}<meta name="twitter:card" content="summary_large_image">\n'


def _graph(**told: str) -> str:
    return "".join(f'<meta property="og:{name}" content="{html.escape(text)}">\n' for name, text in told.items())
