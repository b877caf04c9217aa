"""Rates by group of a region: means of its countries' newest surveys, weighted by school-age population."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from dashboard import wording
from dashboard.charts import series, survey
from dashboard.charts.chart import Chart
from dashboard.places import Place
from dashboard.selection import Selection
from dashboard.store import Part, Store

WITHHELD, PARTIAL = 0.33, 0.60
"""Share of the children under which a regional figure is withheld, and under which it is called partial."""
POPULATION = "view-2025+wpp-2024"
DIMENSIONS = ("sex", "location", "wealth", "disability")
COLUMNS = {
    "row_name": "Group",
    "dimension_name": "Split by",
    "value": "Rate, %",
    "coverage_pct": "Children covered, %",
    "countries": "Countries",
    "reason": "Why silent",
    "total_pct": "Everybody in the same surveys, %",
    "first_year": "Oldest survey",
    "last_year": "Newest survey",
    "release_id": "Release",
}


def chart_of(store: Store, region: Place, selection: Selection) -> Chart:
    """The chart ``groups`` for a region: a point per group, the share of children it rests on beside it."""
    level = selection.level or "primary"
    dimensions = (selection.dimension,) if selection.dimension else DIMENSIONS
    data = means(store, region, level, dimensions, selection)
    ages = f"surveys of the {selection.max_age} years to {selection.year}"
    return Chart(
        name="groups",
        kind="points",
        data=data,
        encode=survey.RATES,
        title=_title(data, region),
        subtitle=f"Out-of-school rate, {wording.age_of(level)} (each country's official ages), %, {ages}, weighted by "
        f"school-age population. {region.name}",
        note=_note(data),
        alt_text=f"Rates by group, {region.name}. "
        f"{wording.listed([f'{row.row_name} {row.label}' for row in data.itertuples()], 16)}.",
        columns=COLUMNS,
        empty=None
        if len(data)
        else f"No survey of a country of {wording.with_article(region.name)} splits children so.",
        options={"totals": []},
    )


def means(store: Store, region: Place, level: str, dimensions: Sequence[str], selection: Selection) -> pd.DataFrame:
    """One row per group; countries with all groups of a dimension count, and the same ones for each of its groups."""
    year, age = selection.year or 0, selection.max_age or 5
    release = survey.releases_of(store, selection)[0]
    countries = series.chosen(store, store.places.members(region.id))
    found = survey.rows(
        store, countries, dimensions, levels=(level,), sex=selection.sex or "total", releases=(release,), until=year
    )
    fresh = survey.newest(found)
    fresh = fresh[fresh["year"] >= year - age]
    weights = _weights(store, countries, level, selection.sex or "total", year)
    parts = [_of_dimension(fresh, name, weights) for name in dimensions if name in survey.KEYS]
    rows = [row for part in parts for row in part]
    data = pd.DataFrame(rows)
    return _named(store, data, region, level, release, selection.sex or "total") if len(data) else data


def _weights(store: Store, countries: Sequence[Place], level: str, sex: str, year: int) -> dict[str, float]:
    """School-age population by country, in the year asked or the last one that is computed."""
    codes = store.codes("here", measure="school_age_population", method="model", level=level, sex=sex)
    found = store.columns([Part("here", POPULATION, codes, tuple(place.id for place in countries))])
    rows = sorted(zip(found["year"], found["place"], found["value"], strict=True))
    return {place: value for at, place, value in rows if at <= year}


def _of_dimension(fresh: pd.DataFrame, dimension: str, weights: dict[str, float]) -> list[dict[str, object]]:
    keys = survey.KEYS[dimension]
    rows = fresh[fresh["dimension"].eq(dimension)]
    known = {(row.place, row.key): row for row in rows.itertuples() if wording.is_known(row.value)}
    whole = [place for place in sorted(weights) if all((place, key) in known for key in keys)]
    if not whole:
        return []
    of = np.array([weights[place] for place in whole])
    own = [known[place, keys[0]] for place in whole]
    has_total = [wording.is_known(row.total_pct) for row in own]
    total = [row.total_pct for row in own if wording.is_known(row.total_pct)]
    shared = {
        "dimension": dimension,
        "coverage": float(of.sum() / sum(weights.values())),
        "countries": len(whole),
        "members": len(weights),
        "total_pct": float(np.average(total, weights=of[has_total])) if total else np.nan,
        "first_year": min(row.year for row in own),
        "last_year": max(row.year for row in own),
    }
    rates = {key: [known[place, key].value for place in whole] for key in keys}
    return [{**shared, "key": key, "value": float(np.average(rates[key], weights=of))} for key in keys]


def _named(store: Store, data: pd.DataFrame, region: Place, level: str, release: str, sex: str) -> pd.DataFrame:
    source, _, number = release.partition("-")
    thin = data["coverage"] < WITHHELD
    partial = data["coverage"] < PARTIAL
    data = data.assign(
        place=region.id, place_name=region.name, level=level, sex=sex, measure="rate_pct", method="survey",
        source=source, release=number, release_id=release, companion_release=f"here-{POPULATION}",
        is_derived=True, year=data["last_year"], low=np.nan, high=np.nan,
        value=data["value"].mask(thin), total_pct=data["total_pct"].mask(thin),
        state=np.where(thin, "hidden", np.where(partial, "pale", "plain")),
        suppressed=[survey.THIN if each else None for each in thin],
        reason=np.where(thin, survey.REASONS[survey.THIN], ""),
        coverage_pct=100 * data["coverage"], publisher=f"Computed here from {store.releases[source, number].label}",
        row_name=[survey.group_name(key) for key in data["key"]],
        dimension_name=[wording.DIMENSIONS[name] for name in data["dimension"]],
    )  # fmt: skip
    told = [f"{wording.DIMENSIONS[row.dimension]} ({_basis(row)})" for row in data.itertuples()]
    return data.assign(heading=told, label=[_label(row) for row in data.itertuples()])


def _basis(row: object) -> str:
    total = f"; everybody {wording.pct(row.total_pct)}" if wording.is_known(row.total_pct) else ""  # type: ignore[attr-defined]
    return f"{row.countries} of {row.members} countries, {row.coverage_pct:.0f}% of the children{total}"  # type: ignore[attr-defined]


def _label(row: object) -> str:
    if row.state == "hidden":  # type: ignore[attr-defined]
        return "withheld"
    rate = wording.pct(row.value)  # type: ignore[attr-defined]
    return f"({rate}) partial" if row.state == "pale" else rate  # type: ignore[attr-defined]


def _title(data: pd.DataFrame, region: Place) -> str:
    shown = data[data["state"].ne("hidden")] if len(data) else data
    if shown.empty:
        return f"{region.name}: too few children are covered by recent surveys to say who is left out"
    spread = shown.groupby("dimension", sort=False)["value"].agg(lambda v: v.max() - v.min())
    widest = shown[shown["dimension"].eq(spread.idxmax())]
    top, bottom = widest.loc[widest["value"].idxmax()], widest.loc[widest["value"].idxmin()]
    partial = ", where surveys reach" if top["state"] == "pale" else ""
    return (
        f"{wording.sentence(wording.place_in(region.name, region.kind))}{partial}, {wording.pct(top['value'])} of "
        f"{wording.members(top['key'])} are out of school, against {wording.pct(bottom['value'])} of "
        f"{wording.members(bottom['key'])}"
    )


def _note(data: pd.DataFrame) -> str:
    if data.empty:
        return ""
    return (
        "Computed here from UIS survey rates and UN population, not UNESCO's figure. Weights: all children of the "
        "official ages, since the number in each group is not published. Partial: under 60% of the children covered; "
        "under a third is withheld. Sample sizes are not published, so there is no interval."
    )
