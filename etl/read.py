"""The door to data/sources: the publisher's rows and their sidecars, as `oosc etl add` wrote them."""

from __future__ import annotations

import json
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl.errors import BuildRefused
from etl.sources import PARTS

if TYPE_CHECKING:
    import pandas as pd  # there, not here: files can be read ahead before pandas is imported

_BESIDE = tuple(f"-{part}" for part in PARTS)


@dataclass(frozen=True, slots=True)
class Sources:
    """A folder `<source>/<release>.parquet` with `<release>.meta.json` beside each."""

    folder: Path
    _ahead: dict[Path, Future[pa.Table]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def read_ahead(self) -> Sources:
        """Begin to read every file, by a thread that lets go of the interpreter; each is kept until it is asked for."""
        pool = ThreadPoolExecutor(1)
        self._ahead.update((path, pool.submit(_table, path)) for path in sorted(self.folder.glob("*/*.parquet")))
        pool.shutdown(wait=False)
        return self

    def read_no_further(self) -> None:
        """Give up what was begun ahead and nobody asked for."""
        for begun in self._ahead.values():
            begun.cancel()
        self._ahead.clear()

    def names(self) -> list[str]:
        """The sources that have a release, sorted."""
        return sorted(path.name for path in self.folder.iterdir() if path.is_dir() and any(path.glob("*.parquet")))

    def releases(self, source: str) -> list[str]:
        """The releases of a source, sorted; what stands beside a release is not among them."""
        found = (path.stem for path in (self.folder / source).glob("*.parquet"))
        return sorted(name for name in found if not name.endswith(_BESIDE))

    def frame(self, source: str, release: str, columns: list[str] | None = None) -> pd.DataFrame:
        """The rows of a release under the publisher's own column names, all or some; text columns are categorical.

        Raises:
            BuildRefused: There is no such release, or it cannot be read.
        """
        path = self.folder / source / f"{release}.parquet"
        try:
            begun = self._ahead.pop(path, None)
            table = begun.result() if begun else _table(path)
            return (table.select(columns) if columns else table).to_pandas()
        except (OSError, ValueError) as trouble:
            raise BuildRefused(
                f"{source}/{release} cannot be read from {path}. Add it with `oosc etl add {source} FILE "
                f"--release {release}`."
            ) from trouble

    def newest(self, source: str) -> str:
        """The name of the newest release of a source. Raises BuildRefused if it has none."""
        if not (names := self.releases(source)):
            raise BuildRefused(f"There is no {source} in {self.folder}. Add it with `oosc etl add {source} FILE`.")
        return names[-1]

    def has(self, source: str, release: str) -> bool:
        """Whether the release is there."""
        return (self.folder / source / f"{release}.parquet").is_file()

    def sidecar(self, source: str, release: str) -> dict[str, Any]:
        """What is known of a release: publisher, licence, files with sha256, …; empty without a sidecar."""
        path = self.folder / source / f"{release}.meta.json"
        if not path.is_file():
            return {}
        with path.open(encoding="utf-8") as file:
            return dict(json.load(file))


def _table(path: Path) -> pa.Table:
    known = pq.read_metadata(path)
    texts = [field.name for field in known.schema.to_arrow_schema() if pa.types.is_string(field.type)]
    # by one thread: the other core is at work on what was read before
    return pq.ParquetFile(path, metadata=known, read_dictionary=texts).read(use_threads=False)
