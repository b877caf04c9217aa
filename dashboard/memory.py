"""Files already made, and their compressed forms, are answered from memory: as many bytes of them as fit."""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition, Lock

import pyarrow as pa
from cachetools import LRUCache, cached
from flask import Request, g

MOST_BYTES = 10_000_000
"""Of files as they are kept, packed: a thousand charts, or a hundred times what a page asks for ahead."""
MOST_COMPRESSED = 4_000_000
"""Of their compressed forms, which are far smaller."""


Packed = tuple[bytes, int]
"""A file in a tenth of its room, and its size; what is asked for ahead is a megabyte, and unpacked in one thousandth
of the time that it takes to make."""
_files: LRUCache[str, Packed] = LRUCache(MOST_BYTES, getsizeof=lambda packed: len(packed[0]))
_changed = Condition()


def file(tag: str, make: Callable[[], bytes]) -> bytes:
    """The file of this tag, made once however many ask for it at the same time; what ``make`` raises is raised."""
    return _unpacked(_together(tag, make))


def file_in_turn(tag: str, make: Callable[[], bytes]) -> bytes:
    """The same of what takes seconds, where ``make`` waits for its turn in a room and sends away who finds it full.

    Here nobody waits: whoever did would take a thread that the room does not know of.
    """
    return _unpacked(_each(tag, make))


def _tag(tag: str, make: Callable[[], bytes]) -> str:
    return tag


def _packed(tag: str, make: Callable[[], bytes]) -> Packed:
    try:
        made = make()
        return pa.compress(made, "zstd", asbytes=True), len(made)
    finally:
        give_back()


def _unpacked(packed: Packed) -> bytes:
    return bytes(pa.decompress(packed[0], packed[1], "zstd", asbytes=True))


_together = cached(_files, key=_tag, condition=_changed)(_packed)
_each = cached(_files, key=_tag, lock=_changed)(_packed)


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
