"""Files already made, and their compressed forms, are answered from memory: as many bytes of them as fit."""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition, Lock

import pyarrow as pa
from cachetools import LRUCache, cached
from flask import Request, g

MOST_BYTES = 10_000_000
"""Of files: a few hundred charts, or some tens of whole pages."""
MOST_COMPRESSED = 4_000_000
"""Of their compressed forms, which are far smaller."""


_files: LRUCache[str, bytes] = LRUCache(MOST_BYTES, getsizeof=len)
_changed = Condition()


def _tag(tag: str, make: Callable[[], bytes]) -> str:
    return tag


@cached(_files, key=_tag, condition=_changed)
def file(tag: str, make: Callable[[], bytes]) -> bytes:
    """The file of this tag, made once however many ask for it at the same time; what ``make`` raises is raised."""
    return _made(make)


@cached(_files, key=_tag, lock=_changed)
def file_in_turn(tag: str, make: Callable[[], bytes]) -> bytes:
    """The same of what takes seconds, where ``make`` waits for its turn in a room and sends away who finds it full.

    Here nobody waits: whoever did would take a thread that the room does not know of.
    """
    return _made(make)


def _made(make: Callable[[], bytes]) -> bytes:
    try:
        return make()
    finally:
        give_back()


def give_back() -> None:
    """Memory that making something took goes back to the machine: Arrow's, which is the C library's, and so all."""
    pa.default_memory_pool().release_unused()


def name(tag: str) -> None:
    """Say which file the answer to this request holds, so that it is compressed only once."""
    g.file = tag


def compressed_as(request: Request) -> str:
    """What the compressed answer is kept under: its file and its whole address, which HTML repeats."""
    return f"{g.file} {request.url}" if "file" in g else ""


class Compressed:
    """The store that Flask-Compress asks; an answer that names no file is not kept."""

    def __init__(self) -> None:
        self._kept: LRUCache[str, bytes] = LRUCache(MOST_COMPRESSED, getsizeof=len)
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        """The compressed answer of this key, ``br;`` or ``gzip;`` before its name."""
        with self._lock:
            return self._kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Keep it, if it has a name and any room could hold it."""
        if not key.endswith(";") and len(value) <= MOST_COMPRESSED:
            with self._lock:
                self._kept[key] = value
            give_back()
