"""The errors of the pipeline: one small tree.

    EtlError                   anything the pipeline says no to; its text ends with what to do next
    ├── SourceError            a file cannot be read as what it should be, or may not be added
    ├── CatalogueError         a code, place or unit that the catalogue does not know
    ├── CheckFailed            a promise about the tables does not hold; `.rows` are the rows that break it
    ├── BuildRefused           the build cannot start or be published; the old tables stay as they were
    └── LiveError              the data service of UIS could not be asked, or its answer can't be trusted
        ├── Unreachable          no connection, time-outs, 429 or 5xx to the last; `.retry_after` in seconds
        ├── Refused              the question was refused and is never asked again as it is; `.status`
        │   ├── TooManyRecords     more records than one answer may hold; `.count` and `.limit`
        │   └── AddressTooLong     too many codes in one address
        ├── BadAnswer            an answer that is not what it should be; `.passing` says whether asking again may help
        └── Hinted               an answer with hints that something is missing from it; `.hints`
            ├── UnknownCode        no such indicator or place; `.codes`, and `.near` spelt like them
            └── OutsideRange       nothing in the years asked for; `.first` and `.last` year with data

The command line turns any of them into its text on standard error and exit status 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from etl.sources.uis_answers import Hint


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
        import pandas as pd  # here, not above: a program that only says what it can do starts without

        super().__init__(message)
        self.rows = pd.DataFrame() if rows is None else rows


class BuildRefused(EtlError):
    """The build cannot start or be published. The old tables stay as they were."""


class LiveError(EtlError):
    """The data service of UIS could not be asked, or its answer can't be trusted. Nothing was written."""


class Unreachable(LiveError):
    """No connection, time-outs, or "busy" and "broken" (429, 5xx) to the last attempt.

    Attributes:
        retry_after: Seconds the service asked to wait before the next attempt; None where it did not say.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Refused(LiveError):
    """The service refused the question (400, 404 and the like). The same question will be refused again.

    Attributes:
        status: The HTTP status.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class TooManyRecords(Refused):
    """The answer would hold more records than the service gives at once.

    Attributes:
        count: Records that the question asks for.
        limit: An answer holds fewer than this.
    """

    def __init__(self, message: str, status: int, count: int, limit: int) -> None:
        super().__init__(message, status)
        self.count = count
        self.limit = limit


class AddressTooLong(Refused):
    """The question names more codes than an address can hold."""


class BadAnswer(LiveError):
    """The service answered, but not with what it should: cut off, not JSON, a field missing, rows not asked for.

    Attributes:
        passing: Whether it looks like a passing fault, so that asking again may help.
    """

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


class Hinted(LiveError):
    """The service answered and hinted that the answer lacks something.

    Attributes:
        hints: All of its hints.
    """

    def __init__(self, message: str, hints: tuple[Hint, ...]) -> None:
        super().__init__(message)
        self.hints = hints


class UnknownCode(Hinted):
    """The service knows no such indicator or place.

    Attributes:
        codes: What it does not know.
        near: What it does know and is spelt like them, best first; empty where its lists were not fetched.
    """

    def __init__(self, message: str, hints: tuple[Hint, ...], codes: tuple[str, ...], near: tuple[str, ...]) -> None:
        super().__init__(message, hints)
        self.codes = codes
        self.near = near


class OutsideRange(Hinted):
    """The indicator has data, but none in the years asked for.

    Attributes:
        first, last: The years with data; None where the hint does not say.
    """

    def __init__(self, message: str, hints: tuple[Hint, ...], first: int | None, last: int | None) -> None:
        super().__init__(message, hints)
        self.first = first
        self.last = last
