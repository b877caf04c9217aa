"""How a value reads in a table cell: one rule for the page and for the file."""

from __future__ import annotations

import pandas as pd

from dashboard.render.columns import YEARS


def cell(column: str, value: object) -> str:
    """Thousands with commas, but years without; rates with two decimals, nothing for missing."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, str):
        return value
    number = float(value)  # type: ignore[arg-type]
    if column in YEARS:
        return f"{number:.0f}"
    if abs(number) >= 1000 or number == int(number):
        return f"{number:,.0f}"
    return f"{number:,.2f}"
