"""Slides: the charts a reader chose while browsing, in order, under titles of the reader's own, as one deck.

What is chosen stands in the reader's browser alone: ``assets/slides.js`` keeps it and draws the list.
"""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from dashboard.pages import country, groups, parts, region, world
from dashboard.render.aria import aria
from dashboard.render.slides import template
from dashboard.selection import BadSelection, Selection
from dashboard.slide_basket import COLOURS, MOST, SIZES
from dashboard.store import Store

PATH, NAME = "/slides", "Slides"
SIZE, COLOUR = "slides-size", "slides-colours"
LIST, FORM, EMPTY, PROBLEM = (f"slides-{part}" for part in ("list", "form", "empty", "problem"))
TEMPLATE, FILE = "slides-template", "slides-file"
ROOM = 160
"""Characters of a title that a slide of either size has room for."""
KEPT: Any = {"persistence": True, "persistence_type": "local"}


def layout(store: Store, /, **query: object) -> Component:
    """The frame of the page; a query that means nothing is answered in words."""
    try:
        parts.asked(query, Selection(), store)
    except BadSelection as bad:
        return parts.problem(str(bad))
    return parts.page(
        html.H1("Which charts go on your slides?"),
        html.P(
            f"Add charts while you browse, up to {MOST}; put them in order, give each its message, and download one "
            "deck. What you choose is kept in this browser and nowhere else.",
            className="answer",
        ),
        _empty(),
        _form(),
    )


def _empty() -> Component:
    """How to begin."""
    pages = (world, region, country, groups)
    links = [html.Li(dcc.Link(page.NAME, href=page.PATH)) for page in pages]
    return html.Div(
        [
            html.P("No chart is chosen yet. Under each chart of these pages stands “Add to slides”:"),
            html.Ul(links, className="inline"),
        ],
        id=EMPTY,
        className="empty",
        tabIndex=-1,
        hidden=True,
    )


def _form() -> Component:
    """The look of the deck, its download, and the slides in order."""
    longest: dict[str, Any] = {"data-longest": ROOM}
    return html.Form(
        [
            parts.controls(
                parts.choice(SIZE, "Size", SIZES, "slide", name="size", **KEPT),
                parts.choice(COLOUR, "Colours", COLOURS, "own", name="colours", **KEPT),
                html.Button("Download deck", type="submit", className="button"),
            ),
            _template(),
            html.P(id=PROBLEM, className="problem", role="alert"),
            html.P(
                f"A message has up to {ROOM} characters; left empty, it is the chart's own. The pictures show each "
                "slide closely. In the file, charts and maps can be edited, and a list too long for a slide says there "
                "how many rows it leaves out.",
                id="slides-hint",
                className="card-note",
            ),
            html.Ol(id=LIST, className="slides", **longest, **aria(label="Slides, in order")),
        ],
        id=FORM,
        action="/slides.pptx",
        method="POST",
        hidden=True,
        disable_n_clicks=True,
    )


def _template() -> Component:
    """Where the presenter's own file is chosen; the script puts the field in, since Dash has none that sends a file."""
    told: dict[str, Any] = {"data-most": template.MOST_BYTES, "data-large": template.TOO_LARGE}
    told |= {"data-none": "Choose your template first: a .pptx or .potx file."}
    return html.Div(
        [
            html.Label("Your template (.pptx or .potx)", htmlFor=FILE, className="control-label"),
            html.Div(id=f"{FILE}-place", **told),
            html.P(
                "The slides take its size (the choice above has no effect), typefaces, colours and layout. The "
                "pictures below show its colours alone, on its plain background. The file is not kept: choose it "
                f"again when you come back to this page. It may have up to {template.MOST_BYTES // 1_000_000} MB.",
                id=f"{FILE}-hint",
                className="card-note",
            ),
        ],
        id=TEMPLATE,
        className="own-template",
        hidden=True,
    )


def register(app: Dash, store: Store) -> None:
    """The browser draws the list, when the page opens and when its look changes; a template has its own size."""
    app.clientside_callback(
        ClientsideFunction(namespace="slides", function_name="show"),
        Output(SIZE, "disabled"),
        Input(SIZE, "value"),
        Input(COLOUR, "value"),
    )
