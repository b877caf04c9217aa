"""Promises about the tables. Each is a small function that says whether it holds and which rows it is about.

    check(tables) -> every result        hold(tables) -> the same, or CheckFailed for the first that does not hold

A result may hold and still have rows: the ones a reader should know of (negative administrative rates, girls and
boys that a release publishes without their adding up, totals outside their groups).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import attrgetter
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl import catalogue as catalogue_module
from etl.catalogue import Catalogue
from etl.errors import CatalogueError, CheckFailed
from etl.publish import Tables
from etl.tidy import within
from etl.tidy.frame import GROUPS, MEANING, Part, among

PERSONS = ("children", "school_age_population")
PER_CENT = ("rate_pct", "completion_pct")
SEXES = ("total", "female", "male")
ATTRIBUTES = {  # of a country and year, and what tells their rows apart
    "conflict": ["place", "year", "list"],
    "displaced": ["place", "year", "population", "sex", "age_group"],
    "school_ages": ["place", "year", "level"],
}
_SHOWN = ["indicator", "place", "year", "value"]
_NOTHING = pd.DataFrame(columns=["source", "release", *_SHOWN])
_BUT_SEX = attrgetter(*(name for name in MEANING if name != "sex"))
_FLOAT32 = 7  # significant digits of the copies whose numbers carry a binary tail


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one promise found.

    Attributes:
        name: The promise, in words.
        holds: Whether it holds. If not, the tables are not published.
        count: How many rows are listed.
        rows: The rows that break it or that a reader should know of, with source and release.
        note: Why listed rows are let stand; empty where none are.
    """

    name: str
    holds: bool
    count: int
    rows: pd.DataFrame
    note: str = ""


def check(tables: Tables, catalogue: Catalogue | None = None) -> list[CheckResult]:
    """Every promise, in order. Reads only."""
    known = catalogue or catalogue_module.load()
    return [promise(tables, known) for promise in PROMISES]


def hold(tables: Tables, catalogue: Catalogue | None = None) -> tuple[CheckResult, ...]:
    """Every promise; raises CheckFailed, with the rows, for the first that does not hold."""
    results = check(tables, catalogue)
    for result in results:
        if not result.holds:
            first = result.rows.head(3).to_dict("records")
            raise CheckFailed(
                f"A promise about the tables does not hold: {result.name} ({result.count} rows, for example "
                f"{first}). Correct the source or the catalogue; the old tables are as they were.",
                result.rows,
            )
    return tuple(results)


def keys_unique(tables: Tables, catalogue: Catalogue) -> CheckResult:
    """One row per source, release, indicator, place, year, survey and group."""
    twice = []
    for part in tables.parts:
        keys = _key(part.frame["indicator"].array.codes, part.frame, slice(None))
        if _rising(keys):  # as in most: their codes say whose figure it is
            continue
        again = pd.Index(keys).duplicated(keep=False)
        rows = part.frame.loc[again, ["survey", *GROUPS]].assign(key=keys[again])
        twice.append(_named(part, rows.duplicated(keep=False).reindex(part.frame.index, fill_value=False)))
    return _result("every figure stands once", _joined(twice))


def rates_in_range(tables: Tables, catalogue: Catalogue) -> CheckResult:
    """Shares are 0-100; an administrative rate may be negative (more enrolled than counted) and is listed."""
    over, under = [], []
    for part in tables.parts:
        value = part.frame["value"].to_numpy()
        share, counted = among(part.frame["measure"], PER_CENT), among(part.frame["method"], ["administrative"])
        over.append(_named(part, share & ((value > 100) | ((value < 0) & ~counted))))
        under.append(_named(part, share & counted & (value < 0)))
    broken, negative = _joined(over), _joined(under)
    name = "shares are between 0 and 100 per cent"
    if len(broken):
        return _result(name, broken)
    why = "negative administrative rates: more children enrolled than the population counts; shown, not clipped"
    return CheckResult(name, True, len(negative), negative, why if len(negative) else "")


def girls_and_boys(tables: Tables, catalogue: Catalogue) -> CheckResult:
    """Girls and boys make the total within rounding, save in releases whose sexes need not add up."""
    apart = {part.name: rows for part in tables.parts if len(rows := _apart(part, catalogue))}
    name = "girls and boys make the total"
    told = {release: catalogue.told("girls_and_boys", release) for release in apart}
    new = [rows for release, rows in apart.items() if len(rows) > told[release].get("at_most", 0)]
    if new:
        return _result(name, _joined(new))
    listed = _joined(list(apart.values()))
    reasons: dict[str, list[str]] = {}
    for release in apart:
        reasons.setdefault(told[release]["reason"], []).append(release)
    why = "; ".join(f"{reason} ({', '.join(where)})" for reason, where in reasons.items())
    return CheckResult(name, True, len(listed), listed, why)


def places_known(tables: Tables, catalogue: Catalogue) -> CheckResult:
    """Every place of an observation or attribute is in the table of places; every region has members or a note."""
    known = set(tables.beside["places"]["place"])
    unknown = ((part, set(part.frame["place"].cat.categories) - known) for part in tables.parts)
    strangers = [_named(part, part.frame["place"].isin(ids)) for part, ids in unknown if ids]
    strangers += [rows[~rows["place"].isin(known)] for rows in (tables.beside[name] for name in ATTRIBUTES)]
    places = tables.beside["places"]
    with_members = places["place"].isin(tables.beside["region_members"]["region"])
    bare = places[(places["kind"] != "country") & ~with_members & places["note"].isna()]
    return _result("places and regions are known", pd.concat([_joined(strangers), bare[["place"]]]))


def indicators_catalogued(tables: Tables, catalogue: Catalogue) -> CheckResult:
    """Every code of an observation has a meaning, a unit and a row in the table of indicators."""
    listed = set(tables.beside["indicators"]["indicator"])
    rows = [
        {"source": part.source, "release": part.release, "indicator": code}
        for part in tables.parts
        for code in part.frame["indicator"].cat.categories
        if code not in listed or not _has_unit(code, catalogue)
    ]
    return _result(
        "every indicator is in the catalogue", pd.DataFrame(rows, columns=["source", "release", "indicator"])
    )


def releases_traceable(tables: Tables, catalogue: Catalogue) -> CheckResult:
    """Every value has a release, and every release the sha256 of at least one file it was read from."""
    releases = tables.beside["releases"]
    read = releases["files"].map(lambda text: any(file.get("sha256") for file in json.loads(text)))
    traced = set(zip(releases["source"][read], releases["release"][read], strict=True))
    named = {(part.source, part.release) for part in tables.parts}
    for name in ATTRIBUTES:
        few = tables.beside[name][["source", "release"]].drop_duplicates()
        named |= set(few.itertuples(index=False, name=None))
    rows = [{"source": source, "release": release} for source, release in sorted(named - traced)]
    return _result("every value is traced to a file", pd.DataFrame(rows, columns=["source", "release"]))


def attributes_hold(tables: Tables, catalogue: Catalogue) -> CheckResult:
    """Attributes stand once each; persons are 0 or more, the share whose age is known is one, levels last a year."""
    displaced, ages = tables.beside["displaced"], tables.beside["school_ages"]
    shares = displaced["age_known_share"]
    twice = [(tables.beside[name], keys) for name, keys in ATTRIBUTES.items()]
    broken = [
        *(table[table.duplicated(keys, keep=False)] for table, keys in twice),
        displaced[(displaced["persons"] < 0) | (shares < 0) | (shares > 1)],
        displaced[shares.isna() != (displaced["age_group"] == "all")],
        ages[(ages["entrance_age"] < 3) | (ages["duration_years"] < 1)],
    ]
    return _result("attributes of countries stand once and are counts of persons or ages", _joined(broken))


def parts_make_world(tables: Tables, catalogue: Catalogue) -> CheckResult:
    """The SDG regions together have the world's children, within half a per cent, where they are computed here."""
    regions, world = catalogue.regions["parts"]["sdg"], catalogue.regions["worlds"]["default"]
    rows = []
    for part in tables.parts:
        if part.source != "here":
            continue
        frame = part.frame
        wanted = among(frame["measure"], ["children"]) & among(frame["place"], [*regions, world])
        children = frame.loc[wanted, _SHOWN]
        whole = children["place"] == world
        total, summed = (
            those.groupby(["indicator", "year"], observed=True)["value"].sum()
            for those in (children[whole], children[~whole])
        )
        off = total[(summed.reindex(total.index, fill_value=0) - total).abs() > 0.005 * total].reset_index()
        off = off[["indicator", "year"]]
        rows.append(off.astype({"indicator": "str"}).assign(source=part.source, release=part.release))
    return _result("the regions make the world", _joined(rows))


def intervals_hold(tables: Tables, catalogue: Catalogue) -> CheckResult:
    """low <= value <= high wherever an interval is given."""
    wrong = []
    for part in tables.parts:
        low, value, high = (part.frame[name].to_numpy() for name in ("low", "value", "high"))
        wrong.append(_named(part, (low > value) | (high < value)))
    return _result("values lie within their interval", _joined(wrong))


def totals_within_groups(tables: Tables, catalogue: Catalogue) -> CheckResult:
    """A survey's rate of all children lies between those of its groups, save in releases where that is told."""
    apart = tables.outside
    told = {release: catalogue.told("totals_within_groups", release) for release in apart}
    new = [rows for release, rows in apart.items() if len(rows) > told[release].get("at_most", 0)]
    if new:
        return _result(within.PROMISE, _joined(new))
    listed = _joined(list(apart.values()))
    why = "; ".join(f"{told[release]['reason']} ({release})" for release in apart)
    return CheckResult(within.PROMISE, True, len(listed), listed, why)


PROMISES: tuple[Callable[[Tables, Catalogue], CheckResult], ...] = (
    keys_unique,
    rates_in_range,
    girls_and_boys,
    places_known,
    indicators_catalogued,
    releases_traceable,
    attributes_hold,
    parts_make_world,
    intervals_hold,
    totals_within_groups,
)


def _apart(part: Part, catalogue: Catalogue) -> pd.DataFrame:
    """The totals from which girls + boys differ by more than rounding allows."""
    rows = _by_sex(part, catalogue)
    value = part.frame["value"].to_numpy()
    total, female, male = (value[rows[sex]] for sex in SEXES)
    digits = catalogue.exclusions["significant_digits"].get(part.name, _FLOAT32)
    slack = np.abs(total) * 1.5 * 10.0 ** (1 - digits) + 2
    off = np.abs(female + male - total) > slack
    if not off.any():
        return _NOTHING
    shown = {name: part.frame[name].array.take(rows["total"][off]) for name in _SHOWN}
    texts = {name: shown[name].astype("str") for name in ("indicator", "place")}
    whose = {"source": part.source, "release": part.release}
    return pd.DataFrame({**shown, **texts, "female": female[off], "male": male[off], **whose})


def _by_sex(part: Part, catalogue: Catalogue) -> dict[str, NDArray[np.intp]]:
    """Rows of numbers of persons, for each of SEXES, that agree in meaning, place and year but for the sex."""
    meanings = [catalogue.indicator(code) for code in part.frame["indicator"].cat.categories.tolist()]
    number: dict[tuple[str | None, ...], int] = {}
    of = np.full(len(meanings), -1)
    for at, meaning in enumerate(meanings):
        if meaning.measure in PERSONS:
            of[at] = number.setdefault(_BUT_SEX(meaning), at)
    codes = part.frame["indicator"].array.codes
    found = {}
    for sex in SEXES:
        whose = np.array([meaning.sex == sex for meaning in meanings], dtype=bool) & (of >= 0)
        rows = np.flatnonzero(whose.take(codes))
        keys = _key(of.take(codes[rows]), part.frame, rows)
        keys, first = (keys, slice(None)) if _rising(keys) else np.unique(keys, return_index=True)
        found[sex] = keys, rows[first]
    shared = reduce(_intersection, (keys for keys, _ in found.values()))
    return {sex: rows[_at(shared, keys)] for sex, (keys, rows) in found.items()}


def _rising(keys: NDArray[np.int64]) -> bool:
    return bool((keys[1:] > keys[:-1]).all())


def _at(keys: NDArray[np.int64], among: NDArray[np.int64]) -> NDArray[np.intp] | slice:
    """Where each key stands among rising keys; most often they are the same."""
    return slice(None) if np.array_equal(keys, among) else np.searchsorted(among, keys)


def _intersection(some: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.int64]:
    return some if np.array_equal(some, others) else np.intersect1d(some, others, assume_unique=True)


def _key(first: NDArray[Any], frame: pd.DataFrame, rows: NDArray[np.intp] | slice) -> NDArray[np.int64]:
    place, year = frame["place"].array.codes[rows], frame["year"].to_numpy()[rows]
    return (first.astype("int64") << 32) + (place.astype("int64") << 16) + year


def _has_unit(code: str, catalogue: Catalogue) -> bool:
    try:
        return bool(catalogue.unit(catalogue.indicator(code).measure))
    except CatalogueError:
        return False


def _named(part: Part, rows: pd.Series | NDArray[np.bool_]) -> pd.DataFrame:
    if not rows.any():
        return _NOTHING
    return _text(part.frame.loc[rows, _SHOWN]).assign(source=part.source, release=part.release)


def _text(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.astype({"indicator": "str", "place": "str"})


def _joined(tables: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else _NOTHING


def _result(name: str, broken: pd.DataFrame) -> CheckResult:
    return CheckResult(name, broken.empty, len(broken), broken)
