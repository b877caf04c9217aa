"""The errors of the pipeline: one small tree.

    EtlError                   anything the pipeline says no to; its text ends with what to do next
    ├── SourceError            a file cannot be read as what it should be, or may not be added
    ├── CatalogueError         a code, place or unit that the catalogue does not know
    ├── CheckFailed            a promise about the tables does not hold; `.rows` are the rows that break it
    └── BuildRefused           the build cannot start or be published; the old tables stay as they were

The command line turns any of them into its text on standard error and exit status 1.
"""

import pandas as pd


class EtlError(Exception):
    """Anything the pipeline says no to. Its text can be shown to a reader as it is."""


class SourceError(EtlError):
    """A file cannot be read as what it should be, or may not be added. Nothing was written."""


class CatalogueError(EtlError):
    """A code, place or unit that the catalogue does not know."""


class CheckFailed(EtlError):
    """A promise about the tables does not hold.

    Attributes:
        rows: The rows that break the promise; empty where it is not about rows.
    """

    def __init__(self, message: str, rows: pd.DataFrame | None = None) -> None:
        super().__init__(message)
        self.rows = pd.DataFrame() if rows is None else rows


class BuildRefused(EtlError):
    """The build cannot start or be published. The old tables stay as they were."""
