"""oosc: the one place that knows both halves of the house."""

from __future__ import annotations

import gc
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

import typer

from dashboard import allocation

if TYPE_CHECKING:
    from dashboard.places import Place
    from dashboard.store import Store

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Which children are out of school: pipeline, charts, dashboard.",
)

_NO_HELP: dict[str, Any] = {"help": False, "etl": {"help": False, "build": {"help": False}}}
"""Told so beforehand, typer does not import pydantic to find out whether `--help` was asked for."""

MANY, SECONDS_A_PLACE = 60, 2
"""Places past which a presenter is told what a deck will take, and what each takes."""


def _mount_pipeline() -> None:
    from etl.cli import app as pipeline

    app.add_typer(pipeline, name="etl", help="Publishers' files -> data/sources -> data/tables.")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8050,
    workers: Annotated[int, typer.Option(help="Processes that answer.", min=1, max=64)] = 1,
) -> None:
    """Serve the dashboard."""
    gc.disable()  # until the server is ready: hundreds of modules leave nothing to be found
    from dashboard import embeds, server
    from dashboard.store import TablesMissing

    try:
        embeds.framers()
        server.every()
    except (embeds.BadFraming, server.BadInterval) as bad:
        _fail(str(bad), status=2)
    store = _store(held=True)
    if not _is_free(host, port):
        _fail(f"Port {port} on {host} is in use. Choose another: oosc serve --port {port + 1}")
    typer.echo(f"Out-of-school children: http://{host}:{port}\n{shown(store)}\nStop with Ctrl-C.")
    try:
        server.run(store, host, port, workers)
    except TablesMissing as strange:
        _fail(str(strange))


@app.command()
def figure(
    address: Annotated[str, typer.Argument(help="NAME?query, or a link to it: 'trend?place=PAK,IND&level=primary'")],
    output: Annotated[
        str,
        typer.Option("--output", "-o", help="A file, its ending chooses the format; '-' is standard output."),
    ],
    form: Annotated[str | None, typer.Option("--format", help="The format, needed for '-o -'.")] = None,
    size: Annotated[str | None, typer.Option(help="Of pictures and slides: slide, 4x3, square, a4, phone.")] = None,
    scale: Annotated[str | None, typer.Option(help="Pixels of a picture for each of its own: 0.5 to 4.")] = None,
    background: Annotated[str | None, typer.Option(help="Of pictures: white or transparent.")] = None,
    template: Annotated[Path | None, typer.Option(help="A .pptx of your own whose look a slide takes.")] = None,
    metadata: Annotated[bool, typer.Option("--metadata", help="Beside a CSV: FILE-metadata.json, as CSVW.")] = False,
) -> None:
    """Write one chart to a file, and beside a CSV, if asked, what its columns mean."""
    from dashboard import addresses
    from dashboard.render import csvw, formats, options
    from dashboard.render.picture import PictureUnavailable

    ending = form or formats.ending_of(Path(output).name)
    if output == "-" and not form:
        _fail(f"Standard output needs --format. Formats: {', '.join(formats.FORMATS)}.", status=2)
    if metadata and (ending != "csv" or output == "-"):
        _fail("--metadata describes a CSV file: use it with -o FILE.csv.", status=2)
    try:
        linked, given = options.split(address.partition("?")[2])[0], options.read(size, scale, background)
        said = {"size": size, "scale": scale, "background": background}
        own = {name: getattr(given, name) for name, word in said.items() if word is not None}
        asked = replace(linked, template=_template(template), **own)
        formats.chosen(ending).check(asked)
        chart = addresses.chart_at(address, _store())
        made = formats.render(chart, ending, asked)
    except (addresses.NoChart, formats.UnknownFormat, options.BadOption) as wrong:
        _fail(str(wrong.args[0]), status=2)
    except PictureUnavailable as missing:
        _fail(str(missing))
    if chart.empty:
        typer.echo(f"No figures in this file. {chart.empty}", err=True)
    _write(output, made)
    if metadata:
        _write(f"{output}-metadata.json", csvw.describe(chart, Path(output).name))


@app.command()
def deck(
    output: Annotated[str, typer.Option("--output", "-o", help="A .pptx file; '-' is standard output.")],
    places: Annotated[list[str] | None, typer.Argument(metavar="PLACE…", help="Codes or names: PAK NGA world")] = None,
    region: Annotated[str | None, typer.Option(help="A region and all its countries: asia-and-the-pacific.")] = None,
    year: Annotated[str, typer.Option(help="The year the figures are for.")] = "2023",
    level: Annotated[str, typer.Option(help="School age: primary, lower_secondary, upper_secondary, all.")] = "primary",
    size: Annotated[str | None, typer.Option(help="slide (16:9) or 4x3.")] = None,
    template: Annotated[Path | None, typer.Option(help="A .pptx of your own whose look the slides take.")] = None,
) -> None:
    """Write a briefing of each place as slides that can be edited."""
    from dashboard import deck as decks
    from dashboard.render import options, slides
    from dashboard.selection import BadSelection, Selection

    if output != "-" and Path(output).suffix.lower() != ".pptx":
        _fail(
            f"A deck is a PowerPoint file, and '{output}' is none. Give -o NAME.pptx, or -o - for standard output.", 2
        )
    store = _store()
    try:
        asked = replace(options.read(size), template=_template(template))
        slides.deck([], asked)
        wanted = Selection.from_query(urlencode({"level": level, "year": year}), store)
        chosen = decks.chosen(places or [], region, store)
        briefed = decks.of(store, _counted(chosen), year=wanted.year or decks.YEAR, level=wanted.level or decks.LEVEL)
        made = slides.deck(briefed, asked)
    except (BadSelection, options.BadOption) as wrong:
        _fail(str(wrong), status=2)
    _write(output, made)


def _counted(places: list[Place]) -> Iterator[Place]:
    """Each place, with a bar on a terminal, and fair warning where there are many."""
    from rich.console import Console
    from rich.progress import track

    if len(places) > MANY:
        minutes = 1 + len(places) * SECONDS_A_PLACE // 60
        typer.echo(f"{len(places)} places make about {9 * len(places):,} slides: some {minutes} minutes.", err=True)
    screen = Console(stderr=True)
    yield from track(places, "Briefings", console=screen, transient=True, disable=not screen.is_terminal)


def shown(store: Store) -> str:
    """What data the dashboard shows: releases, years, rows."""
    releases = [release for release in store.releases.values() if release.id in store.release_ids()]
    rows = sum(release.rows for release in releases)
    years = [year for release in releases for year in (release.first_year, release.last_year) if year]
    named = ", ".join(release.id for release in releases)
    return f"Showing {rows:,} rows, years {min(years)}-{max(years)}, of {len(releases)} releases: {named}"


def _template(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        return path.read_bytes()
    except OSError as trouble:
        _fail(f"The template {path} can't be read: {trouble.strerror}.", status=2)
        raise


def _store(*, held: bool = False) -> Store:
    from dashboard.store import TablesMissing, open_store

    try:
        return open_store(held=held)
    except TablesMissing as missing:
        _fail(str(missing))
        raise


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _write(output: str, made: bytes) -> None:
    """All or nothing: a failed write leaves the old file as it was."""
    if output == "-":
        sys.stdout.buffer.write(made)
        return
    target = Path(output)
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_bytes(made)
        part.replace(target)
    except OSError as trouble:
        part.unlink(missing_ok=True)
        _fail(f"Could not write {target}: {trouble.strerror}. Choose a folder that exists and may be written to.")


def _fail(sentence: str, status: int = 1) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(status)


def main() -> None:
    """Entry point of the command ``oosc``."""
    allocation.share()
    _mount_pipeline()
    app(default_map=_NO_HELP)
