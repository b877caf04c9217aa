"""/deck.pptx?place=PAK,NGA: a deck of a few places, made while somebody waits."""

from __future__ import annotations

from flask import Flask, Response, request

from dashboard import deck
from dashboard.render import formats, options, slides
from dashboard.selection import BadSelection
from dashboard.store import Store
from dashboard.waiting import DOCUMENTS


def register(server: Flask, store: Store) -> None:
    """Put the address on the server."""

    @server.get("/deck.pptx")
    def decks() -> Response:
        form = formats.chosen("pptx")
        try:
            look, query = options.split(request.query_string.decode(errors="replace"))
            form.check(look)
            wanted = deck.asked(query, store)
            with DOCUMENTS.turn():
                made = slides.deck(deck.of(store, **wanted), look)
        except (BadSelection, options.BadOption) as bad:
            return Response(f"{bad}\n", status=400, content_type="text/plain; charset=utf-8")
        kept = {"Content-Disposition": "attachment; filename=briefing.pptx"}
        return Response(made, content_type=form.media_type, headers=kept)
