"""Kind ``points`` as a native chart: a mark and its interval a group, publishers apart, groups under their headings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any

import pandas as pd
from pptx.enum.chart import XL_LABEL_POSITION
from pptx.enum.dml import MSO_LINE, MSO_THEME_COLOR
from pptx.slide import Slide
from pptx.util import Emu, Pt

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render import points
from dashboard.render.marks import by_state
from dashboard.render.slides import native, scatter
from dashboard.render.slides.box import EM, POINT, Box, Ink
from dashboard.rows import records

MOST = 26
"""Lines that a slide has room for; the headings count."""
UNKNOWN = float("-inf")
APART = 0.16
"""Rows that two publishers of one group stand above and below its line."""
Group = tuple[str, str]
"""Its heading and its name."""
Groups = dict[Group, list[int]]
Drawn = tuple[str, list[tuple[float, float | None]], Callable[[Any], None]]
SIDES = {"left": XL_LABEL_POSITION.LEFT, "right": XL_LABEL_POSITION.RIGHT}


@dataclass(frozen=True, slots=True)
class Lines:
    """What stands on which line: headings, names, and each row of the data (column ``line``)."""

    headings: list[tuple[float, str]]
    names: list[tuple[float, str]]
    rows: pd.DataFrame
    count: int
    hidden: int
    """Groups that there is no room for."""


@dataclass(frozen=True, slots=True)
class Series:
    """One publisher: its rows, its colour, its mark, and how far it stands from its line."""

    name: str
    rows: pd.DataFrame
    code: str
    number: int
    away: float


def draw(slide: Slide, chart: Chart, box: Box, ink: Ink) -> None:
    """A line a group, its figures in a column a publisher; the slide says how many groups have no room."""
    told = _lines(chart)
    shown = replace(chart, data=told.rows)
    series = _series(shown)
    made = scatter.Rows(told.count, (0.28, 0.17 if len(series) == 1 else 0.27))
    drawn = [*(_intervals(one, shown, ink) for one in series), *_marks(series, shown, ink)]
    # The longest first: LibreOffice draws nothing of a first series that is shorter than another.
    for name, ends, dress in sorted(drawn, key=lambda each: -len(each[1])):
        if ends:
            made.add(name, ends, dress)
    for total, side in _sides(shown):
        one = next(each for each in series if each.name == total["series"])
        ends = [(total["value"], -0.7), (total["value"], told.count)]
        made.add(f"Everybody, {one.name}", ends, _rule(one, str(total["label"]), side, ink))
    low, high = points.span(shown)
    placed = made.put(slide, box, ink, (low, high))
    _row_lines(placed, ink)
    _names(slide, made, told, box, ink)
    _figures(slide, made, series, chart, box, ink)
    native.left_over(slide, told.hidden, chart, box, ink)


def _lines(chart: Chart) -> Lines:
    headings: list[tuple[float, str]] = []
    names, rows, lines, at = [], [], [], 0
    groups, highest = _groups(chart)
    for (heading, name), own in _fitting(groups, highest).items():
        if not headings or headings[-1][1] != heading:
            headings.append((float(at), heading))
            at += 1
        names.append((float(at), name))
        rows += own
        lines += [float(at)] * len(own)
        at += 1
    encode = chart.encode
    columns = dict.fromkeys((encode.series, encode.colour, encode.x, encode.low, encode.high, encode.label, "state"))
    told = chart.drawn[[name for name in columns if name in chart.drawn]].iloc[rows]
    return Lines(headings, names, told.assign(line=lines).reset_index(drop=True), at, len(groups) - len(names))


def _groups(chart: Chart) -> tuple[Groups, dict[Group, float]]:
    """Where the rows of each group stand, and its highest value."""
    groups: Groups = {}
    highest: dict[Group, float] = {}
    for number, row in enumerate(records(chart.drawn[["heading", chart.encode.y, chart.encode.x]])):
        group = str(row["heading"]), str(row[chart.encode.y])
        groups.setdefault(group, []).append(number)
        value = row[chart.encode.x]
        highest[group] = max(highest.get(group, UNKNOWN), UNKNOWN if value is None else value)
    return groups, highest


def _fitting(groups: Groups, highest: dict[Group, float]) -> Groups:
    """The groups that there is room for.

    Of the list that takes most lines for the figures it tells the lowest go first, but for the very lowest.
    """
    fitting = dict(groups)
    while len(fitting) + len({heading for heading, _ in fitting}) > MOST:
        lists: dict[str, list[Group]] = {}
        for group in fitting:
            lists.setdefault(group[0], []).append(group)
        longest = max(reversed(lists.values()), key=lambda own: len(own) - fmean(len(groups[each]) for each in own))
        lowest, following = sorted(longest, key=highest.__getitem__)[:2]
        del fitting[lowest if highest[lowest] == UNKNOWN else following]
    return fitting


def _series(chart: Chart) -> list[Series]:
    parts = list(chart.data.groupby(str(chart.encode.series), sort=False))
    keys = [str(part[str(chart.encode.colour)].iloc[0]) for _, part in parts]
    codes = theme.colours(str(chart.encode.colour), keys)
    aways = [APART * (2 * number - len(parts) + 1) for number in range(len(parts))]
    return [
        Series(str(name), part, code, number, away)
        for number, ((name, part), code, away) in enumerate(zip(parts, codes, aways, strict=True))
    ]


def _marks(series: list[Series], chart: Chart, ink: Ink) -> Iterator[Drawn]:
    """Full marks and hollow ones, of few children, each a series."""
    for one in series:
        for pale, part in by_state(one.rows):
            ends = list(zip(part[chart.encode.x].astype(float), part["line"] + one.away, strict=True))
            dress = scatter.marks(one.code, ink, diamond=one.number == 1, hollow=pale, size=7)
            yield f"{one.name}, in parentheses" if pale else one.name, ends, dress


def _intervals(one: Series, chart: Chart, ink: Ink) -> Drawn:
    """Lines from end to end with a gap after each, since not every program draws error bars across."""
    low, high = str(chart.encode.low), str(chart.encode.high)
    ends: list[tuple[float, float | None]] = []
    for row in records(one.rows[[low, high, "line"]].dropna()):
        ends += [(row[low], row["line"] + one.away), (row[high], row["line"] + one.away), (row[high], None)]
    return f"{one.name}, intervals", ends, scatter.rule(one.code, ink, 1.25)


def _sides(chart: Chart) -> list[tuple[dict[str, Any], str]]:
    """The totals and where their words stand: of two the smaller to the left, so that they can't meet."""
    known = points.totals(chart)
    if len(known) > 1:
        return list(zip(known, ("left", "right"), strict=False))
    return [(total, "right") for total in known]


def _rule(one: Series, words: str, side: str, ink: Ink) -> Any:
    """Dress a series in a line with its words at the upper end; the second publisher's is dashed."""
    plain = scatter.rule(one.code, ink, 1)

    def dress(series: Any) -> None:
        plain(series)
        if one.number:
            series.format.line.dash_style = MSO_LINE.DASH
        native.label(series.points[0], words, ink, where=SIDES[side], size=10)

    return dress


def _row_lines(placed: Any, ink: Ink) -> None:
    """A dotted line from each name to its mark and figures."""
    axis = placed.value_axis
    placed.category_axis.tick_labels.font.size = Pt(10)
    axis.has_major_gridlines, axis.major_unit = True, 1
    native.ink_line(axis.major_gridlines.format.line, ink)
    axis.major_gridlines.format.line.dash_style = MSO_LINE.ROUND_DOT


def _names(slide: Slide, made: scatter.Rows, told: Lines, box: Box, ink: Ink) -> None:
    """Names and headings at the left; headings on the ground of the slide, since they cross the grid."""
    native.together(slide, "Names", made.words(slide, box, told.names, ink, side="left"))
    size = min(made.size(box, told.headings, side="left", wide=True), made.size(box, told.names, side="left"))
    headings = made.words(slide, box, told.headings, ink, side="left", bold=True, wide=True, size=size)
    for shape in headings:
        shape.fill.solid()
        shape.fill.fore_color.theme_color = MSO_THEME_COLOR.BACKGROUND_1
        shape.width = min(shape.width, Emu(int(len(shape.text_frame.text) * size * EM * POINT)))
    native.together(slide, "Headings", headings)


def _figures(slide: Slide, made: scatter.Rows, series: list[Series], chart: Chart, box: Box, ink: Ink) -> None:
    """A column of figures a publisher; its mark and name on top where there are several."""
    figures: list[Any] = []
    labels = [list(zip(one.rows["line"], one.rows[str(chart.encode.label)].astype(str), strict=True)) for one in series]
    looks = [{"side": "right", "part": (one.number, len(series))} for one in series]
    size = min(made.size(box, told, **look) for told, look in zip(labels, looks, strict=True))
    for one, told, look in zip(series, labels, looks, strict=True):
        figures += made.words(slide, box, told, ink, size=size, **look)
        if len(series) > 1:
            sign = [(-1.0, f"{points.SIGNS[one.number]} {one.name}")]
            figures += made.words(slide, box, sign, ink, size=9, code=one.code, **look)
    native.together(slide, "Figures", figures)
