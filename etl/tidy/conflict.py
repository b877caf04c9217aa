"""Lists of countries in conflict -> an attribute of a country and year. Never a figure of children out of school."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from etl.catalogue import Catalogue
from etl.errors import CatalogueError
from etl.tidy.frame import LeftOut
from etl.tidy.names import Spelt

COLUMNS = ["place", "year", "list", "edition", "category", "conflicts", "conflict_types", "source", "release"]
_CONFLICT = ["conflict_id", "year", "gwno_a", "gwno_b"]  # without the supporting states


def fcs(records: pd.DataFrame, spelt: Spelt, release: str, catalogue: Catalogue) -> pd.DataFrame:
    """The World Bank's lists, each for the year in which it begins and for no other.

    Args:
        records: `fiscal_year country_name category`.
        spelt: Countries by name.
        release: The release they stand under.
        catalogue: Holds the years and the words.

    Raises:
        CatalogueError: A fiscal year, a category or a name that the catalogue does not know.
    """
    words = catalogue.conflict["fcs"]
    places = spelt.iso3_of(records["country_name"])
    rows = pd.DataFrame(
        {
            "place": [places[name] for name in records["country_name"]],
            "year": _known(records["fiscal_year"].astype("str"), words["years"]),
            "edition": records["fiscal_year"].astype("str"),
            "category": _known(records["category"].astype("str"), words["categories"]),
            "conflicts": None,
            "conflict_types": None,
        }
    )
    return _table(rows, "fcs", release)


def ucdp(
    records: pd.DataFrame, states: pd.DataFrame, spelt: Spelt, release: str, catalogue: Catalogue
) -> tuple[pd.DataFrame, list[LeftOut]]:
    """Armed conflicts, under the state that fights: side A, and side B too where both are states.

    Args:
        records: One row per conflict, year and pair of states.
        states: `gwcode statename …`, one row per period of independence.
        spelt: Countries by name.
        release: The release they stand under.
        catalogue: Holds the words, the states that are no country of today, and the conflicts fought abroad.

    Raises:
        CatalogueError: A state or word that the catalogue does not know.
    """
    said, why = catalogue.conflict, catalogue.conflict["left_out"]
    once = conflict_years(records)
    ruled = once["type_of_conflict"] == "extrasystemic"
    sides = _placed(_sides(once[~ruled]), states, spelt, catalogue)
    away = sides["why"].dropna().value_counts(sort=False)
    left = [
        LeftOut("ucdp", release, len(records) - len(once), why["repeats"], "repeats"),
        LeftOut("ucdp", release, int(ruled.sum()), why["extrasystemic"], "extrasystemic"),
        *(LeftOut("ucdp", release, int(rows), str(why), _kind(why, said)) for why, rows in away.items()),
    ]
    return _table(_by_year(sides[sides["why"].isna()], release, said["ucdp"]), "ucdp", release), left


def _kind(why: object, said: Mapping[str, Any]) -> str:
    """The rule of a reason: the conflict was fought abroad, or the state is no country of today."""
    return "abroad" if why in {rule["reason"] for rule in said["abroad"]} else "no_country"


def conflict_years(records: pd.DataFrame) -> pd.DataFrame:
    """One row per conflict, year, side A and side B: the supporting states, which repeat it, are dropped."""
    return records.drop(columns=["gwno_a_2nd", "gwno_b_2nd"]).drop_duplicates(_CONFLICT)


def _sides(once: pd.DataFrame) -> pd.DataFrame:
    """`conflict_id year intensity_level type_of_conflict state`, one row per state that fights at first hand."""
    rest = ["conflict_id", "year", "intensity_level", "type_of_conflict"]
    first = once[[*rest, "gwno_a"]].rename(columns={"gwno_a": "state"})
    second = once.loc[once["type_of_conflict"] == "interstate", [*rest, "gwno_b"]].rename(columns={"gwno_b": "state"})
    both = pd.concat([first, second], ignore_index=True).drop_duplicates(["conflict_id", "year", "state"])
    whole = dict.fromkeys(["conflict_id", "year", "intensity_level", "state"], "int64")
    return both.astype(whole).reset_index(drop=True)


def _placed(sides: pd.DataFrame, states: pd.DataFrame, spelt: Spelt, catalogue: Catalogue) -> pd.DataFrame:
    """`sides` with the ISO3 of the state as `place`, and as `why` what keeps a row out of the table."""
    said, listed = catalogue.conflict, dict(zip(states["gwcode"], states["statename"].astype("str"), strict=True))
    by_state: dict[int, list[Mapping[str, Any]]] = {}
    for rule in said["states"]:
        by_state.setdefault(rule["number"], []).append(rule)
    when = zip(sides["state"], sides["year"], strict=True)
    rules = [_rule(by_state.get(state, []), year) for state, year in when]
    plain = {state for state, rule in zip(sides["state"], rules, strict=True) if rule is None}
    if strangers := sorted(plain - set(listed)):
        raise CatalogueError(f"UCDP states without a name: {strangers}. Add them to etl/catalogue/conflict.toml.")
    named = spelt.iso3_of(listed[state] for state in sorted(plain))
    places = [
        rule["place"] if rule else named[listed[state]] for state, rule in zip(sides["state"], rules, strict=True)
    ]
    nowhere = [rule["reason"] if rule and not rule["place"] else None for rule in rules]
    return sides.assign(place=places, why=_abroad(sides, said["abroad"]).fillna(pd.Series(nowhere, dtype="object")))


def _rule(rules: Sequence[Mapping[str, Any]], year: int) -> Mapping[str, Any] | None:
    """What the catalogue's rules for a state say of a year."""
    return next((rule for rule in rules if year <= rule.get("until", year)), None)


def _abroad(sides: pd.DataFrame, rules: Sequence[Mapping[str, Any]]) -> pd.Series:
    """Why a row was not fought in its state; missing where it was."""
    conflict, state, year = (sides[name].to_numpy() for name in ("conflict_id", "state", "year"))
    why = np.full(len(sides), None, dtype="object")
    for rule in rules:
        for number, who, first, last in rule["cases"]:
            why[(conflict == number) & (state == who) & (first <= year) & (year <= last)] = rule["reason"]
    return pd.Series(why, index=sides.index)


def _by_year(sides: pd.DataFrame, release: str, words: Mapping[str, Any]) -> pd.DataFrame:
    """One row per place and year: the highest intensity, how many conflicts, and of which types."""
    types = _known(sides["type_of_conflict"].astype("str"), words["types"])
    found: dict[tuple[str, int], set[str]] = {}
    for place, year, kind in zip(sides["place"], sides["year"], types, strict=True):
        found.setdefault((place, year), set()).add(kind)
    grouped = sides.groupby(["place", "year"])
    rows = grouped.agg(category=("intensity_level", "max"), conflicts=("conflict_id", "nunique")).reset_index()
    named = zip(rows["place"], rows["year"], strict=True)
    rows["conflict_types"] = pd.Series(["; ".join(sorted(found[key])) for key in named], dtype="object")
    rows["category"] = _known(rows["category"].astype("str"), words["categories"])
    return rows.assign(edition=release)


def _known(texts: pd.Series, words: Mapping[str, Any]) -> list[Any]:
    """Each text in the catalogue's words. Raises CatalogueError for one that has none."""
    if strangers := sorted(set(texts) - set(words)):
        raise CatalogueError(
            f"A list of conflicts says {', '.join(strangers)}, which the catalogue does not know. "
            "Add it to etl/catalogue/conflict.toml."
        )
    return [words[text] for text in texts]


def _table(rows: pd.DataFrame, source: str, release: str) -> pd.DataFrame:
    """COLUMNS, sorted by place and year; years and numbers of conflicts are small whole numbers."""
    whole = rows.assign(list=source, source=source, release=release)[COLUMNS]
    typed = whole.astype({"year": "int16", "conflicts": "Int16", "conflict_types": "object"})
    return typed.sort_values(["place", "year"], ignore_index=True)
