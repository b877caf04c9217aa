"""/slides.pptx: the charts a reader chose, in the reader's order and under the reader's titles, as one deck.

It is asked with POST because sixty titles are too long for an address. It changes nothing on the server, reads no
cookie and remembers nobody, so a request that another site sends gains nothing, and no token stands against it.

A presenter's own template comes with the request, is read in memory and forgotten with the answer.
"""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import replace

from flask import Flask, Response, jsonify, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from dashboard import charts
from dashboard.charts.chart import Chart
from dashboard.render import formats, options
from dashboard.render.picture import PictureUnavailable
from dashboard.render.slides import Page, deck, repaint, template, tried
from dashboard.render.slides.box import Palette
from dashboard.render.slides.grey import grey
from dashboard.selection import BadSelection
from dashboard.store import Store
from dashboard.waiting import DOCUMENTS

MOST, LONGEST = 60, 300
"""Slides of one deck, and characters of a title."""
MOST_BYTES = 1_000_000
"""Of a request's words; a template comes on top."""
NOT_XML = "\ufffe\uffff"
SIZES = {"slide": "16:9", "4x3": "4:3"}
COLOURS = {"own": "As published", "grey": "Grey", "template": "Your template"}
NO_TEMPLATE = "No template has come. Choose the .pptx or .potx that the slides go into, or other colours."
NARROW = 1.55
"""Width by height under which a template is drawn as 4:3."""
PREVIEW_SCALE = "0.5"
FRESH = 300
"""Seconds in which a browser need not ask for a preview again."""


class BadBasket(ValueError):
    """A choice that makes no deck; the message names the slide and what is wrong."""


def register(server: Flask, store: Store) -> None:
    """Put the deck and the previews of its slides on the server."""

    @server.post("/slides.pptx")
    def slides() -> Response:
        try:
            form, file = _sent()
            with DOCUMENTS.turn():
                made = build(form, file, store)
        except (BadBasket, options.BadOption, RequestEntityTooLarge) as bad:
            return _refused(bad)
        kept = {"Content-Disposition": "attachment; filename=slides.pptx"}
        return Response(made, content_type=formats.chosen("pptx").media_type, headers=kept)

    @server.post("/slides/colours")
    def colours() -> Response:
        """What a template paints with and its nearest size, as the preview takes them; or why it can't be used."""
        try:
            paints, shape = tried(_template(_sent()[1]))
        except (options.BadOption, RequestEntityTooLarge) as bad:
            return _refused(bad)
        codes = "-".join(code.lstrip("#") for code in (paints.paper, paints.text, *paints.accents))
        return jsonify(palette=codes, size="slide" if shape > NARROW else "4x3")

    @server.get("/slides/preview.png")
    def preview() -> Response:
        """A slide as it will look under the title given, drawn as a picture."""
        try:
            made = _picture(request.args, store)
            return Response(made, content_type="image/png", headers={"Cache-Control": f"private, max-age={FRESH}"})
        except (BadBasket, options.BadOption) as bad:
            return _refused(bad)
        except PictureUnavailable as missing:
            return _words(str(missing), 503)


def _sent() -> tuple[MultiDict[str, str], bytes]:
    """The words of a request, and the template that came with it or nothing: in memory, never on the disk.

    Raises:
        RequestEntityTooLarge: there is more than may be.
    """
    room = MOST_BYTES + (template.MOST_BYTES if request.mimetype == "multipart/form-data" else 0)
    parser = FormDataParser(
        lambda *_, **__: io.BytesIO(),
        max_form_memory_size=MOST_BYTES,
        max_content_length=room,
        max_form_parts=4 * MOST,
    )
    _, form, files = parser.parse_from_environ(request.environ)
    file = files.get("template")
    content = file.read() if file else b""
    if not content and (request.content_length or 0) > MOST_BYTES:
        raise RequestEntityTooLarge
    return form, content


def _template(content: bytes) -> bytes:
    """What came, if it may be opened. Raises BadOption where nothing came, or too much."""
    if not content:
        raise options.BadOption(NO_TEMPLATE)
    return template.weighed(content)


def _picture(asked: MultiDict[str, str], store: Store) -> bytes:
    chart = titled(page(asked.get("address", ""), asked.get("title", ""), store))
    look = options.read(size=_one_of("size", SIZES, asked), scale=PREVIEW_SCALE)
    colours = _one_of("colours", COLOURS, asked)
    if colours == "own":
        return formats.render(chart, "png", look)
    return repaint.picture(chart, look, _palette(asked.get("palette", "")) if colours == "template" else None)


def _palette(codes: str) -> Palette:
    """As ``/slides/colours`` tells it: paper, text and six accents."""
    if not re.fullmatch(r"[0-9a-f]{6}(-[0-9a-f]{6}){7}", codes):
        raise options.BadOption(f"'{codes[:80]}' is no palette. Valid: eight hex codes, as /slides/colours gives them.")
    paper, text, *accents = (f"#{code}" for code in codes.split("-"))
    return Palette(paper, text, tuple(accents))


def build(form: MultiDict[str, str], file: bytes, store: Store) -> bytes:
    """The deck of a form: ``address`` and ``title`` once a slide, ``size`` and ``colours`` once.

    ``file`` is the presenter's template, which has its own size, or nothing.

    Raises:
        BadBasket: no slide, too many, or one that can't be made.
        BadOption: a size or colours that there are not, or a template that can't be used.
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
    if colours == "template":
        look = options.Options(template=_template(file))
    made = deck(_pages(addresses, titles, store), look)
    return grey(made) if colours == "grey" else made


def _pages(addresses: list[str], titles: list[str], store: Store) -> list[Page]:
    pages = []
    for number, (address, title) in enumerate(zip(addresses, titles, strict=True), start=1):
        try:
            pages.append(page(address, title, store))
        except BadBasket as bad:
            raise BadBasket(f"Slide {number} ({address[:80]}) can't be made: {bad}") from bad
    return pages


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


def _refused(bad: Exception) -> Response:
    if isinstance(bad, RequestEntityTooLarge):
        most = f"{MOST} slides, titles of {LONGEST} characters and a template of {template.MOST_BYTES // 1_000_000} MB"
        return _words(f"That is too much for one deck: at most {most}.", 413)
    return _words(str(bad), 400)


def _words(text: str, status: int) -> Response:
    return Response(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
