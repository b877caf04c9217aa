"""Data, to be taken along: what columns and signs mean, the tables as files, code, citations, commands."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import Dash, Input, Output, html
from dash.development.base_component import Component

from dashboard import addresses, charts, citing, dictionary, downloads, origins, packages, widgets
from dashboard.render import code
from dashboard.render.aria import aria
from dashboard.render.card import data_table
from dashboard.store import Release, Store

ADDRESS, CODE = "data-address", "data-code"
FIRST = "trend"
LONGEST = 2000
REBUILD = """oosc etl releases                    # what stands in data/sources, and from which files
oosc etl build && oosc etl check     # sources -> tables; then which promises hold
oosc etl diff 2019-02 2024-09        # what one release changed of another
oosc serve                           # this dashboard on what was built"""
ELSEWHERE = """curl -O {origin}/data/tables.zip && unzip tables.zip -d tables
OOSC_TABLES=tables oosc serve        # this dashboard on exactly these tables
python -c "import etl; print(etl.load('tables').observations)" """.rstrip()
FORMS = (
    "Parquet: as it lies in the tables, with its types; manifest.json has its sha256.",
    "CSV: UTF-8, comma, nothing rounded. An empty field is a missing value; NA is a flag of UIS, not a missing value.",
)


def meanings(store: Store) -> list[Component]:
    """Every table with its columns, every sign, and the codes of each source, fetched when opened."""
    tables = dictionary.tables(store).values()
    return [
        html.H3("Columns"),
        html.Div(
            [_opened(_plain(one.name), html.P(one.about, className="release-note"), _columns(one)) for one in tables]
        ),
        html.H3("Signs"),
        html.Div(
            data_table(dictionary.signs(), dictionary.SIGN_HEADINGS, "Signs of charts and of files"), className="whole"
        ),
        html.H3("Indicator codes"),
        html.Div([_codes(store, source, count) for source, count in dictionary.sources(store).items()]),
    ]


def files(store: Store) -> list[Component]:
    """Everything at once; what describes it; each table as CSV and Parquet."""
    megabytes = sum(one.bytes for one in store.files().values()) / 1e6
    return [
        html.Ul(
            [
                _listed(downloads.ARCHIVE, f"every table as Parquet with manifest and description, {megabytes:.0f} MB"),
                _listed(packages.PARQUET, "Frictionless data package of the Parquet files: columns, terms, sha256"),
                _listed(packages.CSV, "the same of the CSV files"),
                _listed(packages.MANIFEST, "rows, bytes and sha256 of every file"),
                html.Li([html.A("openapi.json", href="/openapi.json"), ": every address of this server"]),
            ]
        ),
        _tables(store),
        html.P(
            "The observations stand release by release, in the list of releases above. WIDE's rows of few children are "
            "in them as published, with the number asked; charts keep silent about them.",
            className="release-note",
        ),
        html.Ul([html.Li(told) for told in FORMS]),
    ]


def taken(store: Store, one: Release) -> Component:
    """Under a release: its rows as files, and how to cite it."""
    address, read = packages.address(store, one), date.today()
    links = [_link(address, ending, one.label) for ending in ("csv", "parquet")]
    cited = citing.forms(citing.release(store, one, read), read)
    return html.Div([*links, code.disclosed("Cite", *_forms(cited, one.label), about=one.label)], className="actions")


def rerunning() -> list[Component]:
    """Commands, from the sources to what is on the screen."""
    found = {"From the publishers' files, in a checkout": REBUILD, "From these tables, anywhere": ELSEWHERE}
    return [
        html.Details([html.Summary(where), code.place(commands, f"Commands: {where}")], className="aside", open=True)
        for where, commands in found.items()
    ]


def cited(store: Store) -> list[Component]:
    """How to cite the whole; each release has its own."""
    read = date.today()
    found = citing.forms(citing.whole(store, read), read)
    return [html.Details([html.Summary("The whole"), *_forms(found, "the whole")], className="aside", open=True)]


def programs(store: Store) -> list[Component]:
    """An address to pick or paste, and the code that reads its rows."""
    return [
        html.Div(
            widgets.Autocomplete(
                id=ADDRESS,
                label="Address of a chart, or its Link",
                data=list(charts.CHARTS),
                value=FIRST,
                debounce=500,
                **aria(describedby=CODE),
            ),
            className="control control-wide address",
        ),
        html.Div(reading(FIRST, store), id=CODE, role="status"),
    ]


def reading(text: str | None, store: Store) -> list[Component]:
    """The code for what stands at an address, or why there is none."""
    try:
        chart = addresses.chart_at((text or "")[:LONGEST], store)
    except addresses.NoChart as none:
        return [html.P(str(none), className="problem")]
    told = chart.empty or f"{chart.title}. {chart.subtitle}"
    return [
        html.P(told, className="release-note"),
        html.Details([html.Summary("Code"), *code.reading(chart)], className="aside", open=True),
    ]


def register(app: Dash, store: Store) -> None:
    """The address that is pasted decides the code."""

    @app.callback(Output(CODE, "children"), Input(ADDRESS, "value"), prevent_initial_call=True)
    def shown(text: str | None) -> list[Component]:
        return reading(text, store)


def _columns(table: dictionary.Table) -> Component:
    told = dictionary.told(table)
    caption = f"{len(told)} columns of {_plain(table.name).lower()}"
    return html.Div(data_table(told, dictionary.COLUMN_HEADINGS, caption), className="whole")


def _codes(store: Store, source: str, count: int) -> Component:
    """A list of hundreds, fetched when it is opened."""
    name = next((origins.publisher(one) for one in store.releases.values() if one.source == source), source)
    fetched: dict[str, Any] = {"data-table": f"/data/codes/{source}"}
    label = aria(label=f"Indicator codes: {name}")
    place = html.Div(className="table-scroll", tabIndex=0, role="region", **label, **fetched)
    return _opened(f"{name}: {count:,} {'code' if count == 1 else 'codes'}", place)


def _tables(store: Store) -> Component:
    """The tables beside the observations: what each is, its rows, and both files."""
    known = {packages.stem(path): stored for path, stored in store.files().items()}
    tables = [one for one in dictionary.tables(store).values() if one.name in known]
    head = html.Tr([html.Th(name, scope="col") for name in ("Table", "Rows", "Files", "What it is")])
    body = [
        html.Tr(
            [
                html.Th(_plain(one.name), scope="row"),
                html.Td(f"{known[one.name].rows:,}"),
                html.Td(
                    [
                        _link(f"/data/{one.name}", "csv", one.name),
                        "\u00a0 ",
                        _link(f"/data/{one.name}", "parquet", one.name),
                    ]
                ),
                html.Td(f"{one.about.partition('. ')[0].rstrip('.')}."),
            ]
        )
        for one in tables
    ]
    table = html.Table([html.Caption("Tables beside the observations"), html.Thead(head), html.Tbody(body)])
    scrolled = aria(label="Table: Tables beside the observations")
    return html.Div(html.Div(table, className="table-scroll", tabIndex=0, role="region", **scrolled), className="whole")


def _forms(found: dict[str, str], label: str) -> list[Component]:
    return [
        part
        for form, text in found.items()
        for part in (html.P(form, className="code-name"), code.place(text, f"{form}, to cite {label}"))
    ]


def _opened(summary: str, *children: Component) -> Component:
    return html.Details([html.Summary(summary), *children], className="aside aside-close")


def _listed(name: str, told: str) -> Component:
    return html.Li([html.A(name, href=f"/data/{name}"), f": {told}"])


def _link(address: str, ending: str, label: str) -> Component:
    name = {"csv": "CSV", "parquet": "Parquet"}[ending]
    return html.A(name, href=f"{address}.{ending}", **aria(label=f"{name}: {label}"))


def _plain(name: str) -> str:
    return name.replace("_", " ").capitalize()
