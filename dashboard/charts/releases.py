"""releases: what each release, and each announcement, said about the same year."""

from __future__ import annotations

import pandas as pd

from dashboard import wording
from dashboard.charts import series
from dashboard.charts.chart import Chart, Encode, Spec
from dashboard.places import Place
from dashboard.selection import Selection
from dashboard.store import Part, Store

COLUMNS = {
    "release_date": "Date",
    "date_kind": "Date is",
    "release_name": "Release or announcement",
    "value": "Value",
    "method_name": "Method",
    "indicator": "Indicator",
    "origin": "Source",
}
WHY = {
    "world": "The figures differ because UIS revises enrolment and population with every release, because from "
    "September 2019 children in pre-primary count as in school, and because from 2022 the published totals rest on a "
    "model. The 57 million announced in 2013 is primary-school age only.",
    "asia-and-the-pacific": "The 20 million announced in 2013 sat beside the world's 57 million, which is primary-school "
    "age only. Later releases revise enrolment and population, and from 2022 published totals rest on a model.",
}


def make(store: Store, selection: Selection) -> Chart:
    """One place, year and level: every release's answer in the order they were given; never one line."""
    place = series.chosen(store, selection.place)[0]
    data = _rows(store, place, selection)
    measure = series.MEASURE[selection.measure or "children"]
    return Chart(
        name="releases",
        kind="bar",
        data=data,
        encode=Encode(
            x="value", y="release_name", colour="method", series="method_name", label="label",
            x_title=wording.MEASURES[measure],
        ),
        title=_title(data, place, selection),
        subtitle=f"{wording.sentence(wording.who(selection.level or 'primary', selection.sex or 'total'))} out of school "
        f"{wording.place_in(place.name, place.kind)} in {selection.year}, as each release gave it, in order of release",
        note=WHY.get(place.key, "Each release revises the past: compare years only inside one release."),
        alt_text=f"Bar chart. {'; '.join(f'{r.release_name}: {r.label}' for r in data.itertuples())}.",
        columns=_columns(selection),
        empty=None if len(data) else _why_empty(place, selection),
    )  # fmt: skip


def _rows(store: Store, place: Place, selection: Selection) -> pd.DataFrame:
    measure = series.MEASURE[selection.measure or "children"]
    level, sex = selection.level or "primary", selection.sex or "total"
    parts = [
        _of_release(store, source, release, place, measure, level, sex, selection.year or 0)
        for source, release in sorted(store.releases)
    ]
    if measure == "children":
        parts.append(_announced(store, place, level, sex, selection.year or 0))
    data = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    data = data.sort_values(["release_date", "release_name"], kind="stable", ignore_index=True)
    say = wording.children if measure == "children" else wording.pct
    return data.assign(
        label=data["value"].map(say), method_name=data["method"].astype(str).map(wording.METHODS).map(wording.sentence)
    )


def _of_release(
    store: Store, source: str, name: str, place: Place, measure: str, level: str, sex: str, year: int
) -> pd.DataFrame:
    meaning = {"measure": measure, "level": level, **series.WHOLE}
    codes = store.codes(source, sex=sex, **meaning)
    found = _in_year(store, source, name, codes, place, year)
    if found.empty and sex == "total" and measure == "children":
        found = _girls_and_boys(store, source, name, meaning, place, year)
    found = found[~found["method"].astype(str).eq("survey")] if len(found) else found
    release = store.releases[source, name]
    return found.assign(
        release_name=[_named(release.label, row) for row in found.itertuples()] if len(found) else [],
        release_date=release.date,
        date_kind=release.date_kind,
        origin=release.attribution,
    )


def _in_year(
    store: Store, source: str, name: str, codes: tuple[str, ...], place: Place, year: int
) -> pd.DataFrame:
    found = store.observations([Part(source, name, codes, (place.id,), year)])
    return found[found["value"].notna()].reset_index(drop=True)


def _girls_and_boys(
    store: Store, source: str, name: str, meaning: dict[str, str], place: Place, year: int
) -> pd.DataFrame:
    """A release that holds the sexes only: their sum, marked as made here."""
    codes = [code for sex in ("female", "male") for code in store.codes(source, sex=sex, **meaning)]
    both = _in_year(store, source, name, tuple(codes), place, year)
    if len(both) != 2:
        return both.iloc[:0]
    total = both.iloc[:1].astype({"indicator": str, "sex": str})
    return total.assign(
        value=both["value"].sum(), indicator=" + ".join(both["indicator"].astype(str)), sex="total", is_derived=True
    )


def _named(label: str, row: object) -> str:
    summed = " + " in str(getattr(row, "indicator", ""))
    return f"{label} (girls + boys)" if summed else label


def _announced(store: Store, place: Place, level: str, sex: str, year: int) -> pd.DataFrame:
    told = store.table("headlines").astype({"place": str, "level": str, "sex": str})
    told = told[told["place"].eq(place.id) & told["level"].eq(level) & told["sex"].eq(sex)]
    told = told[told["reference_year"].eq(year).fillna(value=False) & ~told["confidence"].str.contains("NOT FOUND|SECOND-HAND")]
    return pd.DataFrame(
        {
            "place": told["place"],
            "year": told["reference_year"].astype(int),
            "level": told["level"],
            "sex": told["sex"],
            "measure": "children",
            "method": "announced",
            "value": told["children"],
            "is_derived": False,
            "source": "headlines",
            "release": told["release"],
            "release_name": "Announced: " + told["publication"].astype(str),
            "release_date": told["date"].astype(str),
            "date_kind": "stated",
            "origin": told["source_url"].astype(str),
            "note": told["population"].astype(str),
        }
    )


def _title(data: pd.DataFrame, place: Place, selection: Selection) -> str:
    where = wording.place_in(place.name, place.kind)
    if data.empty:
        return f"No release has a figure {where} for {selection.year}"
    say = wording.children if selection.measure != "rate" else wording.pct
    low, high = data.loc[data["value"].idxmin()], data.loc[data["value"].idxmax()]
    if len(data) == 1:
        return f"One release has a figure {where} for {selection.year}: {say(low['value'])}"
    return (
        f"What has been said about {selection.year} {where}: {len(data)} figures, from {say(low['value'])} "
        f"to {say(high['value'])}"
    )


def _why_empty(place: Place, selection: Selection) -> str:
    return (
        f"No release gives {wording.age_of(selection.level or 'primary')} for {place.name} in {selection.year}. "
        "Numbers of primary-school age go back to 1999 for most countries; every level starts in 2000 (model)."
    )


def _columns(selection: Selection) -> dict[str, str]:
    return {**COLUMNS, "value": "Rate, %" if selection.measure == "rate" else "Children"}


SPEC = Spec(
    name="releases",
    about="What each release, and each announcement, said about the same year",
    uses=("place", "year", "level", "sex", "measure"),
    defaults=Selection(place=("world",), year=2011, level="primary", sex="total", measure="children"),
    make=make,
)
