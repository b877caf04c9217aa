"""Selection: what a reader asked for, typed and frozen; a URL query string is its other form."""

from __future__ import annotations

import difflib
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

if TYPE_CHECKING:
    from dashboard.store import Store

VALID: dict[str, tuple[str, ...]] = {
    "level": ("primary", "lower_secondary", "upper_secondary", "all"),
    "measure": ("rate", "children"),
    "sex": ("total", "female", "male"),
    "method": ("model", "administrative", "survey"),
    "by": ("method", "level", "sex", "place"),
    "set": ("sdg", "sdg_sub", "unesco", "worldbank", "income", "development"),
    "dimension": (
        "sex",
        "location",
        "wealth",
        "disability",
        "ethnicity",
        "religion",
        "subnational",
        "household_education",
    ),
    "markup": ("0", "30", "100"),
    "lang": ("en",),
}
LONGEST_NAME = 100
"""Characters of a place that are read: no place is called anything longer."""
YEARS = range(1970, 2036)
TARGETS = range(51)
"""Out-of-school rates in per cent that a reader may set to be reached."""
PHASES = range(1, 16)
"""Years over which children may be brought in."""
NUMBERS = {
    "year": YEARS,
    "start": YEARS,
    "end": YEARS,
    "max_age": range(1, 61),
    "target": TARGETS,
    "phase": PHASES,
}
"""Fields that are whole numbers, with those that are valid."""


class BadSelection(ValueError):
    """A key or value that means nothing here; the message says what is valid."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A query. ``None`` (or no place) leaves the choice to the chart.

    ``place`` holds keys (``PAK``, ``asia-and-the-pacific``); ``set`` a set of regions,
    ``within`` one region whose countries are meant; ``start`` and ``end`` are the query's
    ``from`` and ``to``; ``max_age`` how many years old a "latest" value may be. ``dimension``
    is a way of splitting children into groups, ``group`` one of them (``q1``, ``rural``,
    ``Fulani``) and ``against`` the group it is compared with. ``target`` is a rate in whole per cent to be
    reached; no target is a target of 0. ``markup`` is what a child who is out of school is taken to cost above the
    average pupil, per cent, and ``phase`` over how many years all of them are brought in.
    """

    place: tuple[str, ...] = ()
    within: str | None = None
    set: str | None = None
    level: str | None = None
    measure: str | None = None
    sex: str | None = None
    by: str | None = None
    dimension: str | None = None
    group: str | None = None
    against: str | None = None
    year: int | None = None
    start: int | None = None
    end: int | None = None
    max_age: int | None = None
    target: int | None = None
    method: str | None = None
    release: str | None = None
    markup: str | None = None
    phase: int | None = None
    lang: str | None = None

    @classmethod
    def from_query(cls, query: str, store: Store) -> Selection:
        """Read ``place=PAK,IND&level=primary``.

        Raises:
            BadSelection: a key, place, year, release or word that is not valid.
        """
        values: dict[str, object] = {}
        for key, text in parse_qsl(query.lstrip("?"), keep_blank_values=True):
            name = _field_of(key)
            if name in values:
                raise BadSelection(f"'{key}' is given twice; give it once, several places with commas.")
            values[name] = _read(name, key, text.strip(), store)
        selection = cls(**values)  # type: ignore[arg-type]
        if selection.start and selection.end and selection.start > selection.end:
            raise BadSelection(f"'from' {selection.start} is after 'to' {selection.end}.")
        return selection

    def to_query(self) -> str:
        """The shortest query that reads back as this selection."""
        pairs = [(QUERY_KEYS[name], _text(value)) for name, value in asdict(self).items() if value]
        return urlencode(pairs, safe=",:")

    def filled(self, defaults: Selection) -> Selection:
        """This selection with what it leaves open taken from ``defaults``."""
        gaps = {f.name: getattr(defaults, f.name) for f in fields(self) if not getattr(self, f.name)}
        return replace(self, **gaps)

    def without(self, defaults: Selection) -> Selection:
        """This selection with what equals ``defaults`` left open again."""
        same: dict[str, Any] = {
            f.name: f.default for f in fields(self) if getattr(self, f.name) == getattr(defaults, f.name)
        }
        return replace(self, **same)

    def only(self, names: tuple[str, ...]) -> Selection:
        """This selection with only the named fields kept."""
        return Selection(**{name: getattr(self, name) for name in names})

    def given(self) -> tuple[str, ...]:
        """Names of the fields that say something."""
        return tuple(f.name for f in fields(self) if getattr(self, f.name))


QUERY_KEYS = {f.name: {"start": "from", "end": "to"}.get(f.name, f.name) for f in fields(Selection)}
_FIELDS = {key: name for name, key in QUERY_KEYS.items()}


def _field_of(key: str) -> str:
    if key not in _FIELDS:
        raise BadSelection(f"There is no '{key}' to choose{_nearest(key, _FIELDS)} Valid: {', '.join(_FIELDS)}.")
    return _FIELDS[key]


def _read(name: str, key: str, text: str, store: Store) -> object:
    if name == "place":
        return tuple(dict.fromkeys(place_key(part, store) for part in text.split(",")))
    if name == "within":
        key = place_key(text, store)
        if key in store.places.by_id:
            raise BadSelection(f"'{text}' is a country and holds no others. Valid: a region such as 'world'.")
        return key
    if name in NUMBERS:
        return _number(key, text, NUMBERS[name]) or None
    if name in ("group", "against"):
        return _words(key, text)
    valid = store.release_ids() if name == "release" else VALID[name]
    if text not in valid:
        raise BadSelection(f"'{text}' is no {key}{_nearest(text, valid)} Valid: {', '.join(valid)}.")
    return text


def place_key(text: str, store: Store) -> str:
    """What addresses hold for a place of any usual name.

    Raises:
        BadSelection: no place is called so; the message has near matches.
    """
    text = text[:LONGEST_NAME]
    place = store.places.find(text) if text.strip() else None
    if place is None:
        near = ", ".join(f"{place.name} ({place.key})" for place in store.places.near(text))
        raise BadSelection(
            f"No place is called '{text}'. Near matches: {near}. "
            "Valid: a country's code or name, or a region such as 'world' or 'asia-and-the-pacific'."
        )
    return place.key


def _number(key: str, text: str, valid: range) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5) or int(text) not in valid:
        raise BadSelection(f"'{text}' is no {key}. Valid: a whole number from {valid[0]} to {valid[-1]}.")
    return int(text)


def _words(key: str, text: str) -> str:
    """The name of a group; which names there are depends on the place, so the chart looks it up."""
    if not text:
        raise BadSelection(f"'{key}' is empty. Valid: a group such as q1, rural or Fulani.")
    return text


def _nearest(text: str, valid: object) -> str:
    near = difflib.get_close_matches(text, list(valid), n=1, cutoff=0.5)  # type: ignore[call-overload]
    return f"; did you mean '{near[0]}'?" if near else "."


def _text(value: object) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value)
