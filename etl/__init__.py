"""From publishers' files to tables. `etl.load()` gives the tables as pandas frames; `oosc etl` runs the pipeline.

>>> import etl
>>> observations = etl.load().observations
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from etl.tables import Frames

__all__ = ["load"]


def load(folder: str | Path | None = None) -> Frames:
    """The tables as pandas frames.

    They are `.observations .places .region_members .releases .indicators .headlines .imputed .exclusions
    .exceptions .conflict .displaced .school_ages`.
    Columns, units and sources are in the docstring of `etl.tables.Frames`; the unit of each measure is also in
    `.indicators`, the attribution and licence of each release in `.releases`.

    Args:
        folder: Where the tables stand, a folder or an address; by default what OOSC_TABLES says, else the project's.

    Raises:
        EtlError: There are no tables, or they cannot be read.
    """
    from etl.tables import load as read  # pandas is slow to import, and `etl.home` is wanted without it

    return read(folder)
