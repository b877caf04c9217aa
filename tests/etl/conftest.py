"""The tables, built once of the committed sources, for every test that looks at them."""

from pathlib import Path

import pytest

from etl import catalogue as catalogue_module
from etl.build import Report, build
from etl.catalogue import Catalogue
from etl.publish import Tables
from etl.read import Sources
from etl.tables import Frames, load, stored
from etl.tidy import Part

SOURCES = Path(__file__).parents[2] / "data" / "sources"


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return catalogue_module.load()


@pytest.fixture(scope="session")
def sources() -> Sources:
    return Sources(SOURCES)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "sources").symlink_to(SOURCES)
    return folder


@pytest.fixture(scope="session")
def report(home: Path) -> Report:
    return build(home)


@pytest.fixture(scope="session")
def tables(report: Report, home: Path) -> Tables:
    return stored(home)


@pytest.fixture(scope="session")
def parts(tables: Tables) -> dict[str, Part]:
    return {part.name: part for part in tables.parts}


@pytest.fixture(scope="session")
def frames(report: Report) -> Frames:
    return load(report.tables)
