"""Rates by group of a region: means of its countries' newest surveys, weighted by school-age population."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from dashboard import wording
from dashboard.charts import series, survey
from dashboard.charts.chart import Chart
from dashboard.places import Place
from dashboard.rows import Row, records
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
    asked = survey.rows(
        store, countries, dimensions, levels=(level,), sex=selection.sex or "total", releases=(release,), until=year
    )
    fresh = survey.newest(asked)
    fresh = fresh[fresh["year"] >= year - age]
    weights = _weights(store, countries, level, selection.sex or "total", year)
    rows = records(fresh)
    found = [each for name in dimensions if name in survey.KEYS for each in _of_dimension(rows, name, weights)]
    return pd.DataFrame([_named(store, each, region, level, release, selection.sex or "total") for each in found])


def _weights(store: Store, countries: Sequence[Place], level: str, sex: str, year: int) -> dict[str, float]:
    """School-age population by country, in the year asked or the last one that is computed."""
    codes = store.codes("here", measure="school_age_population", method="model", level=level, sex=sex)
    found = store.columns([Part("here", POPULATION, codes, tuple(place.id for place in countries))])
    until = np.argsort(found["year"], kind="stable")[: np.count_nonzero(found["year"] <= year)]
    return dict(zip(found["place"][until], found["value"][until], strict=True))


def _of_dimension(rows: list[Row], dimension: str, weights: dict[str, float]) -> list[Row]:
    keys = survey.KEYS[dimension]
    own = (row for row in rows if row["dimension"] == dimension and row["value"] is not None)
    known = {(row["place"], row["key"]): row for row in own}
    whole = [place for place in sorted(weights) if all((place, key) in known for key in keys)]
    if not whole:
        return []
    of = np.array([weights[place] for place in whole])
    surveys = [known[place, keys[0]] for place in whole]
    told = [row["total_pct"] is not None for row in surveys]
    total = [row["total_pct"] for row in surveys if row["total_pct"] is not None]
    shared = {
        "dimension": dimension,
        "coverage": float(of.sum() / sum(weights.values())),
        "countries": len(whole),
        "members": len(weights),
        "total_pct": float(np.average(total, weights=of[told])) if total else np.nan,
        "first_year": min(row["year"] for row in surveys),
        "last_year": max(row["year"] for row in surveys),
    }
    rates = {key: [known[place, key]["value"] for place in whole] for key in keys}
    return [{**shared, "key": key, "value": float(np.average(rates[key], weights=of))} for key in keys]


def _named(store: Store, row: Row, region: Place, level: str, release: str, sex: str) -> Row:
    source, _, number = release.partition("-")
    thin = row["coverage"] < WITHHELD
    named = {
        **row,
        "value": np.nan if thin else row["value"], "total_pct": np.nan if thin else row["total_pct"],
        "place": region.id, "place_name": region.name, "level": level, "sex": sex, "measure": "rate_pct",
        "method": "survey", "source": source, "release": number, "release_id": release,
        "companion_release": f"here-{POPULATION}", "is_derived": True, "year": row["last_year"],
        "low": np.nan, "high": np.nan,
        "state": "hidden" if thin else "pale" if row["coverage"] < PARTIAL else "plain",
        "suppressed": survey.THIN if thin else None, "reason": survey.REASONS[survey.THIN] if thin else "",
        "coverage_pct": 100 * row["coverage"],
        "publisher": f"Computed here from {store.releases[source, number].label}",
        "row_name": survey.group_name(row["key"]), "dimension_name": wording.DIMENSIONS[row["dimension"]],
    }  # fmt: skip
    return {**named, "heading": f"{named['dimension_name']} ({_basis(named)})", "label": _label(named)}


def _basis(row: Row) -> str:
    total = f"; everybody {wording.pct(row['total_pct'])}" if wording.is_known(row["total_pct"]) else ""
    return f"{row['countries']} of {row['members']} countries, {row['coverage_pct']:.0f}% of the children{total}"


def _label(row: Row) -> str:
    if row["state"] == "hidden":
        return "withheld"
    rate = wording.pct(row["value"])
    return f"({rate}) partial" if row["state"] == "pale" else rate


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
