"""Figures as PNG, SVG and PDF, drawn by a Chromium that is kept warm in a child process.

One engine belongs to one application process. It starts with the first picture; whatever goes wrong
in the browser ends in a picture, or in one plain sentence, before the deadline.
"""

from __future__ import annotations

import atexit
import hashlib
import importlib.util
import os
import select
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import orjson

from dashboard.render import browser_process, drawing_script
from dashboard.waiting import WaitingRoom

Format = Literal["png", "svg", "pdf"]

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONT = '"Noto Sans", Arial, sans-serif'
LOST = "The browser that draws pictures stopped twice; try again, or download the table."
DEADLINE = 30.0
"""Seconds for one picture, the start of the browser included."""
WAITING = 19
"""Pictures that may wait for the one being drawn: three pages of slides, which ask for six previews each at once."""


class PictureUnavailable(Exception):
    """No picture can be had; the message says why and, where it helps, what to install."""


class PictureFailed(PictureUnavailable):
    """The browser is there and did not draw this one."""


class _EngineLost(Exception):
    """The child process ended or hung: worth one more try with a new one."""


def find_browser() -> str | None:
    """The Chromium to use: ``OOSC_BROWSER``, or the first usual name on the path."""
    named = os.environ.get("OOSC_BROWSER")
    return next(filter(None, map(shutil.which, [named] if named else BROWSERS)), None)


def unavailable() -> str | None:
    """Why no picture can be drawn here, in one sentence; None when it can."""
    if importlib.util.find_spec("playwright") is None:
        return "Pictures need the Python package playwright: pip install 'out-of-school[pictures]'."
    if find_browser() is None:
        named = os.environ.get("OOSC_BROWSER")
        looked = f"OOSC_BROWSER names {named}, which can't be run" if named else "there is none on the path"
        return f"Pictures need Chromium, and {looked}. On Debian: apt-get install chromium fonts-noto-core."
    return None


class Engine:
    """The child process and the pipes to it."""

    def __init__(self, browser: str) -> None:
        bundle = drawing_script.file()
        outlines = drawing_script.ASSETS / "topojson" / "world_50m.json"
        self.process = subprocess.Popen(
            [sys.executable, browser_process.__file__, browser, bundle, outlines],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def ask(self, line: bytes, deadline: float) -> bytes:
        """One picture for one line of JSON."""
        assert self.process.stdin
        try:
            self.process.stdin.write(line + b"\n")
            self.process.stdin.flush()
        except OSError as error:
            raise _EngineLost from error
        head = self._read(5, deadline)
        body = self._read(struct.unpack(">I", head[1:])[0], deadline)
        if head[:1] == browser_process.FAILED:
            reason = body.decode(errors="replace").splitlines()[0]
            raise PictureFailed(f"The picture could not be drawn: {reason}")
        return body

    def _read(self, size: int, deadline: float) -> bytes:
        assert self.process.stdout
        stream, parts = self.process.stdout.fileno(), bytearray()
        while len(parts) < size:
            ready, _, _ = select.select([stream], [], [], max(0.0, deadline - time.monotonic()))
            part = os.read(stream, size - len(parts)) if ready else b""
            if not part:
                raise _EngineLost
            parts += part
        return bytes(parts)

    def stop(self, patience: float = 3.0) -> None:
        """Close its input, which ends it; kill it, and its browser, if that doesn't."""
        assert self.process.stdin
        assert self.process.stdout
        try:
            self.process.stdin.close()
            self.process.wait(patience)
        except (OSError, subprocess.TimeoutExpired):
            for group in _groups(self.process.pid):
                with suppress(ProcessLookupError):
                    os.killpg(group, signal.SIGKILL)
            self.process.wait()
        self.process.stdout.close()


def _groups(leader: int) -> set[int]:
    """The process groups of all that `leader` started: Playwright gives a browser one of its own.

    Where there is no /proc it is the leader's alone; a browser that does not hang ends with it.
    """
    parents, groups = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended
            _, parent, group = stat.read_bytes().rpartition(b")")[2].split()[:3]
            parents[int(stat.parent.name)], groups[int(stat.parent.name)] = int(parent), int(group)
    found, known = {leader}, set[int]()
    while found != known:
        known = set(found)
        found |= {groups[pid] for pid, parent in parents.items() if groups.get(parent) in known}
    return found


class Pictures:
    """Draws one picture at a time with an engine that is started, kept and replaced as needed."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.room = WaitingRoom("pictures", WAITING, retry_after=5)
        self.engine: Engine | None = None
        self.owner = 0
        self.last, self.drawn_at, self.lost_at = (b"", b""), 0.0, 0.0

    def draw(self, line: bytes) -> bytes:
        """The picture, at the second try if the browser was lost at the first.

        Who waited while the same one was drawn has it, and who waited while the browser was lost is told so: each of
        them would find out for himself, one after the other.

        Raises:
            Busy: as many wait as may.
        """
        came, named = time.monotonic(), hashlib.sha256(line).digest()
        with self.room.turn(), self.lock:
            if self.lost_at > came:
                raise PictureFailed(LOST)
            if self.drawn_at < came or self.last[0] != named:
                self.last = named, self._drawn(line)
                self.drawn_at = time.monotonic()
            return self.last[1]

    def _drawn(self, line: bytes) -> bytes:
        for _ in range(2):
            try:
                return self._running().ask(line, time.monotonic() + DEADLINE)
            except _EngineLost:
                self._drop(patience=0.0)
        self.lost_at = time.monotonic()
        raise PictureFailed(LOST)

    def _running(self) -> Engine:
        if self.engine and self.owner != os.getpid():
            self.engine = None  # it belongs to the process we were forked from
        if self.engine is None:
            if reason := unavailable():
                raise PictureUnavailable(reason)
            self.engine, self.owner = Engine(str(find_browser())), os.getpid()
        return self.engine

    def _drop(self, patience: float = 3.0) -> None:
        if self.engine and self.owner == os.getpid():
            self.engine.stop(patience)
        self.engine = None

    def close(self) -> None:
        """End the engine; the next picture starts a new one."""
        with self.lock:
            self._drop()


_pictures = Pictures()
atexit.register(_pictures.close)
close = _pictures.close


def draw(
    figure: dict[str, Any],
    *,
    fmt: Format = "png",
    width: float = 960,
    height: float = 540,
    scale: float = 2,
) -> bytes:
    """A figure (``data``, ``layout`` and perhaps ``config``) as a picture of ``width`` × ``height`` pixels.

    ``scale`` multiplies the pixels of a PNG and the page of a PDF. Needs installed fonts: those of a page
    are not used.
    """
    request = {"figure": _lettered(figure), "format": fmt, "width": width, "height": height, "scale": scale}
    return _pictures.draw(_line(request))


def sheet(words: str, figures: Sequence[tuple[dict[str, Any], float, float]]) -> bytes:
    """HTML printed as a PDF, each ``.drawing img`` in it filled with the next figure (figure, width, height)."""
    drawn = [{"figure": _lettered(figure), "width": width, "height": height} for figure, width, height in figures]
    return _pictures.draw(_line({"format": "sheet", "words": words, "figures": drawn}))


def _lettered(figure: dict[str, Any]) -> dict[str, Any]:
    """The figure in letters that are installed, unless it names its own."""
    layout = figure.get("layout") or {}
    return {**figure, "layout": {**layout, "font": {"family": FONT, **(layout.get("font") or {})}}}


def _line(request: dict[str, Any]) -> bytes:
    return orjson.dumps(request, default=_plain, option=orjson.OPT_SERIALIZE_NUMPY)


def _plain(value: Any) -> Any:
    """What JSON doesn't know: arrays and index objects as lists, missing and dates as plain values."""
    if hasattr(value, "tolist"):
        return value.tolist()
    return str(value) if value == value else None
