"""`oosc etl diff`: two stored releases, compared and told on a terminal, as JSON or as a page."""

import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from etl.diff import NEW_YEAR, YEAR_GONE, Difference, compare
from etl.diff.named import Release, read
from etl.diff.page import page
from etl.diff.shown import Names, Section, credits, sections
from etl.errors import EtlError
from etl.tables import beside

_ON_TERMINAL, _ON_PAGE = 10, 50
_PLAIN_WIDTH = 160


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two releases of a data folder and the difference between them."""

    old: Release
    new: Release
    difference: Difference
    names: Names
    narrowed: str = ""

    def sections(self, most: int) -> list[Section]:
        """The account of it, `most` rows to a table."""
        return sections(self.old, self.new, self.difference, self.names, most)

    def json(self) -> str:
        """The two releases, the counts, and every row save those of years that only one release spans."""
        told = self.difference
        frames = {name: _records(getattr(told, name)) for name in ("renamed", "breaks", "dropped", "added", "revised")}
        frames["gaps"] = _records(told.gaps[~told.gaps["kind"].isin([NEW_YEAR, YEAR_GONE])])
        about = {"old": self.old.about(), "new": self.new.about(), "indicator": self.narrowed or None}
        return json.dumps({**about, "summary": self.difference.summary(), **frames}, ensure_ascii=False)

    def html(self) -> str:
        """The page that needs nothing else."""
        return page(self.old, self.new, self.sections(_ON_PAGE), self.narrowed)


def compared(home: Path, old: str, new: str, pattern: str = "") -> Comparison:
    """Compare two releases of a data folder.

    Args:
        home: The folder with `tables/`.
        old: Name of the earlier release, as in `etl.diff.named.read`.
        new: Name of the later one.
        pattern: Only indicators like this, `OFST.*`.

    Raises:
        EtlError: There are no tables, no such release, or no such indicator in either.
    """
    first, second = read(home, old, new)
    frames = [_narrowed(one.frame, pattern) for one in (first, second)]
    if all(frame.empty for frame in frames):
        raise EtlError(
            f"No indicator of {first.name} or {second.name} is like {pattern}. Codes look like OFST.1.CP; * stands for "
            "any letters."
        )
    labels, places = beside(home / "tables", "indicators"), beside(home / "tables", "places")
    names = Names(
        dict(zip(labels["indicator"].astype(str), labels["label"].astype(str), strict=True)),
        dict(zip(places["place"].astype(str), places["name"].astype(str), strict=True)),
    )
    return Comparison(first, second, compare(*frames), names, pattern)


def show(comparison: Comparison, console: Console | None = None) -> None:
    """Print the account: tables with lines on a terminal, plain columns else."""
    console = console or Console()
    if not console.is_terminal:
        console = Console(
            file=console.file, width=_PLAIN_WIDTH, no_color=True, highlight=False, emoji=False, markup=False
        )
    console.print(f"{comparison.old.label} → {comparison.new.label}", style="bold", markup=False, highlight=False)
    for section in comparison.sections(_ON_TERMINAL):
        console.print()
        console.print(section.heading, style="bold", markup=False, highlight=False)
        for sentence in section.sentences:
            console.print(sentence, markup=False, highlight=False)
        if section.rows:
            console.print(_table(section, console.is_terminal))
    console.print()
    for line in credits(comparison.old, comparison.new):
        console.print(line, style="dim", markup=False, highlight=False)


def _table(section: Section, lined: bool) -> Table:
    table = Table(box=SIMPLE_HEAD if lined else None, pad_edge=False)
    for name in section.columns:
        right = name.startswith(">")
        table.add_column(name.removeprefix(">"), justify="right" if right else "left", no_wrap=right)
    for row in section.rows:
        table.add_row(*(cell.replace("[", r"\[") for cell in row))
    return table


def _narrowed(frame: pd.DataFrame, pattern: str) -> pd.DataFrame:
    if not pattern:
        return frame
    wanted = [code for code in frame["indicator"].cat.categories if fnmatchcase(code, pattern.upper())]
    return frame[frame["indicator"].isin(wanted)]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return list(json.loads(frame.to_json(orient="records", force_ascii=False, double_precision=15)))
