"""An S3 of this machine, and the real tables on it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import s3fs
from moto.server import ThreadedMotoServer

TABLES = Path(__file__).parents[2] / "data" / "tables"
KEYS = {"AWS_ACCESS_KEY_ID": "reader", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}


@pytest.fixture(scope="package")
def endpoint() -> Iterator[str]:
    """Where S3 is, for this process and those it starts."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as environment:
        for name, value in {**KEYS, "AWS_ENDPOINT_URL": f"http://{host}:{port}"}.items():
            environment.setenv(name, value)
        yield f"{host}:{port}"
    server.stop()


@pytest.fixture(scope="package")
def bucket(endpoint: str) -> str:
    """The address of the real tables on it."""
    files = s3fs.S3FileSystem()
    files.mkdir("ours")
    upload(TABLES, "ours/tables")
    return "s3://ours/tables"


def upload(folder: Path, to: str) -> None:
    """As docs/serving.md advises: the files first, the manifest last."""
    files = s3fs.S3FileSystem()
    listed = json.loads((folder / "manifest.json").read_text())["files"]
    for names in ([*listed, "datapackage.json"], ["manifest.json"]):
        files.put([str(folder / name) for name in names], [f"{to}/{name}" for name in names])


def without(release: str, folder: Path) -> Path:
    """Another edition: the real tables without the observations of one release, ``source=uis/release=2016-07``."""
    shutil.copytree(TABLES, folder)
    shutil.rmtree(folder / "observations" / release)
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["files"][f"observations/{release}/part.parquet"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder
