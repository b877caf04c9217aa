"""Tables on S3: fetched as they are there, refused in a sentence, and read in place by DuckDB with the same totals."""

import json
from pathlib import Path

import duckdb
import duckdb_extension_httpfs
import pytest
import requests
import s3fs

from dashboard import charts
from dashboard.store import Store, TablesMissing, open_store
from etl import editions

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "data" / "tables"
TOTALS = (ROOT / "docs" / "regional_totals.sql").read_text(encoding="utf-8")


@pytest.fixture
def kept(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(editions, "cache_folder", lambda part: tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def engine(bucket, endpoint) -> duckdb.DuckDBPyConnection:
    """DuckDB with its own reader of S3, signed by its makers and brought by a package; and the two tables."""
    connection = duckdb.connect()
    (extension,) = Path(duckdb_extension_httpfs.__file__).parent.rglob("httpfs.duckdb_extension")
    connection.execute(f"LOAD '{extension}'")
    connection.execute(
        f"CREATE SECRET (TYPE s3, KEY_ID 'reader', SECRET 'secret', REGION 'us-east-1', ENDPOINT '{endpoint}', "
        "URL_STYLE 'path', USE_SSL false)"
    )
    connection.execute(
        f"CREATE VIEW observations AS FROM read_parquet('{bucket}/observations/*/*/part.parquet', "
        "hive_partitioning = true, hive_types = {'source': VARCHAR, 'release': VARCHAR})"
    )
    connection.execute(f"CREATE VIEW region_members AS FROM '{bucket}/region_members.parquet'")
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def totals(engine) -> dict[tuple[str, int, str, str], float]:
    rows = engine.execute(TOTALS).fetchall()
    found = {(region, year, sex, level): children for region, year, sex, level, children in rows}
    assert len(found) == len(rows)
    return found


def test_every_regional_total_of_duckdb_is_ours_to_the_last_digit(engine, totals):
    ours = engine.execute(
        "SELECT place, year, sex, level, value FROM observations WHERE source = 'here' "
        "AND release = 'view-2025+wpp-2024' AND measure = 'children' AND place LIKE 'SDG: %'"
    ).fetchall()
    assert len(ours) == 21 * 24 * 3 * 4
    assert totals == {(place, year, sex, level): value for place, year, sex, level, value in ours}


@pytest.mark.parametrize(
    ("address", "regions"), [("headline?place=world&year=2023", 1), ("ranking?measure=children&year=2019", 8)]
)
def test_what_the_charts_show_is_what_duckdb_computes(address, regions, totals, store):
    rows = charts.from_address(address, store).data
    shown = rows[rows["measure"].eq("children") & rows["place"].str.startswith("SDG: ")]
    assert shown["place"].nunique() == regions
    for row in shown.itertuples():
        assert totals[row.place, row.year, row.sex, row.level] == row.value


def test_the_store_on_s3_has_the_same_edition_and_the_same_bytes(bucket, kept, store):
    fetched = open_store(bucket)
    assert fetched.edition == store.edition
    for path in json.loads((TABLES / "manifest.json").read_text())["files"]:
        assert (Path(fetched.address) / path).read_bytes() == (TABLES / path).read_bytes()


def test_a_store_that_is_read_stays_when_s3_is_emptied(bucket, kept):
    files = s3fs.S3FileSystem()
    files.mkdir("short")
    files.copy(["ours/tables/places.parquet", "ours/tables/manifest.json"], ["short/places.parquet", "short/whole"])
    listed = json.loads(files.cat_file("short/whole"))["files"]
    files.pipe_file("short/manifest.json", json.dumps({"files": {"places.parquet": listed["places.parquet"]}}).encode())
    fetched = open_store("s3://short")
    files.rm("short", recursive=True)
    assert "Zimbabwe" in set(fetched.table("places")["name"])
    with pytest.raises(TablesMissing, match="No tables in s3://short"):
        open_store("s3://short")


def test_refused_keys_are_told_in_a_sentence_and_nothing_is_kept(bucket, endpoint, kept):
    def check_keys_after(requests_more: int) -> None:
        requests.post(f"http://{endpoint}/moto-api/reset-auth", data=str(requests_more), timeout=10)

    check_keys_after(0)
    try:
        with pytest.raises(TablesMissing, match="may not be read with the credentials that are set here") as told:
            open_store(bucket)
    finally:
        check_keys_after(10**9)
    assert "\n" not in str(told.value)
    assert list(kept.iterdir()) == []


def test_it_is_one_store_by_any_address(bucket, kept):
    assert Store(open_store(f"{bucket}/").address).edition == open_store(bucket).edition
