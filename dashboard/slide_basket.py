"""/slides.pptx: the charts a reader chose, in the reader's order and under the reader's titles, as one deck.

It is asked with POST because sixty titles are too long for an address. It changes nothing on the server, reads no
cookie and remembers nobody, so a request that another site sends gains nothing, and no token stands against it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from flask import Flask, Response, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from dashboard import charts
from dashboard.charts.chart import Chart
from dashboard.render import formats, options
from dashboard.render.picture import RETRY_AFTER, PictureBusy, PictureUnavailable
from dashboard.render.slides import Page, deck
from dashboard.render.slides.grey import grey
from dashboard.selection import BadSelection
from dashboard.store import Store

MOST, LONGEST = 60, 300
"""Slides of one deck, and characters of a title."""
MOST_BYTES = 1_000_000
NOT_XML = "\ufffe\uffff"
SIZES = {"slide": "16:9", "4x3": "4:3"}
COLOURS = {"own": "As published", "grey": "Grey"}
PREVIEW_SCALE = "0.5"
FRESH = 300
"""Seconds in which a browser need not ask for a preview again."""


class BadBasket(ValueError):
    """A choice that makes no deck; the message names the slide and what is wrong."""


def register(server: Flask, store: Store) -> None:
    """Put the deck and the previews of its slides on the server."""

    @server.post("/slides.pptx")
    def slides() -> Response:
        request.max_content_length = MOST_BYTES
        try:
            made = build(request.form, store)
        except RequestEntityTooLarge:
            return _words(f"That is too much for one deck: at most {MOST} slides, titles of {LONGEST} characters.", 413)
        except (BadBasket, options.BadOption) as bad:
            return _words(str(bad), 400)
        kept = {"Content-Disposition": "attachment; filename=slides.pptx"}
        return Response(made, content_type=formats.chosen("pptx").media_type, headers=kept)

    @server.get("/slides/preview.png")
    def preview() -> Response:
        """A slide as it will look under the title given, drawn as a picture."""
        try:
            chart = titled(page(request.args.get("address", ""), request.args.get("title", ""), store))
            look = options.read(size=_one_of("size", SIZES, request.args), scale=PREVIEW_SCALE)
            made = formats.render(chart, "png", look)
            return Response(made, content_type="image/png", headers={"Cache-Control": f"private, max-age={FRESH}"})
        except (BadBasket, options.BadOption) as bad:
            return _words(str(bad), 400)
        except PictureBusy as busy:
            return _words(str(busy), 503, {"Retry-After": str(RETRY_AFTER)})
        except PictureUnavailable as missing:
            return _words(str(missing), 503)


def build(form: MultiDict[str, str], store: Store) -> bytes:
    """The deck of a form: ``address`` and ``title`` once a slide, ``size`` and ``colours`` once.

    Raises:
        BadBasket: no slide, too many, or one that can't be made.
        BadOption: a size or colours that there are not.
    """
    addresses, titles = form.getlist("address"), form.getlist("title")
    if not 1 <= len(addresses) <= MOST:
        raise BadBasket(f"A deck here holds 1 to {MOST} slides, and {len(addresses)} were asked for.")
    if len(addresses) != len(titles):
        raise BadBasket(
            f"{len(addresses)} addresses came with {len(titles)} titles. Give one title each, empty or not."
        )
    look = options.read(size=_one_of("size", SIZES, form))
    colours = _one_of("colours", COLOURS, form)
    pages = []
    for number, (address, title) in enumerate(zip(addresses, titles, strict=True), start=1):
        try:
            pages.append(page(address, title, store))
        except BadBasket as bad:
            raise BadBasket(f"Slide {number} ({address[:80]}) can't be made: {bad}") from bad
    made = deck(pages, look)
    return grey(made) if colours == "grey" else made


def page(address: str, title: str, store: Store) -> Page:
    """One slide: a chart by its address, under this title or, where that is blank, its own.

    Raises:
        BadBasket: the address means nothing, or the title can't stand on a slide.
    """
    if len(title) > LONGEST:
        raise BadBasket(f"Its title has {len(title)} characters; {LONGEST} are the most.")
    if strange := next((sign for sign in title if sign in NOT_XML or unicodedata.category(sign) in ("Cc", "Cs")), None):
        raise BadBasket(f"Its title holds a character that can't be shown (U+{ord(strange):04X}). Take it out.")
    try:
        return Page(charts.from_address(address, store), title.strip() or None)
    except charts.UnknownChart as unknown:
        raise BadBasket(str(unknown.args[0])) from unknown
    except BadSelection as bad:
        raise BadBasket(str(bad)) from bad


def titled(made: Page) -> Chart:
    """The chart under the title of its slide."""
    return replace(made.chart, title=made.title or made.chart.title)


def _one_of(key: str, names: dict[str, str], asked: MultiDict[str, str]) -> str:
    """The value of a choice; the first where none is given."""
    value = asked.get(key) or next(iter(names))
    if value not in names:
        raise options.BadOption(f"'{value[:40]}' is none of the {key} of slides. Valid: {', '.join(names)}.")
    return value


def _words(text: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(f"{text}\n", status=status, content_type="text/plain; charset=utf-8", headers=headers)
