"""/data/…: every file of the tables as it lies there and as CSV, what describes it, and refusals in words."""

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from urllib.parse import quote

import fsspec
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from flask import Flask

import etl
from dashboard import downloads, packages
from dashboard.store import Store

TABLES = Path(__file__).parents[2] / "data" / "tables"
MANIFEST = json.loads((TABLES / "manifest.json").read_text())["files"]
BESIDE = [path for path in MANIFEST if "/" not in path]
SMALL = [path for path, known in MANIFEST.items() if known["rows"] < 100_000]
LARGE = "observations/uis/2024-09"


def read(text):
    return pd.read_csv(io.StringIO(text), keep_default_na=False, na_values=[""], low_memory=False)


def as_written(path):
    """The rows of a file of the tables, in the types that a CSV gives back."""
    table = pq.read_table(TABLES / path, partitioning=None).to_pandas()
    lists = [name for name in table if table[name].map(type).eq(np.ndarray).any()]
    for name in lists:
        table[name] = [None if one is None else json.dumps(list(one), ensure_ascii=False) for one in table[name]]
    return table


def answers(client, name):
    return client.get(f"/data/{quote(name)}")


@pytest.mark.parametrize("path", SMALL)
def test_csv_has_every_row_and_digit_of_the_file(path, client):
    answer = answers(client, f"{packages.stem(path)}.csv")
    assert (answer.status_code, answer.content_type) == (200, "text/csv; charset=utf-8")
    found, wanted = read(answer.text), as_written(path)
    home = packages.home(path)
    assert list(found) == [*home, *wanted]
    for name, value in home.items():
        assert set(found[name].astype(str)) == {value}
    assert len(found) == MANIFEST[path]["rows"]
    for name in wanted:
        missing = wanted[name].isna().to_numpy()
        assert (found[name].isna().to_numpy() == missing).all(), name
        known = wanted.loc[~missing, name]
        if pd.api.types.is_bool_dtype(known) or pd.api.types.is_numeric_dtype(known):
            assert (found.loc[~missing, name].to_numpy() == known.to_numpy()).all(), name
        else:
            texts = found.loc[~missing, name].astype(str).str.replace('","', '", "')
            if not known.astype(str).str.startswith("[").any() and pd.api.types.is_numeric_dtype(found[name]):
                continue  # release names such as 2025, which pandas takes for numbers
            assert (texts.to_numpy() == known.astype(str).str.replace('","', '", "').to_numpy()).all(), name


def test_flag_that_reads_na_is_no_missing_value(client):
    magnitudes = read(answers(client, "observations/uis/2025-02.csv").text)["magnitude"]
    wanted = as_written("observations/source=uis/release=2025-02/part.parquet")["magnitude"]
    assert magnitudes.value_counts().to_dict() == wanted.astype(str)[wanted.notna()].value_counts().to_dict()
    assert "NIL" in set(magnitudes)


@pytest.mark.parametrize("path", MANIFEST)
def test_parquet_is_the_file_of_the_manifest_under_both_its_names(path, client):
    for name in (f"{packages.stem(path)}.parquet", path):
        answer = answers(client, name)
        assert answer.content_type == "application/vnd.apache.parquet"
        assert hashlib.sha256(answer.data).hexdigest() == MANIFEST[path]["sha256"] == answer.get_etag()[0]
        assert answer.content_length == MANIFEST[path]["bytes"]


def test_csv_is_written_while_it_is_sent(store):
    stored, ending = downloads.find(store, f"{LARGE}.csv")
    sizes = [len(chunk) for chunk in downloads.csv(store, stored)]
    assert ending == "csv"
    assert len(sizes) >= stored.rows / downloads.BATCH_ROWS
    assert max(sizes) < sum(sizes) / 10


@pytest.mark.parametrize("name", [f"{LARGE}.csv", "tables.zip"])
@pytest.mark.parametrize("coding", ["identity", "br", "zstd"])
def test_nobody_counts_the_bytes_before_the_first_are_sent(name, coding, client, monkeypatch):
    begun = []
    for made in ("csv", "archive"):
        real = getattr(downloads, made)
        monkeypatch.setattr(downloads, made, lambda *asked, real=real: (begun.append(1) or one for one in real(*asked)))
    answer = client.get(f"/data/{name}", headers={"Accept-Encoding": coding}, buffered=False)
    assert next(answer.iter_encoded())
    assert len(begun) <= 6  # compressing takes in a few before it gives any out
    assert "Content-Length" not in answer.headers
    answer.close()


@pytest.mark.parametrize("name", ["places.csv", "places.parquet", "tables.zip", *packages.NAMES])
def test_what_has_not_changed_is_not_sent_again(name, client):
    first = answers(client, name)
    again = client.get(f"/data/{name}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"/data/{name}", headers={"If-None-Match": '"other"'}).status_code == 200


def test_csv_that_is_compressed_keeps_its_tag(client):
    squeezed = client.get("/data/places.csv", headers={"Accept-Encoding": "br"})
    assert squeezed.headers["Content-Encoding"] == "br"
    assert squeezed.headers["ETag"] == answers(client, "places.csv").headers["ETag"]


def test_a_part_of_a_parquet_file_can_be_asked_for(client):
    part = client.get(f"/data/{LARGE}.parquet", headers={"Range": "bytes=-4"})
    assert (part.status_code, part.data) == (206, b"PAR1")


@pytest.mark.parametrize("name", ["places.csv", "places.parquet", f"{LARGE}.csv"])
def test_head_tells_the_same_without_the_rows(name, client):
    told, whole = client.head(f"/data/{name}"), answers(client, "places.parquet")
    assert (told.status_code, told.data) == (200, b"")
    assert told.headers.get("Content-Length") != "0"
    assert whole.headers["Content-Disposition"] == 'attachment; filename="places.parquet"'


@pytest.mark.parametrize("path", MANIFEST)
def test_link_leads_to_the_licence_and_to_what_describes_exactly_these_columns(path, client, store):
    for ending in ("csv", "parquet"):
        answer = client.head(f"/data/{quote(packages.stem(path))}.{ending}")
        links = " ".join(answer.headers.getlist("Link"))
        package = client.get(re.search(r'<([^>]+)>; rel="describedby"', links)[1]).json
        wanted = path if ending == "parquet" else f"{packages.stem(path)}.csv"
        (resource,) = [one for one in package["resources"] if one["path"] == wanted]
        assert set(re.findall(r'<([^>]+)>; rel="license"', links)) == {one["path"] for one in resource["licenses"]}
        if packages.home(path):
            release = store.releases[tuple(packages.home(path).values())]
            assert [one["path"] for one in resource["licenses"]] == [release.licence_url]
            assert [one["title"] for one in resource["sources"]] == [release.attribution]


def test_tables_of_several_publishers_name_all_their_terms(client):
    links = " ".join(client.head("/data/conflict.csv").headers.getlist("Link"))
    assert re.findall(r'rel="license"; title="([^"]+)"', links) == ["CC BY 4.0"]
    resources = client.get("/data/datapackage.json").json["resources"]
    (conflict,) = [one for one in resources if one["name"] == "conflict"]
    assert len(conflict["sources"]) == 2


@pytest.mark.parametrize("name", ["datapackage.json", "datapackage-csv.json"])
def test_package_lists_every_file_with_its_columns(name, client):
    package = client.get(f"/data/{name}").json
    assert len(package["resources"]) == len(MANIFEST)
    names = [one["name"] for one in package["resources"]]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9._-]+", one) for one in names)
    for one in package["resources"]:
        assert client.head(f"/data/{quote(one['path'])}").status_code == 200
        assert all(field["description"] and field["type"] for field in one["schema"]["fields"])
        assert one["description"]
        assert one["licenses"]


def test_package_of_csv_files_has_their_headers(client):
    for one in client.get("/data/datapackage-csv.json").json["resources"]:
        stored, _ = downloads.find(Store(str(TABLES)), one["path"])
        header = next(downloads.csv(Store(str(TABLES)), stored)).decode().strip()
        assert header.split(",") == [field["name"] for field in one["schema"]["fields"]]


def test_package_of_parquet_files_has_their_hashes(client):
    for one in client.get("/data/datapackage.json").json["resources"]:
        assert one["hash"] == f"sha256:{MANIFEST[one['path']]['sha256']}"
        assert [field["name"] for field in one["schema"]["fields"]] == pq.read_schema(TABLES / one["path"]).names


def test_archive_is_a_folder_of_tables_that_can_be_read(client, tmp_path):
    answer = client.get("/data/tables.zip")
    assert answer.content_type == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path)
    for path, known in MANIFEST.items():
        assert hashlib.sha256((tmp_path / path).read_bytes()).hexdigest() == known["sha256"]
    assert Store(str(tmp_path)).release_ids() == Store(str(TABLES)).release_ids()
    assert etl.load(tmp_path).places.equals(etl.load(TABLES).places)
    assert {one["path"] for one in json.loads((tmp_path / "datapackage.json").read_text())["resources"]} == set(
        MANIFEST
    )


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("place.csv", "places.csv"),
        ("observations/uis/2024-9.csv", "observations/uis/2024-09.csv"),
        ("observations/uis/2024-09", "observations/uis/2024-09.csv"),
        ("places.xlsx", "places."),
        ("datapakage.json", "datapackage.json"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is_near(name, near, client):
    answer = answers(client, name)
    assert (answer.status_code, answer.content_type) == (404, "text/plain; charset=utf-8")
    assert f"There is no '{name}'" in answer.text
    assert near in answer.text.partition("Near matches:")[2]


@pytest.mark.parametrize(
    "name",
    [
        "../sources/places/countries-2026-05.parquet",
        "..%2f..%2fpyproject.toml",
        "observations/../manifest.json",
        "observations/uis/../../places.parquet",
        "/etc/passwd",
        "%00.csv",
        "observations/source=uis/release=2024-09/../../../places.parquet",
        "places.parquet/",
        "." * 5000 + ".csv",
        "<script>alert(1)</script>.csv",
    ],
)
def test_nothing_outside_the_manifest_is_served(name, client):
    answer = client.get(f"/data/{name}")
    assert answer.status_code == 404 or (answer.status_code == 200 and answer.content_type.startswith("text/html"))
    assert b"PAR1" not in answer.data
    assert "Traceback" not in answer.text


def test_tables_of_any_file_system_are_served():
    """A release and a table in memory, as fsspec has it."""
    memory = fsspec.filesystem("memory")
    kept = {path: MANIFEST[path] for path in ("places.parquet", "observations/source=uis/release=2025-02/part.parquet")}
    beside = [path for path in BESIDE if path != "places.parquet"]
    memory.pipe({f"/apart/{path}": (TABLES / path).read_bytes() for path in (*kept, *beside, "datapackage.json")})
    memory.pipe("/apart/manifest.json", json.dumps({"schema": 1, "files": kept}).encode())
    server = Flask("apart")
    downloads.register(server, Store("memory://apart"))
    client = server.test_client()
    local = Flask("here")
    downloads.register(local, Store(str(TABLES)))
    for name in ("places.csv", "places.parquet", "observations/uis/2025-02.csv"):
        assert client.get(f"/data/{name}").data == local.test_client().get(f"/data/{name}").data
    assert client.get("/data/observations/uis/2024-09.csv").status_code == 404


def test_codes_of_a_source_come_as_a_table(client, store):
    for source, rows in store.table("indicators").groupby("source"):
        answer = client.get(f"/data/codes/{source}")
        assert answer.content_type == "text/html; charset=utf-8"
        assert answer.text.count("<tr>") == len(rows) + 1
        assert all(code in answer.text for code in rows["indicator"])
    assert client.get("/data/codes/nope").status_code == 404
