"""`oosc etl`: fetch | update, the commands that ask the live service of UIS.

Exit status 0 done, or nothing to do; 1 failed or refused; 2 wrong usage; 75 the service can't be reached now.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etl.errors import EtlError, Unreachable

if TYPE_CHECKING:
    from etl.fetch import FetchReport, Status
    from etl.update import Update

UNREACHABLE = 75
"""EX_TEMPFAIL of sysexits.h: a timer may simply try again."""
_FIRST = 5
_AsJson = Annotated[bool, typer.Option("--json", help="For a machine to read.")]
_AllowShort = Annotated[
    bool, typer.Option("--allow-short", help="Take a release that lacks figures or indicators, and note it.")
]


def register(app: typer.Typer) -> None:
    """Mount the commands."""
    app.command()(fetch)
    app.command()(update)


def fetch(
    indicator: Annotated[list[str] | None, typer.Option(help="A code or glob, 'OFST.*'; may be repeated.")] = None,
    theme: Annotated[str | None, typer.Option(help="Of UIS, such as EDUCATION.")] = None,
    release: Annotated[
        str | None, typer.Option(help="A version of UIS or the beginning of one; without it UIS's default.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be asked; write nothing.")] = False,
    allow_short: _AllowShort = False,
    as_json: _AsJson = False,
) -> None:
    """Fetch a release from the live service of UIS into data/sources."""
    from etl.fetch import Wanted
    from etl.fetch import fetch as fetch_release
    from etl.home import data_home
    from etl.sources.uis_api import UisApi

    try:
        with UisApi() as api, _bar() as progress:
            report = fetch_release(
                api,
                data_home(),
                wanted=Wanted(tuple(indicator or ()), theme),
                release=release,
                progress=progress,
                dry_run=dry_run,
                allow_short=allow_short,
            )
    except EtlError as trouble:
        away = isinstance(trouble, Unreachable)
        if as_json:
            _print_json({"outcome": "unreachable" if away else "failed", "release": release, "message": str(trouble)})
        else:
            typer.echo(str(trouble), err=True)
        raise typer.Exit(UNREACHABLE if away else 1) from trouble
    outcome = "planned" if dry_run else "fetched" if report.changed else "unchanged"
    told = _plan(report) if dry_run else _told(report)
    if as_json:
        _print_json({"outcome": outcome, **report.summary(), "message": " ".join(told)})
    else:
        typer.echo("\n".join(told))


def update(
    accept: Annotated[
        bool, typer.Option("--accept", help="Publish even if series are emptied or headlines move far.")
    ] = False,
    allow_short: _AllowShort = False,
    as_json: _AsJson = False,
) -> None:
    """Fetch UIS's default release, build, and tell the difference. Silent when nothing is new: made for a timer."""
    from etl.home import data_home
    from etl.sources.uis_api import UisApi
    from etl.update import Update
    from etl.update import update as bring_up_to_date

    try:
        with UisApi() as api, _bar() as progress:
            ended = bring_up_to_date(api, data_home(), accept=accept, allow_short=allow_short, progress=progress)
    except EtlError as trouble:  # before anything was asked
        ended = Update("failed", str(trouble))
    if as_json:
        _print_json(ended.summary())
    elif ended.outcome == "published":
        typer.echo("\n".join(_news(ended)))
    elif ended.outcome != "unchanged":
        typer.echo(ended.message, err=True)
    if ended.outcome not in ("published", "unchanged"):
        raise typer.Exit(UNREACHABLE if ended.outcome == "unreachable" else 1)


def _plan(report: "FetchReport") -> list[str]:
    addresses = [f"  {query.address[:110]}{' …' if len(query.address) > 110 else ''}" for query in report.plan[:_FIRST]]
    more = [f"  … and {len(report.plan) - _FIRST:,} more"] if len(report.plan) > _FIRST else []
    return [
        f"{report.release}, {report.title}: {report.indicators:,} indicators, {report.rows:,} records in "
        f"{report.asked:,} questions. Nothing was written.",
        *addresses,
        *more,
    ]


def _told(report: "FetchReport") -> list[str]:
    if report.changed:
        words = "Replaced, for UIS changed figures under the same name:" if report.replaced else "Fetched"
        first = f"{words} {report.release}, {report.title}: {report.rows:,} records. Next: oosc etl build"
    else:
        first = f"{report.release} is there and unchanged: {report.rows:,} records."
    counts = (
        f"{report.indicators:,} indicators in {report.asked:,} questions: {report.answered:,} answered, "
        f"{report.from_disk:,} from disk; {report.hints:,} hints, {report.retries:,} retries, "
        f"{report.bytes / 1e6:.1f} MB, {report.seconds:.0f} s."
    )
    short = [
        f"Not as many records of {code} as UIS says: {came:,} of {said:,}."
        for code, (came, said) in report.short.items()
    ]
    unlisted = [f"{report.cut_off}."] if report.cut_off else []
    newer = [f"UIS has made {report.newer} its default meanwhile; fetch again to have it."] if report.newer else []
    return [first, counts, *unlisted, *short, *newer]


def _news(ended: "Update") -> list[str]:
    told = [ended.message]
    if ended.diff and ended.against:
        series, values = ended.diff["series"], ended.diff["values"]
        told.append(
            f"Against {ended.against}: {series['added']:,} series more, {series['dropped']:,} fewer; of figures in "
            f"both {values['revised']:,} revised, {values['unchanged']:,} unchanged. "
            f"All of it: oosc etl diff {ended.against} uis/{ended.release}"
        )
    return told


@contextmanager
def _bar() -> Iterator[Callable[["Status"], None]]:
    """How far it is, on a terminal only: records, questions, and records a second."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(show_speed=False),
        TextColumn("{task.fields[counts]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task("Asking UIS", total=None, counts="")

        def progress(status: "Status") -> None:
            took = shown.tasks[0].elapsed or 0
            rate = f", {status.records / took:,.0f} a second" if took else ""
            counts = (
                f"{status.records:,} of {status.expected:,} records{rate}; "
                f"{status.answered:,} of {status.questions:,} questions; {status.bytes / 1e6:.1f} MB"
            )
            shown.update(task, completed=status.records, total=status.expected, counts=counts)

        yield progress


def _print_json(content: dict[str, Any]) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False, indent=1, default=str))
