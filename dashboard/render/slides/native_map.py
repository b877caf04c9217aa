"""Kind ``map`` as shapes that can be edited: one freeform a country in one group, dots, and the scale in words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import ceil
from typing import Any

from pptx.slide import Slide

from dashboard import theme, wording
from dashboard.charts.chart import Chart
from dashboard.render import maps, scale
from dashboard.render.slides import outlines
from dashboard.render.slides.box import INCH, Box, Ink
from dashboard.render.slides.shapes import HATCH, UNIT, Group, Look, Outline, Points, outline
from dashboard.rows import records

DOT, TOO_SMALL = INCH * 8 // 100, INCH * 4 // 100
KEYS = 10
WORLD = 2.3
"""How much wider than high a map of the world is."""
LEGEND, ROW, SWATCH = INCH * 14 // 10, INCH * 21 // 100, (INCH * 24 // 100, INCH * 14 // 100)
COARSE = 1e-4
"""Detail that doesn't decide what a map shows (projection units squared)."""
DETAIL = 2 / 3 * (12_700**2)
"""The least that is drawn: two thirds of a square point."""
PART = 0.05
"""Islands smaller than this share of their country's largest don't widen a map; they are drawn where they fit."""

Key = tuple[str, str, str | None, str]


class View:
    """From the projection to the slide: as large as the box lets it be, in whole units of a path."""

    def __init__(self, points: Iterable[outlines.Point], box: Box) -> None:
        xs, ys = zip(*points, strict=True)
        self.left, self.top = min(xs), max(ys)
        self.scale = min(box.width / (max(xs) - self.left or 1), box.height / (self.top - min(ys) or 1))
        self.x0 = box.left + (box.width - self.scale * (max(xs) - self.left)) / 2
        self.y0 = box.top + (box.height - self.scale * (self.top - min(ys))) / 2
        self.box = box

    def at(self, point: outlines.Point) -> tuple[int, int]:
        """EMU on the slide."""
        x, y = self.x0 + self.scale * (point[0] - self.left), self.y0 + self.scale * (self.top - point[1])
        return round(x / UNIT) * UNIT, round(y / UNIT) * UNIT

    def rings(self, rings: list[outlines.Ring]) -> list[Points]:
        """Those rings that stand inside the box whole, in EMU."""
        placed = ([self.at(point) for point in ring] for ring in rings)
        return [ring for ring in placed if all(map(self._holds, ring))]

    def _holds(self, point: tuple[int, int]) -> bool:
        box = self.box
        return 0 <= point[0] - box.left + UNIT <= box.width + 2 * UNIT and (
            0 <= point[1] - box.top + UNIT <= box.height + 2 * UNIT
        )


def draw(slide: Slide, chart: Chart, box: Box, ink: Ink) -> None:
    """Countries in the steps of the screen; hatched where there is no figure, paler where it is old."""
    names: dict[str, str] = chart.options["names"]  # type: ignore[assignment]
    rows = {str(row["place"]): row for row in records(chart.data[["place", chart.encode.y, "year", "is_old"]])}
    across = 1 if box.width > WORLD * box.height else KEYS // 2
    area = _beside_legend(box, across)
    placed, dots = _placed(tuple(names), tuple(rows), area)
    group = Group(slide, "Countries", chart.alt_text)
    for code, shape in placed.items():
        name, row = names.get(code, outlines.DISPUTED), rows.get(code)
        group.outline(name, _told(name, row, chart), shape, _look(row, chart))
    for code, (x, y) in dots.items():
        place = (x - DOT // 2, y - DOT // 2, DOT, DOT)
        told = _told(names[code], rows[code], chart)
        group.preset("ellipse", names[code], told, place, _look(rows[code], chart, theme.QUIET))
    keys = _keys(is_old=bool(chart.data["is_old"].any()), has_dots=bool(dots))
    _legend(slide, keys, across, box, ink)
    group.done()


@lru_cache(maxsize=2)
def _placed(
    codes: tuple[str, ...], told: tuple[str, ...], area: Box
) -> tuple[dict[str, Outline], dict[str, tuple[int, int]]]:
    """Each country as an outline; as a dot, if it has a figure (is ``told``) but no shape that could be seen.

    The last two are kept: years of one map differ in their colours alone.
    """
    middle = outlines.centre(codes)
    shown = outlines.with_disputed(codes)
    marks = {code: point for code in told if (point := outlines.mark(code, middle))}
    shapes = outlines.shapes(shown, middle, COARSE)
    scale_of = _view(shapes, marks, area).scale
    shapes = outlines.shapes(shown, middle, DETAIL / scale_of**2)
    view = _view(shapes, marks, area)
    placed = {code: view.rings(rings) for code, rings in shapes.items()}
    dots = {code: view.at(point) for code, point in marks.items() if _is_dot(code, placed.get(code, []))}
    return {code: outline(rings) for code, rings in placed.items() if rings and code not in dots}, dots


def _view(shapes: dict[str, list[outlines.Ring]], marks: dict[str, outlines.Point], area: Box) -> View:
    """Around every country that can be seen or has a figure."""
    around = [rings for code, rings in shapes.items() if code in marks or not outlines.is_small(code)]
    return View([*marks.values(), *(point for rings in around for point in _body(rings))], area)


def _is_dot(code: str, rings: list[Points]) -> bool:
    """What is small on the screen stays a dot until it is larger than one; no land is left white for it."""
    return max(map(_size, rings), default=0) < (DOT if outlines.is_small(code) else TOO_SMALL)


def _body(rings: list[outlines.Ring]) -> list[outlines.Point]:
    """The points of a country's large parts."""
    largest = max(map(_size, rings), default=0.0)
    return [point for ring in rings if _size(ring) ** 2 >= PART * largest**2 for point in ring]


def _size(ring: Any) -> float:
    """The longer side of what a ring covers."""
    xs, ys = zip(*ring, strict=True)
    return max(max(xs) - min(xs), max(ys) - min(ys))


def _look(row: dict[Any, Any] | None, chart: Chart, edge: str | None = None) -> Look:
    if row is None:
        return Look(None, HATCH)
    code = theme.MAP_COLOURS[scale.step(float(row[chart.encode.y]))]
    return Look(maps.paler(code), maps.OLD_EDGE) if row["is_old"] else Look(code, edge or _edge(code))


def _edge(code: str) -> str:
    """White, but for the lightest step, which would not stand out from the paper."""
    return theme.MAP_COLOURS[2] if code == theme.MAP_COLOURS[0] else theme.PAPER


def _told(name: str, row: dict[Any, Any] | None, chart: Chart) -> str:
    return f"{name}: {wording.pct(float(row[chart.encode.y]))} ({row['year']})" if row else f"{name}: no data"


def _beside_legend(box: Box, across: int) -> Box:
    """What the scale leaves for the map: it stands at its left, or, where a map is as wide as the slide, under it."""
    if across == 1:
        return Box(box.left + LEGEND + DOT, box.top + DOT // 2, box.width - LEGEND - 2 * DOT, box.height - DOT)
    under = ROW * ceil(KEYS / across) + DOT
    return Box(box.left + DOT // 2, box.top + DOT // 2, box.width - DOT, box.height - DOT - under)


def _keys(*, is_old: bool, has_dots: bool) -> list[Key]:
    """Shape, words, fill and outline of each step, highest first, and of what is no step; at most ``KEYS``."""
    steps = zip(scale.names(), theme.MAP_COLOURS, strict=True)
    keys: list[Key] = []
    keys += [("rect", text, code, _edge(code)) for text, code in steps][::-1]
    if is_old:
        keys.append(("rect", "paler: older", maps.paler(theme.MAP_COLOURS[3]), maps.OLD_EDGE))
    keys.append(("rect", "no data", None, HATCH))
    if has_dots:
        keys.append(("ellipse", "small country", theme.PAPER, theme.QUIET))
    return keys


def _legend(slide: Slide, keys: list[Key], across: int, box: Box, ink: Ink) -> None:
    """So many keys in a row; their colours are the map's in every template, for the two must agree."""
    down, step = ceil(len(keys) / across), box.width // across
    group = Group(slide, "Scale", "Scale: " + ", ".join(text for _, text, _, _ in keys))
    corners = [
        (box.left + step * (number % across), box.top + box.height - ROW * (down - number // across))
        for number in range(len(keys))
    ]
    for (kind, text, code, edge), (left, top) in zip(keys, corners, strict=True):
        wide, high = SWATCH if kind == "rect" else (DOT, DOT)
        place = (left + (SWATCH[0] - wide) // 2, top + (ROW - high) // 2, wide, high)
        group.preset(kind, text, text, place, Look(code, edge))
    away = SWATCH[0] + INCH // 12
    places = [Box(left + away, top, LEGEND - away, ROW) for left, top in corners]
    told = [(text, place) for (_, text, _, _), place in zip(keys, places, strict=True)]
    group.words(told, ink, size=11)
    group.done()
