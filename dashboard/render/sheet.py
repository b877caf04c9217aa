"""Chart to rows: CSV and JSON. Numbers are written to their last digit; licence travels with each row."""

from __future__ import annotations

import numpy as np
import orjson
import pandas as pd

from dashboard.charts.chart import Chart
from dashboard.render import figure, image
from dashboard.render.options import Options
from dashboard.rows import records

FIRST = (
    "place",
    "place_name",
    "year",
    "indicator",
    "measure",
    "level",
    "sex",
    "value",
    "low",
    "high",
    "unit",
    "sample_size",
    "method",
    "source",
    "release",
    "magnitude",
    "qualifier",
    "survey",
    "is_derived",
    "coverage",
)
DRAWING_ONLY = (
    "label",
    "series",
    "is_drawn",
    "level_name",
    "sex_name",
    "row_name",
    "method_name",
    "release_id",
    "companion",
    "heading",
    "publisher",
    "column_name",
)
CITED = "a fact, cited"
"""In place of a licence for a figure taken from a press release or a report."""
UNITS = {
    "rate_pct": "%",
    "share_without_pct": "%",
    "children": "children",
    "budget_share_pct": "%",
    "points_a_year": "percentage points a year",
    "pct_a_year": "% of the rate a year",
    "children_a_day": "children a day",
    "years": "years",
}


def table(chart: Chart) -> pd.DataFrame:
    """The rows drawn, with units, attribution and licence; one row per mark, nothing rounded."""
    data = chart.data.assign(**_units(chart), **_terms(chart))
    names = [name for name in data if name not in DRAWING_ONLY]
    first = [name for name in FIRST if name in names]
    return data[[*first, *(name for name in names if name not in first)]]


def _units(chart: Chart) -> dict[str, object]:
    """Of each row the unit of its value."""
    data = chart.data
    return {"unit": [UNITS.get(str(measure), np.nan) for measure in data["measure"]]} if "measure" in data else {}


def _terms(chart: Chart) -> dict[str, object]:
    """Of each row whom to name and the licence."""
    data = chart.data
    if "source" not in data:
        return {}
    terms = {(str(s["source"]), str(s["release"])): (s["attribution"], s["licence"]) for s in chart.sources}
    terms |= {("here", f"{source}-{release}"): told for (source, release), told in terms.items()}
    pairs = zip(data["source"], data["release"], strict=True)
    cited = data["origin"] if "origin" in data else [""] * len(data)
    told = [terms.get(pair, (text, CITED)) for pair, text in zip(pairs, cited, strict=True)]
    return {"attribution": [text for text, _ in told], "licence": [name for _, name in told]}


def csv(chart: Chart) -> bytes:
    """UTF-8, comma, LF; an empty field is a missing value."""
    return table(chart).to_csv(index=False, lineterminator="\n").encode()


def json(chart: Chart, options: Options) -> bytes:
    """The contract's object: words, rows, and the plotly figure a page would draw.

    With any option it is the figure of a picture, and ``picture`` says what a page needs to make the file.

    Raises:
        BadOption: it would be larger than a browser can hold.
    """
    rows = table(chart)
    drawn = {"plotly": figure.draw(chart)} if options == Options() else image.order(chart, options)
    return orjson.dumps(
        {
            "title": chart.title,
            "subtitle": chart.subtitle,
            "note": chart.note,
            "source": chart.source_line,
            "licence": chart.licence,
            "alt": chart.alt_text,
            "address": chart.address,
            "empty": chart.empty,
            "columns": list(rows.columns),
            "data": records(rows),
            "releases": list(chart.sources),
            **drawn,
        },
        option=orjson.OPT_SERIALIZE_NUMPY,
        default=str,
    )
