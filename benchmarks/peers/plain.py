"""The three charts as anybody would first write them in Dash: dcc.Graph, a slider, a callback; Dash's defaults.

As the documentation advises: a layout and a callback that returns figures (dash.plotly.com/basic-callbacks), data read
once at the start and never changed, gunicorn with `server = app.server`. Outlines lie in the assets folder, and the
map's `config` says so. Run: `gunicorn benchmarks.peers.plain:server`, one worker with as many threads as ours
(`serving.plain`).
"""

from __future__ import annotations

from dash import Dash, Input, Output, callback, dcc, html
from plotly.graph_objects import Figure

from benchmarks.peers.charts import FIRST, LAST, OUTLINES, ranking, rows, trend, world_map

found = rows()
app = Dash("plain", assets_folder=str(OUTLINES))
app.layout = html.Div(
    [
        html.H1("Out-of-school children"),
        dcc.Slider(FIRST, LAST, 1, value=LAST, id="year", marks=None),
        dcc.Graph(id="map", config={"topojsonURL": "/assets/"}),
        dcc.Graph(id="ranking"),
        dcc.Graph(figure=trend(found)),
    ]
)
server = app.server


@callback(Output("map", "figure"), Output("ranking", "figure"), Input("year", "value"))
def drawn(year: int) -> tuple[Figure, Figure]:
    return world_map(found, year), ranking(found, year)
