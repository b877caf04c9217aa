"""The shape of observations while they are made: one Part per source and release."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import union_categoricals

from etl.catalogue import Catalogue, Indicator

TEXT = [
    "indicator", "place", "measure", "method", "level", "sex", "location", "wealth", "group_kind", "group",
    "magnitude", "qualifier", "survey",
]  # fmt: skip
COLUMNS = [
    "indicator", "place", "year", "measure", "method", "level", "sex", "location", "wealth", "group_kind", "group",
    "value", "low", "high", "sample_size", "magnitude", "qualifier", "survey", "is_derived", "coverage",
]  # fmt: skip
MEANING = [field.name for field in fields(Indicator) if field.name not in ("code", "label")]
GROUPS = ["sex", "location", "wealth", "group_kind", "group"]
UNKNOWN = "unknown"  # this copy lost what the publisher said


@dataclass(frozen=True, slots=True)
class Part:
    """The observations of one release: `frame` has COLUMNS, sorted by indicator, place and year."""

    source: str
    release: str
    frame: pd.DataFrame

    @property
    def name(self) -> str:
        """`uis/2024-09`."""
        return f"{self.source}/{self.release}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows of a source that did not become rows of a table: how many, why, and the rule's id in the catalogue."""

    source: str
    release: str
    rows: int
    reason: str
    rule: str


def complete(source: str, release: str, rows: pd.DataFrame, catalogue: Catalogue) -> Part:
    """Rows with indicator, place, year and value (more if known) -> a Part with every column.

    Rows that bring `sex location wealth group_kind group` say themselves whose figure they are, others say it by code.

    Raises:
        CatalogueError: A code in `rows` cannot be placed.
    """
    frame = rows.reset_index(drop=True)
    for name in ("indicator", "place"):
        frame[name] = as_category(frame[name])
    for name, missing in (("low", np.nan), ("high", np.nan), ("coverage", np.nan), ("is_derived", False)):
        if name not in frame:
            frame[name] = missing
    for name in ("magnitude", "qualifier", "survey"):
        frame[name] = as_category(frame[name]) if name in frame else no_text(len(frame))
    if "sample_size" not in frame:
        frame["sample_size"] = _no_counts(len(frame))
    for name in GROUPS:
        if name in frame:
            frame[name] = as_category(frame[name])
    frame["year"] = frame["year"].astype("int16")
    frame = frame.iloc[_order(frame)].reset_index(drop=True)
    _mean(frame, catalogue)
    return Part(source, release, frame[COLUMNS])


def as_category(column: pd.Series) -> pd.Series:
    """A text column as an ordered-by-name categorical with the categories it uses and no others."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return column.astype("category")
    categories, codes = column.cat.categories, column.cat.codes.to_numpy()
    used = np.isin(np.arange(len(categories)), codes)
    names = categories[used].sort_values()
    places = np.append(names.get_indexer(categories), -1)
    return pd.Series(pd.Categorical.from_codes(places[codes], names), index=column.index)


def constant(text: str, length: int) -> pd.Series:
    """A categorical column with one text throughout."""
    return pd.Series(pd.Categorical.from_codes(np.zeros(length, "int8"), pd.Index([text])))


def no_text(length: int) -> pd.Series:
    """A categorical column without any text."""
    empty = pd.Index([], dtype="str")
    return pd.Series(pd.Categorical.from_codes(np.full(length, -1, "int8"), empty))


def filled(column: pd.Series, text: str) -> pd.Series:
    """A categorical column with one more text, where it had none."""
    return column.cat.add_categories(text).fillna(text)


def stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Frames of the same columns one below the other; what is categorical in them stays so."""
    columns = {name: [frame[name] for frame in frames] for name in frames[0]}
    return pd.DataFrame(
        {
            name: union_categoricals(these)
            if isinstance(these[0].dtype, pd.CategoricalDtype)
            else pd.concat(these, ignore_index=True)
            for name, these in columns.items()
        }
    )


def renamed(column: pd.Series, names: dict[str, str]) -> pd.Series:
    """A categorical column with its categories renamed, several of which may become one."""
    column = column.astype("category")
    new = pd.Index([names.get(old, old) for old in column.cat.categories], dtype="str")
    unique, places = np.unique(new.to_numpy(dtype=object).astype(str), return_inverse=True)
    codes = np.append(places, -1)[column.cat.codes.to_numpy()]
    return pd.Series(pd.Categorical.from_codes(codes, pd.Index(unique, dtype="str")), index=column.index)


def _order(frame: pd.DataFrame) -> NDArray[np.intp]:
    """Rows by indicator, place and year, then by survey and group; their categories are in order of name."""
    indicator, place = (frame[name].cat.codes.to_numpy("int64") for name in ("indicator", "place"))
    first = (indicator << 32) + (place << 16) + frame["year"].to_numpy("int64")
    brought = [frame[name].cat.codes.to_numpy() for name in ("survey", *GROUPS) if name in frame]
    return np.lexsort([*reversed(brought), first])


def _no_counts(length: int) -> pd.Series:
    nothing = pd.arrays.IntegerArray(np.zeros(length, "int32"), np.ones(length, "bool"))
    return pd.Series(nothing)


def _mean(frame: pd.DataFrame, catalogue: Catalogue) -> None:
    """Write the columns that follow from the code and are not there, by way of the few distinct codes."""
    meanings = [catalogue.indicator(code) for code in frame["indicator"].cat.categories]
    codes = frame["indicator"].cat.codes.to_numpy()
    for name in [name for name in MEANING if name not in frame]:
        few = pd.Categorical([getattr(meaning, name) for meaning in meanings])
        frame[name] = pd.Categorical.from_codes(few.codes[codes], few.categories)
