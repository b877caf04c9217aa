"""Files already made, and their compressed forms, are answered from memory: as many bytes of them as fit."""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition, Lock

from cachetools import LRUCache, cached
from flask import Request, g

MOST_BYTES = 12_000_000
"""Of files, and as many again of their compressed forms: several hundred charts, or a few whole pages."""


@cached(LRUCache(MOST_BYTES, getsizeof=len), key=lambda tag, make: tag, condition=Condition())
def file(tag: str, make: Callable[[], bytes]) -> bytes:
    """The file of this tag, made once however many ask for it at the same time; what ``make`` raises is raised."""
    return make()


def name(tag: str) -> None:
    """Say which file the answer to this request holds, so that it is compressed only once."""
    g.file = tag


def compressed_as(request: Request) -> str:
    """What the compressed answer is kept under: its file and its whole address, which HTML repeats."""
    return f"{g.file} {request.url}" if "file" in g else ""


class Compressed:
    """The store that Flask-Compress asks; an answer that names no file is not kept."""

    def __init__(self) -> None:
        self._kept: LRUCache[str, bytes] = LRUCache(MOST_BYTES, getsizeof=len)
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        """The compressed answer of this key, ``br;`` or ``gzip;`` before its name."""
        with self._lock:
            return self._kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Keep it, if it has a name and any room could hold it."""
        if not key.endswith(";") and len(value) <= MOST_BYTES:
            with self._lock:
                self._kept[key] = value
