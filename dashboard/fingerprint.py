"""What names the content of files: an asset's stands in its address, the program's in the tag of all that it makes.

A file's time won't do: replicas that were installed one after the other have the same files of different times.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

PROGRAM = Path(__file__).parent
MADE_OF = {".py", ".toml", ".js", ".css"}
LETTERS = 16


def of(path: Path) -> str:
    """The content of a file, in a few letters."""
    return _of(path, path.stat().st_mtime_ns)


@cache
def program() -> str:
    """This program: the same tables may look otherwise in the next."""
    found = (path for path in sorted(PROGRAM.rglob("*")) if path.suffix in MADE_OF)
    return _named("".join(f"{path.relative_to(PROGRAM)} {of(path)}\n" for path in found).encode())


@cache
def _of(path: Path, _changed_ns: int) -> str:
    return _named(path.read_bytes())


def _named(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:LETTERS]
