"""A hundred SIGKILLs at random moments: the tables are the old ones or the new ones, and the next run completes."""

import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from etl.fetch.assemble import COLUMNS
from etl.read import Sources
from tests.uis_standin import StandIn

SOURCES = Path(__file__).parents[2] / "data" / "sources"
FEW = {
    "uis": ("2025-02", "2026-02"),
    "places": ("",),
    "population": ("school-ages",),
    "headlines": ("",),
    "fcs": ("",),
    "ucdp": ("",),
    "unhcr": ("",),
}
VERSION = "20260224-aef8b145"
FETCHES, BUILDS, PUBLISHES = 52, 8, 40
LATE = 1.05
"""Kills fall between the beginning of the work and a little after its usual end."""


class Jobs:
    """The process that does the jobs and kills them."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __call__(self, what: str, home: Path, after: float | None = None, **more: Any) -> float:
        """Do a job, or kill it. Returns the seconds it took; a job that was not killed has to end well."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"what": what, "home": str(home), "after": after, **more}) + "\n")
        self._process.stdin.flush()
        ended = json.loads(self._process.stdout.readline())
        assert ended["code"] in ((0,) if after is None else (0, -9))
        return float(ended["seconds"])


@pytest.fixture(scope="module")
def jobs() -> Iterator[Jobs]:
    command = [sys.executable, str(Path(__file__).with_name("killed.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Jobs(process)
        assert process.stdin
        process.stdin.close()


def prints(folder: Path) -> dict[str, str]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def leftovers(home: Path) -> list[str]:
    hidden = {path.name for path in home.rglob(".*")}
    return sorted(hidden - {".fetching-lock", ".building-lock"})


@pytest.fixture(scope="module")
def built(jobs: Jobs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of a few real releases, built."""
    home = tmp_path_factory.mktemp("few")
    for source, releases in FEW.items():
        (home / "sources" / source).mkdir(parents=True)
        for path in (SOURCES / source).iterdir():
            if path.name.startswith(releases):
                (home / "sources" / source / path.name).symlink_to(path)
    jobs("build", home)
    jobs("check", home)
    return home


def visible(home: Path) -> dict[str, str]:
    """The tables as a reader gets them, who puts right a swap that was cut short."""
    from etl.publish import recover

    recover(home)
    return prints(home / "tables")


def test_publish_killed_leaves_the_old_tables_or_the_new(jobs: Jobs, built: Path, tmp_path: Path):
    draw = random.Random(40)
    states, usual = [], 0.0
    for without in ("uis/2025-02", None):
        usual = max(usual, jobs("publish", tmp_path, of=str(built), without=without))
        states.append(prints(tmp_path / "tables"))
    assert states[0] != states[1]
    for number in range(PUBLISHES):
        without = ("uis/2025-02", None)[number % 2]
        jobs("publish", tmp_path, draw.uniform(0, LATE * usual), of=str(built), without=without)
        assert visible(tmp_path) in states
        if number % 4 == 3:
            jobs("publish", tmp_path, of=str(built), without=without)
            assert visible(tmp_path) == states[number % 2]
            assert leftovers(tmp_path) == []


def test_build_killed_leaves_the_old_tables_or_the_new(jobs: Jobs, built: Path, tmp_path: Path):
    draw = random.Random(8)
    (tmp_path / "sources").symlink_to(built / "sources")
    full = prints(built / "tables")
    usual = 0.0
    for number in range(BUILDS):
        if number % 4 == 0:
            jobs("publish", tmp_path, of=str(built), without="uis/2025-02")
            other = prints(tmp_path / "tables")
            usual = usual or jobs("build", tmp_path)
        jobs("build", tmp_path, draw.uniform(0, LATE * usual))
        assert visible(tmp_path) in (other, full)
    jobs("build", tmp_path)
    assert visible(tmp_path) == full
    assert leftovers(tmp_path) == []
    jobs("check", tmp_path)


def test_fetch_killed_goes_on_where_it_was(jobs: Jobs, tmp_path_factory: pytest.TempPathFactory):
    draw = random.Random(52)
    with StandIn(limit=1_200, default=VERSION) as server:
        more = {"url": server.url, "indicators": ["OFST.1.F.CP", "OFST.1.M.CP"]}
        first = tmp_path_factory.mktemp("first")
        usual = jobs("fetch", first, **more)
        expected = figures(first)
        home = tmp_path_factory.mktemp("killed")
        for number in range(FETCHES):
            if number % 13 == 0:
                home = tmp_path_factory.mktemp("killed")
            known = whole_answers(home)
            server.requests.clear()
            jobs("fetch", home, draw.uniform(0, LATE * usual), **more)
            assert not known & asked(server)
            if VERSION in Sources(home / "sources").releases("uis"):
                assert figures(home) == expected
                assert len(list((home / "sources" / "uis").glob("*.meta.json"))) == 3
            if number % 13 == 12:
                jobs("fetch", home, **more)
                assert figures(home) == expected
                assert leftovers(home) == []


def figures(home: Path) -> list[Any]:
    frame = Sources(home / "sources").frame("uis", VERSION)[list(COLUMNS)]
    return [frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in COLUMNS]


def whole_answers(home: Path) -> set[str]:
    """Addresses of the answers kept of a fetch that was cut short; none of one that ended."""
    folder = home / "raw" / "uis" / VERSION
    if not (folder / "round.json").exists():
        return set()
    begun = json.loads((folder / "round.json").read_text())["begun"]
    notes = [json.loads(path.read_text()) for path in folder.glob("[!.]*-*.meta.json")]
    return {note["address"] for note in notes if note["round"] == begun}


def asked(server: StandIn) -> set[str]:
    return {one.address.partition("/api/public")[2] for one in server.requests if one.path == "/data/indicators"}
