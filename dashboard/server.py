"""gunicorn with threads: one slow reader must not hold up the next. New tables are served as they are published."""

from __future__ import annotations

import gc
import os
import signal
import time
from contextvars import copy_context
from functools import lru_cache
from threading import Condition, Thread

import dash
from cachetools import cached
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from dashboard import memory
from dashboard.app import create_app
from dashboard.store import Store, TablesMissing, keep, open_store

THREADS = 32
"""More than may wait for pictures and documents together, so that charts are answered meanwhile."""
EVERY_S = 60.0
"""Seconds from one look for new tables to the next, unless OOSC_TABLES_EVERY says otherwise."""
LONGEST_S = 60
"""Seconds that an answer may take and still come when workers are replaced."""


class BadInterval(ValueError):
    """OOSC_TABLES_EVERY is no number of seconds; the message says what it may be."""


def every() -> float:
    """Seconds from one look for new tables to the next."""
    named = os.environ.get("OOSC_TABLES_EVERY", "").strip()
    try:
        seconds = float(named) if named else EVERY_S
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e6:
        raise BadInterval(f"OOSC_TABLES_EVERY is '{named}'; give a number of seconds above 0, such as 60.")
    return seconds


def ready(store: Store) -> Flask:
    """The application on ``store``, its first page asked for once.

    Dash learns its pages at the first request, and two first requests at once would get half of them; and tables that
    this program can't read show here rather than to a reader.

    Raises:
        TablesMissing: the first page can't be made of these tables.
    """
    pages = dict(dash.page_registry)  # Dash has one for the whole program, whichever application is asked
    try:
        server = create_app(store).server
        status = server.test_client().get("/").status_code
        if status != 200:
            raise ValueError(f"the first page fails with {status}")
    except Exception as trouble:  # of whatever kind: the tables that are served stay
        dash.page_registry.clear()
        dash.page_registry.update(pages)
        raise TablesMissing(
            f"The tables in {store.address} are not as this program reads them: is one newer than the other? "
            f"({type(trouble).__name__}: {trouble})."
        ) from trouble
    return server


class _Dashboard(BaseApplication):
    """The application is made before its workers are forked from here: they start at once and share its memory."""

    callable: Flask | None

    def __init__(self, store: Store, host: str, port: int, workers: int) -> None:
        self._store, self._every, self._refused = store, every(), ""
        keep(store)
        self._newest: Flask | None = None
        self._settings = {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": workers,
            "threads": THREADS,
            "worker_class": "gthread",
            "loglevel": "warning",
            "timeout": LONGEST_S,
            "graceful_timeout": LONGEST_S,
            "preload_app": True,
            "when_ready": self._watch,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        made = ready(self._store)
        gc.freeze()  # what is here stays: workers look for garbage, such as decks leave, among what came after
        gc.enable()
        return made

    def reload(self) -> None:
        """On SIGHUP: new workers start on the newest tables, old ones finish what they were asked."""
        super().reload()
        self.callable = self._newest or self.callable
        gc.collect()  # the application of before: its parts know each other, and workers would be forked with it
        gc.freeze()
        memory.give_back()

    def _watch(self, arbiter: Arbiter) -> None:
        known = copy_context()  # Dash looks for its own variables also where it only sets up an application
        Thread(target=known.run, args=(self._follow, arbiter.log), name="tables", daemon=True).start()

    def _follow(self, log: Logger) -> None:
        told = ""
        while True:
            time.sleep(self._every)
            try:
                self._look()
                told = ""
            except Exception as trouble:  # whatever it is, the tables of before are served on
                if str(trouble) != told:
                    log.error("%s The tables of before are served on.", trouble)
                told = str(trouble)

    def _look(self) -> None:
        found = open_store(held=True)
        if found.edition in (self._store.edition, self._refused):
            return
        _forget()
        self._refused = found.edition
        self._newest = ready(found)
        self._store, self._refused = found, ""
        keep(found)
        os.kill(os.getpid(), signal.SIGHUP)


def _forget() -> None:
    """Let go of what is remembered of the tables of before: this process answers nobody, and would keep them all."""
    gc.unfreeze()  # what is frozen is not among the objects, and never collected
    for kept in gc.get_objects():
        if isinstance(kept, _REMEMBERED) and kept.__module__.startswith("dashboard."):
            kept.cache_clear()


_REMEMBERED = (type(lru_cache(_forget)), type(cached({}, condition=Condition())(_forget)))


def run(store: Store, host: str, port: int, workers: int) -> None:
    """Serve until stopped, and whatever tables are published meanwhile.

    Raises:
        BadInterval: OOSC_TABLES_EVERY is no number of seconds.
        TablesMissing: the tables can't be read.
    """
    _Dashboard(store, host, port, workers).run()
