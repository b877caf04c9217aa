"""Bad input is refused in words, and the data folder stays as it was, to the byte."""

import gzip
import os
import shutil
from concurrent.futures import wait
from pathlib import Path
from threading import Event

import pytest

from etl import read
from etl.add import add
from etl.build import build
from etl.errors import BuildRefused, EtlError, SourceError

SLICES = Path(__file__).parent / "slices"
NATIONAL = SLICES / "uis-2024-09-national.csv"
HEADER = "indicator_id,geo_id,year,value\n"
ROW = "ROFST.1.CP,BRA,2019,4.193329811096191\n"


def everything_below(folder: Path) -> dict[str, bytes | None]:
    found = folder.rglob("*")
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in found}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A data folder with one release, compared after each test with what it was before."""
    folder = tmp_path / "data"
    monkeypatch.setenv("OOSC_DATA", str(folder))
    add("uis", SLICES / "uis-2024-09-world-income.csv", "2024-09")
    before = everything_below(folder)
    yield folder
    assert everything_below(folder) == before


BAD_CONTENT = {
    "empty": (b"", "is empty"),
    "only blank lines": (b"\n\n", "is empty"),
    "gzip of nothing": (gzip.compress(b""), "is empty"),
    "cut-off gzip": (gzip.compress(NATIONAL.read_bytes())[:-40], "cut-off gzip"),
    "gzip without its last bytes": (gzip.compress(NATIONAL.read_bytes())[:-4], "cut-off gzip"),
    "gzip header only": (b"\x1f\x8b\x08", "cut-off gzip"),
    "Latin-1": (
        "name,country\nCôte d'Ivoire,CIV\n".encode("latin-1"),
        r"not UTF-8 text: line 2 holds the byte 0xf4",
    ),
    "UTF-16": (HEADER.encode("utf-16"), "not UTF-8 text"),
    "bytes of nothing": (b"indicator_id\x00,geo_id\n", "not a text file"),
    "header only": (HEADER.encode(), "no rows"),
    "wrong columns": (
        b"a,b,c\n1,2,3\n",
        r"found a, b, c; expected one of: indicator_id, geo_id, year, value",
    ),
    "one column too many": (b"indicator_id,geo_id,year,value,extra\nA,B,2019,1,2\n", "expected one of"),
    "a column twice": (b"indicator_id,geo_id,year,value,value\nA,B,2019,1,2\n", "expected one of"),
    "a row cut off": ((HEADER + ROW + "ROFST.1.CP,BRA\n").encode(), "Expected 4 columns, got 2"),
    "a value in words": ((HEADER + ROW + "ROFST.1.CP,BRA,2020,many\n").encode(), 'line 3: value is "many"'),
    "a value of NA": ((HEADER + "ROFST.1.CP,BRA,2020,NA\n").encode(), 'line 2: value is "NA"'),
    "a value of nan": ((HEADER + "ROFST.1.CP,BRA,2020,nan\n").encode(), 'line 2: value is "nan"'),
    "an endless value": ((HEADER + ROW + "ROFST.1.CP,BRA,2020,1e999\n").encode(), 'line 3: value is "1e999"'),
    "a decimal comma": ((HEADER + 'ROFST.1.CP,BRA,2020,"4,19"\n').encode(), 'value is "4,19"'),
    "a year in words": (
        (HEADER + "ROFST.1.CP,BRA,last,1\n").encode(),
        'year is "last", which is not a whole',
    ),
    "a year too large": ((HEADER + "ROFST.1.CP,BRA,99999,1\n").encode(), 'year is "99999"'),
}


@pytest.mark.parametrize("case", BAD_CONTENT)
def test_bad_content_is_refused(case, tmp_path):
    content, words = BAD_CONTENT[case]
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)
    with pytest.raises(SourceError, match=words):
        add("uis", bad, "2024-09")
    with pytest.raises(SourceError, match=r"^bad\.csv .*\.$"):
        add("uis", bad, "new-release")
    with pytest.raises(SourceError):
        add("view", bad, "2025")


def test_a_folder_a_missing_file_and_a_pipe_are_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path, words in {
        tmp_path: "is a folder",
        tmp_path / "missing.csv": "There is no file",
        tmp_path / "pipe": "not a regular file",
        NATIONAL / "below.csv": "There is no file|cannot be read",
        Path("nul\0.csv"): "There is no file|cannot be read",
    }.items():
        with pytest.raises(SourceError, match=words):
            add("uis", path, "2024-09")


def test_a_file_of_another_publisher_is_sent_there():
    with pytest.raises(SourceError, match=r"view-2025\.csv is a view file, not a uis file.*`oosc etl add view`\.$"):
        add("uis", SLICES / "view-2025.csv", "2024-09")


def test_an_unknown_source_names_the_nearest_and_all():
    with pytest.raises(SourceError, match=r"no source \"world-bank\"\. Did you mean worldbank\? Use one of: uis, view"):
        add("world-bank", NATIONAL, "2024-09")
    with pytest.raises(SourceError, match=r'no source ""\. Use one of'):
        add("", NATIONAL, "2024-09")


@pytest.mark.parametrize(
    "release", ["", "../2024", "2024/09", "a..b", ".hidden", "2024-09-labels", "Mai 2024", "x" * 61, "a\n"]
)
def test_a_name_that_cannot_be_a_release_is_refused(release):
    with pytest.raises(SourceError, match="cannot be the name of a release"):
        add("uis", NATIONAL, release)


def test_a_sidecar_that_is_not_json_is_refused(tmp_path):
    mine = tmp_path / "mine.csv"
    mine.write_text(HEADER + ROW)
    (tmp_path / "mine.meta.json").write_text("{")
    with pytest.raises(SourceError, match=r"mine\.meta\.json beside the file is not a JSON object"):
        add("uis", mine, "2024-09")


@pytest.mark.parametrize("release", ["2024-09", "first"])
@pytest.mark.parametrize("failing", [1, 2])
def test_a_disk_that_fails_leaves_neither_file(release, failing, monkeypatch):
    calls, replace = [], Path.replace

    def fail_at(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == failing:
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail_at)
    with pytest.raises(SourceError, match=r"No space left on device.*nothing was changed"):
        add(
            "view" if release == "first" else "uis",
            SLICES / "view-2025.csv" if release == "first" else NATIONAL,
            release,
        )
    assert len(calls) >= failing


def test_an_interrupt_between_the_two_files_is_undone_and_passed_on(monkeypatch):
    calls, replace = [], Path.replace

    def interrupt(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        add("uis", NATIONAL, "2024-09")


def test_a_damaged_release_is_named_and_left_alone(home, tmp_path, monkeypatch):
    other = tmp_path / "other"
    monkeypatch.setenv("OOSC_DATA", str(other))
    stored = add("uis", NATIONAL, "2024-09").path
    stored.write_bytes(b"PAR1")
    with pytest.raises(SourceError, match=r"2024-09\.parquet of uis cannot be read"):
        add("uis", SLICES / "uis-2024-09-world-income.csv", "2024-09")
    assert stored.read_bytes() == b"PAR1"
    stored.with_name("2024-09.meta.json").unlink()
    with pytest.raises(SourceError, match=r"2024-09\.meta\.json of uis cannot be read"):
        add("uis", SLICES / "uis-2024-09-world-income.csv", "2024-09")


def test_a_data_folder_that_is_a_file_is_refused(tmp_path, monkeypatch):
    file = tmp_path / "file"
    file.write_text("")
    monkeypatch.setenv("OOSC_DATA", str(file))
    with pytest.raises(EtlError, match="not a folder"):
        add("uis", NATIONAL, "2024-09")


def test_a_build_that_is_refused_reads_none_of_the_files_that_stand_in_line(tmp_path, monkeypatch):
    shutil.copytree(Path(read.__file__).parents[1] / "data/sources/uis", tmp_path / "part/sources/uis")
    begun, going_on, table = [], Event(), read._table

    def slowly(path: Path) -> object:
        if path.exists():
            begun.append(path)
            going_on.wait(30)
        return table(path)

    monkeypatch.setattr(read, "_table", slowly)
    sources = read.Sources(tmp_path / "part/sources").read_ahead()
    in_line = list(sources._ahead.values())
    with pytest.raises(BuildRefused, match=r"places/.* cannot be read"):
        build(tmp_path / "part", sources=sources)
    going_on.set()
    wait(in_line, 30)
    assert len(in_line) > 10
    assert len(begun) < 2
