"""What serves: ready before a reader comes, on new tables as they come, on the old ones where those are bad."""

import json
import os
import shutil
import signal
from pathlib import Path
from types import SimpleNamespace

import dash
import pytest

from dashboard import server
from dashboard.store import Store, TablesMissing, open_store
from etl import editions

TABLES = Path(__file__).parents[2] / "data" / "tables"


@pytest.fixture(autouse=True)
def pages():
    """Dash keeps the pages of the last application that was made for all: give them back to the others."""
    known = dict(dash.page_registry)
    yield
    dash.page_registry.clear()
    dash.page_registry.update(known)


class Stop(Exception):
    """Ends the watch."""


@pytest.fixture
def published(tmp_path, monkeypatch) -> Path:
    """The real tables as a folder that may be spoilt, and the address that is looked at."""
    monkeypatch.setattr(editions, "cache_folder", lambda part: tmp_path / "kept")
    (tmp_path / "kept").mkdir()
    monkeypatch.setenv("OOSC_TABLES", str(tmp_path / "tables"))
    return Path(shutil.copytree(TABLES, tmp_path / "tables"))


@pytest.fixture
def serving(published, monkeypatch):
    """The program before it serves; its signals to itself and its words are noted."""
    made = server._Dashboard(Store(str(TABLES)), "127.0.0.1", 8050, 1)
    made.signals, made.words = [], []
    monkeypatch.setattr("os.kill", lambda _, number: made.signals.append(number))
    return made


def watch(serving, monkeypatch, looks: int) -> None:
    """Let it look for new tables so many times."""
    waits = iter(range(looks))

    def wait(_: float) -> None:
        if next(waits, None) is None:
            raise Stop

    class Log:
        def error(self, words: str, *given: object) -> None:
            serving.words.append(words % given)

    monkeypatch.setattr(server, "time", SimpleNamespace(sleep=wait))
    with pytest.raises(Stop):
        serving._follow(Log())


def test_the_same_tables_are_left_alone(serving, monkeypatch):
    watch(serving, monkeypatch, 2)
    assert (serving.signals, serving.words) == ([], [])


def test_new_tables_are_made_ready_and_then_taken_over(serving, published, monkeypatch):
    manifest = published / "manifest.json"
    manifest.write_text(f"{manifest.read_text()}\n")
    watch(serving, monkeypatch, 2)
    assert (serving.signals, serving.words) == ([signal.SIGHUP], [])
    serving.reload()
    told = serving.wsgi().test_client().get("/data/manifest.json").data
    assert told == manifest.read_bytes() != (TABLES / "manifest.json").read_bytes()


def test_what_is_remembered_of_tables_goes_though_it_was_frozen(serving):
    serving.load()
    assert Store._table.cache_info().currsize
    server._forget()
    assert not Store._table.cache_info().currsize


def test_tables_that_are_gone_are_told_once(serving, published, monkeypatch):
    shutil.rmtree(published)
    watch(serving, monkeypatch, 3)
    assert serving.signals == []
    assert serving.words == [
        f"No tables in {published}: run `oosc etl build`, or set OOSC_TABLES. The tables of before are served on."
    ]


def test_tables_that_are_not_whole_are_told_once(serving, published, monkeypatch):
    monkeypatch.setattr(editions, "FIRST_WAIT_S", 0)
    manifest = published / "manifest.json"
    manifest.write_text(f"{manifest.read_text()}\n")
    (published / "places.parquet").write_bytes(b"half of it")
    watch(serving, monkeypatch, 2)
    assert serving.signals == []
    (words,) = serving.words
    assert words.startswith(f"{published}/places.parquet is not the file that the manifest lists.")
    assert words.endswith("The tables of before are served on.")
    assert serving._store.address == str(TABLES)


def test_what_cannot_be_read_is_tried_once_and_what_is_served_stays(published, tmp_path, monkeypatch):
    serving = server._Dashboard(open_store(held=True), "127.0.0.1", 8050, 1)
    serving.signals, serving.words, tried = [], [], []
    monkeypatch.setattr("os.kill", lambda _, number: serving.signals.append(number))
    ready = server.ready
    monkeypatch.setattr(server, "ready", lambda store: tried.append(store.edition) or ready(store))
    served = Path(serving._store.address)
    whole = json.loads((published / "manifest.json").read_text())
    del whole["files"]["releases.parquet"]  # which every page asks for
    for time in range(3):
        (published / "manifest.json").write_text(json.dumps(whole) + time * " ")
        os.utime(served, (time, time))  # the oldest of all
        watch(serving, monkeypatch, 2)
    assert (len(tried), len(set(tried)), serving.signals) == (3, 3, [])
    assert [words.partition("(")[2][:17] for words in serving.words] == ["FileNotFoundError"] * 3
    assert (served / "releases.parquet").exists()
    shutil.copy(TABLES / "manifest.json", published)
    watch(serving, monkeypatch, 1)
    assert (len(tried), serving.signals) == (3, [])


def test_tables_that_this_program_cannot_read_are_not_taken(published):
    shutil.copy(published / "places.parquet", published / "releases.parquet")
    before = dict(dash.page_registry)
    with pytest.raises(TablesMissing, match="are not as this program reads them: is one newer than the other"):
        server.ready(Store(str(published)))
    assert dict(dash.page_registry) == before


@pytest.mark.parametrize("given", ["0", "-1", "soon", "nan", "inf"])
def test_an_interval_that_is_none_is_told(given, monkeypatch):
    monkeypatch.setenv("OOSC_TABLES_EVERY", given)
    with pytest.raises(server.BadInterval, match=f"OOSC_TABLES_EVERY is '{given}'; give a number of seconds above 0"):
        server.every()


@pytest.mark.parametrize(("given", "seconds"), [("", 60.0), ("0.5", 0.5), (" 300 ", 300.0)])
def test_an_interval_is_in_seconds(given, seconds, monkeypatch):
    monkeypatch.setenv("OOSC_TABLES_EVERY", given)
    assert server.every() == seconds
