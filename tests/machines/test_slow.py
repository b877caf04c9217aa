"""A deck that takes long under the very deploy/nginx.conf, with seconds in the place of minutes: it is made once."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest
import requests

from tests.machines.behind import PATIENCE_S, configured, free_port, is_open, started, until

CHART, DECK = ("GET", "/figures/map.json"), ("POST", "/slides.pptx")
SLOW = [DECK, ("GET", "/deck.pptx?place=PAK"), ("GET", "/briefing/PAK.pdf")]
ORDINARY = ("proxy_read_timeout 75s", "proxy_read_timeout 1s")


@dataclass
class Slow:
    """The proxy's address, what its two replicas were asked, and whether they may answer."""

    url: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    held: Event = field(default_factory=Event)

    def get(self, asked: tuple[str, str]) -> int:
        """The status of the answer."""
        method, path = asked
        return requests.request(method, f"{self.url}{path}", timeout=PATIENCE_S).status_code


@contextmanager
def slow(folder, *others: tuple[str, str], are_there: int = 2) -> Iterator[Slow]:
    """nginx before two replicas, or one and a port where nobody listens."""
    made = Slow()

    class Replica(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append((self.command, self.path))
            made.held.wait(PATIENCE_S)
            self.send_response(204)
            self.end_headers()

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    with ExitStack() as ending:
        replicas = [ending.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), Replica)) for _ in range(are_there)]
        for replica in replicas:
            Thread(target=replica.serve_forever, daemon=True).start()
            ending.callback(replica.shutdown)
        ports = [replica.server_port for replica in replicas]
        port = free_port()
        command = configured(folder, port, [*ports, free_port()][:2], *others)
        proxy = ending.enter_context(started(command, folder / "log"))
        ending.callback(made.held.set)
        until(lambda: is_open(port), these=[proxy])
        made.url = f"http://127.0.0.1:{port}"
        yield made


@pytest.mark.parametrize("document", SLOW)
def test_a_document_that_takes_longer_than_a_chart_may_is_waited_for(document, tmp_path):
    with slow(tmp_path, ORDINARY) as asking, ThreadPoolExecutor() as readers:
        answer: Future[int] = readers.submit(asking.get, document)
        until(lambda: asking.asked == [document])
        assert asking.get(CHART) == 504  # each replica has had its second
        asking.held.set()
        assert answer.result(PATIENCE_S) == 204
        assert asking.asked == [document, CHART, CHART]


def test_a_document_that_takes_too_long_is_not_made_again(tmp_path):
    hurried = (("proxy_read_timeout 300s", "proxy_read_timeout 2s"), ("timeout 10s", "timeout 1s"))
    with slow(tmp_path, *hurried) as asking:
        assert asking.get(DECK) == 504
        assert asking.asked == [DECK]


def test_a_document_is_asked_of_the_replica_that_is_there(tmp_path):
    with slow(tmp_path, are_there=1) as asking:
        asking.held.set()
        assert {asking.get(DECK) for _ in range(4)} == {204}
        assert asking.asked == [DECK] * 4
