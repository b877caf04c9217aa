"""Answers kept on disk, so that a fetch that was cut short goes on where it was.

`data/raw/uis/<version>/` holds of every answer its body, gzipped, and a note of what was asked, when it came and its
sha256. Both are renamed into place, the note last; a body without a note does not count. A fetch from its first
question to its last is one round, `round.json`: only answers of the same round are used again.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Collection
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from etl.errors import LiveError
from etl.fetch.plan import Bounds, is_whole
from etl.sources.uis_api import Answer, Query, UisApi

_HALF_WRITTEN = ".part-"
_ROUND, _CHECKED = "round.json", "checked.json"
_NOTED = {"address", "query", "received", "sha256", "round"}


class Answers:
    """The answers of one version. Whoever makes one must hold the lock of the fetch.

    Args:
        folder: Of the version; made if need be.
        api: Checks what is read from disk as it checks what comes from the network.
        catalogue: What the round rests on; another one begins a new round.

    Attributes:
        bounds: What the round has learnt of the service's limits.

    Raises:
        OSError: The folder cannot be written.
    """

    def __init__(self, folder: Path, api: UisApi, catalogue: str) -> None:
        self._folder, self._api = folder, api
        folder.mkdir(parents=True, exist_ok=True)
        for leftover in folder.glob(f"{_HALF_WRITTEN}*"):
            leftover.unlink()
        self._round = self._resume(catalogue)
        self.bounds = Bounds(**self._round["bounds"])
        self._notes = self._read_notes()

    def whole(self) -> list[Query]:
        """The kept questions that ask for all there is of their indicators, in the order of their addresses."""
        queries = (_query(note) for _address, note in sorted(self._notes.items()))
        return [query for query in queries if is_whole(query)]

    def find(self, query: Query) -> Answer | None:
        """The kept answer to a question, if there is one that passes every check."""
        note = self._notes.get(query.address)
        if note is None:
            return None
        try:
            body = gzip.decompress(self._path(query, note["sha256"], "json.gz").read_bytes())
            received = datetime.fromisoformat(note["received"])
            if hashlib.sha256(body).hexdigest() == note["sha256"]:
                return self._api.data_from(query, body, hints="keep", received=received)
        except (OSError, EOFError, zlib.error, ValueError, LiveError):
            pass
        self.forget(query)
        return None

    def keep(self, answer: Answer) -> None:
        """Keep an answer. Raises OSError if it cannot be written."""
        query = answer.query
        note = {
            "address": query.address,
            "query": asdict(query),
            "received": answer.received.isoformat(),
            "sha256": answer.sha256,
            "rows": answer.records.num_rows,
            "round": self._round["begun"],
        }
        packed = gzip.compress(answer.body, compresslevel=6, mtime=0)
        self._write(self._path(query, answer.sha256, "json.gz"), packed)
        self._write(self._path(query, answer.sha256, "meta.json"), _json(note))
        self._notes[query.address] = note

    def forget(self, query: Query) -> None:
        """Ask this again."""
        if note := self._notes.pop(query.address, None):
            self._path(query, note["sha256"], "meta.json").unlink(missing_ok=True)
            self._path(query, note["sha256"], "json.gz").unlink(missing_ok=True)

    def learn(self, bounds: Bounds) -> None:
        """Remember the limits for the rest of the round."""
        if bounds != self.bounds:
            self.bounds = bounds
            self._round["bounds"] = asdict(bounds)
            self._write(self._folder / _ROUND, _json(self._round))

    def finish(self, used: Collection[str]) -> None:
        """End the round and delete every answer but those with a sha256 in `used`."""
        self._write(self._folder / _CHECKED, _json({"at": datetime.now(UTC).isoformat()}))
        (self._folder / _ROUND).unlink(missing_ok=True)
        known = {sha256[:16] for sha256 in used}
        for path in self._folder.glob("*-*.*"):
            if path.name.partition(".")[0].rpartition("-")[2] not in known:
                path.unlink(missing_ok=True)

    def _resume(self, catalogue: str) -> dict[str, Any]:
        found = _read(self._folder / _ROUND)
        if found and found.get("catalogue") == catalogue and {"begun", "bounds"} <= set(found):
            return found
        fresh = {"begun": datetime.now(UTC).isoformat(), "catalogue": catalogue, "bounds": asdict(Bounds())}
        self._write(self._folder / _ROUND, _json(fresh))
        return fresh

    def _read_notes(self) -> dict[str, dict[str, Any]]:
        notes = (_read(path) for path in sorted(self._folder.glob("*-*.meta.json")))
        ours = (note for note in notes if note and set(note) >= _NOTED and note["round"] == self._round["begun"])
        return {note["address"]: note for note in ours}

    def _path(self, query: Query, sha256: str, ending: str) -> Path:
        of_address = hashlib.sha256(query.address.encode()).hexdigest()
        return self._folder / f"{of_address[:16]}-{sha256[:16]}.{ending}"

    def _write(self, path: Path, content: bytes) -> None:
        temporary = path.with_name(f"{_HALF_WRITTEN}{path.name}")
        temporary.write_bytes(content)
        temporary.replace(path)


def last_checked(folder: Path) -> datetime | None:
    """When a fetch of the version last ended well; None if it never did, or another has begun since."""
    note = None if (folder / _ROUND).exists() else _read(folder / _CHECKED)
    try:
        return datetime.fromisoformat(note["at"]) if note else None
    except (KeyError, TypeError, ValueError):
        return None


def _query(note: dict[str, Any]) -> Query:
    lists = {name: tuple(note["query"][name]) for name in ("indicators", "geo_units")}
    return Query(**{**note["query"], **lists})


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()
