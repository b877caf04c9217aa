"""What a page's HTML brings before any script: its top as words, and all of it as Dash will ask for it.

The top is made of the same layouts, so it says the same words at the same places: header, heading, first sentences and
the room of the first chart, which says that it is coming. Dash draws the page under it, and it goes. Ids stay out,
since Dash's page has them. What Dash asks for first, the content of the page, stands beside it as JSON, and
`assets/first.js` answers from there.
"""

from __future__ import annotations

from html import escape
from typing import Any

from dash.development.base_component import Component
from plotly.io.json import to_json_plotly

from dashboard.render import figure

CONTENT, STORE = "_pages_content", "_pages_store"
WORLD = f"{figure.SERVED['topojsonURL']}world_50m.json"
OUTLINES = f'<link rel="preload" href="{WORLD}" as="fetch" crossorigin fetchpriority="low">'
"""A map asks for them when all else is there."""
ANSWER = '<script type="application/json" id="first-answer">{}</script>'
UNSEEN = ("Location", "Store")
VOID = ("br", "hr", "img", "input")
GOES = """<script>{
const first = document.getElementById("first"), entry = document.getElementById("react-entry-point");
entry.style.visibility = "hidden";
new MutationObserver((_, watching) => {
  if (!entry.querySelector("#main")) return;
  first.remove();
  entry.style.visibility = "";
  watching.disconnect();
}).observe(entry, { childList: true, subtree: true });
}</script>"""


def html(shell: Component, page: Component, title: str) -> str:
    """What stands in the page's HTML after the place where Dash draws."""
    answer = _answer(page, title)
    outlines = OUTLINES if "drawing-map" in answer else ""
    return f'<div id="first">{_Top(page).html(shell)}</div>{GOES}{ANSWER.format(answer)}{outlines}'


def _answer(page: Component, title: str) -> str:
    """What Dash's own callback for pages answers; nothing in it ends a script."""
    response = {CONTENT: {"children": page}, STORE: {"data": {"title": title}}}
    return str(to_json_plotly({"multi": True, "response": response})).replace("<", "\\u003c")


class _Top:
    """Components to HTML, down to the first chart; from there on nothing more."""

    def __init__(self, page: Component) -> None:
        self.page = page
        self.full = False

    def html(self, part: Any) -> str:
        if self.full or part is None:
            return ""
        if isinstance(part, (list, tuple)):
            return "".join(self.html(one) for one in part)
        return self.element(part) if isinstance(part, Component) else escape(str(part))

    def element(self, part: Component) -> str:
        name, children = part._type, getattr(part, "children", None)
        if getattr(part, "id", None) == CONTENT:
            return self.html(self.page)
        if part._namespace == "dash_html_components":
            return self.tag(name.lower(), part, children)
        if name in UNSEEN:
            return ""
        if name == "Link":
            return self.tag("a", part, children)
        if name == "Graph":
            self.full = True
            style: dict[str, str] = getattr(part, "style", {})
            return f'<div class="coming" style="height:{escape(style["height"])}"></div>'
        return self.html(children) if children else '<div class="to-come"></div>'

    def tag(self, name: str, part: Component, children: Any) -> str:
        told = {"class": getattr(part, "className", None), "href": getattr(part, "href", None)}
        attributes = "".join(f' {key}="{escape(value)}"' for key, value in told.items() if value)
        inner = self.html(children)
        return f"<{name}{attributes}>" if name in VOID else f"<{name}{attributes}>{inner}</{name}>"
