"""Chart to one self-contained HTML file: interactive, readable without a script, asking nobody for anything."""

from __future__ import annotations

import html
from functools import cache
from pathlib import Path

import orjson
import pandas as pd

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render import drawing_script, figure
from dashboard.render.cells import cell

HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title><meta name="description" content="{subtitle} {source}">
<meta name="dcterms.source" content="{source}"><meta name="dcterms.license" content="{licence}">
<meta name="dcterms.identifier" content="{address}"><style>{style}</style></head>
"""
PAGE = """<body><main><h1>{title}</h1><p class="quiet">{subtitle}</p>
<figure role="group" aria-label="{alt}"><div id="chart" style="height:{height}px"></div></figure>
<p class="quiet">{note}</p><p class="quiet">{source} {terms}</p>
<details><summary>Table</summary>{table}</details></main>
<script>{plotly}</script><script>{outlines}</script>
<script>Plotly.newPlot("chart",{data},{layout},{config});</script></body></html>
"""
STYLE = f"""body{{font:16px/1.5 {theme.FONT};color:{theme.INK};margin:0}}
main{{max-width:960px;margin:0 auto;padding:24px 16px}}
h1{{font-size:24px;line-height:1.25;margin:0 0 4px}}.quiet{{color:{theme.QUIET};font-size:13px;margin:4px 0}}
figure{{margin:16px 0}}table{{border-collapse:collapse;font-size:13px}}th,td{{text-align:left;font-weight:400;
padding:4px 12px 4px 0;border-bottom:1px solid {theme.RULE}}}"""


def page(chart: Chart) -> bytes:
    """The whole file, UTF-8. About 0.5 MB, and 0.25 MB more with the outlines of a map."""
    drawn = figure.draw(chart)
    text = (HEAD + PAGE).format(
        **words(chart),
        style=STYLE,
        height=figure.height(chart),
        table=table(chart),
        plotly=_script(drawing_script.file()),
        outlines=_outlines() if chart.kind == "map" else "",
        data=inert(drawn["data"]),
        layout=inert(drawn["layout"]),
        config=inert(figure.CONFIG),
    )
    return text.encode()


def words(chart: Chart) -> dict[str, str]:
    """Every word that stands around the drawing, safe inside HTML and its attributes."""
    told = {
        "title": chart.title,
        "subtitle": chart.subtitle,
        "alt": chart.alt_text,
        "note": chart.note,
        "source": chart.source_line,
        "licence": chart.licence,
        "terms": f"Licence: {chart.licence}." if chart.licence else "",
        "address": chart.address,
    }
    return {name: html.escape(text) for name, text in told.items()}


def inert(value: object) -> str:
    """JSON that ends no script, whatever it holds."""
    text = orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    return text.replace("</", "<\\/").replace("<!", "\\u003c!")


def table(chart: Chart) -> str:
    """The rows as a table: caption, column and row headings, numbers as people read them."""
    return rows(chart.data, chart.columns, chart.subtitle)


def rows(data: pd.DataFrame, columns: dict[str, str], caption: str) -> str:
    """Any rows as a table: those of ``columns``, under their headings."""
    shown = [name for name in columns if name in data]
    head = "".join(f'<th scope="col">{html.escape(columns[name])}</th>' for name in shown)
    body = "".join(f"<tr>{_row(shown, row)}</tr>" for row in data[shown].itertuples(index=False, name=None))
    told = html.escape(caption)
    return f"<table><caption>{told}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _row(names: list[str], row: tuple[object, ...]) -> str:
    first, *rest = (html.escape(cell(name, value)) for name, value in zip(names, row, strict=True))
    return f'<th scope="row">{first}</th>' + "".join(f"<td>{text}</td>" for text in rest)


@cache
def _script(path: Path) -> str:
    return path.read_text(encoding="utf-8").replace("</script", "<\\/script")


@cache
def _outlines() -> str:
    shapes = (drawing_script.ASSETS / "topojson" / "world_50m.json").read_text(encoding="utf-8")
    return f"window.PlotlyGeoAssets={{topojson:{{world_50m:{shapes}}}}};"
