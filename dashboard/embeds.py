"""/embed/NAME?query: one chart for the frame of another page, and who may frame it."""

from __future__ import annotations

import html
import os
import re

from dash import Dash
from flask import Response, request

from dashboard import charts, freshness, memory, search
from dashboard.charts.chart import Chart
from dashboard.render import drawing_script, embed
from dashboard.render.options import Options
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

VARIABLE = "OOSC_FRAME_ANCESTORS"
ORIGIN = re.compile(r"(https?://)?(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:(\d{1,5}|\*))?", re.IGNORECASE)
WORDS = ("*", "'self'", "'none'")
POLICY = "; ".join(
    (
        "default-src 'none'",
        f"script-src 'self' {embed.SCRIPT_HASH}",
        "style-src 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
REFUSED = """<!doctype html><html lang="en"><meta charset="utf-8"><title>This chart can't be shown</title>
<body style="font:15px/1.5 sans-serif;margin:16px"><h1 style="font-size:18px">This chart can't be shown</h1>
<p>{words}</p></body></html>
"""


class BadFraming(ValueError):
    """The environment names something that is no origin; the message says what is valid."""


def framers() -> str:
    """Who may frame an embed: everybody, or the origins that the environment names.

    Raises:
        BadFraming: one of them is no origin.
    """
    named = os.environ.get(VARIABLE, "").split() or ["*"]
    for one in named:
        if one not in WORDS and not ORIGIN.fullmatch(one):
            raise BadFraming(
                f"{VARIABLE} holds '{one[:80]}', which is no origin. "
                f"Valid: origins such as https://example.org, set apart by spaces, or one of {' '.join(WORDS)}."
            )
    if len(named) > 1 and {"*", "'none'"} & set(named):
        raise BadFraming(f"{VARIABLE} holds * or 'none' beside origins: give either of them alone.")
    return " ".join(named)


def register(app: Dash, store: Store) -> None:
    """Put the address on the server.

    Raises:
        BadFraming: see ``framers``.
    """
    policy = f"{POLICY}; frame-ancestors {framers()}"
    plotly = app.get_relative_path(drawing_script.address())

    @app.server.get("/embed/<name>")
    def framed(name: str) -> Response:
        try:
            answer = _embedded(name, store, plotly, app.title)
        except charts.UnknownChart as unknown:
            answer = _page(_refused(unknown), 404)
        except BadSelection as bad:
            answer = _page(_refused(bad), 400)
        answer.headers["Content-Security-Policy"] = policy
        answer.cache_control.public, answer.cache_control.max_age = True, freshness.AN_HOUR
        return answer


def _embedded(name: str, store: Store, plotly: str, site: str) -> Response:
    spec = charts.spec(name)
    chosen = Selection.from_query(request.query_string.decode(errors="replace"), store)
    tag = freshness.tag(store, spec.address(chosen), f"embed {plotly}", Options())
    if freshness.is_known(tag):
        return freshness.kept(Response(status=304), tag, is_pinned=False)

    def made() -> bytes:
        chart = charts.chart(name, chosen, store)
        return embed.page(chart, plotly=plotly, explore=explore(chart, chosen, store), site=site)

    return freshness.kept(_page(memory.file(tag, made)), tag, is_pinned=False)


def _page(made: bytes, status: int = 200) -> Response:
    return Response(made, status=status, content_type="text/html; charset=utf-8")


def explore(chart: Chart, chosen: Selection, store: Store) -> str:
    """Where on the dashboard a reader goes on from a chart: the page of its place, at the same school age."""
    page = search.address(store, (chosen.place or (chosen.within or "world",))[0])
    return f"{page}{'&' if '?' in page else '?'}level={chosen.level}" if chosen.level else page


def _refused(reason: Exception) -> bytes:
    return REFUSED.format(words=html.escape(str(reason.args[0]))).encode()
