"""The table on the terminal, and the same as a picture for the README, drawn from the results alone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

from rich.table import Table

from benchmarks import results
from benchmarks.measures import Measure, amount
from dashboard.render import fonts, picture

PICTURE = results.ROOT / "docs" / "bench.svg"
SVG = "http://www.w3.org/2000/svg"
WIDTH, ROW, HEAD = 1000, 19, 84
COLUMNS = {"measure": 0.0, "ours": 0.455, "best peer": 0.47, "budget": 0.885, "verdict": 0.9}
"""Where each column ends (numbers) or begins (words), as a share of the width."""
SCALE = (0.69, 0.83)
COLOURS = {"within": "#1b6e3c", "over": "#b3261e", "peer not measured": "#5f6368", "no budget": "#5f6368"}
BETTER, WORSE = "#1b6e3c", "#b3261e"


def cells(one: Measure) -> tuple[str, ...]:
    """What was measured, ours, the peers from the best, ratio to the best, budget, verdict with its reason."""
    known = {name: value for name, value in one.peers.items() if value is not None}
    order = sorted(known, key=known.__getitem__, reverse=one.more_is_better)
    told = [f"{name} {amount(known[name], one.unit)}" for name in order]
    told += [f"{name} —" for name in one.peers if name not in known]
    ratio = "" if one.ratio is None else f"{one.ratio:.2g} ×"
    budget = "" if one.budget is None else amount(one.budget, one.unit)
    verdict = f"{one.verdict}: {one.reason}" if one.reason else "" if one.verdict == "no budget" else one.verdict
    return one.name, amount(one.ours, one.unit), "\n".join(told), ratio, budget, verdict


def table(rows: Iterable[Measure]) -> Table:
    """A row a measure, a section a part."""
    made = Table(title="Measured here, now", title_justify="left")
    for name in ("what", "ours", "peers, the best first", "ratio", "budget", "verdict"):
        made.add_column(name, justify="right" if name in ("ours", "ratio", "budget") else "left")
    part = ""
    for one in rows:
        if one.part != part:
            made.add_section()
            made.add_row(f"[bold]{one.part}[/bold]")
            part = one.part
        style = {"within": "green", "over": "red"}.get(one.verdict, "")
        made.add_row(*cells(one)[:-1], f"[{style}]{cells(one)[-1]}[/]" if style else cells(one)[-1])
    return made


def draw(found: dict[str, Any], path: Path = PICTURE) -> None:
    """Writes the picture of the results, with its letters in it."""
    drawn = figure(found)
    write_svg(drawn, path, "Measurements of the dashboard beside its peers and budgets")


def write_svg(drawn: dict[str, Any], path: Path, title: str) -> None:
    """A figure as an SVG file that looks alike everywhere."""
    layout = drawn["layout"]
    made = picture.draw(drawn, fmt="svg", width=layout["width"], height=layout["height"], scale=1)
    Xml.register_namespace("", SVG)
    root = Xml.fromstring(made)
    root.set("role", "img")
    for tag, text in (("style", fonts.faces("".join(root.itertext()))), ("title", title)):
        element = Xml.Element(f"{{{SVG}}}{tag}")
        element.text = text
        root.insert(0, element)
    path.write_bytes(Xml.tostring(root, encoding="utf-8"))


def figure(found: dict[str, Any]) -> dict[str, Any]:
    """The results as a Plotly figure: words in columns, and how much better or worse than the best peer.

    What is over its budget says why. What has neither budget nor peer stands in the file and on the terminal only.
    """
    rows = [one for one in results.measures(found) if one.verdict != "no budget" or one.best_peer]
    words, points, at, part = [*_heads(found)], [], 0, ""
    for one in rows:
        if one.part != part:
            at += 1
            part = one.part
            words.append(_word(part, COLUMNS["measure"], at, bold=True))
            at += 1
        words += _line(one, at)
        if one.ratio:
            points.append((one.ratio if not one.more_is_better else 1 / one.ratio, at))
        at += 1
        if one.reason:
            words.append(_word(f"— {one.reason}", COLUMNS["measure"], at, colour=COLOURS["over"]))
            at += 1
    height = HEAD + ROW * (at + 1)
    axis = {"visible": False, "fixedrange": True}
    layout = {
        "width": WIDTH,
        "height": height,
        "margin": {"l": 16, "r": 16, "t": HEAD, "b": ROW},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "showlegend": False,
        "font": {"size": 11, "color": "#1f1f1f"},
        "annotations": words,
        "shapes": [_middle()],
        "xaxis": {**axis, "type": "log", "domain": list(SCALE), "range": [-2.2, 2.2]},
        "yaxis": {**axis, "range": [at, -0.5]},
    }
    return {"data": [_dots(points)], "layout": layout}


def texts(found: dict[str, Any]) -> list[str]:
    """Every word of the picture, as it is written in it."""
    plain = (word["text"].removeprefix("<b>").removesuffix("</b>") for word in figure(found)["layout"]["annotations"])
    return list(plain)


def _line(one: Measure, at: int) -> list[dict[str, Any]]:
    name, ours, _, _, budget, _ = cells(one)
    best = one.best_peer
    said = [
        _word(name, COLUMNS["measure"], at),
        _word(ours, COLUMNS["ours"], at, "right", bold=True),
        _word(f"{best[0]} {amount(best[1], one.unit)}" if best else "", COLUMNS["best peer"], at),
        _word(budget, COLUMNS["budget"], at, "right"),
        _word("" if one.verdict == "no budget" else one.verdict, COLUMNS["verdict"], at, colour=COLOURS[one.verdict]),
    ]
    return [word for word in said if word["text"] not in ("", "<b></b>")]


def _heads(found: dict[str, Any]) -> list[dict[str, Any]]:
    """What, where and when; then what stands in the columns."""
    machine = found["machine"]
    told = f"{machine['cores']} cores, {machine['memory_gb']:g} GB, {found['date'][:10]}, commit {found['commit']}"
    columns = (("ours", "right"), ("best peer", "left"), ("budget", "right"), ("verdict", "left"))
    return [
        {**_word("Measured by make bench", 0, 0, bold=True), "yref": "paper", "y": 1, "yshift": 66},
        {**_word(told, 0, 0), "yref": "paper", "y": 1, "yshift": 46},
        *({**_word(name, COLUMNS[name], 0, side), "yref": "paper", "y": 1, "yshift": 16} for name, side in columns),
        {**_word("better | worse", sum(SCALE) / 2, 0, "center"), "yref": "paper", "y": 1, "yshift": 16},
    ]


def _word(
    text: str, x: float, at: int, side: str = "left", *, bold: bool = False, colour: str = "#1f1f1f"
) -> dict[str, Any]:
    return {
        "text": f"<b>{text}</b>" if bold else text,
        "x": x,
        "y": at,
        "xref": "paper",
        "yref": "y",
        "xanchor": side,
        "yanchor": "middle",
        "showarrow": False,
        "font": {"color": colour},
    }


def _middle() -> dict[str, Any]:
    """As good as the best peer."""
    return {
        "type": "line",
        "x0": 1,
        "x1": 1,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": "#9aa0a6", "width": 1},
    }


def _dots(points: list[tuple[float, int]]) -> dict[str, Any]:
    """One a ratio; further than a hundredfold stands at the edge."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [min(max(ratio, 0.01), 100) for ratio, _ in points],
        "y": [at for _, at in points],
        "marker": {"size": 8, "color": [BETTER if ratio <= 1 else WORSE for ratio, _ in points]},
        "cliponaxis": False,
    }
