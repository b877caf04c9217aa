"""`oosc etl`: add | build | check | releases | diff, and with `cli_live` fetch | update.

Exit status 0 done, 1 the work failed, 2 wrong usage.
"""

import gc
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etl import cli_live
from etl.errors import EtlError
from etl.sources import SOURCES

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from etl.build import Report

app = typer.Typer(
    help="Publishers' files -> data/sources -> data/tables.", no_args_is_help=True, pretty_exceptions_enable=False
)
cli_live.register(app)
_AsJson = Annotated[bool, typer.Option("--json", help="For a machine to read.")]


@app.command()
def add(
    source: Annotated[str, typer.Argument(help=f"Whose file: {', '.join(SOURCES)}.")],
    file: Annotated[Path, typer.Argument(help="The publisher's file, unaltered.")],
    release: Annotated[str, typer.Option(help="The release it belongs to, such as 2024-09.")],
    replace: Annotated[bool, typer.Option(help="Take the place of files that hold the same rows.")] = False,
) -> None:
    """Take a publisher's file into data/sources, values unaltered."""
    from etl.add import add as take_in

    with _plain_errors():
        report = take_in(source, file, release, replace=replace)
    if report.unchanged:
        typer.echo(f"{file.name} is in {report.source}/{report.release} already; nothing was changed.")
        return
    gone = f" It took the place of {', '.join(report.replaced)}." if report.replaced else ""
    typer.echo(
        f"Took {_rows(report.rows)} of {file.name} into {report.source}/{report.release}, which now has "
        f"{_rows(report.total_rows)} of {', '.join(report.files)}.{gone} Next: oosc etl build"
    )


@app.command()
def build(
    accept: Annotated[
        bool, typer.Option("--accept", help="Publish even if series are emptied or headlines move far.")
    ] = False,
) -> None:
    """Make data/tables from data/sources, whole or not at all."""
    with _nothing_sought(), _plain_errors():
        from etl.home import data_home
        from etl.read import Sources

        home = data_home()
        sources = Sources(home / "sources").read_ahead()  # while pandas is imported
        from etl.build import build as make

        with _progress() as step:
            report = make(home, step, accept, sources)
        _tell(report)


@app.command()
def check(as_json: _AsJson = False) -> None:
    """Say which promises about data/tables hold."""
    from etl.checks import check as test
    from etl.home import data_home
    from etl.tables import stored

    with _plain_errors():
        results = test(stored(data_home()))
    if as_json:
        told = [{**_plain(result), "rows": _records(result.rows.head(20))} for result in results]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for result in results:
            listed = f" ({_rows(result.count)} listed: {result.note})" if result.count and result.holds else ""
            typer.echo(f"{'holds' if result.holds else 'BROKEN'}  {result.name}{listed}")
            if not result.holds:
                typer.echo(result.rows.head(10).to_string(index=False))
    if broken := [result.name for result in results if not result.holds]:
        typer.echo(f"Not so: {'; '.join(broken)}. Correct the source or the catalogue and build again.", err=True)
        raise typer.Exit(1)


@app.command()
def releases(as_json: _AsJson = False) -> None:
    """List the releases in data/tables."""
    from etl.home import data_home
    from etl.tables import stored

    with _plain_errors():
        table = stored(data_home()).beside["releases"]
    if as_json:
        rows = _records(table)
        told = [{**row, "files": json.loads(str(row["files"]))} for row in rows]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _print(_summary(table))


@app.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="A", help="The earlier release: uis/2019-02, or 2019-02.")],
    new: Annotated[str, typer.Argument(metavar="B", help="The later release.")],
    as_json: _AsJson = False,
    html: Annotated[Path | None, typer.Option(help="Write one page that needs nothing else.")] = None,
    indicator: Annotated[str, typer.Option(help="Only codes like this: 'OFST.*'.")] = "",
) -> None:
    """Say what one release changed of another: series, revisions, breaks, zeros."""
    from etl.diff.told import compared, show
    from etl.home import data_home

    with _plain_errors():
        comparison = compared(data_home(), old, new, indicator)
        if html:
            _write(html, comparison.html())
    if as_json:
        typer.echo(comparison.json())
    elif html:
        typer.echo(f"Wrote {html}.")
    else:
        show(comparison)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as trouble:
        raise EtlError(f"{path} cannot be written ({trouble.strerror}). Name another file.") from trouble


def _tell(report: "Report") -> None:
    _print(_summary(report.built))
    for left in report.left_out:
        typer.echo(f"Left out of {left.source}/{left.release}: {_rows(left.rows)}, {left.rule} ({left.reason}).")
    typer.echo(f"Withheld for resting on under a third of the children: {len(report.withheld):,} regional values.")
    for result in report.results:
        if result.count:
            typer.echo(f"To know: {result.name}, save {_rows(result.count)}. {result.note}.")
    typer.echo(f"Wrote {report.tables}.")


@contextmanager
def _plain_errors() -> Iterator[None]:
    """An error of the pipeline is one sentence on standard error and exit status 1."""
    try:
        yield
    except EtlError as trouble:
        typer.echo(str(trouble), err=True)
        raise typer.Exit(1) from trouble


@contextmanager
def _nothing_sought() -> Iterator[None]:
    """Nothing looks for cycles among objects, now and when the program ends: there are few, and pandas is large."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """What is being done, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda name: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("start", total=None)
        yield lambda name: shown.update(task, description=name)


def _rows(count: int) -> str:
    return f"{count:,} {'row' if count == 1 else 'rows'}"


def _summary(releases: "pd.DataFrame") -> "Table":
    from rich.table import Table

    table = Table("source", "release")
    for name in ("rows", "places", "years"):
        table.add_column(name, justify="right")
    for row in releases.to_dict("records"):
        years = f"{row['first_year']}-{row['last_year']}"
        table.add_row(row["source"], row["release"], f"{row['rows']:,}", f"{row['places']:,}", years)
    return table


def _print(table: "Table") -> None:
    from rich.console import Console

    Console(width=None if Console().is_terminal else 100).print(table)


def _plain(result: Any) -> dict[str, Any]:
    return {"name": result.name, "holds": result.holds, "count": result.count, "note": result.note}


def _records(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    return list(json.loads(frame.to_json(orient="records", force_ascii=False)))
