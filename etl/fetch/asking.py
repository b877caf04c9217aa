"""Asking many questions at once, and going on with what was kept.

    ask_all(api, answers, definitions, ...) -> Asked

Workers only ask; what comes is kept by the one thread that called. A question that the service finds too large or too
long is split, and the limit it names holds for all that are still waiting.
"""

import queue
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from etl.errors import AddressTooLong, LiveError, TooManyRecords
from etl.fetch.answers import Answers
from etl.fetch.plan import is_whole, pack, split
from etl.sources.uis_api import Answer, Definition, GeoUnit, Query, UisApi

_OUT_OF_RANGE = "UIS::HINT::004"


@dataclass(frozen=True, slots=True)
class Status:
    """How far a fetch has come: answered and still known questions, records had and expected, network traffic."""

    answered: int
    questions: int
    records: int
    expected: int
    retries: int
    bytes: int


Progress = Callable[[Status], None]


@dataclass
class Asked:
    """What came.

    Attributes:
        answers: Without their bodies. Every indicator is in them whole, as far as the service gave it.
        received: How many came over the network; the others were on disk.
    """

    answers: list[Answer] = field(default_factory=list)
    received: int = 0

    def take(self, answer: Answer) -> None:
        """Add an answer; its body stays on disk alone."""
        self.answers.append(replace(answer, body=b""))


def ask_all(
    api: UisApi,
    answers: Answers,
    definitions: Sequence[Definition],
    units: Sequence[GeoUnit],
    version: str,
    progress: Progress,
    workers: int = 3,
) -> Asked:
    """Ask for all records of some indicators; what is kept on disk and still holds is not asked again.

    Raises:
        LiveError: The service could not be asked or trusted. What came before is kept.
        OSError: An answer cannot be kept.
    """
    held = {definition.code: definition for definition in definitions}
    asked = Asked()
    left = dict(held)
    for query in answers.whole():
        if set(query.indicators) <= set(left) and (found := answers.find(query)):
            asked.take(found)
            left = {code: one for code, one in left.items() if code not in query.indicators}
    waiting = deque(pack(left.values(), version, answers.bounds))
    expected = sum(definition.records for definition in definitions)
    crew = _Crew(api, workers)
    try:
        while waiting or crew.busy:
            progress(_status(api, asked, len(waiting) + crew.busy, expected))
            if waiting and crew.busy < workers:
                query = waiting.popleft()
                if found := answers.find(query):
                    asked.take(found)
                else:
                    crew.ask(query)
                continue
            query, outcome = crew.next()
            if isinstance(outcome, TooManyRecords | AddressTooLong):
                answers.learn(answers.bounds.learn(outcome, query))
                parts = split(query, outcome, held, units, answers.bounds)
                waiting = deque([*parts, *_packed_anew(waiting, held, version, answers)])
            elif isinstance(outcome, BaseException):
                raise outcome
            else:
                answers.keep(outcome)
                asked.take(outcome)
                asked.received += 1
    finally:
        crew.dismiss()
    progress(_status(api, asked, 0, expected))
    return asked


def _packed_anew(
    waiting: Sequence[Query], held: Mapping[str, Definition], version: str, answers: Answers
) -> list[Query]:
    """The waiting questions under the bounds as they are known now."""
    whole = [held[code] for query in waiting if is_whole(query) for code in query.indicators]
    parts = [query for query in waiting if not is_whole(query)]
    return [*parts, *pack(whole, version, answers.bounds)]


def _status(api: UisApi, asked: Asked, open_questions: int, expected: int) -> Status:
    return Status(
        answered=len(asked.answers),
        questions=len(asked.answers) + open_questions,
        records=sum(answer.records.num_rows for answer in asked.answers),
        expected=expected,
        retries=api.traffic.retries,
        bytes=api.traffic.bytes,
    )


class _Crew:
    """Threads that ask. They die with the program, so that Ctrl-C does not wait for the network."""

    def __init__(self, api: UisApi, size: int) -> None:
        self.busy = 0
        self._api, self._size = api, size
        self._questions: queue.SimpleQueue[Query | None] = queue.SimpleQueue()
        self._outcomes: queue.SimpleQueue[tuple[Query, Answer | BaseException]] = queue.SimpleQueue()
        for _ in range(size):
            threading.Thread(target=self._work, daemon=True).start()

    def ask(self, query: Query) -> None:
        self.busy += 1
        self._questions.put(query)

    def next(self) -> tuple[Query, Answer | BaseException]:
        found = self._outcomes.get()
        self.busy -= 1
        return found

    def dismiss(self) -> None:
        for _ in range(self._size):
            self._questions.put(None)

    def _work(self) -> None:
        while (query := self._questions.get()) is not None:
            try:
                self._outcomes.put((query, self._ask(query)))
            except BaseException as trouble:  # told by the thread that waits for it
                self._outcomes.put((query, trouble))

    def _ask(self, query: Query) -> Answer:
        """The answer. A part of an indicator may lie where it has no data; any other hint is an error."""
        answer = self._api.data(query, hints="keep")
        is_part = query.start is not None or query.end is not None
        if any(not (is_part and hint.code == _OUT_OF_RANGE) for hint in answer.hints):
            self._api.data_from(query, answer.body, hints="error")
            raise LiveError("The UIS service hints that an answer is not whole. Try again later.")
        return answer
