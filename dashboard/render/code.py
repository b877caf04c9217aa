"""Text to be taken along in one click: where the script puts it, and what reads a chart's rows in other programs."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.charts.chart import Chart
from dashboard.render import embed
from dashboard.render.aria import aria

ORIGIN = "{origin}"
"""Stands for this server in a text until the script fills in the address under which the reader reached it."""
PROGRAMS = {
    "pandas": """import pandas as pd

rows = pd.read_csv("{url}", keep_default_na=False, na_values=[""])""",
    "R": """rows <- read.csv("{url}", na.strings = "", encoding = "UTF-8")""",
    "Google Sheets": """=IMPORTDATA("{url}")""",
    "Excel (Power Query)": """let
    Source = Csv.Document(Web.Contents("{url}"), [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]),
    Rows = Table.PromoteHeaders(Source, [PromoteAllScalars = true]),
    Typed = each if _ = "" then null else try Number.FromText(_, "en-US") otherwise _
in
    Table.TransformColumns(Rows, {{}}, Typed)""",
}
"""By program, with {url} for the address of a CSV. "NA" is a flag of UIS, not a missing value: empty fields are."""
NEEDED = "Google Sheets reads it only from a server that the internet can reach."


def place(text: str, label: str) -> Component:
    """Where the script puts a text in full, ready to be selected, with a button that copies it."""
    put: dict[str, Any] = {"data-code": text, "data-label": label}
    return html.Div(className="code", **put)


def snippets(url: str) -> dict[str, str]:
    """By program, what reads the CSV at ``url``."""
    return {program: text.format(url=url) for program, text in PROGRAMS.items()}


def reading(chart: Chart) -> list[Component]:
    """For each program, what reads the rows of a chart from this server."""
    found = snippets(f"{ORIGIN}{embed.file_of(chart, 'csv')}")
    parts = [
        part
        for program, text in found.items()
        for part in (html.P(program, className="code-name"), place(text, f"Code for {program}: {chart.title}"))
    ]
    return [html.P(f"{_stays(chart)} {NEEDED}", className="card-note"), *parts]


def disclosed(summary: str, *children: Component, about: str) -> Component:
    """Opened by those who want it; ``about`` tells it from others of the same name."""
    return html.Details([html.Summary(summary, **aria(label=f"{summary}: {about}")), *children])


def _stays(chart: Chart) -> str:
    pinned = "release=" in chart.address
    return "The rows of the release chosen." if pinned else "The rows as of the latest release."
