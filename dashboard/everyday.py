"""Everyday words and what stands here for them, read from ``everyday.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dashboard.places import plain

FILE = Path(__file__).with_name("everyday.toml")
_SMALL = """
a about am an and any are as at be by can do did does for from has have he i in is it many me much my nor of on or per
she so that the their there these they this to was we were what which who why will with y you
de del des du el en et la las le les los
"""
SMALL = frozenset(_SMALL.split())
"""Words that hold a question together and mean nothing alone; some are codes of countries too (``in``, ``and``)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A page with its selection; ``place`` is the kind of place it is given with, ``at`` how a heading begins there."""

    title: str
    told: str
    path: str
    place: str = "none"
    query: tuple[tuple[str, str], ...] = ()
    at: str = ""
    only: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What some words stand for, and where it is told.

    ``weak`` subjects give way to any other in the same question; those ``beside`` a place are offered with it unasked;
    one with ``hosts`` names the countries that take most displaced people in.
    """

    kind: str
    words: tuple[str, ...]
    answers: tuple[Answer, ...]
    name: str = ""
    taken: str = ""
    dimension: str = ""
    level: str = ""
    codes: tuple[str, ...] = ()
    weak: bool = False
    beside: bool = False
    hosts: bool = False


@cache
def subjects() -> tuple[Subject, ...]:
    """Every subject of the file, in its order."""
    return tuple(_subject(row) for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["subject"])


def _subject(row: dict[str, Any]) -> Subject:
    answers = tuple(Answer(**{**answer, "query": tuple(answer.get("query", {}).items())}) for answer in row["answers"])
    texts = {name: tuple(row.get(name, ())) for name in ("words", "codes")}
    return Subject(**{**row, **texts, "answers": answers})


def stem(text: str) -> str:
    """Plain words in the singular: ``Girls`` and ``girl`` meet, ``minorities`` and ``minority`` too."""
    return " ".join(_singular(word) for word in plain(text).split())


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
