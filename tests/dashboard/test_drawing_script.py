"""Which Plotly draws, and what is said where ours was not built."""

import pytest

from dashboard.render import drawing_script


@pytest.fixture(autouse=True)
def _afresh():
    drawing_script.file.cache_clear()
    yield
    drawing_script.file.cache_clear()


def test_ours_is_taken_and_served(client):
    assert drawing_script.file().stat().st_size < 1e6
    assert client.get(drawing_script.address()).status_code == 200


def test_without_it_the_whole_is_taken_and_that_is_said_once(monkeypatch, tmp_path, caplog, client):
    monkeypatch.setattr(drawing_script, "ASSETS", tmp_path)
    assert drawing_script.file().stat().st_size > 4e6
    assert client.get(drawing_script.address()).data == drawing_script.file().read_bytes()
    assert [record.message for record in caplog.records] == [
        "The small Plotly has not been built, so pages load the whole one: run `make assets`, which needs Node."
    ]
