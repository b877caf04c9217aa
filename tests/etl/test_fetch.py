"""A release comes from the live service whole or not at all, whatever goes wrong; the service is a stand-in."""

import fcntl
import gzip
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from etl.cli import app
from etl.errors import BadAnswer, LiveError, SourceError, Unreachable
from etl.fetch import FetchReport, Wanted, fetch
from etl.fetch.assemble import COLUMNS
from etl.fetch.choice import cut_off
from etl.fetch.plan import Bounds, pack
from etl.read import Sources
from etl.sources.uis_api import Definition, Patience, UisApi
from tests.uis_standin import Fault, StandIn, with_flags

SMALL, LARGE, REGIONS = "20250225-2ae60fad", "20190201-standin0", "20260224-aef8b145"
BRIEF = Patience(attempts=3, first_wait=0.01, longest_wait=0.05, connect=2, read=5)
KEY = ["indicatorId", "geoUnit", "year"]
run = CliRunner().invoke


def fetched(server: StandIn, home: Path, **more: Any) -> FetchReport:
    with UisApi(server.url, patience=BRIEF) as api:
        return fetch(api, home, **more)


def figures(home: Path, version: str = SMALL) -> pd.DataFrame:
    return pd.read_parquet(home / "sources" / "uis" / f"{version}.parquet")[list(COLUMNS)]


def served(server: StandIn, version: str = SMALL) -> pd.DataFrame:
    return server.served(version)[list(COLUMNS)].sort_values(KEY, ignore_index=True)


def assert_same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    assert len(found) == len(expected)
    for name in COLUMNS:
        same = (found[name] == expected[name]) | (found[name].isna() & expected[name].isna())
        assert same.all(), name


def data_addresses(server: StandIn, status: int = 200) -> list[str]:
    return [one.address for one in server.requests if one.path == "/data/indicators" and one.status == status]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def server() -> Iterator[StandIn]:
    with StandIn(limit=400, default=SMALL) as started:
        yield started


@pytest.fixture
def there(server: StandIn, tmp_path: Path) -> Path:
    fetched(server, tmp_path)
    server.requests.clear()
    return tmp_path


# The whole of a release ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Whole:
    report: FetchReport
    home: Path
    server: StandIn


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Whole]:
    """Every code of February 2019 that is known here, asked under a limit; each limit once."""
    started: dict[int, Whole] = {}

    def at(limit: int) -> Whole:
        if limit not in started:
            home = tmp_path_factory.mktemp(f"limit-{limit}")
            with StandIn(limit=limit, default=LARGE) as server:
                started[limit] = Whole(fetched(server, home), home, server)
        return started[limit]

    return at


def test_all_codes_come_as_they_were_served(whole: Callable[[int], Whole]):
    made = whole(100_000)
    assert made.report.rows == 151_669
    assert made.report.indicators == 461
    assert made.report.asked < 12
    assert_same(figures(made.home, LARGE), served(made.server, LARGE))


def test_a_limit_of_500_gives_the_same_table(whole: Callable[[int], Whole]):
    large, small = whole(100_000), whole(500)
    pd.testing.assert_frame_equal(figures(small.home, LARGE), figures(large.home, LARGE))
    assert len(small.report.path.read_bytes()) > 0
    assert small.report.asked > 300
    assert not small.report.short
    for part in ("labels", "geounits"):
        name = f"sources/uis/{LARGE}-{part}.parquet"
        assert pd.read_parquet(small.home / name).equals(pd.read_parquet(large.home / name))


def test_questions_are_polite(whole: Callable[[int], Whole]):
    made = whole(500)
    for one in made.server.requests:
        known = {"version", "indicator", "start", "end", "geoUnitType", "geoUnit"}
        assert set(one.query) <= known
        if one.path.startswith(("/data", "/definitions")):
            assert one.query["version"] == [LARGE]
    addresses = data_addresses(made.server)
    assert len(addresses) == len(set(addresses)) == made.report.asked
    refused = data_addresses(made.server, 400)
    assert len(refused) < len(addresses) / 2


def test_the_sidecar_leads_every_row_to_an_answer(whole: Callable[[int], Whole]):
    made = whole(500)
    sources = Sources(made.home / "sources")
    assert sources.releases("uis") == [LARGE]
    sidecar = sources.sidecar("uis", LARGE)
    rows = sources.frame("uis", LARGE)["file"].value_counts().to_dict()
    assert {file["name"]: file["rows"] for file in sidecar["files"] if file["rows"]} == rows
    assert sidecar["release_date"] == "2019-02-01"
    assert sidecar["title"] == "UIS data service, February 2019 Data Release, published 1 February 2019"
    assert "date of extraction" in sidecar["attribution"]
    kept = {path.name.split(".")[0].split("-")[1] for path in (made.home / "raw" / "uis" / LARGE).glob("*.json.gz")}
    assert kept == {file["sha256"][:16] for file in sidecar["files"]}


def test_flags_and_missing_values_come_through(tmp_path: Path):
    with StandIn() as known:
        frame = with_flags(known.served(SMALL))
    with StandIn({SMALL: frame}, limit=300) as server:
        fetched(server, tmp_path)
        assert_same(figures(tmp_path), served(server))
    found = figures(tmp_path)
    assert {"SUPP", "INCLUDED", "NIL", "NA", "LOWREL", "INCLUDES"} <= set(found["magnitude"].dropna())


def test_one_year_too_large_is_asked_by_kind_and_by_place(tmp_path: Path):
    with StandIn(limit=60, default=REGIONS) as server:
        fetched(server, tmp_path, wanted=Wanted(("OFST.1.F.CP",)))
        expected = served(server, REGIONS).query("indicatorId == 'OFST.1.F.CP'").reset_index(drop=True)
        assert_same(figures(tmp_path, REGIONS), expected)
        asked = {name for one in server.requests for name in one.query}
        assert {"start", "end", "geoUnitType", "geoUnit"} <= asked


def test_an_address_too_long_is_halved(tmp_path: Path):
    with StandIn(address_limit=150, default=LARGE) as server:
        report = fetched(server, tmp_path, wanted=Wanted(("SAP.*",)))
        assert data_addresses(server, 414)
        expected = served(server, LARGE)
        expected = expected[expected["indicatorId"].str.startswith("SAP.")].reset_index(drop=True)
    assert report.asked > 5
    assert_same(figures(tmp_path, LARGE), expected)


def test_questions_stay_under_the_limits_they_are_planned_for():
    names = [f"ROFST.H.{n}.RUR.Q1.F" for n in range(500)]
    listed = [
        Definition(name, name, "EDUCATION", None, "", 37 * n % 900, 2000, 2020, ("NATIONAL",))
        for n, name in enumerate(names)
    ]
    queries = pack(listed, SMALL, Bounds(1_000, 600))
    held = {one.code: one.records for one in listed}
    assert sorted(code for query in queries for code in query.indicators) == sorted(names)
    assert all(sum(held[code] for code in query.indicators) < 1_000 for query in queries)
    assert all(len(query.address) <= 600 for query in queries)


# Again and again -----------------------------------------------------------------------------------------------------


def test_the_same_release_again_is_unchanged(server: StandIn, there: Path):
    before = files(there / "sources")
    report = fetched(server, there)
    assert not report.changed
    assert report.answered == report.asked > 0
    assert files(there / "sources") == before


def test_figures_changed_under_the_same_name_replace_it(server: StandIn, there: Path):
    frame = server.served(SMALL)
    frame.loc[7, "value"] += 1
    server.publish(SMALL, frame)
    report = fetched(server, there)
    assert report.changed
    assert report.replaced
    assert_same(figures(there), served(server))


def test_a_narrower_fetch_keeps_the_other_indicators(server: StandIn, there: Path):
    frame = server.served(SMALL)
    frame["value"] += 1
    server.publish(SMALL, frame)
    fetched(server, there, wanted=Wanted(("rofst*",)))
    found, now = figures(there), served(server)
    asked = found["indicatorId"].str.startswith("ROFST")
    assert 0 < asked.sum() < len(found) == len(now)
    assert (found["value"][asked] == now["value"][asked]).all()
    assert (found["value"][~asked] + 1 == now["value"][~asked]).all()
    sidecar = Sources(there / "sources").sidecar("uis", SMALL)
    assert sum(file["rows"] for file in sidecar["files"]) == len(found)


def test_an_indicator_that_uis_has_no_more_goes(server: StandIn, there: Path):
    frame = server.served(SMALL)
    server.publish(SMALL, frame[frame["indicatorId"] != "XGDP.FSGOV"])
    assert fetched(server, there).replaced
    assert_same(figures(there), served(server))


def test_what_verified_is_not_asked_twice(server: StandIn, tmp_path: Path):
    server.inject(Fault.SERVER_ERROR, times=None, after=6)
    with pytest.raises(Unreachable):
        fetched(server, tmp_path)
    assert not (tmp_path / "sources").exists()
    first = {one.address for one in server.requests if one.status == 200 and one.path == "/data/indicators"}
    server.heal()
    server.requests.clear()
    report = fetched(server, tmp_path)
    assert report.from_disk > 0
    kept = report.asked - report.answered
    assert kept == report.from_disk
    again = first & set(data_addresses(server))
    assert len(again) <= len(first) - report.from_disk
    assert_same(figures(tmp_path), served(server))


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def _other_bytes(path: Path) -> None:
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"1", b"2")))


@pytest.mark.parametrize("spoil", [_cut, _other_bytes, Path.unlink])
def test_a_kept_answer_that_is_spoilt_is_asked_again(spoil: Callable[[Path], None], server: StandIn, tmp_path: Path):
    server.inject(Fault.SERVER_ERROR, times=None, after=6)
    with pytest.raises(Unreachable):
        fetched(server, tmp_path)
    server.heal()
    kept = sorted((tmp_path / "raw" / "uis" / SMALL).glob("*.json.gz"))
    spoil(kept[0])
    (kept[0].parent / ".part-of-a-body").write_bytes(b"half")
    report = fetched(server, tmp_path)
    assert report.from_disk == len(kept) - 1
    assert_same(figures(tmp_path), served(server))
    assert [path.name for path in tmp_path.rglob(".*")] == [".fetching-lock"]


def test_two_fetches_do_not_meet(server: StandIn, tmp_path: Path):
    with (tmp_path / ".fetching-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(SourceError, match="Another fetch is writing"):
            fetched(server, tmp_path)
    assert fetched(server, tmp_path).changed


# Faults: README has a row for each -----------------------------------------------------------------------------------

PASSING = {
    "busy": (Fault.TOO_MANY_REQUESTS, {"retry_after": 0}),
    "busy until a date": (Fault.TOO_MANY_REQUESTS, {"retry_after": 0, "as_date": True}),
    "500": (Fault.SERVER_ERROR, {"status": 500}),
    "502": (Fault.SERVER_ERROR, {"status": 502}),
    "503": (Fault.SERVER_ERROR, {"status": 503}),
    "504": (Fault.SERVER_ERROR, {"status": 504}),
    "reset": (Fault.RESET_MID_BODY, {}),
    "cut gzip": (Fault.TRUNCATED_GZIP, {}),
    "web page": (Fault.HTML_200, {}),
    "wrong length": (Fault.WRONG_LENGTH, {}),
    "twice": (Fault.DUPLICATE_RECORDS, {}),
    "foreign": (Fault.FOREIGN_RECORD, {}),
    "half": (Fault.HALF_THE_DATA, {}),
}
LASTING = PASSING | {
    "NaN": (Fault.NOT_A_NUMBER, {}),
    "infinity": (Fault.INFINITY, {}),
    "text": (Fault.TEXT_VALUE, {}),
    "enormous": (Fault.ENORMOUS_INTEGER, {}),
    "no field": (Fault.MISSING_FIELD, {}),
    "not JSON": (Fault.NOT_JSON, {}),
    "empty catalogue": (Fault.EMPTY_CATALOGUE, {}),
}
SAID = {
    "busy": "can't answer now",
    "504": "can't answer now",
    "half": "another number of records than its own catalogue says",
    "no field": "“value” is missing",
    "foreign": "not asked for",
    "twice": "more than once",
    "web page": "web page",
    "empty catalogue": "empty list",
}


@pytest.mark.parametrize("name", PASSING)
def test_a_passing_fault_is_ridden_out(name: str, server: StandIn, tmp_path: Path):
    fault, options = PASSING[name]
    server.inject(fault, times=1, after=2, **options)
    report = fetched(server, tmp_path)
    assert report.retries + len(data_addresses(server)) > report.asked
    assert_same(figures(tmp_path), served(server))


@pytest.mark.parametrize("name", LASTING)
def test_a_lasting_fault_is_a_sentence_and_nothing_is_lost(name: str, server: StandIn, there: Path):
    before = files(there / "sources")
    fault, options = LASTING[name]
    server.inject(fault, times=None, after=0 if fault is Fault.EMPTY_CATALOGUE else 1, **options)
    with pytest.raises(LiveError) as told:
        fetched(server, there)
    assert SAID.get(name, "UIS") in str(told.value) or isinstance(told.value, BadAnswer)
    assert str(told.value).endswith(".")
    assert files(there / "sources") == before
    server.heal()
    assert not fetched(server, there).changed
    assert files(there / "sources") == before


def test_a_field_more_is_no_fault(server: StandIn, tmp_path: Path):
    server.inject(Fault.UNKNOWN_FIELD, times=None)
    fetched(server, tmp_path)
    assert_same(figures(tmp_path), served(server))


def test_a_service_that_is_away_is_unreachable(tmp_path: Path):
    with StandIn() as server:
        gone = server.url
    with UisApi(gone, patience=BRIEF) as api, pytest.raises(Unreachable, match="can't be reached"):
        fetch(api, tmp_path)
    assert files(tmp_path) == {}


def test_another_default_meanwhile_is_told(server: StandIn, tmp_path: Path):
    server.inject(Fault.VERSION_CHANGES, times=None, after=1, version=LARGE)
    report = fetched(server, tmp_path)
    assert (report.release, report.newer) == (SMALL, LARGE)
    assert all(one.query["version"] == [SMALL] for one in server.requests if one.path == "/data/indicators")


def test_a_release_that_vanishes_leaves_nothing(server: StandIn, tmp_path: Path):
    own = "20250301-standin0"
    server.publish(own, server.served(SMALL))

    def withdraw(status: object) -> None:
        server.default = SMALL
        server.api.held.pop(own, None)

    with pytest.raises(LiveError, match=f"UIS withdrew the release {own}"):
        fetched(server, tmp_path, release=own, progress=withdraw)
    assert not (tmp_path / "sources").exists()


def test_fewer_records_are_taken_only_when_asked_to_and_noted(server: StandIn, tmp_path: Path):
    server.inject(Fault.HALF_THE_DATA, times=None)
    report = fetched(server, tmp_path, allow_short=True)
    came, said = report.short["XGDP.FSGOV"]
    assert 0 < came < said
    quirks = Sources(tmp_path / "sources").sidecar("uis", SMALL)["quirks"]
    assert f"XGDP.FSGOV: {came:,} records came of {said:,} that the catalogue of UIS says" in quirks


HALF_A_LIST = "UIS lists only 196 of the 393 indicators of 2024-09"


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A data folder with the lists of indicators that come with the program, one of them damaged."""
    folder = tmp_path / "sources" / "uis"
    folder.mkdir(parents=True)
    for path in (Path(__file__).parents[2] / "data" / "sources" / "uis").glob("*-labels.parquet"):
        shutil.copy(path, folder)
    (folder / "2025-02-labels.parquet").write_bytes(b"PAR1")
    return tmp_path


def test_half_a_list_of_indicators_is_refused(shipped: Path):
    before, some = files(shipped), Wanted(("ROFST.?.CP",))
    with StandIn() as server:
        server.inject(Fault.HALF_THE_DATA, path="/definitions/indicators")
        with pytest.raises(LiveError, match=HALF_A_LIST):
            fetched(server, shipped, wanted=some)
        assert files(shipped) == before
        report = fetched(server, shipped, wanted=some)
    assert (report.indicators, report.cut_off) == (3, "")


def test_half_a_list_is_taken_only_when_asked_to_and_noted(shipped: Path):
    some = Wanted(("ROFST.?.CP",))
    with StandIn() as server:
        server.inject(Fault.HALF_THE_DATA, path="/definitions/indicators")
        report = fetched(server, shipped, wanted=some, allow_short=True)
        assert report.cut_off == HALF_A_LIST
        assert HALF_A_LIST in Sources(shipped / "sources").sidecar("uis", report.release)["quirks"]
        server.inject(Fault.HALF_THE_DATA, path="/definitions/indicators")
        with pytest.raises(LiveError, match=HALF_A_LIST):  # the few that came are no measure of the next list
            fetched(server, shipped, wanted=some)


@pytest.mark.parametrize("version", [LARGE, "20240913-b8ca1963"])
def test_no_list_that_uis_has_had_seems_cut_off(version: str, shipped: Path):
    """None of September 2024 beside February 2019, and the other way round."""
    releases = shipped / "sources" / "uis"
    own = {LARGE: "2019-02", "20240913-b8ca1963": "2024-09"}[version]
    (releases / f"{own}-labels.parquet").unlink()
    with StandIn() as server, UisApi(server.url, patience=BRIEF) as api:
        assert cut_off(api.indicators(version), releases) == ""


def test_a_folder_that_cannot_be_written_is_a_sentence(server: StandIn, tmp_path: Path):
    (tmp_path / "raw").write_text("in the way")
    with pytest.raises(SourceError, match="cannot be written"):
        fetched(server, tmp_path)


# What is wanted ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Wanted(("XGPD*",)), "Near it: XGDP.FSGOV"),
        (Wanted(theme="CULTURE"), "Use one of: EDUCATION"),
    ],
)
def test_what_fits_nothing_is_an_error(wanted: Wanted, words: str, server: StandIn, tmp_path: Path):
    with pytest.raises(SourceError, match=words):
        fetched(server, tmp_path, wanted=wanted)


@pytest.mark.parametrize(("release", "words"), [("20991231", "offers no release"), ("2025", "7 releases that begin")])
def test_a_release_has_to_be_one(release: str, words: str, server: StandIn, tmp_path: Path):
    with pytest.raises(LiveError, match=words):
        fetched(server, tmp_path, release=release)


def test_codes_unknown_here_are_not_asked_for(server: StandIn, tmp_path: Path):
    frame = server.served(SMALL)
    stranger = frame.head(3).assign(indicatorId="QUTP.1")
    server.publish(SMALL, pd.concat([frame, stranger], ignore_index=True))
    fetched(server, tmp_path)
    assert set(figures(tmp_path)["indicatorId"]) == set(frame["indicatorId"])
    with pytest.raises(SourceError, match=r"1 indicators that fit .*QUTP"):
        fetched(server, tmp_path, wanted=Wanted(("QUTP*",)))


# The command ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def command(server: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OOSC_UIS_URL", server.url)
    monkeypatch.setenv("OOSC_DATA", str(tmp_path))
    return tmp_path


def test_a_dry_run_asks_for_lists_only(server: StandIn, command: Path):
    ended = run(app, ["fetch", "--dry-run"])
    assert ended.exit_code == 0, ended.stderr
    assert "1,685 records" in ended.stdout
    assert "/data/indicators?indicator=" in ended.stdout
    assert {one.path for one in server.requests} == {"/versions/default", "/definitions/indicators"}
    assert list(command.iterdir()) == []


def test_the_command_tells_what_it_did(server: StandIn, command: Path):
    ended = run(app, ["fetch", "--release", "20250225"])
    assert ended.exit_code == 0, ended.stderr
    assert ended.stdout.startswith(f"Fetched {SMALL}")
    assert " answered, 0 from disk; " in ended.stdout
    again = run(app, ["fetch", "--json"])
    told = json.loads(again.stdout)
    assert (told["outcome"], told["release"], told["rows"]) == ("unchanged", SMALL, 1_685)


def test_the_command_fails_with_a_sentence(server: StandIn, command: Path):
    ended = run(app, ["fetch", "--indicator", "XGPD*"])
    assert ended.exit_code == 1
    assert ended.stderr.count("\n") == 1
    assert run(app, ["fetch", "--no-such-option"]).exit_code == 2
