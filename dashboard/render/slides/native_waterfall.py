"""Kind ``waterfall`` as a native chart: thick lines from level to level, a mark for each total, words beside."""

from __future__ import annotations

from pptx.slide import Slide

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render import waterfall
from dashboard.render.slides import native, scatter
from dashboard.render.slides.box import POINT, Box, Ink

RULE = "#b9c0c8"
THICK = 0.45
"""A step's share of its row."""


def draw(slide: Slide, chart: Chart, box: Box, ink: Ink) -> None:
    """The rows of the screen, which are few."""
    encode, rows = chart.encode, chart.drawn.reset_index(drop=True)
    meaning = str(encode.colour)
    codes = theme.colours(meaning, [str(key) for key in rows[meaning]])
    names, told = (list(enumerate(map(str, rows[str(column)]))) for column in (encode.y, encode.label))
    made = scatter.Rows(len(rows), (0.26, 0.14))
    thick = min(28.0, box.height * scatter.TALL / (len(rows) + 1) * THICK / POINT)
    for number, level in enumerate(waterfall.levels(chart)):
        made.add(f"Level after row {number + 1}", [(level, number), (level, number + 1)], scatter.rule(RULE, ink, 1.25))
    is_total = rows[meaning].eq("total")
    for number, row in rows[~is_total].iterrows():
        ends = [(float(row[str(column)]), int(number)) for column in (encode.low, encode.high)]
        made.add(names[int(number)][1], ends, scatter.rule(codes[int(number)], ink, thick))
    for number, row in rows[is_total].iterrows():  # last: LibreOffice draws nothing of a shorter first series
        mark = scatter.marks(codes[int(number)], ink, diamond=True, size=13)
        made.add(names[int(number)][1], [(float(row[encode.x]), int(number))], mark)
    span = waterfall.span(chart)
    placed = made.put(slide, box, ink, span, native.counted(span[1]))
    placed.has_legend, placed.category_axis.major_unit = False, waterfall.step(*span)
    size = min(made.size(box, names, side="left"), made.size(box, told, side="right"))
    made.words(slide, box, names, ink, side="left", align="right", size=size)
    made.words(slide, box, told, ink, side="right", size=size)
