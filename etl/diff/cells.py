"""Figures of two releases side by side, and whether a difference between two figures is one."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.tidy.frame import GROUPS

EQUAL, ROUNDED, REVISED = "equal", "rounded", "revised"
_CELL = ["indicator", "place", "year"]
_MOST_DECIMALS = 6
_FLOAT32 = 1.2e-7  # relative step of the short floats that some copies went through


def align(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Every figure of either release.

    Returns:
        `indicator place year measure old new had has`: the two values, missing where there is none, and whether there
        is a row. Releases in which the code does not say whose figure it is (WIDE) keep `survey` and the groups too.
    """
    key = _CELL if not (old.duplicated(_CELL).any() or new.duplicated(_CELL).any()) else [*_CELL, "survey", *GROUPS]
    numbers = keyed(old, new, key)
    sides = [
        pd.DataFrame({"key": number, "at": np.arange(len(frame)), side: frame["value"].to_numpy("float64")})
        for number, frame, side in zip(numbers, (old, new), ("old", "new"), strict=True)
    ]
    both = sides[0].merge(sides[1], on="key", how="outer", suffixes=("_old", "_new"))
    had, has = both["at_old"].notna(), both["at_new"].notna()
    told = pd.concat([old[[*key, "measure"]], new[[*key, "measure"]]], ignore_index=True)
    at = np.where(has, both["at_new"] + len(old), both["at_old"]).astype(int)
    rows = told.iloc[at].reset_index(drop=True)
    words = {name: str for name in rows.columns if name != "year"}
    table = rows.astype(dict.fromkeys(words, "object")).astype(dict.fromkeys(words, "category"))
    return table.assign(old=both["old"], new=both["new"], had=had, has=has)


def verdict(pairs: pd.DataFrame, rules: Mapping[str, Any]) -> NDArray[Any]:
    """EQUAL, ROUNDED or REVISED for each pair of figures that are both there."""
    old, new = pairs["old"].to_numpy(), pairs["new"].to_numpy()
    apart, larger = np.abs(new - old), np.maximum(np.abs(old), np.abs(new))
    equal = apart <= rules["revision"]["relative"] * larger
    slack = np.zeros(len(pairs))
    for _, at in pairs.groupby("measure", observed=True).indices.items():
        decimals = [_decimals(side[at], rules["revision"]["decimals_share"]) for side in (old, new)]
        if decimals[0] != decimals[1]:
            slack[at] = 0.5 * 10.0 ** -min(decimals)
    rounded = (slack > 0) & (apart <= slack + _FLOAT32 * larger)
    return np.select([equal, rounded & ~equal], [EQUAL, ROUNDED], REVISED)


def keyed(old: pd.DataFrame, new: pd.DataFrame, key: list[str]) -> list[NDArray[np.int64]]:
    """One whole number per row that is the same where the key is the same in both frames."""
    numbers = [np.zeros(len(frame), "int64") for frame in (old, new)]
    for name in key:
        columns = [frame[name].astype("category") if name != "year" else frame[name] for frame in (old, new)]
        if name == "year":
            codes, size = [column.to_numpy("int64") for column in columns], 10_000
        else:
            words = columns[0].cat.categories.union(columns[1].cat.categories)
            codes = [column.cat.set_categories(words).cat.codes.to_numpy("int64") + 1 for column in columns]
            size = len(words) + 1
        numbers = [number * size + code for number, code in zip(numbers, codes, strict=True)]
    return numbers


def _decimals(values: NDArray[np.float64], share: float) -> int:
    """How many decimals the figures are given with, float tails aside."""
    for decimals in range(_MOST_DECIMALS):
        tail = np.abs(values - np.round(values, decimals))
        if np.mean(tail <= _FLOAT32 * np.maximum(np.abs(values), 10.0**-decimals)) >= share:
            return decimals
    return _MOST_DECIMALS
