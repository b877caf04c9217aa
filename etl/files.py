"""The tables as files, in bytes: the same rows give the same bytes.

files = Files()
files.add(part, …)          begins with it; what was added before is not made again
files.made()                every file by name, in the order of names
"""

import hashlib
import os
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from etl.tidy.frame import TEXT, Part

_INDEX = pa.int16()  # one index type in every file, so that any engine can read them as one table
_LONG_TEXT = pd.StringDtype("pyarrow", na_value=np.nan)  # and one type of text, however it was held
_TYPES = {
    "year": pa.int16(), "sample_size": pa.int32(), "is_derived": pa.bool_(), "value": pa.float64(),
    "low": pa.float64(), "high": pa.float64(), "coverage": pa.float64(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """A parquet file: what is in it, and as `known` its rows, sha256 and bytes."""

    content: pa.Buffer
    schema: pa.Schema
    known: Mapping[str, Any]


class Files:
    """Tables that become files while other work goes on, by threads that let go of the interpreter."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max(1, (os.cpu_count() or 1) - 1))  # one core is for the other work
        self._files: dict[str, Future[File]] = {}

    def add(self, *parts: Part) -> None:
        """Begin with the observations of releases."""
        for part in parts:
            self._begin(f"observations/source={part.source}/release={part.release}/part", _observations, part.frame)

    def add_beside(self, tables: Mapping[str, pd.DataFrame]) -> None:
        """Begin with tables that stand beside the observations, by name."""
        for name, frame in tables.items():
            self._begin(name, _beside, frame)

    def made(self) -> dict[str, File]:
        """Every file, in the order of names; waits for those in the making and raises what their making raised."""
        return {name: self._files[name].result() for name in sorted(self._files)}

    def _begin(self, name: str, arrow: Callable[[pd.DataFrame], pa.Table], frame: pd.DataFrame) -> None:
        if (path := f"{name}.parquet") not in self._files:
            self._files[path] = self._pool.submit(lambda: _file(arrow(frame)))


def _observations(frame: pd.DataFrame) -> pa.Table:
    columns = {}
    for name, column in frame.items():
        values = column.array
        if name in TEXT:
            missing = values.codes < 0
            codes = pa.array(values.codes.astype("int16"), type=_INDEX, mask=missing if missing.any() else None)
            words = pa.array(values.categories.to_numpy("object"), type=pa.string())
            columns[name] = pa.DictionaryArray.from_arrays(codes, words)
        else:
            plain = values.to_numpy() if isinstance(column.dtype, np.dtype) else values
            columns[name] = pa.array(plain, type=_TYPES[name], from_pandas=True)
    return pa.table(columns)


def _beside(frame: pd.DataFrame) -> pa.Table:
    texts = {name: _LONG_TEXT for name, of in frame.dtypes.items() if isinstance(of, pd.StringDtype)}
    return pa.Table.from_pandas(frame.astype(texts), preserve_index=False)


def _file(table: pa.Table) -> File:
    numbers = [field.name for field in table.schema if pa.types.is_floating(field.type)]
    written = pa.BufferOutputStream()
    pq.write_table(
        table.replace_schema_metadata(None),
        written,
        compression="zstd",
        compression_level=3,
        version="2.6",
        row_group_size=1 << 20,
        use_dictionary=[name for name in table.column_names if name not in numbers],  # numbers seldom repeat
        write_statistics=["year"] if "year" in table.column_names else False,
    )
    content = written.getvalue()
    known = {"rows": table.num_rows, "sha256": hashlib.sha256(content).hexdigest(), "bytes": content.size}
    return File(content, table.schema, known)
