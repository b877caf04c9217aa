"""Chart to the description that goes with its CSV, as the W3C's CSV on the Web has it."""

from __future__ import annotations

from urllib.parse import quote

import orjson

from dashboard.charts.chart import Chart
from dashboard.render import columns, sheet

ENDING = "csv-metadata.json"
TYPES: dict[str, object] = {
    "year": "gYear",
    "boolean": {"base": "boolean", "format": "True|False"},
}


def described(chart: Chart) -> bytes:
    """The description of the CSV that stands at the same address."""
    return describe(chart, _beside(chart.address, "csv"))


def address(chart: str) -> str:
    """Where the description of a chart's CSV is served, beside it; of the chart's own address."""
    return _beside(chart, ENDING)


def describe(chart: Chart, url: str) -> bytes:
    """Title, sources, licence and the meaning of each column of the CSV at ``url``."""
    licences = dict.fromkeys(str(source["licence_url"]) for source in chart.sources)
    told = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": url,
        "dc:title": chart.title,
        "dc:description": " ".join(filter(None, (chart.subtitle, chart.note, chart.empty))),
        "dc:source": [str(source["attribution"]) for source in chart.sources],
        "dc:license": [{"@id": licence} for licence in licences if licence],
        "dc:identifier": chart.address,
        "notes": [dict(source) for source in chart.sources],
        "tableSchema": {"columns": [_column(one) for one in columns.of(chart, sheet.table(chart))]},
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2, default=str)


def _column(one: columns.Column) -> dict[str, object]:
    told = {"name": one.name, "titles": one.name, "datatype": TYPES.get(one.kind, one.kind)}
    unit = {"schema:unitText": one.unit} if one.unit else {}
    return {**told, "dc:title": one.heading, "dc:description": one.meaning, **unit}


def _beside(chart: str, ending: str) -> str:
    """Relative, as a neighbour's: CSV and description stand in one folder."""
    name, _, query = chart.partition("?")
    return f"{name}.{ending}" + (f"?{quote(query, safe='=&,:%+')}" if query else "")
