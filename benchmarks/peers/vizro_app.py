"""The three charts in Vizro.

As the documentation advises: data by name in the data manager, charts of one's own with `@capture("graph")`, `vm.Graph`
for each, a `vm.Filter` of one year over the map and the ranking, `app = Vizro().build(dashboard)` for gunicorn.
Outlines lie in the assets folder, and the graph's `config` (`extra`) says so. Run: `gunicorn
benchmarks.peers.vizro_app:app`, one worker with as many threads as ours (`serving.vizro`).
"""

from __future__ import annotations

import pandas as pd
import vizro.models as vm
from plotly.graph_objects import Figure
from vizro import Vizro
from vizro.managers import data_manager
from vizro.models.types import capture

from benchmarks.peers import charts

data_manager["rates"] = charts.rows()


@capture("graph")
def world_map(data_frame: pd.DataFrame) -> Figure:
    return charts.world_map(data_frame, _year(data_frame))


@capture("graph")
def ranking(data_frame: pd.DataFrame) -> Figure:
    return charts.ranking(data_frame, _year(data_frame))


@capture("graph")
def trend(data_frame: pd.DataFrame) -> Figure:
    return charts.trend(data_frame)


def _year(filtered: pd.DataFrame) -> int:
    """The year that the filter left."""
    return int(filtered["year"].max())


page = vm.Page(
    title="Out-of-school children",
    components=[
        vm.Graph(id="map", figure=world_map("rates"), extra={"config": {"topojsonURL": "/assets/"}}),
        vm.Graph(id="ranking", figure=ranking("rates")),
        vm.Graph(id="trend", figure=trend("rates")),
    ],
    controls=[
        vm.Filter(
            column="year",
            targets=["map", "ranking"],
            selector=vm.Slider(min=charts.FIRST, max=charts.LAST, step=1, value=charts.LAST),
        )
    ],
)
app = Vizro(assets_folder=str(charts.OUTLINES)).build(vm.Dashboard(pages=[page]))
