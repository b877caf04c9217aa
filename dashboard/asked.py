"""A typed question into its parts: places, subjects, indicators and years, each with the words it was read from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from dashboard.everyday import SMALL, Subject, stem
from dashboard.places import Place, plain
from dashboard.selection import YEARS
from dashboard.store import Store

LONGEST = 100
"""Characters of a question that are read."""
_MOST_WORDS, _PHRASE, _GUESSES = 30, 8, 4


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of the question and what they mean; several places where the words fit several.

    A part is a ``tie`` where a slip of the pen is as near to each of its places as to the others.
    """

    said: str
    places: tuple[Place, ...] = ()
    subject: Subject | None = None
    code: str = ""
    year: int = 0
    tie: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """The question read: its parts in order, and the words that mean nothing here."""

    text: str
    parts: tuple[Part, ...]
    left: tuple[str, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """Places named, in order; after them those that the same words fit too."""
        named = [part.places for part in self.parts if part.places]
        return tuple(
            dict.fromkeys([*(places[0] for places in named), *(one for places in named for one in places[1:])])
        )

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """What is asked about, each once; those that give way come last."""
        found = dict.fromkeys(part.subject for part in self.parts if part.subject)
        return tuple(sorted(found, key=lambda subject: (subject.weak, subject.kind != "group")))

    @property
    def codes(self) -> tuple[str, ...]:
        """Indicators named by their codes."""
        return tuple(dict.fromkeys(part.code for part in self.parts if part.code))

    @property
    def year(self) -> int | None:
        """The first year named."""
        return next((part.year for part in self.parts if part.year), None)


class Reader:
    """Knows every name of a place, every everyday word and every code of an indicator."""

    def __init__(self, store: Store, subjects: tuple[Subject, ...], codes: tuple[str, ...]) -> None:
        self._places = store.places
        self._countries = {place: f" {plain(place.name)} " for place in store.places.countries()}
        self._subjects = {stem(word): subject for subject in reversed(subjects) for word in subject.words}
        self._codes = {plain(code): code for code in codes} | {plain(code).replace(" ", ""): code for code in codes}
        self._names: dict[str, Place | Subject] = dict(self._subjects)
        for place in sorted(store.places.by_id.values(), key=lambda place: place.region_set == "other"):
            for name in (place.name, place.slug, *place.aliases):
                self._names.setdefault(plain(name), place)
        self._spelt = list(self._names)

    def read(self, text: str) -> Asked:
        """The longest phrases that mean something, left to right; then the rest as beginnings and slips of the pen."""
        spelt = {plain(word): word for word in text[:LONGEST].split()}
        text = plain(text[:LONGEST])[:LONGEST]
        words = text.split()[:_MOST_WORDS]
        parts, rest = self._known(words)
        left = []
        for place, run in rest[:_GUESSES]:
            guessed = self._guessed(run, at_end=place == len(words))
            parts += [(place, part) for part in guessed]
            left += [] if guessed else [run]
        parts.sort(key=lambda pair: pair[0])
        return Asked(text, tuple(replace(part, said=_as_typed(part.said, spelt)) for _, part in parts), tuple(left))

    def begun(self, text: str) -> dict[Subject, str]:
        """Subjects with a word that begins like ``text``, and that word."""
        start = stem(text)
        found: dict[Subject, str] = {}
        for word, subject in self._subjects.items():
            if start and word.startswith(start):
                found.setdefault(subject, word)
        return found

    def _known(self, words: list[str]) -> tuple[list[tuple[int, Part]], list[tuple[int, str]]]:
        """Parts known exactly, with where they end; and runs of the words between them."""
        parts: list[tuple[int, Part]] = []
        runs: list[tuple[int, str]] = []
        start = 0
        while start < len(words):
            size, part = self._longest(words, start)
            start += size
            if part:
                parts.append((start, part))
            elif words[start - 1] not in SMALL or len(words) == 1:
                joined = runs and runs[-1][0] == start - 1
                runs[-1:] = (
                    [(start, f"{runs[-1][1]} {words[start - 1]}")]
                    if joined
                    else [*runs[-1:], (start, words[start - 1])]
                )
        return parts, runs

    def _longest(self, words: list[str], start: int) -> tuple[int, Part | None]:
        for size in range(min(_PHRASE, len(words) - start), 0, -1):
            phrase = " ".join(words[start : start + size])
            if size == 1 and phrase in SMALL and len(words) > 1:
                break
            part = self._exact(phrase)
            if part:
                return size, part
        return 1, None

    def _exact(self, phrase: str) -> Part | None:
        subject, place = self._subjects.get(stem(phrase)), self._places.find(phrase)
        if subject:
            return Part(phrase, subject=subject)
        if place:
            return Part(phrase, places=(place, *self._namesakes(place, phrase)))
        if phrase in self._codes:
            return Part(phrase, code=self._codes[phrase])
        if phrase.isascii() and phrase.isdigit() and len(phrase) == 4 and int(phrase) in YEARS:
            return Part(phrase, year=int(phrase))
        return None

    def _namesakes(self, place: Place, phrase: str) -> Iterator[Place]:
        """Other countries whose name holds the phrase as a word: two Congos, two Koreas, four Guineas."""
        if place.kind != "country" or len(phrase) < 4:
            return
        for other, name in self._countries.items():
            if other != place and f" {phrase} " in name:
                yield other

    def _guessed(self, run: str, *, at_end: bool) -> list[Part]:
        """Parts of a run of unknown words: whole, else word by word."""
        whole = self._guess(run, at_end=at_end)
        words = run.split()
        if whole or len(words) == 1:
            return whole
        guesses = [self._guess(word, at_end=at_end and word == words[-1]) for word in words[:_GUESSES]]
        return [part for guess in guesses for part in guess]

    def _guess(self, run: str, *, at_end: bool) -> list[Part]:
        begun = [name for name in self._names if name.startswith(run)] if at_end and len(run) > 2 else []
        near = [] if begun else self._near(run) or self._near(stem(run))
        meant = list(dict.fromkeys(self._names[name] for name in sorted(begun, key=len) or [name for _, name in near]))
        if not meant:
            return []
        if isinstance(meant[0], Subject):
            return [Part(run, subject=meant[0])]
        nearest = dict.fromkeys(self._names[name] for far, name in near if far == near[0][0])
        tied = tuple(one for one in nearest if isinstance(one, Place))
        if len(tied) > 1:
            return [Part(run, places=tied, tie=True)]
        return [Part(run, places=tuple(one for one in meant if isinstance(one, Place))[:3])]

    def _near(self, run: str) -> list[tuple[tuple[float, bool], str]]:
        """Names one slip away; two from eight letters on; none under four letters. With how far, the nearest first."""
        slips = 0 if len(run) < 4 else 1 if len(run) < 8 else 2
        if not slips:
            return []
        hits = process.extract(run, self._spelt, scorer=OSA.distance, score_cutoff=slips, limit=9)
        far = [((slip, name[:1] != run[:1]), name) for name, slip, _ in hits]
        return sorted(far, key=lambda hit: hit[0])


def _as_typed(said: str, spelt: dict[str, str]) -> str:
    """The words as the reader wrote them, where each stood alone: ``DRC`` rather than ``drc``."""
    return " ".join(spelt.get(word, word) for word in said.split())
