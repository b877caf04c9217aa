"""A change of a number of children, split into what more or fewer children did and what the rate did."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pandas as pd

Numbers = TypeVar("Numbers", float, "pd.Series[float]")


def decompose(
    population_0: Numbers, rate_0: Numbers, population_1: Numbers, rate_1: Numbers
) -> tuple[Numbers, Numbers]:
    """The population's effect and the rate's; they add up to the whole change, whichever end is called first.

    Each effect is its own change times the mean of the other at both ends, so no remainder is left to share out and
    effects add up over ages, sexes and countries.

    Args:
        population_0: Children of school age at the start, persons.
        rate_0: Out-of-school rate at the start as a share, 0 to 1.
        population_1: Children of school age at the end.
        rate_1: Out-of-school rate at the end.
    """
    population = (population_1 - population_0) * (rate_0 + rate_1) / 2
    rate = (rate_1 - rate_0) * (population_0 + population_1) / 2
    return population, rate


def effects(start: pd.DataFrame, end: pd.DataFrame) -> pd.DataFrame:
    """Both effects of each row that start and end share.

    Args:
        start: Numbers of children ``out`` and ``of_age``, indexed alike in both frames.
        end: The same at the end.

    Returns:
        ``population rate`` in children, a row for every index of both; nothing for a row without children of age.
    """
    both = start.add_suffix("_0").join(end.add_suffix("_1"), how="inner")
    both = both[(both["of_age_0"] > 0) & (both["of_age_1"] > 0)]
    rates = [(both[f"out_{at}"] / both[f"of_age_{at}"]).astype(float) for at in (0, 1)]
    population, rate = decompose(both["of_age_0"], rates[0], both["of_age_1"], rates[1])
    found = pd.DataFrame({"population": population, "rate": rate})
    return found[np.isfinite(found).all(axis=1)]
