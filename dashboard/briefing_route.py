"""/briefing/PAK.pdf: the briefing of a country on two sides of A4, printed while somebody waits."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask, Response, request

from dashboard import briefing
from dashboard.render.picture import PictureUnavailable
from dashboard.selection import BadSelection, Selection, place_key
from dashboard.store import Store
from dashboard.waiting import DOCUMENTS


def register(server: Flask, store: Store) -> None:
    """Put the address on the server."""

    @server.get("/briefing/<file>")
    def briefings(file: str) -> Response:
        name, _, ending = file.rpartition(".")
        if ending != "pdf":
            return _words("A briefing is had as PDF: /briefing/PAK.pdf", 404)
        try:
            asked = Selection.from_query(request.query_string.decode(errors="replace"), store)
            chosen = briefing.asked(store, _first(asked, place_key(name, store)))
            with DOCUMENTS.turn():
                made = briefing.pdf(store, chosen)
        except BadSelection as bad:
            return _words(str(bad), 400)
        except PictureUnavailable as missing:
            return _words(str(missing), 503)
        return Response(made, content_type="application/pdf")


def _first(asked: Selection, country: str) -> Selection:
    """The selection with the country of the address before any peers that the query names."""
    return replace(asked, place=tuple(dict.fromkeys((country, *asked.place))))


def _words(text: str, status: int) -> Response:
    return Response(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
