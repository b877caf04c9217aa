"""Locust's readers: each does one thing of the recorded ones, thinks 1 to 5 seconds, and does the next.

Run by `load` in the environment of the peers. Environment: PLAYS (what `recording` recorded), TOOK (where each request
is written: seconds since the start, kind, milliseconds, what went wrong).
"""

from __future__ import annotations

import csv
import json
import os
import random
import time
from pathlib import Path
from typing import Any

from locust import FastHttpUser, between, events, task

PLAYS: dict[str, list[list[dict[str, Any]]]] = json.loads(Path(os.environ["PLAYS"]).read_text())
STARTED = time.monotonic()
took: list[tuple[float, str, float, str]] = []


class Reader(FastHttpUser):
    """Half of what a reader does is to open a page."""

    wait_time = between(1, 5)
    network_timeout = connection_timeout = 60.0

    @task(5)
    def open_page(self) -> None:
        self.play(PLAYS["page"])

    @task(3)
    def move_control(self) -> None:
        self.play(PLAYS["control"])

    @task(1)
    def search(self) -> None:
        self.play(PLAYS["search"])

    @task(1)
    def export(self) -> None:
        kinds = sorted({asked[0]["kind"] for asked in PLAYS["export"]})
        kind = random.choices(kinds, [EXPORTS[name] for name in kinds])[0]
        self.play([asked for asked in PLAYS["export"] if asked[0]["kind"] == kind])

    def play(self, doings: list[list[dict[str, Any]]]) -> None:
        """All requests of one recorded doing, in their order.

        On a new connection: the server hangs up on who is silent for two seconds, which a browser notices by itself.
        """
        self.client.client.close()
        for asked in random.choice(doings) if doings else ():
            self.ask(asked)

    def ask(self, asked: dict[str, Any]) -> None:
        headers = {"Accept-Encoding": "gzip, deflate, br"}
        if asked["body"] is not None:
            headers["Content-Type"] = "application/json"
        self.client.request(asked["method"], asked["path"], name=asked["kind"], data=asked["body"], headers=headers)


EXPORTS = {"figure json": 5, "figure csv": 6, "figure pptx": 4, "figure png": 1, "figure svg": 2}
"""How often each is taken; a card's Picture is drawn in the page, from JSON."""


@events.request.add_listener
def _note(name: str, response_time: float, exception: Exception | None, **_: Any) -> None:
    took.append((time.monotonic() - STARTED, name, response_time, repr(exception) if exception else ""))


@events.quitting.add_listener
def _write(**_: Any) -> None:
    with Path(os.environ["TOOK"]).open("w", newline="") as file:
        csv.writer(file).writerows([("second", "kind", "ms", "error"), *took])
