"""From the live service to new tables in one step, for a timer: fetch, build under the guard, tell the difference.

    update(api, home) -> Update

Outcomes: `unchanged` nothing is new; `published` the tables hold the new release; `refused` the guard would not
publish it unasked; `unreachable` the service can't be asked now; `failed` anything else. Only `published` changes the
tables.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from etl.build import build
from etl.diff import compare
from etl.errors import EtlError, Unreachable
from etl.fetch import FetchReport, Progress, fetch, is_current
from etl.fetch.assemble import title
from etl.guard import HeldBack
from etl.publish import recover
from etl.sidecar import files_of
from etl.sources.uis_api import UisApi, Version
from etl.tables import beside, names, part

Outcome = Literal["unchanged", "published", "refused", "unreachable", "failed"]


@dataclass(frozen=True)
class Update:
    """How an update ended.

    Attributes:
        outcome: See above.
        message: In a sentence.
        release: The service's default version; None if it could not be asked.
        fetch: What the fetch did; None if there was none.
        against: What `diff` sets it against, `uis/2024-09`: the same release as it was, or the newest of the others
            that has half of its indicators; None if there is none.
        diff: What the new release says that it did not, see `Difference.summary`.
        findings: What the guard objects to.
    """

    outcome: Outcome
    message: str
    release: str | None = None
    fetch: FetchReport | None = None
    against: str | None = None
    diff: dict[str, Any] | None = None
    findings: tuple[dict[str, str], ...] = ()

    def summary(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "outcome": self.outcome,
            "release": self.release,
            "fetch": self.fetch.summary() if self.fetch else None,
            "against": self.against,
            "diff": self.diff,
            "findings": list(self.findings),
            "message": self.message,
        }


def update(
    api: UisApi,
    home: Path,
    *,
    accept: bool = False,
    allow_short: bool = False,
    progress: Progress = lambda status: None,
    step: Callable[[str], None] = lambda name: None,
) -> Update:
    """Take in the service's default release if it is new, and publish it.

    Args:
        api: The service.
        home: The data folder.
        accept: Publish whatever the guard objects to.
        allow_short: Take a release that lacks figures or indicators, and note it.
        progress: Told of each answer.
        step: Told of each step of the build.

    Returns:
        How it ended; errors of the pipeline are among the outcomes and are not raised.
    """
    version: Version | None = None
    fetched: FetchReport | None = None
    try:
        version = api.default_version()
        if not is_current(api, home, version):
            fetched = fetch(api, home, release=version.id, progress=progress, allow_short=allow_short)
        if _is_published(home, version.id):
            return Update("unchanged", f"Nothing is new: UIS still has {version.id}.", version.id, fetched)
        name = f"uis/{version.id}"
        before = part(home / "tables", name).frame if name in _names(home) else None
        build(home, step, accept=accept)
        return _published(home, version, fetched, before)
    except HeldBack as held:
        return Update("refused", str(held), _id(version), fetched, findings=tuple(held.summary()))
    except Unreachable as trouble:
        return Update("unreachable", str(trouble), _id(version), fetched)
    except EtlError as trouble:
        return Update("failed", str(trouble), _id(version), fetched)


def _published(home: Path, version: Version, fetched: FetchReport | None, before: pd.DataFrame | None) -> Update:
    name = f"uis/{version.id}"
    message = f"Published {title(version)} as {name}."
    if name not in _names(home):
        return Update("published", message, version.id, fetched)
    new = part(home / "tables", name).frame
    against, old = (name, before) if before is not None else _predecessor(home, name, new)
    difference = compare(old, new).summary() if old is not None else None
    return Update("published", message, version.id, fetched, against, difference)


def _is_published(home: Path, release: str) -> bool:
    """Whether the tables hold the release as it stands in the sources, by the sha256 of all it was read from."""
    rows = _releases(home)
    if rows is None:
        return False
    ours = rows[(rows["source"] == "uis") & (rows["release"] == release)]
    published = {file["sha256"] for files in ours["files"] for file in json.loads(files)}
    fetched = {entry.sha256 for entry in files_of(home / "sources" / "uis" / f"{release}.meta.json")}
    return fetched <= published


def _predecessor(home: Path, name: str, new: pd.DataFrame) -> tuple[str | None, pd.DataFrame | None]:
    """The newest other release of UIS with half of the new one's indicators; a handful of codes would tell nothing."""
    rows = _releases(home)
    assert rows is not None
    others = rows[(rows["source"] == "uis") & ~rows["release"].str.startswith("copy-")].dropna(subset="date")
    codes = set(new["indicator"].unique())
    for release in others.assign(date=others["date"].astype("str")).sort_values("date", ascending=False)["release"]:
        if f"uis/{release}" == name:
            continue
        old = part(home / "tables", f"uis/{release}").frame
        if 2 * len(codes & set(old["indicator"].unique())) >= len(codes):
            return f"uis/{release}", old
    return None, None


def _names(home: Path) -> list[str]:
    recover(home)
    return names(home / "tables")


def _releases(home: Path) -> pd.DataFrame | None:
    """The table of releases; None if nothing is published yet."""
    recover(home)
    return beside(home / "tables", "releases") if (home / "tables").is_dir() else None


def _id(version: Version | None) -> str | None:
    return version.id if version else None
