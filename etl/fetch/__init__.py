"""From the live data service of UIS to `data/sources`: all of a release that the catalogue here can place, or nothing.

    with UisApi() as api:
        report = fetch(api, data_home())

A fetch pins one version at its start, asks in questions that stay under the service's limits (`plan`), keeps each
answer on disk (`answers`), and writes the release when every indicator has as many records as the service's own
catalogue says (`assemble`); a catalogue that seems cut off itself is refused (`choice`). Killed at any moment, the next
one goes on where it was.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from etl.errors import LiveError, Refused, SourceError
from etl.fetch import assemble
from etl.fetch.answers import Answers, last_checked
from etl.fetch.asking import Asked, Progress, Status, ask_all
from etl.fetch.choice import ALL, Wanted, choose, cut_off, known, pick_version
from etl.fetch.plan import Bounds, pack
from etl.sources.uis_api import Definition, GeoUnit, Query, UisApi, Version

__all__ = ["FetchReport", "Progress", "Status", "Wanted", "fetch", "is_current"]

_LOCK = ".fetching-lock"
_AGAIN_AFTER = timedelta(days=7)
_NAMED = 5
_CUT_OFF = "Nothing was fetched. Fetch again later, or with --allow-short to take what is listed and note it."


@dataclass(frozen=True)
class FetchReport:
    """What a fetch did.

    Attributes:
        release: The version of the service, and the name of the release in `data/sources/uis`.
        title: In words.
        asked: Questions that the release took.
        answered: Of them, over the network.
        from_disk: Of them, kept from a fetch that was cut short.
        hints: Years without data that the service told of.
        retries, bytes: Of the network.
        seconds: It took.
        indicators: Asked for.
        rows: Of the release.
        changed: The release was written: it is new, or differs from the one that was there.
        replaced: Another was there under the same name.
        path: The Parquet file.
        plan: The questions of a dry run.
        short: With `allow_short`, indicators of which not all came: code -> (came, said).
        cut_off: With `allow_short`, what the service's list of indicators lacks, in words.
        newer: The version that became the service's default meanwhile.
    """

    release: str
    title: str
    asked: int
    answered: int
    from_disk: int
    retries: int
    bytes: int
    indicators: int
    rows: int
    path: Path
    hints: int = 0
    seconds: float = 0
    changed: bool = False
    replaced: bool = False
    plan: tuple[Query, ...] = ()
    short: dict[str, tuple[int, int]] = field(default_factory=dict)
    cut_off: str = ""
    newer: str | None = None

    def summary(self) -> dict[str, Any]:
        """Ready for JSON."""
        told = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "plan"}
        short = {code: {"came": came, "said": said} for code, (came, said) in self.short.items()}
        return told | {"path": str(self.path), "short": short, "plan": [query.address for query in self.plan]}


def fetch(
    api: UisApi,
    home: Path,
    *,
    wanted: Wanted = ALL,
    release: str | None = None,
    progress: Progress = lambda status: None,
    workers: int = 3,
    dry_run: bool = False,
    allow_short: bool = False,
) -> FetchReport:
    """Fetch a release, or make sure that the one that is there says what the service says.

    Args:
        api: The service.
        home: The data folder.
        wanted: Which indicators; all that the catalogue here can place if not given.
        release: A version of the service or the beginning of one; its default if not given.
        progress: Told after each answer.
        workers: How many questions at a time.
        dry_run: Ask for versions and definitions only, and write nothing.
        allow_short: Take a release of which the service gives another number of records than its catalogue says, or
            whose catalogue seems cut off.

    Raises:
        LiveError: The service could not be asked, or its answer can't be trusted. The release is as it was.
        SourceError: Nothing fits what is wanted, another fetch is under way, or the folder cannot be written.
    """
    begun = time.monotonic()
    version = pick_version(api, release)
    listed = api.indicators(version.id)
    lack = cut_off(listed, _target(home, version).parent)
    if lack and not allow_short:
        raise LiveError(f"{lack}. {_CUT_OFF}")
    codes = frozenset(one.code for one in listed)
    task = _Task(api, home, version, choose(listed, wanted), codes, lack, progress, workers, allow_short)
    try:
        report = task.planned() if dry_run else task.done()
    except OSError as trouble:
        raise SourceError(
            f"{home} cannot be written ({trouble.strerror or trouble}). What came is kept, the release is as it was. "
            "Make room or set OOSC_DATA to a folder that can be written, and fetch again."
        ) from trouble
    newer = None if dry_run or release else _newer(api, version)
    return replace(report, newer=newer, seconds=time.monotonic() - begun)


def is_current(api: UisApi, home: Path, version: Version) -> bool:
    """Whether a whole fetch of the version ended within a week, and the service's catalogue is still the same."""
    checked = last_checked(_raw(home, version))
    if checked is None or datetime.now(UTC) - checked > _AGAIN_AFTER:
        return False
    return assemble.answers_to(_target(home, version)) == assemble.fingerprint(known(api.indicators(version.id)))


@dataclass(frozen=True)
class _Task:
    """One fetch, its version and indicators chosen; `listed` are the codes that the service has at all, `cut_off`
    says what that list lacks."""

    api: UisApi
    home: Path
    version: Version
    definitions: list[Definition]
    listed: frozenset[str]
    cut_off: str
    progress: Progress
    workers: int
    allow_short: bool

    def planned(self) -> FetchReport:
        """What it would ask."""
        plan = tuple(pack(self.definitions, self.version.id, Bounds()))
        return self._report(asked=len(plan), rows=sum(one.records for one in self.definitions), plan=plan)

    def done(self) -> FetchReport:
        """The release asked for, checked and written."""
        with _alone(self.home):
            target = _target(self.home, self.version)
            for leftover in target.parent.glob(f"{assemble.HALF_WRITTEN}*"):
                leftover.unlink()
            units = self.api.geo_units(self.version.id)
            catalogue = assemble.fingerprint(self.definitions)
            answers = Answers(_raw(self.home, self.version), self.api, catalogue)
            asked, short = self._complete(answers, units)
            before, there = assemble.stored(target), target.exists()
            kept = before.without({one.code for one in self.definitions}, self.listed) if before else None
            made = assemble.assembled(asked.answers, self.definitions, units, self.version, self.api.url, kept)
            same = before is not None and made.same_as(before)
            if before is not None and same:
                made = before
            if not same or assemble.answers_to(target) != catalogue:
                quirks = (*assemble.quirks(short), *filter(None, [self.cut_off]))
                assemble.write(made, self.version, catalogue, quirks, target)
            answers.finish({entry.sha256 for entry in made.files})
        return self._report(
            asked=len(asked.answers),
            answered=asked.received,
            hints=sum(len(answer.hints) for answer in asked.answers),
            rows=made.figures.num_rows,
            changed=not same,
            replaced=there and not same,
            short=short,
        )

    def _complete(self, answers: Answers, units: tuple[GeoUnit, ...]) -> tuple[Asked, dict[str, tuple[int, int]]]:
        """Answers with as many records as the catalogue says; what does not agree is asked once more."""
        received = 0
        for last in (False, True):
            asked = self._asked(answers, units)
            received += asked.received
            short = assemble.miscounted(asked.answers, self.definitions)
            if not short or (last and self.allow_short):
                return Asked(asked.answers, min(received, len(asked.answers))), short
            for answer in asked.answers:
                if set(answer.query.indicators) & set(short):
                    answers.forget(answer.query)
        raise LiveError(_miscounted(short))

    def _asked(self, answers: Answers, units: tuple[GeoUnit, ...]) -> Asked:
        version = self.version.id
        try:
            return ask_all(self.api, answers, self.definitions, units, version, self.progress, self.workers)
        except Refused as refusal:
            if version in {one.id for one in self.api.versions()}:
                raise
            raise LiveError(
                f"UIS withdrew the release {version} while it was fetched. Nothing was written. "
                "Fetch again without --release to take the one that is there now."
            ) from refusal

    def _report(self, *, asked: int, rows: int, answered: int = 0, **more: Any) -> FetchReport:
        return FetchReport(
            release=self.version.id,
            title=assemble.title(self.version),
            asked=asked,
            answered=answered,
            from_disk=0 if "plan" in more else asked - answered,
            retries=self.api.traffic.retries,
            bytes=self.api.traffic.bytes,
            indicators=len(self.definitions),
            rows=rows,
            path=_target(self.home, self.version),
            cut_off=self.cut_off,
            **more,
        )


def _miscounted(short: dict[str, tuple[int, int]]) -> str:
    told = [f"{code} {came:,} of {said:,}" for code, (came, said) in sorted(short.items())[:_NAMED]]
    more = f" and {len(short) - _NAMED:,} more indicators" if len(short) > _NAMED else ""
    return (
        f"UIS gave another number of records than its own catalogue says: {', '.join(told)}{more}. Nothing was "
        "written. Fetch again later, or with --allow-short to take what came and note it."
    )


def _newer(api: UisApi, version: Version) -> str | None:
    """The default version, if it is another by now; None if nobody can say."""
    try:
        now = api.default_version().id
    except LiveError:
        return None
    return now if now != version.id else None


def _target(home: Path, version: Version) -> Path:
    return home / "sources" / "uis" / f"{version.id}.parquet"


def _raw(home: Path, version: Version) -> Path:
    return home / "raw" / "uis" / version.id


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Hold the lock of the fetch; the system lets go of it when a process dies."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise SourceError(f"Another fetch is writing to {home}. Wait until it has ended.") from taken
        yield
