"""releases: what each release, and each announcement, said about the same year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from dashboard import wording
from dashboard.charts import series, vintages
from dashboard.charts.chart import Chart, Encode, Spec
from dashboard.places import Place
from dashboard.selection import Selection
from dashboard.store import Part, Release, Store

YEAR = 2011
"""The year of the press release this began with."""
COLUMNS = {
    "release_date": "Date",
    "date_kind": "Date is",
    "release_name": "Release or announcement",
    "value": "Value",
    "method_name": "Method",
    "publication": "Publication",
    "indicator": "Indicator",
    "origin": "Source",
}
PUBLISHERS = {("worldbank", "2017"): "World Bank EdStats", ("worldbank", "2022"): "World Bank WDI"}
WHY = {
    "world": "The figures differ because UIS revises enrolment and population with every release, because from "
    "September 2019 children in pre-primary count as in school, and because a model took the place of adding up: in "
    "what UNESCO announced from 2022, in UIS's data, as their jump suggests, from 2025. The 57 million announced in "
    "2013 is primary-school age only.",
    "asia-and-the-pacific": "The 20 million announced in 2013 sat beside the world's 57 million, which is "
    "primary-school age only. Later releases revise enrolment and population, and a model took the place of adding "
    "up: in what UNESCO announced from 2022, in UIS's data, as their jump suggests, from 2025.",
}


def make(store: Store, selection: Selection) -> Chart:
    """One place, year and level: every release's answer in the order they were given; never one line.

    Asked for several years (``from``, ``to``), each release is a line of its own.
    """
    place = series.chosen(store, selection.place)[0]
    if selection.start or selection.end:
        return vintages.chart_of(store, place, selection, said(store, place, selection, None))
    selection = replace(selection, year=selection.year or YEAR)
    data = said(store, place, selection, selection.year)
    measure = series.MEASURE[selection.measure or "children"]
    return Chart(
        name="releases",
        kind="bar",
        data=data,
        encode=Encode(
            x="value",
            y="release_name",
            colour="method",
            series="method_name",
            label="label",
            x_title=wording.MEASURES[measure],
        ),
        title=_title(data, place, selection),
        subtitle=_subtitle(place, selection),
        note=_note(data, place),
        alt_text=f"Bar chart. {'; '.join(f'{r.release_name}: {r.label}' for r in data.itertuples())}.",
        columns=_columns(selection),
        empty=None if len(data) else _why_empty(place, selection),
    )


def said(store: Store, place: Place, selection: Selection, year: int | None) -> pd.DataFrame:
    """Every release's figure of one year or of all, with its date and name, in the order they were given."""
    measure = series.MEASURE[selection.measure or "children"]
    level, sex = selection.level or "primary", selection.sex or "total"
    meaning = {"measure": measure, "level": level, **series.WHOLE}
    data = _found(store, place, year, store.releases, sex=sex, **meaning)
    if sex == "total" and measure == "children":
        known = set(zip(data["source"], data["release"], strict=True))
        rest = [home for home in store.releases if home not in known]
        data = pd.concat([data, _girls_and_boys(_found(store, place, year, rest, **meaning))], ignore_index=True)
    data = _dated(data[data["method"] != "survey"], store)
    if measure == "children":
        data = pd.concat([data, _announced(store, place, level, sex, year)], ignore_index=True)
    data = data.sort_values(["release_date", "release_name"], kind="stable", ignore_index=True)
    say = wording.children if measure == "children" else wording.pct
    return data.assign(
        label=[say(value) for value in data["value"]],
        method_name=[wording.sentence(wording.METHODS[method]) for method in data["method"]],
    )


def _found(
    store: Store, place: Place, year: int | None, homes: Iterable[tuple[str, str]], **meaning: str
) -> pd.DataFrame:
    found = store.observations(
        Part(source, release, store.codes(source, **meaning), (place.id,), year) for source, release in homes
    )
    return found[found["value"].notna()].reset_index(drop=True)


def _girls_and_boys(found: pd.DataFrame) -> pd.DataFrame:
    """Releases that hold the sexes only: their sum, marked as made here."""
    both = found[found["sex"].isin(["female", "male"])].sort_values("sex", kind="stable")
    sums = [
        pair.head(1).assign(
            value=pair["value"].sum(), indicator=" + ".join(pair["indicator"]), sex="total", is_derived=True
        )
        for _, pair in both.groupby(["source", "release", "year"], sort=False)
        if len(pair) == 2
    ]
    return pd.concat(sums) if sums else both.iloc[:0]


def _dated(data: pd.DataFrame, store: Store) -> pd.DataFrame:
    releases = [store.releases[home] for home in zip(data["source"], data["release"], strict=True)]
    dates = [_date(store, release) for release in releases]
    labels = [_label(release, code) for release, code in zip(releases, data["indicator"], strict=True)]
    return data.assign(
        release_name=[f"{wording.month(date)} · {label}" for date, label in zip(dates, labels, strict=True)],
        release_date=dates,
        date_kind=[release.date_kind for release in releases],
        origin=[release.attribution for release in releases],
    )


def _date(store: Store, release: Release) -> str:
    """A release computed here is as old as the first release it was made from."""
    if release.date:
        return release.date
    source, _, name = release.release.partition("+")[0].partition("-")
    return store.releases[source, name].date


def _label(release: Release, indicator: str) -> str:
    if release.source == "here":
        return f"computed here from {release.release.partition('+')[0].replace('-', ' ', 1).upper()}"
    summed = ", girls + boys" if " + " in indicator else ""
    copy = " (copy)" if release.release.startswith("copy") else ""
    return f"{PUBLISHERS.get((release.source, release.release), release.source.upper())}{copy}{summed}"


def _announced(store: Store, place: Place, level: str, sex: str, year: int | None) -> pd.DataFrame:
    told = store.table("headlines").astype({"place": str, "level": str, "sex": str})
    told = told[told["place"].eq(place.id) & told["level"].eq(level) & told["sex"].eq(sex)]
    told = told[told["reference_year"].notna() & ~told["confidence"].str.contains("NOT FOUND|SECOND-HAND")]
    told = told[told["reference_year"].eq(year)] if year else told
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
            "release_name": [f"{wording.month(date)} · announced by UNESCO" for date in told["date"].astype(str)],
            "publication": told["publication"].astype(str),
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


def _note(data: pd.DataFrame, place: Place) -> str:
    why = WHY.get(place.key, "Each release revises the past: compare years only inside one release.")
    told = data[data["method"] == "announced"]
    if told.empty:
        return why
    cited = [
        f"{wording.month(date)}, {name}" for date, name in zip(told["release_date"], told["publication"], strict=True)
    ]
    return f"{why} Announced: {'; '.join(cited)}."


def _subtitle(place: Place, selection: Selection) -> str:
    who = wording.sentence(wording.who(selection.level or "primary", selection.sex or "total"))
    where = wording.place_in(place.name, place.kind)
    return f"{who} out of school {where} in {selection.year}, as each release gave it, in order of release"


def _why_empty(place: Place, selection: Selection) -> str:
    return (
        f"No release gives {wording.age_of(selection.level or 'primary')} for {place.name} in {selection.year}. "
        "Numbers of primary-school age go back to 1999 for most countries; every level starts in 2000 (model)."
    )


def _columns(selection: Selection) -> dict[str, str]:
    return {**COLUMNS, "value": "Rate, %" if selection.measure == "rate" else "Children"}


SPEC = Spec(
    name="releases",
    about="What each release, and each announcement, said about one year, or about every year",
    uses=("place", "year", "start", "end", "level", "sex", "measure"),
    defaults=Selection(place=("world",), level="primary", sex="total", measure="children"),
    make=make,
)
