"""Rows of marks on one native axis: names at the left, words at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.chart.data import XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE
from pptx.slide import Slide
from pptx.util import Pt

from dashboard.render.slides import native
from dashboard.render.slides.box import Box, Ink, fitted, tall

SIZES = (12, 11, 10, 9, 8, 7)
TOP, TALL = 0.07, 0.86
"""Where the plot begins, and how high it is, as shares of its box."""


class Rows:
    """A native scatter in the making: series are gathered, put on the slide, then dressed.

    ``shares`` of the width are left for names and for words.
    """

    def __init__(self, rows: int, shares: tuple[float, float]) -> None:
        self.rows, self.shares = rows, shares
        self.data = XyChartData(number_format="General")
        self.dress: list[Any] = []

    def add(self, name: str, points: Sequence[tuple[float, float | None]], dress: Any = None) -> None:
        """A series of (value, row) points, without a row a gap; ``dress(series)`` is called once it is on the slide."""
        series = self.data.add_series(name)
        for x, row in points:
            series.add_data_point(float(x), None if row is None else self.rows - float(row))
        self.dress.append(dress)

    def words(self, slide: Slide, box: Box, told: Sequence[tuple[float, str]], ink: Ink, **look: Any) -> list[Any]:
        """Words in a column at the ``side`` left or right, (row, text), each as high as a row; ``size``, ``align``.

        ``part`` (number, of how many) puts them in one of several columns at that side.
        """
        high, wide = box.height * TALL / (self.rows + 1), self._wide(box, **look)
        number, parts = look.get("part", (0, 1))
        left = box.left if look.get("side") == "left" else box.left + box.width - wide * (parts - number)
        size = look.get("size") or self.size(box, told, **look)
        tops = [int(box.top + box.height * TOP + high * (row + 0.5)) for row, _ in told]
        places = [Box(int(left), top, wide, int(high)) for top in tops]
        boxes = [(text, place) for (_, text), place in zip(told, places, strict=True)]
        return native.alike(slide, boxes, ink, **{**look, "size": size})

    def size(self, box: Box, told: Sequence[tuple[float, str]], **look: Any) -> float:
        """The largest type at which the longest words fit their row."""
        longest, high = max((text for _, text in told), key=len, default=""), int(box.height * TALL / (self.rows + 1))
        sizes = [size for size in SIZES if tall(1, size) <= high * 1.08] or SIZES[-1:]
        return fitted(longest, self._wide(box, **look), high, sizes)[0]

    def _wide(self, box: Box, **look: Any) -> int:
        share = 1.0 if look.get("wide") else self.shares[0] if look.get("side") == "left" else self.shares[1]
        return int(box.width * (share - 0.015)) // look.get("part", (0, 1))[1]

    def put(self, slide: Slide, box: Box, ink: Ink, span: tuple[float, float], unit: str = native.PER_CENT) -> Any:
        """The chart, its axis over ``span``; ``unit`` is the form of its numbers."""
        made = native.put(slide, XL_CHART_TYPE.XY_SCATTER, self.data, box, ink)
        values, rows = made.category_axis, made.value_axis
        native.quiet(values, ink, grid=True)
        values.minimum_scale, values.maximum_scale = span
        values.tick_labels.number_format, values.tick_labels.number_format_is_linked = unit, False
        rows.visible = False
        rows.has_major_gridlines = False
        rows.minimum_scale, rows.maximum_scale = 0, self.rows + 1
        native.inner(made, self.shares[0], TOP, 1 - sum(self.shares), TALL)
        for series, dress in zip(made.plots[0].series, self.dress, strict=True):
            _keep_gaps(series)
            series.format.line.fill.background()
            if dress:
                dress(series)
        return made


def _keep_gaps(series: Any) -> None:
    """The library writes a missing value as a word."""
    for point in series._element.xpath("./c:yVal//c:pt[c:v = 'None']"):
        point.getparent().remove(point)


def rule(code: str, ink: Ink, points: float) -> Any:
    """Dress a series in a line without marks."""

    def dress(series: Any) -> None:
        series.marker.style = XL_MARKER_STYLE.NONE
        series.format.line.fill.solid()
        ink.paint(series.format.line.color, code)
        series.format.line.width = Pt(points)

    return dress


def marks(code: str, ink: Ink, *, diamond: bool = False, hollow: bool = False, size: int = 9) -> Any:
    """Dress a series in marks without a line; ``hollow`` ones are pale, since not every program draws outlines."""

    def dress(series: Any) -> None:
        marker = series.marker
        marker.style = XL_MARKER_STYLE.DIAMOND if diamond else XL_MARKER_STYLE.CIRCLE
        marker.size = size
        marker.format.fill.solid()
        ink.paint(marker.format.fill.fore_color, code, paler=0.6 if hollow else 0.0)
        ink.paint(marker.format.line.color, code)

    return dress
