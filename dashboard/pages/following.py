"""The parts of a page that follow its controls: had by address, so that browsers and proxies can keep them.

A control's id is its page and the key it stands for in an address: ``world-year`` governs ``year`` on ``world``.
``assets/following.js`` asks for the parts, keeps what it has had, asks ahead where a control says so, and draws.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from dash import ClientsideFunction, Dash, Input, Output, State
from flask import Response, request
from plotly.io.json import to_json_plotly

from dashboard import freshness, memory
from dashboard.pages import parts
from dashboard.render.options import Options
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

OVER = "over"
"""The key that names another one and its values: ``over=year:2015,2016`` asks for two answers at once."""
EDITION = "edition"
"""The key that names the tables and the program of the page that asks: what they answer never changes."""
MOST = 12
"""Answers to be had at once."""

Words = dict[str, str]
Make = Callable[[Store, Selection], Any]


def follow(
    app: Dash,
    store: Store,
    defaults: Selection,
    controls: Sequence[str],
    made: Mapping[str, Make],
    read: Callable[[Words], Words] = dict,
) -> None:
    """Let the address bar and the parts of a page follow its controls.

    Args:
        app, store: As everywhere.
        defaults: What the page takes for granted; it fills the gaps of the selection.
        controls: The ids of the controls.
        made: The id of each part of the page -> what makes its children; they are drawn in this order.
        read: Turns the words of the controls into those of an address, where they differ.
    """
    page = controls[0].partition("-")[0]
    inputs = [Input(control, "value") for control in controls]
    moved = ClientsideFunction("following", "address")
    output = Output("address", "search", allow_duplicate=True)
    ids = [State(part, "id") for part in made]
    app.clientside_callback(moved, output, *inputs, *ids, prevent_initial_call=True)
    followed = _Followed(page, store, defaults, made, read)
    app.server.add_url_rule(f"/_parts/{page}", f"parts_{page}", followed.response)


@dataclass(frozen=True, eq=False)
class _Followed:
    """The parts of one page, by the words of its controls."""

    page: str
    store: Store
    defaults: Selection
    made: Mapping[str, Make]
    read: Callable[[Words], Words]

    def response(self) -> Response:
        """What ``/_parts/PAGE?…`` answers: one answer, or a list of them where the query says ``over``."""
        words = dict(parse_qsl(request.query_string.decode(errors="replace")))
        page_is_of, here = words.pop(EDITION, None), freshness.edition(self.store)
        try:
            asked = self.asked(words)
        except BadSelection as bad:
            return Response(f"{bad}\n", status=400, content_type="text/plain; charset=utf-8")
        tag = freshness.tag(self.store, f"{self.page}?{urlencode(words)}", "parts", Options())
        if freshness.is_known(tag):
            answer = Response(status=304)
        else:
            made = memory.file(tag, lambda: self.answered(asked, here, several=OVER in words))
            answer = Response(made, content_type="application/json")
        if page_is_of not in (None, here):
            answer.cache_control.no_store = True  # under the address of an edition that is not here
            return answer
        return freshness.kept(answer, tag, is_pinned=page_is_of == here)

    def asked(self, words: Words) -> tuple[Selection, ...]:
        """The selections that words of the controls mean.

        Raises:
            BadSelection: a word that is not valid, or too many at once.
        """
        key, _, values = words.get(OVER, "").partition(":")
        words = {name: value for name, value in words.items() if name != OVER}
        varied = [{**words, key: value} for value in values.split(",")] if key else [words]
        if len(varied) > MOST:
            raise BadSelection(f"'{OVER}' names {len(varied)} values. Valid: at most {MOST}.")
        return tuple(
            Selection.from_query(urlencode(self.read(each)), self.store).filled(self.defaults) for each in varied
        )

    def answered(self, asked: tuple[Selection, ...], edition: str, *, several: bool) -> bytes:
        """The answers as JSON: their edition, the address's ``search``, and the children of every part by its id."""
        made = [to_json_plotly(self.answer(chosen, edition)) for chosen in asked]  # one at a time: each is large
        return (f"[{','.join(made)}]" if several else made[0]).encode()

    def answer(self, chosen: Selection, edition: str) -> dict[str, Any]:
        """One of them."""
        return {
            EDITION: edition,
            "search": parts.search_of(chosen, self.defaults),
            "parts": {part: make(self.store, chosen) for part, make in self.made.items()},
        }
