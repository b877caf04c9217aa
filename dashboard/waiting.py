"""Work that takes seconds is done one after the other: a few may wait, and the next is told when to come again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock


class Busy(Exception):
    """As many wait as may; the message says what to do, ``retry_after`` in how many seconds."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class WaitingRoom:
    """One is served, ``seats`` may wait.

    Args:
        what: What is made here, in the plural: ``pictures``.
        seats: How many may wait.
        retry_after: Seconds after which there may be room again.
    """

    def __init__(self, what: str, seats: int, retry_after: int) -> None:
        self._full = f"{seats} {what} are waiting to be made; try again in {retry_after} seconds."
        self._retry_after = retry_after
        self._places, self._turn = BoundedSemaphore(1 + seats), Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn, and work while the block runs.

        Raises:
            Busy: as many wait as may.
        """
        if not self._places.acquire(blocking=False):
            raise Busy(self._full, self._retry_after)
        try:
            with self._turn:
                yield
        finally:
            self._places.release()


DOCUMENTS = WaitingRoom("decks and briefings", seats=3, retry_after=15)
"""Whatever takes seconds of the program's own work, and is one file of many charts."""
