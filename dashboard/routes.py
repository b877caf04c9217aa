"""Addresses that are not pages: charts as files, and whether the program is well."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, request

from dashboard import charts, freshness, memory
from dashboard.render import csvw, document, formats, options
from dashboard.render.picture import PictureUnavailable
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store
from dashboard.waiting import Busy

FRAMING = "frame-ancestors 'none'"


def register(server: Flask, store: Store) -> None:
    """Put the addresses on the server."""

    @server.get("/figures/<file>")
    def figure(file: str) -> Response:
        return _told(lambda: _figure(store, file))

    @server.get("/tables/<name>")
    def table(name: str) -> Response:
        return _told(lambda: _table(store, name))

    @server.get("/healthz")
    def healthz() -> Response:
        return Response('{"status":"ok"}', content_type="application/json")

    @server.errorhandler(Busy)
    def full(busy: Busy) -> Response:
        return _words(str(busy), 503, {"Retry-After": str(busy.retry_after)})

    @server.after_request
    def refuse_framing(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", FRAMING)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response


def _told(make: Callable[[], Response]) -> Response:
    """What is made, or in words why it can't be."""
    try:
        return make()
    except (charts.UnknownChart, formats.UnknownFormat) as unknown:
        return _words(str(unknown.args[0]), 404)
    except (BadSelection, options.BadOption) as bad:
        return _words(str(bad), 400)
    except PictureUnavailable as missing:
        return _words(str(missing), 503)


def _figure(store: Store, file: str) -> Response:
    """A chart as a file: who has it already is told so, what was made already comes from memory."""
    name, _, ending = file.partition(".")
    made, spec = formats.chosen(ending), charts.spec(name)
    asked, query = options.split(request.query_string.decode(errors="replace"))
    made.check(asked)
    chosen = Selection.from_query(query, store)
    address = spec.address(chosen)
    tag = freshness.tag(store, address, ending, asked)
    if freshness.is_known(tag):
        answer = Response(status=304)
    else:
        remembered = memory.file_in_turn if made.in_turn else memory.file
        drawn = remembered(tag, lambda: made.make(charts.chart(name, chosen, store), asked))
        answer = Response(drawn, content_type=made.media_type, headers=_companion(address, ending))
    return freshness.kept(answer, tag, is_pinned=_is_pinned(name, chosen, store))


def _table(store: Store, name: str) -> Response:
    """The rows of a chart for its card, fetched when somebody opens the table: most never are."""
    spec = charts.spec(name)
    chosen = Selection.from_query(request.query_string.decode(errors="replace"), store)
    tag = freshness.tag(store, spec.address(chosen), "table", options.Options())
    if freshness.is_known(tag):
        answer = Response(status=304)
    else:
        rows = memory.file(tag, lambda: document.table(charts.chart(name, chosen, store)).encode())
        answer = Response(rows, content_type="text/html; charset=utf-8")
    return freshness.kept(answer, tag, is_pinned=_is_pinned(name, chosen, store))


def _is_pinned(name: str, chosen: Selection, store: Store) -> bool:
    return bool(chosen.release) and charts.chart(name, chosen, store).is_pinned


def _companion(address: str, ending: str) -> dict[str, str]:
    """Where the columns of a CSV are described."""
    if ending != "csv":
        return {}
    return {"Link": f'<{csvw.address(address)}>; rel="describedby"; type="application/csvm+json"'}


def _words(text: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(f"{text}\n", status=status, content_type="text/plain; charset=utf-8", headers=headers)
