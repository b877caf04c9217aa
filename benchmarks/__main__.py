"""Prints every measurement beside its budget."""

from __future__ import annotations

import json
import math
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import build, fetching, first_view, server, serving, slides
from dashboard.render import picture
from dashboard.store import open_store

THREE = ("trend", "ranking", "map")
MB = 1e6

Row = tuple[str, ...]
"""What was measured, here, in the plain app, and the budget."""


def figures(url: str) -> list[dict[str, Any]]:
    """The three charts as the dashboard draws them, for the plain app to draw too."""
    read = [json.load(urllib.request.urlopen(f"{url}/figures/{name}.json")) for name in THREE]
    return [{key: one["plotly"][key] for key in ("data", "layout")} for one in read]


def milliseconds(seconds: float) -> str:
    return "—" if math.isnan(seconds) else f"{seconds * 1000:,.0f} ms"


def view_rows(running: serving.Running, made: list[dict[str, Any]]) -> list[Row]:
    """First views of the dashboard and of the plain app, in one run."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "figures.json"
        path.write_text(json.dumps(made))
        with serving.plain(path) as plain:
            urls = {"dashboard": running.url, "plain": plain.url}
            for line in first_view.LINES:
                rows += view_lines(first_view.compare(urls, line), line)
    return rows


def view_lines(views: dict[str, first_view.View], line: str) -> list[Row]:
    ours, plain = views["dashboard"], views["plain"]
    each = (ours, plain)
    times: list[Row] = [
        (f"first chart drawn, {line}", *(milliseconds(one.first / 1000) for one in each), ""),
        (f"map drawn, {line}", *(milliseconds((one.map or math.nan) / 1000) for one in each), ""),
    ]
    if line != "local":
        return times
    return [
        ("first view, cold: bytes over the wire", *(f"{one.bytes / MB:.2f} MB" for one in each), "1.0 MB"),
        ("first view, cold: requests", *(str(len(one.sizes)) for one in each), ""),
        ("other hosts asked", *(", ".join(sorted(one.outside)) or "0" for one in each), "0"),
        *times,
    ]


def server_rows(running: serving.Running) -> list[Row]:
    """Start, time of a chart, memory."""
    server.use(running)
    times = server.chart_times(running)
    used = server.memory(running)
    rss, pss = (max(one[kind] for one in used) / MB for kind in ("rss", "pss"))
    return [
        ("oosc serve ready", f"{running.seconds_to_ready:.1f} s", "", "3 s"),
        ("a chart as JSON, p95", milliseconds(server.p95(times)), "", "20 ms"),
        ("a chart as JSON, p50", milliseconds(median(times)), "", ""),
        ("memory of a worker, RSS (PSS)", f"{rss:.0f} MB ({pss:.0f} MB)", "", "250 MB"),
    ]


def build_rows() -> list[Row]:
    """The build against reading, both from start to end of a program."""
    took = build.measure()
    ratio, alone = took["build"] / took["read_process"], took["build"] / took["read"]
    return [
        ("oosc etl build", f"{took['build']:.1f} s", "", ""),
        ("merely reading the sources, as a program", f"{took['read_process']:.2f} s", "", ""),
        ("merely reading the sources, without Python's start", f"{took['read']:.2f} s", "", ""),
        ("build against reading as a program", f"{ratio:.1f} ×", "", "3 ×"),
        ("build against reading alone", f"{alone:.1f} ×", "", ""),
    ]


def picture_rows(made: list[dict[str, Any]]) -> list[Row]:
    """Pictures from a warm engine."""
    rows: list[Row] = []
    for name, figure in zip(THREE, made, strict=True):
        times = []
        for _ in range(11):
            started = time.perf_counter()
            picture.draw(figure, width=960, height=540)
            times.append(time.perf_counter() - started)
        rows.append((f"picture of a {name}, warm", milliseconds(median(times[1:])), "", "200 ms"))
    picture.close()
    return rows


def slide_rows() -> list[Row]:
    """Native slides beside slides with a flat picture, warm pictures, a deck."""
    store = open_store()
    rows = [
        (f"a slide of {address}: native, with a Kaleido picture", milliseconds(native), milliseconds(flat), "50 ms")
        for address, (native, flat) in slides.native_and_pictured(store).items()
    ]
    p50, p95, longest = slides.warm_pictures(store)
    each, count = slides.deck_per_slide(store)
    return [
        *rows,
        ("100 warm PNGs: p50, p95, longest", " · ".join(map(milliseconds, (p50, p95, longest))), "", "200 ms"),
        (f"a deck of {count} slides, each", milliseconds(each), "", ""),
    ]


def tabled(title: str, columns: tuple[str, ...], rows: list[Row]) -> Table:
    """Rows under their columns; the first says what was measured."""
    table = Table(title=title, title_justify="left")
    for at, name in enumerate(columns):
        table.add_column(name, justify="right" if at else "left")
    for row in rows:
        table.add_row(*row)
    return table


def print_live_source(console: Console) -> None:
    """Our client of the live source beside the package `unesco-reader`: costs, then verdicts on faults."""
    reader = fetching.READER
    console.print("Measuring the live source …")
    console.print(tabled("The live source, on a stand-in", ("what", "ours", reader), fetching.cost_rows()))
    rows = fetching.fault_rows()
    columns = ("what goes wrong", "once: ours", "reader", "always: ours", "reader")
    console.print(tabled(f"Faults of the live source, met by ours and by {reader}", columns, rows))
    for name, places in (("ours", (1, 3)), (reader, (2, 4))):
        verdicts = [row[place] for row in rows for place in places if row[place]]
        console.print(f"Wrong or partial data without a word: {name}, {verdicts.count('wrong')} of {len(verdicts)}.")


def main() -> None:
    console = Console()
    with serving.dashboard() as running:
        console.print("Measuring the server …")
        rows = server_rows(running)
        made = figures(running.url)
        console.print("Measuring first views …")
        rows = view_rows(running, made) + rows
    console.print("Measuring pictures and the build …")
    rows += picture_rows(made) + slide_rows() + build_rows()
    console.print(tabled("Measured here, now", ("what", "dashboard", "plain Dash", "budget"), rows))
    console.print("Plain Dash: the same three figures with dcc.Graph and its defaults, on the same kind of server.")
    print_live_source(console)


if __name__ == "__main__":
    main()
