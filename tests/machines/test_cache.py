"""What nginx does with an answer that has aged: asks by ETag, gives the old one meanwhile, and when nobody answers.

The dashboard's own answers are fresh for five minutes at least, so a stand-in with answers of a second is behind the
very deploy/nginx.conf.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest
import requests

from tests.machines.behind import PATIENCE_S, configured, free_port, is_open, started, until
from tests.machines.conftest import TABLES

BODY = (TABLES / "manifest.json").read_bytes()
TAG = '"view-2025"'


class Replica(BaseHTTPRequestHandler):
    """Answers that stay fresh for the seconds of their address, and 304 to who names their ETag."""

    asked: list[str | None]
    held: Event

    def do_GET(self) -> None:
        given = self.headers["If-None-Match"]
        self.asked.append(given)
        self.held.wait(PATIENCE_S)
        self.send_response(304 if given == TAG else 200)
        self.send_header("ETag", TAG)
        self.send_header("Cache-Control", f"public, max-age={self.path[1:]}")
        self.send_header("Content-Length", "0" if given == TAG else str(len(BODY)))
        self.end_headers()
        self.wfile.write(b"" if given == TAG else BODY)

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@dataclass
class Aging:
    """The proxy's address, the one replica that is there, what it was asked, and whether it may answer."""

    url: str
    server: ThreadingHTTPServer
    asked: list[str | None]
    held: Event

    def get(self, fresh_s: int = 1) -> str:
        """What the cache did; the answer is as ever."""
        answer = requests.get(f"{self.url}/{fresh_s}", timeout=PATIENCE_S)
        assert (answer.status_code, answer.content) == (200, BODY)
        return answer.headers["X-Cache"]

    def aged(self) -> "Aging":
        """Once the answer in the cache is no longer fresh."""
        assert self.get() == "MISS"
        time.sleep(2.1)  # nginx counts in whole seconds
        return self


@pytest.fixture
def aging(tmp_path) -> Iterator[Aging]:
    asked, held = [], Event()
    held.set()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Asked", (Replica,), {"asked": asked, "held": held}))
    Thread(target=server.serve_forever, daemon=True).start()
    port = free_port()
    with started(configured(tmp_path, port, [server.server_port, free_port()]), tmp_path / "log") as proxy:
        until(lambda: is_open(port), these=[proxy])
        yield Aging(f"http://127.0.0.1:{port}", server, asked, held)
        held.set()
    server.shutdown()
    server.server_close()


def test_a_fresh_answer_is_not_asked_for_again(aging):
    assert [aging.get(fresh_s=300) for _ in range(3)] == ["MISS", "HIT", "HIT"]
    assert aging.asked == [None]


def test_an_aged_answer_is_given_at_once_and_asked_anew_by_its_etag(aging):
    assert aging.aged().get() == "STALE"
    until(lambda: len(aging.asked) == 2)
    assert aging.asked == [None, TAG]
    until(lambda: aging.get() == "HIT")


def test_while_it_is_asked_anew_all_others_have_the_old_one_too(aging):
    aging.aged().held.clear()
    assert [aging.get() for _ in range(4)] == ["STALE", "UPDATING", "UPDATING", "UPDATING"]
    assert aging.asked == [None, TAG]
    aging.held.set()
    until(lambda: aging.get() == "HIT")


def test_an_aged_answer_is_given_when_no_replica_answers(aging):
    aging.aged().server.shutdown()
    aging.server.server_close()
    assert {aging.get() for _ in range(4)} <= {"STALE", "UPDATING"}
