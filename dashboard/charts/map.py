"""map: the out-of-school rate of every country in one year, and how old each value is."""

from __future__ import annotations

import pandas as pd

from dashboard import wording
from dashboard.charts import series, survey
from dashboard.charts.chart import Chart, Encode, Spec
from dashboard.places import Place
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

DISCLAIMER = (
    "Boundaries and names shown do not imply endorsement by the publishers or by this project; disputed areas "
    "carry no data. Dots: countries too small to see. Outlines: United Nations Geospatial, simplified."
)
COLUMNS = {
    "place_name": "Country",
    "value": "Rate, %",
    "low": "Low",
    "high": "High",
    "children": "Children",
    "year": "Year",
    "age": "Years old",
    "release_id": "Release",
    "qualifier": "Qualifier",
    "survey": "Survey",
    "sample_size": "Children asked",
}


def make(store: Store, selection: Selection) -> Chart:
    """Countries coloured by rate; those without data crossed, those older than the reader's cut-off pale."""
    if selection.measure != "rate":
        raise BadSelection("The map draws rates, since a colour per country hides its size. Valid: measure=rate.")
    year = selection.year or 0
    grouped = survey.dimension_of(selection) is not None
    method = "survey" if grouped else selection.method or "model"
    if not grouped:
        series.check_release(store, method, selection.release)
    who = survey.whose(selection) if grouped else wording.SEXES[selection.sex or "total"]
    within = store.places.find(selection.within) if selection.within else None
    members = set(store.places.members(within.id)) if within else None
    countries = [place for place in store.places.countries() if members is None or place.id in members]
    data = _rows(store, selection, countries)
    return Chart(
        name="map",
        kind="map",
        data=data,
        encode=Encode(x="place", y="value", label="label", low="low", high="high", y_title="out-of-school rate, %"),
        title=_title(data, selection),
        subtitle=f"Out-of-school rate, {wording.age_of(selection.level or 'primary')} (each country's official ages), "
        f"{who}, %, {wording.METHODS[method]}, {year}",
        note=f"{_note(data, selection, method)} {DISCLAIMER}",
        alt_text=_alt(data, year),
        columns=COLUMNS,
        empty=None if len(data) else f"No {method} rate for {year} or before. The model covers 2000–2023.",
        options={"names": {place.id: place.name for place in countries}},
    )


def _rows(store: Store, selection: Selection, countries: list[Place]) -> pd.DataFrame:
    method, year = selection.method or "model", selection.year or 0
    levels = (selection.level or "primary",)
    if survey.dimension_of(selection):
        found = survey.of_group(store, countries, selection, levels)
    else:
        found = series.rows(
            store,
            countries,
            method=method,
            levels=levels,
            sexes=(selection.sex or "total",),
            release=selection.release,
            year=year if method == "model" else None,
        )
    data = series.latest(found, year, selection.max_age or 5)
    release = data["source"].astype(str) + "-" + data["release"].astype(str)
    label = data["place_name"].astype(str) + ": " + data["value"].map(wording.pct).astype(str)
    old = data["age"].gt(0).map({True: " in ", False: ""}).astype(str) + data["year"].astype(str).where(
        data["age"].gt(0), ""
    )
    return data.assign(release_id=release, label=label + old)


def _title(data: pd.DataFrame, selection: Selection) -> str:
    fresh = data[~data["is_old"]]
    if fresh.empty:
        return f"No recent figures for {selection.year}"
    high = int(fresh["value"].ge(20).sum())
    when = f"in {selection.year}" if fresh["age"].eq(0).all() else f"in the latest year up to {selection.year}"
    level = selection.level or "primary"
    if survey.dimension_of(selection):
        who = f"of the {survey.whose_of_age(selection, level)}"
    else:
        who = wording.those(level, selection.sex or "total")
    return f"In {high} of {len(fresh)} countries at least 1 in 5 {who} was out of school {when}"


def _note(data: pd.DataFrame, selection: Selection, method: str) -> str:
    old = data[data["is_old"]]
    if method == "model":
        return "Modelled: every year is an estimate; after a country's last source it is extrapolation."
    age = selection.max_age or 5
    aged = f" {len(old)} older than {age} years are drawn pale." if len(old) else ""
    return f"Latest value of each country; the year is in the label and the table.{aged}"


def _alt(data: pd.DataFrame, year: int) -> str:
    if data.empty:
        return "Empty map."
    top = data.sort_values("value", ascending=False).head(5)
    return f"World map for {year}. Highest: {wording.listed([str(label) for label in top['label']])}."


SPEC = Spec(
    name="map",
    about="The out-of-school rate of every country in one year, with the age of each value",
    uses=("within", "level", "measure", "sex", "dimension", "group", "year", "max_age", "method", "release"),
    defaults=Selection(level="primary", measure="rate", sex="total", year=2023, max_age=5, method="model"),
    make=make,
)
