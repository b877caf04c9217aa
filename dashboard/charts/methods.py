"""Every method's rates of some countries side by side, with the children that each would mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from dashboard.charts import series, survey
from dashboard.places import Place
from dashboard.store import Part, Store

LEVELS = ("primary", "lower_secondary", "upper_secondary")


class Name(NamedTuple):
    """How sentences and labels call one that tells: ``the model says``, ``only the model tells``, ``Model``."""

    name: str
    verb: str
    tells: str
    series: str


NAMES = {
    "model": Name("the model", "says", "tells", "Model"),
    "administrative": Name("administrative data", "say", "tell", "Administrative"),
    "uis": Name("a survey (UIS)", "says", "tells", "Survey (UIS)"),
    "wide": Name("a survey (WIDE)", "says", "tells", "Survey (WIDE)"),
}
"""Who tells a rate, in the order in which two are named."""


def figures(store: Store, places: Sequence[Place], level: str, sex: str) -> pd.DataFrame:
    """Rates (%) of countries in all years: VIEW's, UIS's administrative, and of surveys UIS's and WIDE's.

    Columns are those of the observations plus ``place_name told_by state design_effect children companion_release
    school_age_population release_id``. ``state`` is ``pale`` where a value is compared with nothing, and what is
    ``hidden`` is left out. ``children`` is computed here: the rate × the population of the model's release.
    """
    countries = [place for place in places if place.kind == "country"]
    parts = [
        series.rows(store, countries, method=method, levels=(level,), sexes=(sex,)).assign(told_by=method)
        for method in ("model", "administrative")
    ]
    asked = survey.told(survey.rows(store, countries, (), levels=(level,), sex=sex))
    asked = asked[asked["state"].ne("hidden")]
    parts.append(asked.assign(told_by=asked["source"]))
    data = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return _with_children(store, _uniform(data), countries, level, sex)


def _uniform(data: pd.DataFrame) -> pd.DataFrame:
    lost = data["value"].eq(0) & data["magnitude"].eq(survey.LOST)
    state = data["state"] if "state" in data else pd.Series(np.nan, index=data.index, dtype=object)
    effect = data["design_effect"] if "design_effect" in data else pd.Series(np.nan, index=data.index, dtype=float)
    idle = [name for name in ("key", "dimension", "group_name", "dimension_name", "suppressed") if name in data]
    return data.drop(columns=idle).assign(
        year=data["year"].astype(int),
        survey=data["survey"].fillna(""),
        state=state.where(state.notna(), np.where(lost, "pale", "plain")),
        design_effect=effect,
        release_id=data["source"] + "-" + data["release"],
    )


def _with_children(store: Store, data: pd.DataFrame, places: Sequence[Place], level: str, sex: str) -> pd.DataFrame:
    home = computed_release()
    of_age = school_age_population(store, places, level, sex)
    known = [of_age.get(key, np.nan) for key in zip(data["place"], data["year"], strict=True)]
    population = pd.Series(known, index=data.index, dtype=float)
    return data.assign(
        school_age_population=population,
        children=data["value"] / 100 * population,
        companion_release=pd.Series(home, index=data.index, dtype=object).where(population.notna(), None),
    )


def computed_release() -> str:
    """The release of populations that goes with the model: ``here-view-2025+wpp-2024``."""
    return f"here-{series.COMPUTED[series.LATEST['model'].partition('-')[2]]}"


def school_age_population(store: Store, places: Sequence[Place], level: str, sex: str) -> dict[tuple[str, int], float]:
    """Children of the official ages by place and year, as the model's release counts them."""
    source, _, release = computed_release().partition("-")
    codes = store.codes(source, measure="school_age_population", level=level, sex=sex, **series.WHOLE)
    rows = store.observations([Part(source, release, codes, tuple(place.id for place in places))])
    rows = rows[rows["value"].notna()]
    return {
        (str(place), int(year)): float(value)
        for place, year, value in zip(rows["place"], rows["year"], rows["value"], strict=True)
    }
