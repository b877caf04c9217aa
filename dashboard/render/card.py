"""Chart to a card on a page: title, definition, drawing, note, source, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.charts.chart import Chart
from dashboard.render import code, embed, figure
from dashboard.render.aria import aria
from dashboard.render.cells import cell


def card(chart: Chart, heading: Callable[..., Component] = html.H3) -> Component:
    """The chart as a section of a page; an empty one says why and draws nothing."""
    return html.Section(
        className="card",
        children=[
            heading(chart.title, className="card-title"),
            html.P(chart.subtitle, className="card-subtitle"),
            _drawing(chart),
            html.P(chart.note, className="card-note") if chart.note else None,
            html.P([chart.source_line, " Licence: ", chart.licence, "."], className="card-source")
            if not chart.empty
            else None,
            _actions(chart) if not chart.empty else None,
        ],
    )


def data_table(data: pd.DataFrame, columns: dict[str, str], caption: str) -> Component:
    """A real table: caption, column and row headings, numbers as people read them."""
    shown = [name for name in columns if name in data]
    head = html.Tr([html.Th(columns[name], scope="col") for name in shown])
    body = [
        html.Tr(
            [
                html.Th(cell(name, value), scope="row") if number == 0 else html.Td(cell(name, value))
                for number, (name, value) in enumerate(zip(shown, row, strict=True))
            ]
        )
        for row in data[shown].itertuples(index=False)
    ]
    return html.Div(
        html.Table([html.Caption(caption), html.Thead(head), html.Tbody(body)]),
        className="table-scroll",
        tabIndex=0,
        role="region",
        **aria(label=f"Table: {caption}"),
    )


def _drawing(chart: Chart) -> Component:
    if chart.empty:
        return html.P(chart.empty, className="empty", role="status")
    graph = dcc.Graph(
        figure=figure.draw(chart),
        config=figure.SERVED,
        style={"height": _tall(chart)},
        responsive=True,
    )
    return html.Figure(
        [html.Div(graph, **aria(hidden="true")), html.Figcaption(chart.alt_text, className="unseen")],
        className=f"drawing drawing-{chart.kind}",
    )


def _tall(chart: Chart) -> str:
    """A map keeps its shape on a phone; everything else keeps its rows."""
    tall = f"{figure.height(chart)}px"
    return f"clamp(250px, {100 * figure.MAP_SHAPE:.0f}vw, {tall})" if chart.kind == "map" else tall


def _actions(chart: Chart) -> Component:
    name, address = chart.name, partial(embed.file_of, chart)
    return html.Div(
        className="actions",
        children=[
            html.Details([html.Summary("Table", **_of(chart, "Table")), _table_to_come(chart)]),
            html.A("CSV", href=address("csv"), download=f"{name}.csv", **_of(chart, "CSV")),
            _picture(chart),
            html.A("Slide", href=address("pptx"), download=f"{name}.pptx", **_of(chart, "Slide")),
            _add_to_slides(chart),
            html.A("SVG", href=address("svg"), download=f"{name}.svg", **_of(chart, "SVG")),
            html.A("Link", href=address("html"), **_of(chart, "Link")),
            html.Details([html.Summary("Embed", **_of(chart, "Embed")), _code_to_come(chart)]),
            code.disclosed("Code", *code.reading(chart), about=chart.title),
        ],
    )


def _picture(chart: Chart) -> Component:
    """The script draws it in the page; without the script, or where that fails, the server does."""
    png, order = (embed.file_of(chart, ending) for ending in ("png", "json"))
    drawn: dict[str, Any] = {"data-picture": f"{order}{'&' if '?' in order else '?'}scale=2"}
    return html.A("Picture", href=png, download=f"{chart.name}.png", **_of(chart, "Picture"), **drawn)


def _add_to_slides(chart: Chart) -> Component:
    """The script puts the chart of this address among the reader's slides, and then says that it is there."""
    chosen: dict[str, Any] = {"data-address": chart.address, "data-title": chart.title}
    return html.Button("Add to slides", type="button", **_of(chart, "Add to slides"), **chosen)


def _code_to_come(chart: Chart) -> Component:
    """What a reader copies into a page; the script knows under which name this server is reached."""
    made = embed.iframe(chart, code.ORIGIN, "100%", embed.height(chart, embed.USUAL_WIDTH))
    return html.Div([html.P(_stays(chart), className="card-note"), code.place(made, f"Code to embed: {chart.title}")])


def _stays(chart: Chart) -> str:
    pinned = "release=" in chart.address
    follows = "It stays on the release chosen." if pinned else "It follows the latest release."
    return f"Paste this into a page of your own. {follows}"


def _table_to_come(chart: Chart) -> Component:
    """Where the script puts the table once it is opened: thousands of cells nobody reads would hold up the page."""
    fetched: dict[str, Any] = {"data-table": f"/tables/{chart.address}"}
    label = aria(label=f"Rows of: {chart.title}")
    return html.Div(className="table-scroll", tabIndex=0, role="region", **label, **fetched)


def _of(chart: Chart, what: str) -> dict[str, Any]:
    return aria(label=f"{what}: {chart.title}")
