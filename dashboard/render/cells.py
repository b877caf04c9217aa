"""How a value reads in a table cell: one rule for the page and for the file."""

from __future__ import annotations

import pandas as pd

AS_TEXT = ("year", "release_date", "reference_year")


def cell(column: str, value: object) -> str:
    """Thousands with commas, rates with two decimals, nothing for missing."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if column in AS_TEXT or isinstance(value, str):
        return str(value)
    number = float(value)  # type: ignore[arg-type]
    if abs(number) >= 1000 or number == int(number):
        return f"{number:,.0f}"
    return f"{number:,.2f}"
