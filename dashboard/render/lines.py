"""Kind ``line``: values over years. A method keeps its own mark; a gap stays a gap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render.labels import broken, counts_children
from dashboard.render.marks import whiskers
from dashboard.rows import Row, records

SEPARATE = ("survey", "announced")
"""Methods whose values are points that no line joins."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line of the screen: its rows in order of the years."""

    name: str
    colour: str
    rows: list[Row]

    @property
    def method(self) -> str:
        """How its values came about; it decides the mark."""
        return str(self.rows[0]["method"])


def draw(chart: Chart) -> dict[str, Any]:
    """Traces and layout; each line named at its end."""
    low = min(0.0, float(chart.drawn[chart.encode.y].min()))
    is_number = counts_children(chart.drawn)
    form = "{:,.0f}" if is_number else "{:.1f}%"
    return {
        "data": [trace for one in series_of(chart) for trace in _traces(one, chart, form)],
        "layout": {
            "xaxis": {**theme.axis(), **_years(chart.drawn)},
            "yaxis": {**theme.axis(grid=True), "range": span(chart, low), "tickformat": "~s" if is_number else ""},
            "annotations": end_labels(chart),
            "margin": {"l": 8, "r": 140, "t": 12, "b": 8},
            "hovermode": "closest",
        },
    }


def series_of(chart: Chart) -> list[Series]:
    """The lines in the order of the data."""
    encode = chart.encode
    found: dict[str, list[Row]] = {}
    for row in records(chart.drawn):
        found.setdefault(str(row[str(encode.series)]), []).append(row)
    meanings = [str(rows[0][encode.colour or str(encode.series)]) for rows in found.values()]
    colours = theme.colours(str(encode.colour), meanings)
    in_order = (sorted(rows, key=lambda row: row["year"]) for rows in found.values())
    return [Series(*each) for each in zip(found, colours, in_order, strict=True)]


def _traces(one: Series, chart: Chart, form: str) -> list[dict[str, object]]:
    encode, rows = chart.encode, one.rows
    if one.method in SEPARATE:
        mark = {"size": 9, "symbol": "diamond", "color": one.colour}
        values, low, high = ([row[str(column)] for row in rows] for column in (encode.y, encode.low, encode.high))
        whisker = whiskers(values, low, high, one.colour)
        return [_trace(rows, one, chart, form, mode="markers", marker=mark, error_y=whisker)]
    line = {"color": one.colour, "width": 2}
    if one.method == "administrative":
        mark = {"size": 6, "color": one.colour}
        return [_trace(_with_gaps(rows), one, chart, form, mode="lines+markers", marker=mark, line=line)]
    solid, dotted = parted(rows)
    found = _band(rows, chart, one.colour)
    if solid:
        found.append(_trace(solid, one, chart, form, mode="lines", line=line))
    if dotted:
        found.append(_trace(dotted, one, chart, form, mode="lines", line={**line, "dash": "dot"}))
    return found


def parted(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """A model's rows up to its last observation, and those after it, the two meeting in one point."""
    seen = [row for row in rows if not row.get("is_extrapolated")]
    after = [row for row in rows if row.get("is_extrapolated")]
    return seen, [*seen[-1:], *after] if after else []


def _trace(rows: list[Row], one: Series, chart: Chart, form: str, **look: object) -> dict[str, object]:
    return {
        "type": "scatter",
        "x": [row["year"] for row in rows],
        "y": [row.get(chart.encode.y) for row in rows],
        "name": one.name,
        "hovertext": [_hover(row, one.name, form) for row in rows],
        "hoverinfo": "text",
        "connectgaps": False,
        **look,
    }


def _band(rows: list[Row], chart: Chart, colour: str) -> list[dict[str, object]]:
    low, high = str(chart.encode.low), str(chart.encode.high)
    ends = [(row["year"], row.get(low), row.get(high)) for row in rows]
    known = [each for each in ends if each[1] is not None and each[2] is not None]
    if not known:
        return []
    years, lower, upper = zip(*known, strict=True)
    return [
        {
            "type": "scatter",
            "x": [*years, *reversed(years)],
            "y": [*upper, *reversed(lower)],
            "fill": "toself",
            "mode": "lines",
            "fillcolor": theme.rgba(colour, 0.13),
            "line": {"width": 0},
            "hoverinfo": "skip",
        }
    ]


def _with_gaps(rows: list[Row]) -> list[Row]:
    """A row for every year from the first to the last: those without a figure have nothing but their year."""
    known = {row["year"]: row for row in rows}
    return [known.get(year, {"year": year}) for year in range(rows[0]["year"], rows[-1]["year"] + 1)]


def _hover(row: Row, name: str, form: str) -> str:
    if row.get("value") is None:
        return ""
    low, high = row["low"], row["high"]
    band = f"<br>{form.format(low)} to {form.format(high)}" if low is not None else ""
    return f"<b>{name}</b><br>{row['year']}: {form.format(row['value'])}{band}<br>{row['release_id']}"


def end_labels(chart: Chart) -> list[dict[str, Any]]:
    """The lines' names at their ends, pushed apart so that none covers another: ``y`` in the values' unit."""
    ends = sorted(series_of(chart), key=lambda one: one.rows[-1]["value"])
    low, high = span(chart, min(0.0, float(chart.drawn[chart.encode.y].min())))
    line = (high - low) / 18
    texts = [broken(one.name, 17) for one in ends]
    halves = [line * (1 + text.count("<br>")) / 2 for text in texts]
    heights = _apart([one.rows[-1]["value"] for one in ends], halves, (low, high + line))
    return [
        {
            "x": 1,
            "xref": "paper",
            "y": at,
            "xanchor": "left",
            "xshift": 6,
            "showarrow": False,
            "align": "left",
            "text": text,
            "font": {"color": one.colour, "size": 13},
        }
        for one, text, at in zip(ends, texts, heights, strict=True)
    ]


def _apart(wanted: list[float], halves: list[float], room: tuple[float, float]) -> list[float]:
    """Heights as near to those wanted as words so high allow: pushed up from below, then down from the top."""
    free, placed = room[0], []
    for at, half in zip(wanted, halves, strict=True):
        placed.append(max(at, free + half))
        free = placed[-1] + half
    free = room[1]
    for number in range(len(placed) - 1, -1, -1):
        placed[number] = min(placed[number], free - halves[number])
        free = placed[number] - halves[number]
    return placed


def span(chart: Chart, low: float) -> list[float]:
    """From where to where the values' axis goes."""
    columns = [chart.encode.y, *([chart.encode.high] if chart.encode.high else [])]
    high = max(float(chart.drawn[column].max()) for column in columns if chart.drawn[column].notna().any())
    pad = (high - low) * 0.06 or 1.0
    return [low - (pad if low < 0 else 0), high + pad]


def _years(data: pd.DataFrame) -> dict[str, Any]:
    first, last = int(data["year"].min()), int(data["year"].max())
    step = next(step for step in (1, 2, 5, 10, 20) if (last - first) / step <= 6)
    return {
        "tickformat": "d",
        "dtick": step,
        "range": [first - 0.4, last + 0.4],
        "tick0": first - first % step,
    }
