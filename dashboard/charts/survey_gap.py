"""The gap between two groups of one place, survey by survey, each publisher apart."""

from __future__ import annotations

import pandas as pd

from dashboard import wording
from dashboard.charts import across, pairs, series, survey
from dashboard.charts.chart import Chart
from dashboard.charts.pairs import Pair
from dashboard.places import Place
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store


def is_asked(selection: Selection) -> bool:
    """Whether only household surveys can answer."""
    return survey.dimension_of(selection) not in (None, "sex") or selection.method == "survey"


def chart_of(store: Store, selection: Selection) -> Chart:
    """The chart ``gap`` from surveys: one country over its surveys, several side by side."""
    if selection.set:
        raise BadSelection("Surveys are of countries. Valid: place=PAK, or within=sub-saharan-africa.")
    places = [] if selection.within else series.chosen(store, selection.place)
    if len(places) != 1 or places[0].kind != "country":
        region = places[0].key if len(places) == 1 else selection.within
        asked = places if len(places) > 1 else across.countries(store, region)
        return across.chart_of(store, asked, selection, name="gap")
    return _one(store, places[0], selection)


def _one(store: Store, place: Place, selection: Selection) -> Chart:
    pair, level = pairs.asked(selection), selection.level or "primary"
    data = _rows(store, place, pair, selection)
    return Chart(
        name="gap",
        kind="range",
        data=data,
        encode=pairs.GAPS,
        title=_title(data, place, pair),
        subtitle=f"Out-of-school rate of {wording.members(pair.group)} and of {wording.members(pair.against)}, "
        f"{wording.age_of(level)} (the country's official ages), %, household surveys. {place.name}",
        note=_note(data),
        alt_text=f"Two groups, survey by survey, {place.name}. {across.spoken(data)}.",
        columns=across.columns(pair),
        empty=None if len(data) else _why_empty(store, place, pair, level),
        options=across.options(pair),
    )


def _rows(store: Store, place: Place, pair: Pair, selection: Selection) -> pd.DataFrame:
    data = pairs.rows(
        store,
        [place],
        pair,
        levels=(selection.level or "primary",),
        releases=survey.releases_of(store, selection),
        sex="total" if pair.dimension == "sex" else selection.sex or "total",
        until=selection.year,
        every_year=True,
    )
    labels = store.releases
    names = [f"{labels[row.source, row.release].label}: {row.survey_name}" for row in data.itertuples()]
    return data.assign(
        row_name=names,
        label=pairs.gap_labels(data, pair),
        age=(selection.year or 0) - data["year"].astype(int),
        is_drawn=data["state"].ne("hidden"),
    ).sort_values(["year", "source"], ascending=[False, True], ignore_index=True)


def _title(data: pd.DataFrame, place: Place, pair: Pair) -> str:
    if data.empty:
        return f"No survey of {place.name} compares {wording.members(pair.group)} and {wording.members(pair.against)}"
    plain = data[data["state"].eq("plain")]
    newest = (plain if len(plain) else data).iloc[0]
    return pairs.sentence(newest, pair)


def _note(data: pd.DataFrame) -> str:
    if data.empty:
        return ""
    sources = set(data["source"])
    parts = [
        "Surveys differ in their questions and in how they cut the groups; a wealth fifth is of its own survey.",
        pairs.HOW if "wide" in sources else "",
        "UIS publishes no sample sizes, so its gaps carry no interval." if "uis" in sources else "",
        survey.DEFINITION if len(sources) == 2 else "",
        "Surveys with fewer than 30 children of a group stand in the table without figures."
        if not data["is_drawn"].all()
        else "",
    ]
    return " ".join(part for part in parts if part)


def _why_empty(store: Store, place: Place, pair: Pair, level: str) -> str:
    found = survey.rows(store, [place], (pair.dimension,), levels=(level,))
    keys = list(dict.fromkeys(found.loc[found["dimension"].eq(pair.dimension), "key"]))
    dimension = wording.DIMENSIONS[pair.dimension].lower()
    if not keys:
        return f"No survey of {place.name} in these releases tells children apart by {dimension}."
    return (
        f"Groups by {dimension} that {place.name} has: {wording.listed(keys, 20)}. Name two with group= and against=."
    )
