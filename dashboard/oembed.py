"""/oembed?url=…: what an editor asks to turn a pasted link into a chart (oEmbed 1.0)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import unquote, urlencode, urlsplit

import orjson
from dash import Dash
from flask import Response, request

from dashboard import charts
from dashboard.charts.chart import Chart
from dashboard.render import embed, formats, options
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

ENDPOINT, MEDIA_TYPE = "/oembed", "application/json+oembed"
LARGEST = 10_000
CACHE_AGE = 86_400
PREVIEW = "slide"
PREVIEW_SIZE = options.SIZES[PREVIEW]

MainCharts = Mapping[str, Callable[[Selection], str]]
"""By the path of a page: what is chosen on it to the address of the chart that stands for it."""


class NoChart(LookupError):
    """No chart stands at that address; the message says where charts stand."""


class BadNumber(ValueError):
    """A width or height that means nothing; the message says what is valid."""


def register(app: Dash, store: Store, pages: MainCharts) -> None:
    """Put the address on the server."""

    @app.server.get(ENDPOINT)
    def oembed() -> Response:
        asked = request.args
        if asked.get("format", "json") != "json":
            return _words("This server answers in JSON only: ask with format=json.", 501)
        try:
            wide, high = (_pixels(asked.get(side), side) for side in ("maxwidth", "maxheight"))
            chart = at(_here(asked.get("url", "")), store, pages)
        except BadNumber as bad:
            return _words(str(bad), 400)
        except NoChart as none:
            return _words(str(none), 404)
        told = described(chart, request.url_root, wide, high)
        told |= {"provider_name": app.title, "author_name": _publishers(chart, store) or app.title}
        answer = Response(orjson.dumps(told), content_type="application/json")
        answer.headers["Access-Control-Allow-Origin"] = "*"
        return answer


def at(url: str, store: Store, pages: MainCharts) -> Chart:
    """The chart that stands at a path and query of this server: a file's, an embed's, or a page's main one.

    Raises:
        NoChart: none does.
    """
    parts = urlsplit(url)
    folder, _, file = unquote(parts.path).rpartition("/")
    try:
        if parts.path in pages:
            return charts.from_address(pages[parts.path](Selection.from_query(parts.query, store)), store)
        if folder == "/embed":
            return charts.chart(file, Selection.from_query(parts.query, store), store)
        if folder == "/figures":
            name, _, ending = file.partition(".")
            formats.chosen(ending)
            return charts.chart(name, Selection.from_query(options.split(parts.query)[1], store), store)
    except (charts.UnknownChart, formats.UnknownFormat, BadSelection, options.BadOption) as bad:
        raise NoChart(str(bad.args[0])) from bad
    raise NoChart("No chart stands there. Valid: the address of a page, of /embed/NAME or of /figures/NAME.html.")


def described(chart: Chart, root: str, wide: int | None, high: int | None) -> dict[str, object]:
    """The answer of oEmbed for a chart, within the width and height asked for."""
    width = min(embed.USUAL_WIDTH, wide or LARGEST)
    height = min(embed.height(chart, width), high or LARGEST)
    return {
        "version": "1.0",
        "type": "rich",
        "title": chart.title,
        "provider_url": root,
        "cache_age": CACHE_AGE,
        "html": embed.iframe(chart, root, width, height),
        "width": width,
        "height": height,
        **_thumbnail(chart, root, wide, high),
    }


def _publishers(chart: Chart, store: Store) -> str:
    """Who published the figures; nobody where all were computed here."""
    drawn = [store.releases[str(one["source"]), str(one["release"])] for one in chart.sources]
    return "; ".join(dict.fromkeys(release.publisher for release in drawn if release.source != "here"))


def preview(chart: Chart, root: str, scale: float = 1.0) -> str:
    """The whole address of the chart as a picture for link previews."""
    picture = embed.file_of(chart, "png")
    return f"{root.rstrip('/')}{picture}{'&' if '?' in picture else '?'}size={PREVIEW}&scale={scale:g}"


def discovery(root: str, url: str) -> str:
    """Where an editor that met ``url`` asks about it."""
    return f"{root.rstrip('/')}{ENDPOINT}?{urlencode({'url': url, 'format': 'json'})}"


def _thumbnail(chart: Chart, root: str, wide: int | None, high: int | None) -> dict[str, object]:
    """The picture, drawn smaller where it has to be; none where even the smallest is too large."""
    across, tall = PREVIEW_SIZE
    scale = int(100 * min(1.0, (wide or across) / across, (high or tall) / tall)) / 100
    if scale < options.SCALES[0]:
        return {}
    return {
        "thumbnail_url": preview(chart, root, scale),
        "thumbnail_width": round(across * scale),
        "thumbnail_height": round(tall * scale),
    }


def _here(url: str) -> str:
    """Path and query of an address on this server.

    Raises:
        NoChart: it is another server's, or no address at all.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or parts.netloc.lower() != request.host.lower():
        raise NoChart(f"That is no address of this server. Valid: addresses that begin with {request.url_root}")
    return f"{parts.path or '/'}?{parts.query}"


def _pixels(text: str | None, side: str) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) <= LARGEST):
        raise BadNumber(f"'{text[:40]}' is no {side}. Valid: a whole number from 1 to {LARGEST}.")
    return int(text)


def _words(text: str, status: int) -> Response:
    return Response(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
