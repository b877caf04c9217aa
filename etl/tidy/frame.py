"""The shape of observations while they are made: one Part per source and release."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

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
    given = {name: as_category(column) if name in TEXT else column for name, column in rows.items()}
    given["year"] = rows["year"].astype("int16")
    order = _order(given)
    columns = {name: column.array.take(order) for name, column in given.items()}
    columns = _nothing(len(rows)) | _meaning(columns["indicator"], catalogue) | columns
    return Part(source, release, pd.DataFrame({name: columns[name] for name in COLUMNS}, copy=False))


def as_category(column: pd.Series) -> pd.Series:
    """A text column as an ordered-by-name categorical with the categories it uses and no others."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return column.astype("category")
    categories, codes = column.cat.categories, column.array.codes.astype("intp")
    used = np.flatnonzero(np.bincount(codes + 1, minlength=len(categories) + 1)[1:])
    used = used[np.argsort(categories.to_numpy("object")[used])]
    places = np.full(len(categories) + 1, -1, dtype="int32")  # the last is for the missing, whose code is -1
    places[used] = np.arange(len(used))
    return pd.Series(pd.Categorical.from_codes(places.take(codes), categories[used], validate=False), column.index)


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


def among(column: pd.Series, texts: Collection[str]) -> NDArray[np.bool_]:
    """Whether a row of a categorical column has one of the texts, by way of the few distinct ones."""
    few = column.array.categories.isin([*texts])
    return np.append(few, False).take(column.array.codes)  # the last is for the missing, whose code is -1


def numbered(rows: pd.DataFrame, columns: Sequence[str]) -> NDArray[np.int64]:
    """A number for each combination of categorical texts and years, in their order; what is missing comes last."""
    number, most = np.zeros(len(rows), dtype="int64"), 1
    for name in columns:
        column = rows[name].array
        texts = isinstance(column, pd.Categorical)
        codes, many = (column.codes, len(column.categories) + 1) if texts else (column.to_numpy(), 1 << 16)
        if most > (1 << 62) // many:  # too many to number: those there are
            there, number = np.unique(number, return_inverse=True)
            most = len(there)
        number, most = number * many + codes.astype("int64") % many, most * many
    return number


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
    codes = np.append(places, -1).take(column.array.codes)
    return pd.Series(pd.Categorical.from_codes(codes, pd.Index(unique, dtype="str")), index=column.index)


def _order(given: Mapping[str, pd.Series]) -> NDArray[np.intp]:
    """Rows by indicator, place and year, then by survey and group; their categories are in order of name."""
    indicator, place = (given[name].cat.codes.to_numpy("int64") for name in ("indicator", "place"))
    first = (indicator << 32) + (place << 16) + given["year"].to_numpy("int64")
    brought = [given[name].cat.codes.to_numpy() for name in ("survey", *GROUPS) if name in given]
    return np.lexsort([*reversed(brought), first])


def _nothing(length: int) -> dict[str, Any]:
    """The columns of which a release may say nothing."""
    texts = {name: no_text(length) for name in ("magnitude", "qualifier", "survey")}
    numbers = dict.fromkeys(("low", "high", "coverage"), np.nan)
    counts = pd.arrays.IntegerArray(np.zeros(length, "int32"), np.ones(length, "bool"))
    return {**texts, **numbers, "sample_size": counts, "is_derived": False}


def _meaning(indicator: pd.Categorical, catalogue: Catalogue) -> dict[str, pd.Categorical]:
    """The columns that follow from the code, by way of the few distinct codes."""
    meanings = [catalogue.indicator(code) for code in indicator.categories.tolist()]
    codes, columns = indicator.codes.astype("intp"), {}
    for name in MEANING:
        said = [getattr(meaning, name) for meaning in meanings]
        words = sorted(set(said) - {None})
        places = {word: place for place, word in enumerate(words)}
        few = np.array([places.get(word, -1) for word in said], dtype="int16")
        columns[name] = pd.Categorical.from_codes(few.take(codes), pd.Index(words, dtype="str"), validate=False)
    return columns
