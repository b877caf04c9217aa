"""What most tests stand on: the tables that ship, and the application on them."""

from pathlib import Path

import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.store import Store

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def store() -> Store:
    return Store(str(ROOT / "data" / "tables"))


@pytest.fixture(scope="session")
def app(store: Store) -> Dash:
    return create_app(store)


@pytest.fixture
def client(app: Dash) -> FlaskClient:
    return app.server.test_client()
