"""`oosc etl update`: quiet when nothing is new, and the old tables whatever goes wrong. The service is a stand-in."""

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from etl.cli import app
from etl.tables import load
from tests.uis_standin import Fault, StandIn

SOURCES = Path(__file__).parents[2] / "data" / "sources"
OWN = "20261101-standin0"
NATIONS = "20250225-2ae60fad"
run = CliRunner().invoke


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    with StandIn(limit=2_000, default=NATIONS) as started:
        monkeypatch.setenv("OOSC_UIS_URL", started.url)
        yield started


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of a few real releases of UIS, without tables."""
    few = {"uis": "2026-02", "population": "school-ages"}
    for source in ("uis", "places", "population", "headlines", "fcs", "ucdp", "unhcr"):
        (tmp_path / "sources" / source).mkdir(parents=True)
        for path in (SOURCES / source).iterdir():
            if path.name.startswith(few.get(source, "")):
                (tmp_path / "sources" / source / path.name).symlink_to(path)
    monkeypatch.setenv("OOSC_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def published(server: StandIn, data: Path) -> Path:
    ended = run(app, ["update"])
    assert ended.exit_code == 0, ended.stderr
    assert f"as uis/{NATIONS}" in ended.stdout
    server.requests.clear()
    return data


def value(home: Path, release: str) -> float:
    rows = load(home / "tables").observations
    ours = rows[(rows["release"] == release) & (rows["indicator"] == "ROFST.MOD.1") & (rows["place"] == "NER")]
    return float(ours.sort_values("year")["value"].iloc[-1])


def changed(server: StandIn, by: float) -> pd.DataFrame:
    frame = server.served(NATIONS)
    return frame.assign(value=frame["value"] + by * (frame["geoUnit"] == "NER"))


def test_nothing_new_is_silent_and_asks_little(server: StandIn, published: Path):
    before = (published / "tables" / "manifest.json").read_bytes()
    ended = run(app, ["update"])
    assert (ended.exit_code, ended.stdout, ended.stderr) == (0, "", "")
    assert {one.path for one in server.requests} == {"/versions/default", "/definitions/indicators"}
    assert (published / "tables" / "manifest.json").read_bytes() == before
    told = json.loads(run(app, ["update", "--json"]).stdout)
    assert (told["outcome"], told["release"]) == ("unchanged", NATIONS)


def test_a_new_release_is_published_with_what_it_changed(server: StandIn, published: Path):
    server.publish(OWN, changed(server, 0.5))
    ended = run(app, ["update", "--json"])
    told = json.loads(ended.stdout)
    assert (ended.exit_code, told["outcome"], told["release"]) == (0, "published", OWN)
    assert told["fetch"]["changed"]
    assert told["against"] == f"uis/{NATIONS}"  # not uis/2026-02, newer, which has other indicators
    assert told["diff"]["values"]["revised"] == (changed(server, 1)["geoUnit"] == "NER").sum()
    assert value(published, OWN) == pytest.approx(value(published, NATIONS) + 0.5)


def test_a_service_that_is_away_is_75(server: StandIn, published: Path, monkeypatch: pytest.MonkeyPatch):
    before = (published / "tables" / "manifest.json").read_bytes()
    monkeypatch.setattr("etl.sources.uis_transport.time.sleep", lambda seconds: None)
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda seconds: None)
    server.inject(Fault.SERVER_ERROR, times=None, path="/versions/default")
    ended = run(app, ["update"])
    assert (ended.exit_code, ended.stdout) == (75, "")
    assert ended.stderr.endswith("Try again later.\n")
    told = json.loads(run(app, ["update", "--json"]).stdout)
    assert (told["outcome"], told["release"]) == ("unreachable", None)
    assert run(app, ["fetch"]).exit_code == 75
    assert (published / "tables" / "manifest.json").read_bytes() == before


def test_what_the_guard_refuses_stays_refused_until_accepted(server: StandIn, published: Path):
    before = (published / "tables" / "manifest.json").read_bytes()
    frame = server.served(NATIONS)
    server.publish(OWN, frame[frame["geoUnit"] < "C"])
    for _ in range(2):
        ended = run(app, ["update", "--json"])
        told = json.loads(ended.stdout)
        assert (ended.exit_code, told["outcome"]) == (1, "refused")
        assert told["findings"]
        assert (published / "tables" / "manifest.json").read_bytes() == before
    assert told["fetch"] is None  # it stands in the sources since the first time
    ended = run(app, ["update", "--accept"])
    assert ended.exit_code == 0, ended.stderr
    assert OWN in set(load(published / "tables").releases["release"])


def test_a_fetch_that_fails_is_1_and_publishes_nothing(server: StandIn, published: Path):
    before = (published / "tables" / "manifest.json").read_bytes()
    server.publish(OWN, changed(server, 0.5))
    server.inject(Fault.HALF_THE_DATA, times=None)
    ended = run(app, ["update"])
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert "another number of records" in ended.stderr
    assert (published / "tables" / "manifest.json").read_bytes() == before
    ended = run(app, ["update", "--allow-short", "--accept", "--json"])
    assert ended.exit_code == 0, ended.stdout
    assert json.loads(ended.stdout)["fetch"]["short"]


def test_figures_changed_under_the_same_name_are_published(server: StandIn, published: Path):
    frame = changed(server, 0.5)
    server.publish(NATIONS, frame.drop(index=frame.index[-1]))  # another count: the catalogue of the service tells
    old = value(published, NATIONS)
    told = json.loads(run(app, ["update", "--json"]).stdout)
    assert (told["outcome"], told["against"]) == ("published", f"uis/{NATIONS}")
    assert told["fetch"]["replaced"]
    assert value(published, NATIONS) == pytest.approx(old + 0.5)
    assert told["diff"]["values"]["revised"] > 0


def test_a_wrong_address_is_a_sentence(data: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OOSC_UIS_URL", "nowhere")
    ended = run(app, ["update"])
    assert ended.exit_code == 1
    assert "OOSC_UIS_URL" in ended.stderr
