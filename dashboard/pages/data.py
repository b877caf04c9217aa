"""Data: every release and file, what was left out or looks wrong or is missing; meanings, files, rerunning, citing."""

from __future__ import annotations

from dash import Dash, html
from dash.development.base_component import Component

from dashboard import origins
from dashboard.pages import data_use, parts
from dashboard.render.aria import aria
from dashboard.render.card import data_table
from dashboard.selection import BadSelection, Selection
from dashboard.store import Release, Store

PATH, NAME = "/data", "Data"
RELEASES = "Every release, and the files read"
LEFT_OUT = "What was left out, and why?"
ODD = "What is shown although it looks wrong?"
MISSING = "What do these files not have?"
MEANINGS = "What does each column and sign mean?"
FILES = "Where are the tables to download?"
RERUN = "How is all this made again?"
CITE = "How is it cited?"
PROGRAMS = "How do I read a chart's rows in pandas, R or a spreadsheet?"
CITED = "Name the release that a figure is from: under each release above, Cite has the line. For the whole:"
IDS = {
    RELEASES: "data-releases",
    MEANINGS: "data-meanings",
    FILES: "data-files",
    PROGRAMS: "data-programs",
    CITE: "data-cite",
    RERUN: "data-rerun",
    LEFT_OUT: "data-left-out",
    ODD: "data-odd",
    MISSING: "data-missing",
}


def layout(store: Store, /, **query: object) -> Component:
    """The page; its address holds no choice, and a query that means nothing is answered in words."""
    try:
        parts.asked(query, Selection(), store)
    except BadSelection as bad:
        return parts.problem(str(bad))
    links = [html.Li(html.A(question, href=f"#{ident}")) for question, ident in IDS.items()]
    return parts.page(
        html.H1("Where do the figures come from?"),
        html.P(origins.lead(store), className="lead"),
        html.Nav(html.Ul(links, className="inline"), **aria(label="On this page")),
        _part(RELEASES, *_releases(store), answer=origins.beside(store)),
        _part(MEANINGS, *data_use.meanings(store)),
        _part(FILES, *data_use.files(store)),
        _part(PROGRAMS, *data_use.programs(store)),
        _part(CITE, *data_use.cited(store), answer=CITED),
        _part(RERUN, *data_use.rerunning()),
        _part(LEFT_OUT, *_left_out(store), answer=origins.left_out(store)),
        _part(ODD, *_odd(store)),
        _part(MISSING, html.Ul([html.Li(one) for one in origins.missing(store)], className="answer")),
    )


def _part(question: str, *children: Component, answer: str | None = None) -> Component:
    """A section that the list at the top leads to."""
    return html.Div(parts.section(question, *children, answer=answer), id=IDS[question], disable_n_clicks=True)


def _releases(store: Store) -> list[Component]:
    told, announced = origins.announced(store)
    return [
        *(
            html.Div([html.H3(name, className="publisher"), *(_alike(store, one) for one in found)])
            for name, found in origins.by_publisher(store).items()
        ),
        html.H3("Announced", className="publisher"),
        html.P(told, className="release-note"),
        _rows("The totals and their pages", data_table(announced, origins.ANNOUNCED_COLUMNS, "Totals announced")),
    ]


def _alike(store: Store, releases: list[Release]) -> Component:
    """Releases that share all but date and size: what they are, what to beware of, whom to name, and the files."""
    first, count = releases[0], len(releases)
    together = f"All {count}: " if count > 1 else ""
    named = "" if origins.publisher(first) in (first.publisher, origins.HERE) else f"{first.publisher}. "
    return html.Section(
        [
            *(part for release in releases for part in (*_facts(release), data_use.taken(store, release))),
            html.P(f"{together}{first.note}", className="release-note") if first.note else None,
            html.P(f"{named}{first.attribution}", className="card-source"),
            _files(first),
        ],
        className="release",
    )


def _facts(release: Release) -> list[Component]:
    """Name, date and how it is known, years, places, rows, licence."""
    span = origins.years(release.first_year, release.last_year)
    places = f"{release.places:,}\u00a0{'place' if release.places == 1 else 'places'}"
    facts = f"{origins.dated(release)} · {span} · {places} · {release.rows:,}\u00a0rows · "
    licence = html.A(release.licence, href=release.licence_url, rel="license") if release.licence_url else None
    return [
        html.H4(release.label, className="card-title"),
        html.P([facts, licence or release.licence or "licence not stated"], className="facts"),
    ]


def _files(release: Release) -> Component:
    """Names, rows and sha256 of the files: the hash whole, to be read and copied."""
    count = len(release.files)
    lines = [
        html.Li([f"{file['name']}, {file['rows']:,} rows", html.Code(str(file["sha256"]))]) for file in release.files
    ]
    summary = f"{count} {'file' if count == 1 else 'files'} read, with sha256"
    return _rows(summary, html.Ul(lines, className="files"), label=f"of {release.label}")


def _left_out(store: Store) -> list[Component]:
    found = []
    for release, rows in origins.exclusions(store):
        caption = f"{rows['rows'].sum():,} entries left out; {release.rows:,} rows are in the tables"
        found += [html.H3(release.label), _whole(data_table(rows, origins.LEFT_OUT_COLUMNS, caption))]
    return found


def _odd(store: Store) -> list[Component]:
    table = origins.exceptions(store)
    rows = data_table(table, origins.ODD_ROWS_COLUMNS, "Figures that break a promise, as published")
    by_dimension = data_table(origins.odd_by_dimension(table), origins.ODD_COLUMNS, "By what children are split by")
    filled = data_table(origins.filled_in(store), origins.FILLED_COLUMNS, "Places without a modelled rate")
    return [
        html.H3("Figures that break a promise"),
        html.P(origins.odd(table), className="answer"),
        *([_whole(by_dimension), _rows(f"All {len(table):,} figures", rows)] if len(table) else []),
        *(html.P(reason, className="release-note") for reason in origins.why_odd(table)),
        html.H3("Places whose rate is filled in"),
        html.P(origins.filling(store), className="answer"),
        _whole(filled),
    ]


def _rows(summary: str, *children: Component, label: str = "") -> Component:
    """Opened by those who want to check; ``label`` tells one summary from the next to who can't see its place."""
    unseen = html.Span(f" {label}", className="unseen") if label else None
    return html.Details([html.Summary([summary, unseen]), *children], className="aside")


def _whole(table: Component) -> Component:
    """A table that is read as part of the page, at its full height."""
    return html.Div(table, className="whole")


def register(app: Dash, store: Store) -> None:
    """Only the address of a chart is chosen on this page."""
    data_use.register(app, store)
