"""Kind ``line``: values over years. A method keeps its own mark; a gap stays a gap."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import theme
from dashboard.charts.chart import Chart
from dashboard.render.labels import broken, counts_children
from dashboard.render.marks import whiskers

SEPARATE = ("survey", "announced")
"""Methods whose values are points that no line joins."""
HOVER = ("year", "value", "low", "high", "release_id")
DRAWN = ("method", "is_extrapolated")
"""Columns that decide how a line is drawn, beside those of ``HOVER`` and the encoding."""


def draw(chart: Chart) -> dict[str, Any]:
    """Traces and layout; each line named at its end."""
    encode, traces = chart.encode, []
    used = {*HOVER, *DRAWN, encode.series, encode.y, encode.low, encode.high}
    drawn = chart.drawn[[name for name in chart.drawn if name in used]]
    for name, colour in colours_of(chart).items():
        rows = drawn[drawn[encode.series] == name].sort_values("year")
        traces += _traces(rows, chart, str(name), colour)
    low = min(0.0, float(chart.drawn[encode.y].min()))
    return {
        "data": traces,
        "layout": {
            "xaxis": {**theme.axis(), **_years(chart.drawn)},
            "yaxis": {
                **theme.axis(grid=True),
                "range": span(chart, low),
                "tickformat": "~s" if counts_children(chart.drawn) else "",
            },
            "annotations": end_labels(chart),
            "margin": {"l": 8, "r": 140, "t": 12, "b": 8},
            "hovermode": "closest",
        },
    }


def colours_of(chart: Chart) -> dict[object, str]:
    """Each series, in order, and its colour."""
    names = chart.drawn[chart.encode.series]
    meanings = chart.drawn[chart.encode.colour] if chart.encode.colour else names
    keys: dict[object, str] = {}
    for name, meaning in zip(names, meanings, strict=True):
        keys.setdefault(name, str(meaning))
    return dict(zip(keys, theme.colours(str(chart.encode.colour), list(keys.values())), strict=True))


def _traces(rows: pd.DataFrame, chart: Chart, name: str, colour: str) -> list[dict[str, object]]:
    method = str(rows["method"].iloc[0])
    if method in SEPARATE:
        return [
            _trace(
                rows,
                chart,
                name,
                _hover(rows, chart, name),
                mode="markers",
                marker={"size": 9, "symbol": "diamond", "color": colour},
                error_y=whiskers(rows[chart.encode.y], rows[chart.encode.low], rows[chart.encode.high], colour),
            )
        ]
    if method == "administrative":
        whole = _with_gaps(rows)
        mark = {"size": 6, "color": colour}
        return [
            _trace(
                whole,
                chart,
                name,
                _hover(whole, chart, name),
                mode="lines+markers",
                marker=mark,
                line={"color": colour, "width": 2},
            )
        ]
    return [*_band(rows, chart, colour), *_model(rows, chart, name, colour)]


def _model(rows: pd.DataFrame, chart: Chart, name: str, colour: str) -> list[dict[str, object]]:
    """Solid up to the last observation, dashed after it, the two meeting in one point."""
    beyond = rows["is_extrapolated"] if "is_extrapolated" in rows else pd.Series(data=False, index=rows.index)
    seen, after = rows[~beyond], rows[beyond]
    joint = pd.concat([seen.tail(1), after]) if len(after) else after
    line = {"color": colour, "width": 2}
    found = [_trace(seen, chart, name, _hover(seen, chart, name), mode="lines", line=line)] if len(seen) else []
    if len(after):
        dashed = {**line, "dash": "dot"}
        found.append(_trace(joint, chart, name, _hover(joint, chart, name), mode="lines", line=dashed))
    return found


def _trace(rows: pd.DataFrame, chart: Chart, name: str, hover: list[str], **look: object) -> dict[str, object]:
    return {
        "type": "scatter",
        "x": rows["year"].tolist(),
        "y": _plain(rows[chart.encode.y]),
        "name": name,
        "hovertext": hover,
        "hoverinfo": "text",
        "connectgaps": False,
        **look,
    }


def _band(rows: pd.DataFrame, chart: Chart, colour: str) -> list[dict[str, object]]:
    low, high = chart.encode.low, chart.encode.high
    known = rows[rows[low].notna() & rows[high].notna()] if low and high else rows.iloc[:0]
    if known.empty:
        return []
    years = known["year"].tolist()
    return [
        {
            "type": "scatter",
            "x": [*years, *reversed(years)],
            "y": [*known[high].tolist(), *reversed(known[low].tolist())],
            "fill": "toself",
            "mode": "lines",
            "fillcolor": theme.rgba(colour, 0.13),
            "line": {"width": 0},
            "hoverinfo": "skip",
        }
    ]


def _with_gaps(rows: pd.DataFrame) -> pd.DataFrame:
    years = pd.DataFrame({"year": range(int(rows["year"].min()), int(rows["year"].max()) + 1)})
    return years.merge(rows, on="year", how="left")


def _hover(rows: pd.DataFrame, chart: Chart, name: str) -> list[str]:
    form = "{:,.0f}" if counts_children(chart.drawn) else "{:.1f}%"
    told = []
    for year, value, low, high, release in zip(*(rows[column] for column in HOVER), strict=True):
        band = f"<br>{form.format(low)} to {form.format(high)}" if pd.notna(low) else ""
        told.append(f"<b>{name}</b><br>{year}: {form.format(value)}{band}<br>{release}" if pd.notna(value) else "")
    return told


def _end(rows: pd.DataFrame, name: str, colour: str) -> dict[str, object]:
    last = rows.iloc[-1]
    return {"name": name, "colour": colour, "x": int(last["year"]), "y": float(last["value"])}


def end_labels(chart: Chart) -> list[dict[str, Any]]:
    """The lines' names at their ends, pushed apart so that none covers another: ``y`` in the values' unit."""
    series, values = chart.drawn[chart.encode.series], chart.drawn[["year", "value"]]
    ends = [
        _end(values[series == name].sort_values("year"), str(name), colour)
        for name, colour in colours_of(chart).items()
    ]
    low, high = span(chart, min(0.0, float(chart.drawn[chart.encode.y].min())))
    line = (high - low) / 18
    ends.sort(key=lambda item: float(str(item["y"])))
    texts = [broken(str(end["name"]), 17) for end in ends]
    halves = [line * (1 + text.count("<br>")) / 2 for text in texts]
    heights = _apart([float(str(end["y"])) for end in ends], halves, (low, high + line))
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
            "font": {"color": end["colour"], "size": 13},
        }
        for end, text, at in zip(ends, texts, heights, strict=True)
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


def _plain(values: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]
