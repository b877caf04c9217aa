"""What most tests stand on: the tables that ship, and the application on them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from dash import Dash
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect, sync_playwright

from dashboard.app import create_app
from dashboard.render.picture import find_browser
from dashboard.store import Store

ROOT = Path(__file__).parents[1]
PATIENCE_MS = 30_000


@pytest.fixture(scope="session")
def store() -> Store:
    return Store(str(ROOT / "data" / "tables"))


@pytest.fixture(scope="session")
def app(store: Store) -> Dash:
    return create_app(store)


@pytest.fixture
def client(app: Dash) -> FlaskClient:
    return app.server.test_client()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for every test that needs one: two at once in a process get in each other's way."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=find_browser(), args=arguments)
        expect.set_options(timeout=PATIENCE_MS)
        yield started
        started.close()
