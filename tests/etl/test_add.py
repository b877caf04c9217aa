"""What `add` writes, and that it writes the same whatever the order."""

import gzip
import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from etl.add import add
from etl.errors import SourceError
from etl.home import data_home, sources_home, tables_home

SLICES = Path(__file__).parent / "slices"
NATIONAL = SLICES / "uis-2024-09-national.csv"
WORLD = SLICES / "uis-2024-09-world-income.csv"
LABELS = SLICES / "uis-2024-09-labels.csv"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty data folder of one's own."""
    folder = tmp_path / "data"
    monkeypatch.setenv("OOSC_DATA", str(folder))
    monkeypatch.delenv("OOSC_TABLES", raising=False)
    return folder


def bytes_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def sidecar(path: Path) -> dict:
    return json.loads(path.with_name(f"{path.stem}.meta.json").read_text("utf-8"))


def test_a_release_of_two_files_holds_both_and_names_them(home):
    add("uis", WORLD, "2024-09")
    report = add("uis", NATIONAL, "2024-09")
    assert (report.rows, report.total_rows) == (16, 20)
    assert report.path == home / "sources" / "uis" / "2024-09.parquet"
    table = pq.read_table(report.path, partitioning=None)
    assert table.column_names == ["indicator_id", "geo_id", "year", "value", "file"]
    assert table["file"].to_pylist() == [NATIONAL.name] * 16 + [WORLD.name] * 4
    assert [(each["name"], each["rows"]) for each in sidecar(report.path)["files"]] == [
        (NATIONAL.name, 16),
        (WORLD.name, 4),
    ]


def test_the_order_of_adding_does_not_change_a_byte(home, tmp_path, monkeypatch):
    for path in (NATIONAL, WORLD, LABELS):
        add("uis", path, "2024-09")
    monkeypatch.setenv("OOSC_DATA", str(tmp_path / "other"))
    for path in (LABELS, WORLD, NATIONAL):
        add("uis", path, "2024-09")
    assert bytes_below(home) == bytes_below(tmp_path / "other")
    assert len(bytes_below(home)) == 4


def test_labels_stand_beside_the_figures():
    report = add("uis", LABELS, "2024-09")
    assert report.path.name == "2024-09-labels.parquet"
    assert sidecar(report.path)["title"] == "UIS SDG 4 bulk data, September 2024: labels"


def test_the_same_file_again_changes_nothing(home):
    first = add("uis", NATIONAL, "2024-09")
    before = bytes_below(home)
    again = add("uis", NATIONAL, "2024-09")
    assert (first.unchanged, again.unchanged) == (False, True)
    assert bytes_below(home) == before


def test_the_same_rows_from_another_file_are_refused(home, tmp_path):
    add("uis", NATIONAL, "2024-09")
    before = bytes_below(home)
    shorter = tmp_path / "shorter.csv"
    shorter.write_bytes(b"".join(NATIONAL.read_bytes().splitlines(keepends=True)[:3]))
    with pytest.raises(SourceError, match=r"shorter\.csv holds rows that 2024-09 has .* --replace"):
        add("uis", shorter, "2024-09")
    assert bytes_below(home) == before


def test_replace_puts_a_file_in_the_place_of_the_old_one_only(tmp_path):
    add("uis", NATIONAL, "2024-09")
    add("uis", WORLD, "2024-09")
    shorter = tmp_path / "shorter.csv"
    shorter.write_bytes(b"".join(NATIONAL.read_bytes().splitlines(keepends=True)[:3]))
    report = add("uis", shorter, "2024-09", replace=True)
    assert report.replaced == (NATIONAL.name,)
    assert report.files == ("shorter.csv", WORLD.name)
    assert pq.read_table(report.path, partitioning=None).num_rows == report.total_rows == 6


def test_a_file_of_other_columns_is_refused_in_the_same_release():
    add("uis", NATIONAL, "2024-09")
    with pytest.raises(SourceError, match="other columns than 2024-09 holds"):
        add("uis", SLICES / "uis-2016-07.csv", "2024-09")


def test_gzip_is_told_by_content_and_a_byte_order_mark_is_dropped(tmp_path):
    packed = tmp_path / "packed.csv"
    packed.write_bytes(gzip.compress(b"\xef\xbb\xbf" + NATIONAL.read_bytes()))
    table = pq.read_table(add("uis", packed, "2024-09").path, partitioning=None)
    assert table.column_names[0] == "indicator_id"
    assert table.num_rows == 16


def test_terms_come_from_the_sidecar_beside_the_file(tmp_path):
    mine = Path(shutil.copy(NATIONAL, tmp_path / "national.csv"))
    (tmp_path / "national.meta.json").write_text(
        json.dumps(
            {
                "producer": "Someone",
                "licence": "CC BY 4.0 (as stated there). A remark.",
                "attribution": "Source: Someone.",
                "source": ["owner/name@1:a.csv", "owner/name@1:b.csv"],
            }
        )
    )
    described = sidecar(add("uis", mine, "2031-01").path)
    assert described["publisher"] == "Someone"
    assert described["licence"] == "CC BY 4.0"
    assert described["licence_url"] == "https://creativecommons.org/licenses/by/4.0/"
    assert described["attribution"] == "Source: Someone."
    assert described["origin"] == "owner/name@1:a.csv; owner/name@1:b.csv"
    assert (described["release_date"], described["release_stated"]) == ("2031-01", "inferred")


def test_an_origin_that_is_about_another_file_is_not_taken(tmp_path):
    mine = Path(shutil.copy(NATIONAL, tmp_path / "national.csv"))
    (tmp_path / "national.meta.json").write_text(json.dumps({"sha256": "0" * 64, "source": ["owner/name@1:a.csv"]}))
    assert sidecar(add("uis", mine, "2024-09").path)["origin"] is None


def test_terms_without_a_sidecar_are_the_importers():
    described = sidecar(add("population", SLICES / "population-school-ages-2024-04.csv", "school-ages-2024-04").path)
    assert described["publisher"] == "UNESCO Institute for Statistics (UIS)"
    assert described["licence"] == "CC BY-SA 3.0 IGO"
    assert described["release_stated"] == "copy date"


def test_no_folder_of_this_machine_is_written(home, tmp_path):
    add("uis", Path(shutil.copy(NATIONAL, tmp_path / "national.csv")), "2024-09")
    assert not [name for name, content in bytes_below(home).items() if str(tmp_path).encode() in content]


@pytest.mark.parametrize("release", ["2022", "2025"])
def test_the_sidecar_of_view_names_the_unit(release):
    described = sidecar(add("view", SLICES / f"view-{release}.csv", release).path)
    units = {column["name"]: column["unit"] for column in described["columns"]}
    assert units["value"] == {"2022": "proportion", "2025": "per cent"}[release]


def test_homes_follow_the_environment(home, monkeypatch):
    assert (data_home(), sources_home(), tables_home()) == (home, home / "sources", str(home / "tables"))
    monkeypatch.setenv("OOSC_TABLES", "memory://tables")
    assert tables_home() == "memory://tables"


def test_a_wheel_reads_what_ships_and_works_in_a_copy_of_it(tmp_path, monkeypatch):
    shipped, own = tmp_path / "shipped", tmp_path / "own" / "out-of-school"
    for part in ("sources", "tables"):
        (shipped / part).mkdir(parents=True)
        (shipped / part / "it.txt").write_text(part)
    monkeypatch.delenv("OOSC_DATA")
    monkeypatch.setattr("etl.home._CHECKOUT_DATA", tmp_path / "nowhere")
    monkeypatch.setattr("etl.home._SHIPPED", shipped)
    monkeypatch.setattr("etl.home._user_folder", lambda: own)
    assert tables_home() == str(shipped / "tables")
    assert not own.exists()
    assert data_home() == own
    assert bytes_below(own) == bytes_below(shipped)
    assert tables_home() == str(own / "tables")
    assert [path.name for path in own.parent.iterdir()] == ["out-of-school"]
