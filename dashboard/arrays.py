"""Rows as arrays, one a column: sorted, looked up and left out at a tenth of what a small frame takes for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

Columns = dict[str, np.ndarray]


def joined(parts: Sequence[Columns]) -> Columns:
    """The rows of all parts, which have the same columns, one after the other."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def picked(columns: Columns, rows: np.ndarray) -> Columns:
    """Some of the rows: where they stand, or of each whether it is wanted."""
    return {name: values[rows] for name, values in columns.items()}


def frame(columns: Columns) -> pd.DataFrame:
    """The rows as a frame; missing values are NaN.

    Text is kept as Python's own strings in one block: small frames that are filtered and read cell by cell are
    several times faster so than with a column of its own for each.
    """
    return pd.DataFrame({name: _typed(name, values) for name, values in columns.items()})


def _typed(name: str, values: np.ndarray) -> np.ndarray | pd.Index:
    """Text stays what it is (pandas would make a type of its own of it); counts are whole where none is missing."""
    if values.dtype == object:
        return pd.Index(values, dtype=object)
    is_whole = name == "sample_size" and not np.isnan(values).any()
    return values.astype(np.int32) if is_whole else values
