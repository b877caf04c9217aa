"""Measures the budgets of the design: ``make bench``. Nothing here passes or fails."""
