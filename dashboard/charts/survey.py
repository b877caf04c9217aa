"""Household surveys by group: which rows answer, from which publisher, with what interval, and which keep silent.

Two publishers work up much the same surveys: UIS (no sample sizes) and WIDE (sample sizes, and groups by
ethnicity, religion, disability, part of the country). Their rates for one group are shown side by side, never averaged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard import sampling, wording
from dashboard.charts.chart import Encode
from dashboard.places import Place
from dashboard.rows import Columns, frame, picked, records
from dashboard.selection import VALID, BadSelection, Selection
from dashboard.store import Part, Store

PUBLISHERS = ("uis", "wide")
"""Who publishes rates by group; a comparison of countries uses the first."""
IN_ROWS = ("wide",)
"""Sources whose groups stand in the rows; in the others they stand in the code."""
LEVELS = ("primary", "lower_secondary", "upper_secondary")
KEYS: dict[str, tuple[str, ...]] = {
    "sex": ("female", "male"),
    "location": ("rural", "urban"),
    "wealth": ("q1", "q2", "q3", "q4", "q5"),
    "disability": ("with disability", "without disability"),
}
"""Dimensions whose groups are the same everywhere, the group usually left behind first."""
ENDS = {name: (keys[0], keys[-1]) for name, keys in KEYS.items()}
NOBODY = {"sex": "total", "location": "total", "wealth": "total", "group_kind": "total", "group": "total"}
WHO = tuple(NOBODY)
LOST = "unknown"
"""The flag where a copy lost what UIS said of the value."""
TOO_FEW, THIN = "n_lt_30", "coverage_lt_33"
REASONS = {TOO_FEW: "fewer than 30 children asked", THIN: "surveys cover under a third of the children"}
INTERVAL = (
    "Whiskers: 95% interval computed here from the number of children asked, with an assumed design effect of "
    "1.5 to 3; no standard error is published."
)
DEFINITION = (
    "UIS and WIDE work up much the same surveys and need not agree: WIDE counts children in pre-primary, non-formal "
    "or Koranic school as out of school, and UIS may count the pre-primary ones so too. They are not averaged."
)
RATES = Encode(
    x="value",
    y="row_name",
    series="publisher",
    colour="source",
    low="low",
    high="high",
    label="label",
    x_title="out-of-school rate, %",
)
"""How rates of groups are drawn: a point each, with its interval, publishers apart."""
IDENTITY = ["place", "level", "source", "release", "year", "survey"]
"""What makes one survey of one publisher."""


def dimension_of(selection: Selection) -> str | None:
    """The dimension asked for, or the one that the named group belongs to.

    Raises:
        BadSelection: a group that needs a dimension, or is none of it.
    """
    asked = [key for key in (selection.group, selection.against) if key]
    found = selection.dimension or next((name for name, keys in KEYS.items() for key in asked[:1] if key in keys), None)
    if asked and found is None:
        raise BadSelection(
            f"'{asked[0]}' needs its dimension. Valid: dimension={', '.join(VALID['dimension'])}; "
            f"without one, group={', '.join(key for keys in KEYS.values() for key in keys)}."
        )
    if found in KEYS and found != "disability":
        for key in asked:
            _refuse_stranger(key, KEYS[found])
    return found


def _refuse_stranger(key: str, valid: Sequence[str]) -> None:
    if key not in valid:
        raise BadSelection(f"'{key}' is no group here. Valid: {', '.join(valid)}.")


def latest_releases(store: Store) -> tuple[str, ...]:
    """Where rates by group stand: each publisher's newest release that has them."""
    return tuple(store.holdings.newest(publisher, "survey rates") for publisher in PUBLISHERS)


def releases_of(store: Store, selection: Selection) -> tuple[str, ...]:
    """The releases to look in.

    Raises:
        BadSelection: a release without rates by group.
    """
    latest = latest_releases(store)
    if selection.release is None:
        return latest
    source, _, name = selection.release.partition("-")
    if source not in PUBLISHERS or not store.holdings.holds((source, name), "survey rates"):
        raise BadSelection(f"Release '{selection.release}' has no rates by group. Valid: {', '.join(latest)}.")
    return (selection.release,)


def rows(
    store: Store,
    places: Sequence[Place],
    dimensions: Sequence[str],
    *,
    levels: Sequence[str] = ("primary",),
    sex: str = "total",
    releases: Sequence[str] | None = None,
    until: int | None = None,
) -> pd.DataFrame:
    """Every survey's rate for everybody (``dimension`` ``total``) and for each group of the dimensions.

    Without ``releases``, of each publisher's newest.

    Columns are those of the observations plus ``place_name dimension key group_name dimension_name``. Nothing is
    chosen and nothing hidden yet: see ``newest`` and ``told``.
    """
    meanings = [{**NOBODY, "sex": sex}, *(each for name in dimensions for each in _groups(name, sex))]
    found = _fetched(store, places, meanings, levels, releases or latest_releases(store))
    found["dimension"], found["key"], crossed = _whose(found, sex)
    wanted = np.isin(found["dimension"], ["total", *dimensions]) & (crossed <= 1)
    if until is not None:
        wanted &= found["year"] <= until
    return _named(picked(found, wanted), places)


def cells(store: Store, place: Place, level: str, release: str) -> pd.DataFrame:
    """Every crossing of wealth, location and sex in every survey of one country; columns as in the observations."""
    meanings = [
        {**NOBODY, "wealth": wealth, "location": location, "sex": sex}
        for wealth in KEYS["wealth"]
        for location in KEYS["location"]
        for sex in KEYS["sex"]
    ]
    found = _fetched(store, [place], meanings, (level,), (release,))
    found["dimension"] = found["key"] = np.full(len(found["year"]), "total", object)
    away = [found[name] != "total" for name in ("wealth", "location", "sex")]
    return _named(picked(found, np.all(away, axis=0) & (found["group_kind"] == "total")), [place])


def _groups(dimension: str, sex: str) -> Iterable[dict[str, str]]:
    column = dimension if dimension in WHO else "group"
    for key in KEYS.get(dimension, ()):
        kind = {"group_kind": dimension} if column == "group" else {}
        yield {**NOBODY, "sex": sex, **kind, column: key}


def _fetched(
    store: Store,
    places: Sequence[Place],
    meanings: Sequence[dict[str, str]],
    levels: Sequence[str],
    releases: Sequence[str],
) -> Columns:
    what = {"method": "survey", "measure": "rate_pct"}
    countries = tuple(place.id for place in places if place.kind == "country")
    parts = []
    for name in releases:
        source, _, release = name.partition("-")
        wanted: Sequence[dict[str, str]] = [NOBODY] if source in IN_ROWS else meanings
        codes = [code for lv in levels for each in wanted for code in store.codes(source, level=lv, **what, **each)]
        parts.append(Part(source, release, tuple(dict.fromkeys(codes)), countries))
    found = store.columns(parts)
    return picked(found, ~(np.isnan(found["value"]) & np.isnan(found["sample_size"])))


def _whose(found: Columns, sex: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The dimension and group of each row, and by how many dimensions it is cut."""
    away = {name: found[name] != "total" for name in ("location", "wealth", "group_kind")}
    away["sex"] = found["sex"] != sex
    dimension = np.full(len(found["year"]), "total", object)
    key = dimension.copy()
    for name in ("sex", "location", "wealth"):
        dimension[away[name]], key[away[name]] = name, found[name][away[name]]
    named = away["group_kind"]
    dimension[named], key[named] = found["group_kind"][named], found["group"][named]
    return dimension, key, np.sum(list(away.values()), axis=0)


def _named(found: Columns, places: Sequence[Place]) -> pd.DataFrame:
    names = {place.id: place.name for place in places}
    told = {
        "place_name": [names[place] for place in found["place"]],
        "group_name": [group_name(key) for key in found["key"]],
        "dimension_name": [wording.DIMENSIONS.get(name, "Everybody") for name in found["dimension"]],
        "survey": [name if isinstance(name, str) else "" for name in found["survey"]],
    }
    return frame({**found, **{name: np.array(words, object) for name, words in told.items()}})


def group_name(key: str) -> str:
    """``Poorest fifth`` of ``q1``; a name as published stays."""
    return "Everybody" if key == "total" else wording.GROUPS.get(key, key)


def of_group(store: Store, places: Sequence[Place], selection: Selection, levels: Sequence[str]) -> pd.DataFrame:
    """One group's rate in every survey of one publisher, silent ones left out; columns as of ``series.rows``."""
    dimension, key = group_of(selection)
    releases = releases_of(store, selection)[:1]
    sex = selection.sex or "total"
    found = rows(store, places, (dimension,), levels=levels, sex=sex, releases=releases)
    judged = told(found[found["key"].eq(key)])
    return judged[judged["state"].ne("hidden")].assign(children=np.nan, companion_release=None)


def group_of(selection: Selection) -> tuple[str, str]:
    """The dimension and the group asked for; a dimension alone means the group usually left behind.

    Raises:
        BadSelection: no group is named, or a method is that knows none.
    """
    dimension = dimension_of(selection) or "wealth"
    if selection.method == "administrative" or selection.measure == "children":
        raise BadSelection(
            "Groups are told apart by household surveys only, as rates. Valid: method=survey, measure=rate."
        )
    key = selection.group or (ENDS[dimension][0] if dimension in ENDS else None)
    if key is None:
        raise BadSelection(f"Name a group of '{dimension}', as the publisher spells it, with group=.")
    return dimension, key


def whose(selection: Selection) -> str:
    """The group asked for, in words: ``girls from the poorest fifth``."""
    return wording.of_sex(wording.members(group_of(selection)[1]), selection.sex)


def whose_of_age(selection: Selection, level: str) -> str:
    """The same with the school age: ``girls of primary-school age from the poorest fifth``."""
    words = whose(selection)
    noun = next(noun for noun in wording.NOUNS.values() if noun in words)
    return words.replace(noun, f"{noun} of {wording.age_of(level)}", 1)


def newest(data: pd.DataFrame) -> pd.DataFrame:
    """Of each place, level, publisher and dimension the newest survey's groups, with ``total_pct`` of that survey."""
    rows = list(zip(zip(*(data[name] for name in IDENTITY), strict=True), data["dimension"], strict=True))
    last: dict[object, tuple[Any, ...]] = {}
    for survey, dimension in rows:
        of = (*survey[:4], dimension)
        last[of] = max(survey, last.get(of, survey))
    kept = [dimension != "total" and last[*survey[:4], dimension] == survey for survey, dimension in rows]
    told = zip(rows, data["value"], data["sample_size"], strict=True)
    everybody = {survey: (value, count) for (survey, dimension), value, count in told if dimension == "total"}
    totals = [
        everybody.get(survey, (np.nan, np.nan)) for (survey, _), is_kept in zip(rows, kept, strict=True) if is_kept
    ]
    groups = data[np.array(kept, bool)].reset_index(drop=True)
    return groups.assign(total_pct=[value for value, _ in totals], total_n=[count for _, count in totals])


def told(data: pd.DataFrame) -> pd.DataFrame:
    """Intervals where a sample size is published, and silence where too few were asked.

    Adds ``low high`` (95 %, assumed design effect in ``design_effect``), ``state`` (plain, pale, hidden) and
    ``suppressed``; a hidden row loses its value and its sample size, so that it cannot be worked out.
    """
    facts = pd.DataFrame([_judged(row) for row in records(data)], index=data.index, columns=list(_JUDGED))
    return data.assign(**facts.astype(_JUDGED))


_JUDGED: dict[str, Any] = {
    "value": float,
    "sample_size": "Int64",
    "low": float,
    "high": float,
    "design_effect": float,
    "state": object,
    "suppressed": object,
}


def _judged(row: dict[Any, Any]) -> dict[str, Any]:
    n = None if pd.isna(row["sample_size"]) else float(row["sample_size"])
    fact = {"value": row["value"], "sample_size": n, "low": np.nan, "high": np.nan, "design_effect": np.nan}
    if n is None:
        unsure = row["value"] == 0 and row["magnitude"] == LOST  # a 0 that may be none at all is never compared
        return {**fact, "state": "pale" if unsure else "plain", "suppressed": None}
    if sampling.state(n) == "hidden" or pd.isna(row["value"]):
        return {**fact, "value": np.nan, "sample_size": None, "state": "hidden", "suppressed": TOO_FEW}
    deff = sampling.design_effect(_cut(row))
    interval = sampling.wilson(sampling.Share(row["value"], n, deff))
    ends = {"low": interval.low, "high": interval.high, "design_effect": deff}
    return {**fact, **ends, "state": sampling.state(n, interval), "suppressed": None}


def _cut(row: dict[Any, Any]) -> tuple[str, ...]:
    """The dimensions a row is cut by."""
    single = tuple(name for name in ("sex", "location", "wealth") if row[name] != "total")
    return (*single, *([str(row["group_kind"])] if row["group_kind"] != "total" else []))


def share(row: dict[Any, Any] | pd.Series) -> sampling.Share | None:
    """A row as a sample, where its size is published and large enough to compare with."""
    if row["state"] != "plain" or pd.isna(row["sample_size"]):
        return None
    return sampling.Share(float(row["value"]), float(row["sample_size"]), float(row["design_effect"]))


def label(row: dict[Any, Any]) -> str:
    """``62.8% · n 412``, ``(41%) · n 38``, ``too few to say``."""
    if row["state"] == "hidden":
        return "too few to say"
    rate = f"({wording.pct(row['value'])})" if row["state"] == "pale" else wording.pct(row["value"])
    return rate if pd.isna(row["sample_size"]) else f"{rate} · n {int(row['sample_size']):,}"


def survey_name(row: dict[Any, Any]) -> str:
    """``MICS 2021``; where the publisher names no survey, ``survey of 2021``."""
    if not row["survey"]:
        return f"survey of {row['year']}"
    return (
        str(row["survey"]) if any(part.isdigit() for part in row["survey"][-4:]) else f"{row['survey']} {row['year']}"
    )


def publisher(store: Store, row: dict[Any, Any]) -> str:
    """The release in words: ``WIDE, 2023 update``."""
    return store.releases[str(row["source"]), str(row["release"])].label
