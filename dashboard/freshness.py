"""How long a file may be kept: a tag of all that it is made of, 304 for who has it, a year where it can't change."""

from __future__ import annotations

import hashlib

from flask import Response, request

from dashboard import fingerprint, memory
from dashboard.render.options import Options
from dashboard.store import Store

A_YEAR, AN_HOUR, FIVE_MINUTES = 365 * 86_400, 3_600, 300


def edition(store: Store) -> str:
    """What names this program on these tables."""
    return hashlib.sha256(f"{fingerprint.program()} {store.edition}".encode()).hexdigest()[:16]


def tag(store: Store, address: str, ending: str, asked: Options) -> str:
    """What names one file of these tables and this program; another build or another option has another."""
    told = "\n".join((edition(store), address, ending, repr(asked)))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def is_known(named: str) -> bool:
    """Whether who asks has the file of this tag already."""
    return request.if_none_match.contains_weak(named)


def kept(answer: Response, named: str, *, is_pinned: bool) -> Response:
    """The answer with its tag; one whose address names its release may be kept for a year, by proxies too."""
    memory.name(named)
    answer.set_etag(named, weak=True)
    answer.cache_control.public = True
    answer.cache_control.max_age = A_YEAR if is_pinned else FIVE_MINUTES
    return answer
