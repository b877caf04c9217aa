"""Tables from elsewhere come whole, once, as their manifest says; or not at all, and one sentence says why."""

import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import fsspec
import pandas as pd
import pytest

import etl
from etl import editions
from etl.errors import EtlError
from etl.home import tables_folder
from etl.tables import BESIDE

TABLES = Path(__file__).parents[2] / "data" / "tables"
FILES = ("places.parquet", "releases.parquet", "observations/source=worldbank/release=2017/part.parquet")
HOLD = "import sys; from etl import editions; print(editions.hold(sys.argv[1]))"
KILLED = """
import os, signal, sys
from etl import editions
editions._check = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
editions.hold(sys.argv[1])
"""


def publish(folder: Path, files=FILES) -> Path:
    """Some files of the real tables with a manifest of their own."""
    listed = json.loads((TABLES / "manifest.json").read_text())["files"]
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(TABLES / name, folder / name)
    (folder / "manifest.json").write_text(json.dumps({"schema": 1, "files": {name: listed[name] for name in files}}))
    return folder


def below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def kept(tmp_path, monkeypatch) -> Path:
    """The folder of editions, empty."""
    folder = tmp_path / "cache" / "out-of-school" / "editions"
    folder.mkdir(parents=True)
    monkeypatch.setattr(editions, "cache_folder", lambda part: folder)
    monkeypatch.setattr(editions, "FIRST_WAIT_S", 0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))  # for other processes
    return folder


@pytest.fixture
def published(tmp_path) -> Path:
    return publish(tmp_path / "published")


@pytest.fixture
def away(published):
    """The same at an address that is no folder."""
    memory = fsspec.filesystem("memory")
    memory.put(str(published), "/away", recursive=True)
    yield memory
    memory.rm("/away", recursive=True)


def names(kept: Path) -> set[str]:
    return {path.name for path in kept.iterdir()} - {".lock"}


def refused(address: str, kept: Path) -> str:
    """The sentence, when nothing is left of what was fetched."""
    with pytest.raises(EtlError) as told:
        editions.hold(address)
    assert names(kept) == set()
    assert "\n" not in str(told.value)
    return str(told.value)


def test_an_edition_is_named_by_its_manifest_and_has_the_same_bytes(away, kept, published):
    folder = editions.hold("memory://away")
    assert folder == kept / hashlib.sha256((published / "manifest.json").read_bytes()).hexdigest()
    assert below(folder) == below(published)


def test_an_edition_is_fetched_once(away, kept):
    first = editions.hold("memory://away")
    away.rm(f"/away/{FILES[0]}")
    assert editions.hold("memory://away/") == first


def test_an_edition_of_which_somebody_tidied_away_a_part_is_fetched_again(away, kept, published):
    (editions.hold("memory://away") / FILES[0]).unlink()
    assert below(editions.hold("memory://away")) == below(published)


def test_a_zip_file_is_an_address_too(kept, published, tmp_path):
    shutil.make_archive(str(tmp_path / "tables"), "zip", published)
    assert below(editions.hold(f"zip::file://{tmp_path}/tables.zip")) == below(published)


def test_a_folder_is_read_where_it_is_unless_it_is_to_be_held(kept, published):
    assert tables_folder(published) == published
    assert tables_folder(f"file://{published}") == published
    held = tables_folder(published, held=True)
    before = below(held)
    publish(published, FILES[:1])
    assert below(held) == before


def test_tables_from_elsewhere_are_an_analysts_too(away, kept, tmp_path, monkeypatch):
    few = publish(tmp_path / "few", [*(f"{name}.parquet" for name in BESIDE), FILES[2]])
    away.put(str(few), "/away/few", recursive=True)
    monkeypatch.setenv("OOSC_TABLES", "memory://away/few")
    frames = etl.load()
    pd.testing.assert_frame_equal(frames.places, pd.read_parquet(TABLES / "places.parquet"))
    assert set(frames.observations["source"]) == {"worldbank"}


@pytest.mark.parametrize("spoil", [lambda old: old[:-1] + b"!", lambda old: old[:-1], lambda old: b""])
def test_a_file_that_is_not_as_listed_is_never_served(spoil, away, kept):
    away.pipe_file(f"/away/{FILES[1]}", spoil(away.cat_file(f"/away/{FILES[1]}")))
    words = refused("memory://away", kept)
    assert words.startswith(f"memory://away/{FILES[1]} is not the file that the manifest lists.")
    assert "the manifest last" in words


def test_a_file_that_is_not_there_is_told(away, kept):
    away.rm(f"/away/{FILES[2]}")
    assert "lacks a file that its manifest lists" in refused("memory://away", kept)


def test_who_is_publishing_right_now_is_waited_for(away, kept, monkeypatch):
    whole = away.cat_file(f"/away/{FILES[0]}")
    away.pipe_file(f"/away/{FILES[0]}", whole[:100])
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _: away.pipe_file(f"/away/{FILES[0]}", whole))
    assert (editions.hold("memory://away") / FILES[0]).read_bytes() == whole


@pytest.mark.parametrize(
    "manifest", ["", "[]", '{"files": 1}', '{"files": {"x": {}}}', '{"files": {"../x": {"bytes": 1, "sha256": ""}}}']
)
def test_what_is_no_manifest_is_told(manifest, away, kept):
    away.pipe_file("/away/manifest.json", manifest.encode())
    assert "is no list of tables" in refused("memory://away", kept)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("memory://nowhere", "No tables in memory://nowhere: run `oosc etl build`, or set OOSC_TABLES."),
        ("gs://bucket/tables", "Tables at gs:// need one more Python package"),
        ("nonsense://x", "There is no way to read tables at nonsense://x"),
        ("http://127.0.0.1:9/tables", "The tables in http://127.0.0.1:9/tables can't be fetched"),
    ],
)
def test_an_address_that_cannot_be_read_is_told_in_a_sentence(address, words, kept):
    assert refused(address, kept).startswith(words)


def test_a_cache_that_cannot_be_written_is_told(away, kept, monkeypatch):
    monkeypatch.setattr(editions, "cache_folder", lambda part: kept / "nowhere")
    with pytest.raises(EtlError, match=r"can't be kept in .*nowhere.*XDG_CACHE_HOME"):
        editions.hold("memory://away")


def test_the_last_two_stay_and_one_that_is_read(kept, published):
    held = []
    for count in (1, 2, 3):
        held.append(editions.hold(str(publish(published, FILES[:count]))))
        os.utime(held[-1], (count, count))
    assert names(kept) == {held[1].name, held[2].name}
    reader = os.open(held[1], os.O_RDONLY)
    fcntl.flock(reader, fcntl.LOCK_SH)
    newer = [editions.hold(str(publish(published, files))) for files in (FILES[1:], FILES[2:])]
    assert names(kept) == {held[1].name, *(one.name for one in newer)}
    os.close(reader)
    last = editions.hold(str(publish(published, FILES[1:2])))
    assert names(kept) == {newer[1].name, last.name}


def test_one_that_is_kept_stays_until_another_is(kept, published):
    held = []
    for time, files in enumerate((FILES[:1], FILES[:2], FILES, FILES[1:], FILES[2:])):
        held.append(editions.hold(str(publish(published, files))))
        os.utime(held[-1], (time, time))
        editions.keep(str(held[0 if time < 4 else 4]))
    assert names(kept) == {held[0].name, held[3].name, held[4].name}
    last = editions.hold(str(publish(published, FILES[1:2])))
    assert names(kept) == {held[4].name, last.name}


def test_many_processes_at_once_share_one_fetch(kept, published):
    asked = [subprocess.Popen([sys.executable, "-c", HOLD, published], stdout=subprocess.PIPE) for _ in range(3)]
    told = {one.communicate(timeout=60)[0] for one in asked}
    (edition,) = names(kept)
    assert told == {f"{kept / edition}\n".encode()}
    assert below(kept / edition) == below(published)


def test_what_a_killed_fetch_left_is_swept(kept, published):
    ended = subprocess.run([sys.executable, "-c", KILLED, published], check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    assert names(kept) == {".fetching"}
    folder = editions.hold(str(published))
    assert names(kept) == {folder.name}
    assert below(folder) == below(published)


def test_the_description_comes_with_the_tables_if_it_is_of_them(away, kept):
    listed = json.loads((TABLES / "manifest.json").read_text())["files"]
    description = (TABLES / "datapackage.json").read_bytes()
    away.pipe_file("/away/datapackage.json", description)
    folder = editions.hold("memory://away")
    assert (folder / "datapackage.json").read_bytes() == description
    shutil.rmtree(folder)
    other = description.replace(listed[FILES[0]]["sha256"].encode(), b"0" * 64)
    away.pipe_file("/away/datapackage.json", other)
    with pytest.raises(EtlError, match="is not of the files that the manifest lists"):
        editions.hold("memory://away")
    assert not (folder / "datapackage.json").exists()
