"""Chart to a cell of a notebook: the picture that a page would download, and its words for who can't see it."""

from __future__ import annotations

from dashboard.charts.chart import Chart
from dashboard.render import formats
from dashboard.render.options import Options


class Shown:
    """What a cell displays; the picture is drawn when the notebook asks for it."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart

    def _repr_png_(self) -> bytes:
        return formats.render(self.chart, "png", Options(scale=1.0))

    def __repr__(self) -> str:
        chart = self.chart
        return "\n".join(part for part in (chart.title, chart.alt_text, chart.note, chart.source_line) if part)


def show(chart: Chart) -> Shown:
    """The chart as the last line of a cell: ``show(from_address("map", store))``."""
    return Shown(chart)
