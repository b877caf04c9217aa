"""data/sources -> data/tables, in the order in which it is read here."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from etl import catalogue as catalogue_module
from etl import checks, describe
from etl.derive import derive
from etl.files import Files
from etl.publish import Tables, publish
from etl.read import Sources
from etl.tidy import LeftOut, places, tidy

STEPS = ("tidy", "derive", "describe", "check and publish")
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did.

    Attributes:
        tables: The folder that was written.
        built: `source release rows places first_year last_year`, one row per release.
        left_out: Rows of the sources that did not become rows of a table, by rule and with the reason.
        withheld: Regional values that rest on too small a share of the children.
        results: What the checks found.
    """

    tables: Path
    built: pd.DataFrame
    left_out: tuple[LeftOut, ...]
    withheld: pd.DataFrame
    results: tuple[checks.CheckResult, ...]


def build(
    home: Path, progress: Progress = lambda step: None, accept: bool = False, sources: Sources | None = None
) -> Report:
    """Build the tables of a data folder.

    Args:
        home: The folder with `sources/`; `tables/` is written beside it.
        progress: Called with the name of each of STEPS as it begins.
        accept: Publish whatever it does to the series and headlines published before.
        sources: Those of the folder, where they are being read already.

    Raises:
        CatalogueError: A code or place that the catalogue does not know.
        CheckFailed: A promise about the tables does not hold.
        BuildRefused: A source is missing or the tables cannot be written.
        HeldBack: The guard would not publish it unasked. The old tables stay in every case.
    """
    sources = sources or Sources(home / "sources").read_ahead()
    try:
        # Arrow's texts cost more in each of thousands of calls.
        with pd.option_context("mode.string_storage", "python"):
            return _build(home, progress, accept, sources)
    finally:
        sources.read_no_further()


def _build(home: Path, progress: Progress, accept: bool, sources: Sources) -> Report:
    catalogue, files = catalogue_module.load(), Files()
    progress("tidy")
    tidied = tidy(sources, catalogue, files.add)
    progress("derive")
    derived = derive(sources, tidied, catalogue, files.add)
    progress("describe")
    parts = tuple(sorted((*tidied.parts, *derived.parts), key=lambda part: part.name))
    used = set().union(*(part.frame["place"].cat.categories for part in parts))
    beside = {
        **tidied.attributes,
        "exclusions": describe.exclusions(tidied.left_out),
        "headlines": tidied.headlines,
        "imputed": derived.imputed,
        "indicators": describe.indicators(parts, sources, catalogue),
        "places": places(tidied, used, catalogue),
        "region_members": tidied.members,
        "releases": describe.releases((*parts, *describe.by_release(tidied.attributes)), sources, catalogue),
    }
    tables = Tables(parts, beside)
    beside["exceptions"] = describe.exceptions(tables.outside, catalogue)
    progress("check and publish")
    files.add_beside(beside)
    results = checks.hold(tables, catalogue)
    folder = publish(tables, home, None if accept else _judge, files)
    built = beside["releases"][["source", "release", "rows", "places", "first_year", "last_year"]]
    return Report(folder, built, tidied.left_out, derived.withheld, results)


def _judge(old: Path, new: Path) -> None:
    """What the guard says; it is imported where there are old tables only."""
    from etl.guard import judge

    judge(old, new)
