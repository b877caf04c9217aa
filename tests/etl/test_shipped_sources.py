"""What ships in data/sources is whole and can be traced."""

import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from etl.sources import PARTS, SOURCES

SHIPPED = Path(__file__).parents[2] / "data" / "sources"
RELEASES = sorted(SHIPPED.glob("*/*.parquet"))


def test_every_release_an_importer_knows_is_there():
    known = {f"{name}/{release}" for name, importer in SOURCES.items() for release in importer.releases}
    beside = re.compile(f"-({'|'.join(PARTS)})$")
    assert known <= {f"{path.parent.name}/{beside.sub('', path.stem)}" for path in RELEASES}


@pytest.mark.parametrize("path", RELEASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_release_has_the_rows_and_files_its_sidecar_names(path):
    sidecar = json.loads(path.with_name(f"{path.stem}.meta.json").read_text("utf-8"))
    files = pq.read_table(path, partitioning=None, columns=["file"])["file"].to_pylist()
    assert {each["name"]: each["rows"] for each in sidecar["files"]} == {name: files.count(name) for name in set(files)}
    assert all(sidecar[field] for field in ("publisher", "title", "licence", "attribution", "origin", "release_date"))
    assert path.stat().st_size < 4_000_000
