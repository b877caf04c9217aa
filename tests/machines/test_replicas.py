"""Two replicas behind nginx and its cache, as docs/serving.md says; new tables and a lost one go unnoticed."""

import json
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import pytest
import requests

from tests.machines.behind import PATIENCE_S, configured, free_port, started, until
from tests.machines.conftest import TABLES, upload, without

PINNED = "/figures/headline.csv?place=world&year=2023&release=view-2025"
READ = ("/", "/region", PINNED, "/figures/trend.json?place=PAK&level=primary", "/data/manifest.json", "/healthz")


@dataclass(frozen=True)
class Setup:
    """The proxy's address, the replicas' own, their processes, and where their tables are."""

    url: str
    replicas: tuple[str, str]
    processes: tuple[subprocess.Popen[bytes], ...]
    log: Path
    tables: str


def answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/healthz", timeout=5).ok
    except requests.ConnectionError:
        return False


@pytest.fixture(scope="module")
def setup(bucket, tmp_path_factory) -> Iterator[Setup]:
    folder = tmp_path_factory.mktemp("replicas")
    upload(TABLES, "ours/replicas")
    first, second, port = free_port(), free_port(), free_port()
    shared = {"OOSC_TABLES": "s3://ours/replicas", "OOSC_TABLES_EVERY": "0.5"}

    def serve(at: int):
        command = [sys.executable, "-m", "dashboard", "serve", "--port", str(at)]
        return started(command, folder / "log", **shared, XDG_CACHE_HOME=str(folder / str(at)))

    with (
        serve(first) as one,
        serve(second) as two,
        started(configured(folder, port, [first, second]), folder / "log") as proxy,
    ):
        replicas = tuple(f"http://127.0.0.1:{at}" for at in (first, second))
        made = Setup(f"http://127.0.0.1:{port}", replicas, (one, two, proxy), folder / "log", "ours/replicas")
        try:
            until(lambda: all(answers(url) for url in (*replicas, made.url)), these=made.processes)
        except AssertionError:
            pytest.fail((folder / "log").read_text())
        yield made


class Readers:
    """Readers who ask for one thing after the other, each on a new connection, and note whatever is no good answer."""

    def __init__(self, url: str) -> None:
        self.url, self.done, self.seen, self.wrong = url, Event(), Counter(), []
        self.threads = [Thread(target=self.read, args=(number,)) for number in (0, 3)]

    def read(self, number: int) -> None:
        while not self.done.is_set():
            path = READ[number % len(READ)]
            number += 1
            time.sleep(0.05)
            try:
                answer = requests.get(f"{self.url}{path}", timeout=PATIENCE_S)
                self.seen[path] += 1
                if answer.status_code != 200 or not answer.content:
                    self.wrong.append((path, answer.status_code))
            except requests.RequestException as trouble:
                self.wrong.append((path, trouble))

    def __enter__(self) -> "Readers":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.done.set()
        for thread in self.threads:
            thread.join(PATIENCE_S)
        assert self.wrong == []
        assert set(self.seen) == set(READ)


def test_a_chart_is_drawn_once_and_then_comes_from_the_cache(setup):
    answers = [requests.get(f"{setup.url}{PINNED}", timeout=PATIENCE_S) for _ in range(2)]
    assert [answer.headers["X-Cache"] for answer in answers] == ["MISS", "HIT"]
    assert answers[0].content == answers[1].content
    assert b"271177335" in answers[0].content
    direct = requests.get(f"{setup.replicas[0]}{PINNED}", timeout=PATIENCE_S)
    assert direct.content == answers[0].content
    for name in ("ETag", "Cache-Control", "Content-Security-Policy", "X-Content-Type-Options", "Link", "Content-Type"):
        assert direct.headers[name] == answers[1].headers[name], name


def test_who_has_the_file_is_told_so_by_the_cache(setup):
    first = requests.get(f"{setup.url}{PINNED}", timeout=PATIENCE_S)
    again = requests.get(f"{setup.url}{PINNED}", headers={"If-None-Match": first.headers["ETag"]}, timeout=PATIENCE_S)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["X-Cache"] == "HIT"


def test_each_compression_has_an_answer_of_its_own(setup):
    address = f"{setup.url}/figures/trend.csv?place=PAK&release=view-2025"
    kinds = {"br": "br", "gzip, deflate, br, zstd": "br", "gzip": "gzip", "identity": None}
    found = {
        sent: requests.get(address, headers={"Accept-Encoding": sent}, timeout=PATIENCE_S, stream=True)
        for sent in kinds
    }
    assert {sent: one.headers.get("Content-Encoding") for sent, one in found.items()} == kinds
    assert [one.headers["X-Cache"] for one in found.values()] == ["MISS", "HIT", "MISS", "MISS"]
    assert len({one.content for one in found.values()}) == 1


def test_pages_and_tables_are_not_kept_and_only_embeds_may_be_framed(setup):
    for _ in range(2):
        page = requests.get(f"{setup.url}/country?place=PAK", timeout=PATIENCE_S)
        assert page.headers["X-Cache"] == "MISS"
        assert page.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
        assert requests.get(f"{setup.url}/data/places.csv", timeout=PATIENCE_S).headers["X-Cache"] == "MISS"
    embed = requests.get(f"{setup.url}/embed/trend?place=PAK", timeout=PATIENCE_S)
    direct = requests.get(f"{setup.replicas[1]}/embed/trend?place=PAK", timeout=PATIENCE_S)
    assert embed.headers["Content-Security-Policy"] == direct.headers["Content-Security-Policy"]
    assert embed.headers["Content-Security-Policy"] != "frame-ancestors 'none'"


def ask_search(url: str) -> requests.Response:
    """What a browser sends when somebody types into the search box."""
    wired = requests.get(f"{url}/_dash-dependencies", timeout=PATIENCE_S).json()
    output = next(one["output"] for one in wired if any(given["id"] == "search" for given in one["inputs"]))
    outputs = [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in output[2:-2].split("...")]
    inputs = [{"id": "search", "property": "searchValue", "value": "Ivory Coast"}]
    body = {"output": output, "outputs": outputs, "inputs": inputs, "changedPropIds": ["search.searchValue"]}
    return requests.post(f"{url}/_dash-update-component", json={**body, "state": []}, timeout=PATIENCE_S)


def test_callbacks_pass_and_are_never_kept(setup):
    for _ in range(2):
        answer = ask_search(setup.url)
        assert answer.status_code == 200
        assert answer.json()["response"]["search"]["data"][0]["items"][0]["value"] == "0 /country?place=CIV"
        assert "X-Cache" not in answer.headers


def test_new_tables_are_served_without_a_restart_and_no_reader_fails(setup, tmp_path):
    newest = without("source=uis/release=2016-07", tmp_path / "newest")
    told = json.loads((newest / "manifest.json").read_text())
    with Readers(setup.url), Readers(setup.replicas[0]):
        assert all("uis-2016-07" in releases(url) for url in setup.replicas)
        upload(newest, setup.tables)
        until(
            lambda: all(
                requests.get(f"{url}/data/manifest.json", timeout=PATIENCE_S).json() == told for url in setup.replicas
            )
        )
        time.sleep(1)  # old workers may still be ending
    assert all("uis-2016-07" not in releases(url) for url in setup.replicas)
    assert [process.poll() for process in setup.processes] == [None] * 3
    assert "ERROR" not in setup.log.read_text()


def releases(url: str) -> set[str]:
    """The releases that observations can be asked of."""
    wrong = requests.get(f"{url}/figures/trend.csv?place=PAK&release=no-such", timeout=PATIENCE_S)
    assert wrong.status_code == 400
    return set(re.findall(r"[a-z]+-[\w+-]+", wrong.text))


def test_a_replica_that_is_stopped_is_not_missed(setup):
    one, two, _ = setup.processes
    with Readers(setup.url) as readers:
        one.send_signal(signal.SIGTERM)
        one.wait(PATIENCE_S)
        before = sum(readers.seen.values())
        until(lambda: sum(readers.seen.values()) > before + 2 * len(READ))
        assert ask_search(setup.url).status_code == 200
    assert not answers(setup.replicas[0])
    assert two.poll() is None


def test_with_both_gone_the_cache_still_has_what_it_had(setup):
    before = requests.get(f"{setup.url}{PINNED}", timeout=PATIENCE_S)
    for process in setup.processes[:2]:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE_S)
    after = requests.get(f"{setup.url}{PINNED}", timeout=PATIENCE_S)
    assert (after.status_code, after.headers["X-Cache"], after.content) == (200, "HIT", before.content)
    assert requests.get(f"{setup.url}/", timeout=PATIENCE_S).status_code == 502
