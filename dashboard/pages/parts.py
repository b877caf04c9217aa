"""Pieces that every page is put together from: headings, controls, answers to a bad address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from dashboard import widgets, wording
from dashboard.charts import chart, spec
from dashboard.places import Place
from dashboard.render.aria import aria
from dashboard.render.card import card
from dashboard.selection import Selection
from dashboard.store import Store

OF_OTHERS = re.compile(r"utm_\w+|\w+clk?id|mc_[ce]id|igshid|_gl|_hs\w+")
"""Words that mail and social networks add to a link that is passed on."""
FIRST_YEAR, LAST_YEAR = 2000, 2023
LEVELS = ("all", "primary", "lower_secondary", "upper_secondary")
LEVEL_NAMES = {
    "all": "All",
    "primary": "Primary",
    "lower_secondary": "Lower secondary",
    "upper_secondary": "Upper secondary",
}
SEX_NAMES = {"total": "All children", "female": "Girls", "male": "Boys"}
MEASURE_NAMES = {"rate": "Rate", "children": "Number"}


def draw(store: Store, name: str, heading: Callable[..., Component] = html.H3, **fields: Any) -> Component:
    """The card of one chart; ``heading`` keeps the page's headings in steps of one."""
    return _card(store, name, Selection(**fields), heading)


@lru_cache(maxsize=32)
def _card(store: Store, name: str, selection: Selection, heading: Callable[..., Component]) -> Component:
    """Made once, as its chart is: pages only read it. A card is up to a megabyte, so only the last few are kept."""
    return card(chart(name, selection, store), heading)


def address(name: str, **fields: Any) -> str:
    """The address of one chart: ``trend?place=PAK``."""
    return spec(name).address(Selection(**fields))


def section(question: str, *children: Component | None, answer: str | None = None) -> Component:
    """One question, the sentence that answers it, and the evidence."""
    return html.Section(
        [html.H2(question), html.P(answer, className="answer") if answer else None, *children],
        className="section",
    )


def controls(*children: Component) -> Component:
    """The controls above the chart they govern."""
    return html.Div(list(children), className="controls")


def choice(ident: str, label: str, names: dict[str, str], value: str, *, ahead: bool = False, **more: Any) -> Component:
    """A few named alternatives, all visible; ``more`` goes to the control, ``ahead`` as in ``_ahead``."""
    data = [{"value": key, "label": name} for key, name in names.items()]
    told = aria(labelledby=f"{ident}-label")
    return html.Div(
        [
            html.Span(label, className="control-label", id=f"{ident}-label"),
            widgets.Choice(id=ident, data=data, value=value, **told, **more),
        ],
        className="control",
        **_ahead(ident, names if ahead else ()),
    )


def _ahead(ident: str, values: Iterable[object]) -> dict[str, Any]:
    """What tells the browser to ask for the parts of the page by each value of a control before it is chosen."""
    asked = " ".join(map(str, values))
    return {"data-control": ident, "data-ahead": asked} if asked else {}


def year_slider(ident: str, value: int, *, ahead: bool = False) -> Component:
    """The reference year; arrow keys move it, and with ``ahead`` the page follows while it is dragged."""
    marks = [{"value": year, "label": str(year)} for year in (2000, 2005, 2010, 2015, 2020, 2023)]
    slider = widgets.Slider(
        id=ident,
        min=FIRST_YEAR,
        max=LAST_YEAR,
        step=1,
        value=value,
        marks=marks,
        thumbLabel="Year",
        labelAlwaysOn=False,
        updatemode="drag" if ahead else "mouseup",
        mb=24,
    )
    years = range(FIRST_YEAR, LAST_YEAR + 1) if ahead else ()
    told = html.Span("Year", className="control-label")
    return html.Div([told, slider], className="control control-wide", **_ahead(ident, years))


def picker(ident: str, label: str, places: Sequence[Place], value: str) -> Component:
    """A searchable list of places."""
    data = [{"value": place.key, "label": place.name} for place in places]
    return html.Div(
        widgets.Select(
            id=ident,
            label=label,
            data=data,
            value=value,
            searchable=True,
            allowDeselect=False,
            maxDropdownHeight=320,
        ),
        className="control",
    )


def region_groups(store: Store) -> list[dict[str, Any]]:
    """All regions, grouped by their set, for a select."""
    groups: list[dict[str, Any]] = []
    for name, title in {**wording.REGION_SETS, "other": "Other groupings"}.items():
        known = [place for place in store.places.regions(name) if store.places.members(place.id)]
        items = [{"value": place.key, "label": _told_apart(place)} for place in known]
        groups.append({"group": title, "items": items})
    return groups


def _told_apart(place: Place) -> str:
    """Names repeat between publishers: outside the usual sets, say whose grouping it is."""
    return f"{place.name} ({place.id.split(':')[0]})" if place.region_set == "other" else place.name


def search_of(selection: Selection, defaults: Selection) -> str:
    """The address bar's query: only what differs from the page's own choice."""
    query = selection.without(defaults).to_query()
    return f"?{query}" if query else ""


def asked(query: dict[str, object], defaults: Selection, store: Store) -> Selection:
    """The selection of a page's query, gaps filled from the page's defaults.

    Raises:
        BadSelection: a key or value that is not valid.
    """
    given = {key: value for key, value in query.items() if value is not None and not OF_OTHERS.fullmatch(key)}
    return Selection.from_query(urlencode(given), store).filled(defaults)


def problem(message: str, heading: str = "This address can't be shown") -> Component:
    """What a reader sees for an address that means nothing."""
    return html.Main(
        [
            html.H1(heading),
            html.P(message, className="answer", role="alert"),
            html.P([html.A("Start from the world", href="/"), " or search for a place above."]),
        ],
        id="main",
        className="page refused",
    )


def no_page(**_: object) -> Component:
    """What a reader sees where no page has the address."""
    return problem("The pages are those named above.", heading="There is no page here")


def page(*children: Component) -> Component:
    """The frame of a page."""
    return html.Main(list(children), id="main", className="page", disable_n_clicks=True)
