"""trend: one or several places over time; lines by method, by level, by sex or by place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import itemgetter

import pandas as pd

from dashboard import wording
from dashboard.charts import over_time, series, survey
from dashboard.charts.chart import Chart, Encode, Spec
from dashboard.places import Place
from dashboard.rows import Columns, frame, joined, picked
from dashboard.selection import Selection
from dashboard.store import Store

LEVELS = ("primary", "lower_secondary", "upper_secondary")
METHODS = ("model", "administrative", "survey")
COLUMNS = {
    "place_name": "Place",
    "year": "Year",
    "series": "Series",
    "value": "Value",
    "low": "Low",
    "high": "High",
    "companion": "Beside it",
    "method_name": "Method",
    "release_id": "Release",
    "indicator": "Indicator",
    "qualifier": "Qualifier",
}


def make(store: Store, selection: Selection) -> Chart:
    """Rates or numbers over the years; never two methods in one line."""
    places = series.chosen(store, selection.place)
    if survey.dimension_of(selection):
        return over_time.chart_of(store, places, selection)
    selection = _settled(store, selection, places)
    data = _rows(store, places, selection)
    levels = LEVELS if selection.by == "level" else (selection.level or "primary",)
    measure = series.MEASURE[selection.measure or "rate"]
    return Chart(
        name="trend",
        kind="line",
        data=data,
        encode=Encode(
            x="year",
            y="value",
            series="series",
            colour=_colour(selection),
            low="low",
            high="high",
            x_title="",
            y_title=wording.MEASURES[measure],
        ),
        title=_title(data, places, selection),
        subtitle=_subtitle(data, places, selection),
        note=_note(store, data),
        alt_text=_alt(data, places, selection),
        columns=_columns(selection),
        empty=None if len(data) else series.why_empty(store, places, _what(selection), levels),
    )


def _settled(store: Store, selection: Selection, places: list[Place]) -> Selection:
    """Fill in what depends on the rest: several places are told apart by place, and then by model alone."""
    by = selection.by or ("place" if len(places) > 1 else "method")
    many = len(places) > 1 or by in ("level", "sex") or places[0].kind != "country" or selection.level == "all"
    method = selection.method or ("model" if many else None)
    for used in (method,) if method else METHODS:
        series.check_release(store, used, selection.release if method else None)
    return replace(selection, by=by, method=method)


def _rows(store: Store, places: list[Place], selection: Selection) -> pd.DataFrame:
    levels = LEVELS if selection.by == "level" else (selection.level or "primary",)
    sexes = ("female", "male") if selection.by == "sex" else (selection.sex or "total",)
    wanted = [selection.method] if selection.method else list(METHODS)
    parts = [
        series.columns(
            store,
            places,
            method=method,
            measure=selection.measure or "rate",
            levels=levels,
            sexes=sexes,
            release=selection.release,
        )
        for method in wanted
    ]
    found = joined(parts)
    found = picked(found, (found["year"] >= (selection.start or 0)) & (found["year"] <= (selection.end or 9999)))
    return frame(found).assign(
        year=found["year"].astype(int),
        **_beyond(found, store, places, levels),
        series=_names(found, selection, several=len(places) > 1),
        method_name=_sentences(wording.METHODS, found["method"]),
        companion=found["children" if selection.measure != "children" else "rate_pct"],
        release_id=found["source"] + "-" + found["release"],
    )


def _beyond(found: Columns, store: Store, places: list[Place], levels: Sequence[str]) -> dict[str, object]:
    """Mark the model's years after a country's last administrative or survey figure."""
    last = series.last_observed(store, [place for place in places if place.kind == "country"], levels)
    years = [last.get(key) for key in zip(found["place"], found["level"], strict=True)]
    rows = zip(found["method"], found["year"], years, strict=True)
    return {
        "last_observed": years,
        "is_extrapolated": [method == "model" and last is not None and year > last for method, year, last in rows],
    }


def _names(found: Columns, selection: Selection, *, several: bool) -> list[str]:
    """What each row's line is called."""
    by = selection.by or "method"
    methods = _sentences(wording.METHODS, found["method"])
    if by != "place":
        names = _sentences(_WORDS[by], found[by])
        return (
            [f"{place}, {name.lower()}" for place, name in zip(found["place_name"], names, strict=True)]
            if several
            else names
        )
    if len(set(methods)) > 1:
        return [f"{place}, {method.lower()}" for place, method in zip(found["place_name"], methods, strict=True)]
    return list(found["place_name"])


_WORDS = {"method": wording.METHODS, "level": wording.LEVELS, "sex": wording.SEXES}


def _sentences(words: dict[str, str], keys: Iterable[str]) -> list[str]:
    return [wording.sentence(words[key]) for key in keys]


def _colour(selection: Selection) -> str:
    return {"level": "level", "sex": "sex", "place": "place"}.get(selection.by or "", "method")


def _columns(selection: Selection) -> dict[str, str]:
    rate = selection.measure != "children"
    heading = "Rate, %" if rate else "Children"
    beside = "Children" if rate else "Rate, %"
    return {**COLUMNS, "value": heading, "companion": beside}


def _what(selection: Selection) -> str:
    method = "" if selection.method is None else f"{selection.method} "
    measure = "number" if selection.measure == "children" else "rate"
    return f"{method}{measure} for {wording.age_of(selection.level or 'primary')}"


def _title(data: pd.DataFrame, places: list[Place], selection: Selection) -> str:
    if data.empty:
        return f"No figures {wording.place_in(places[0].name, places[0].kind)} for this choice"
    if len(data["series"].unique()) > 1 and (selection.by != "method" or len(places) > 1):
        return _title_of_many(data, places, selection)
    first = data[data["method"] == data["method"].iloc[0]]
    return _title_of_one(first.sort_values("year"), places[0], selection)


def _title_of_one(line: pd.DataFrame, place: Place, selection: Selection) -> str:
    start, end = line.iloc[0], line.iloc[-1]
    rate = selection.measure != "children"
    say = wording.pct if rate else wording.children
    who = wording.who(selection.level or "primary", selection.sex or "total")
    share = wording.one_in(end["value"]) if rate else None
    text = f"{say(end['value'])}{' of' if rate else ''} {who} were out of school"
    text += f" {wording.place_in(place.name, place.kind)} in {end['year']}{f' ({share})' if share else ''}"
    if len(line) < 2:
        return text
    return f"{text}, {_moved(start['value'], end['value'])} {say(start['value'])} in {start['year']}"


def _moved(before: float, after: float) -> str:
    if abs(after - before) < 0.02 * max(abs(before), abs(after)):
        return "about as many as"
    return "down from" if after < before else "up from"


def _title_of_many(data: pd.DataFrame, places: list[Place], selection: Selection) -> str:
    ends = data.sort_values("year").groupby("series", sort=False).tail(1)
    if selection.by == "place":
        order = {place.id: number for number, place in enumerate(places)}
        ends = ends.sort_values("place", key=lambda ids: ids.map(order), kind="stable")
    else:
        ends = ends.sort_values("value", ascending=False)
    say = wording.children if selection.measure == "children" else wording.pct
    named = [str(name) if selection.by == "place" else str(name)[:1].lower() + str(name)[1:] for name in ends["series"]]
    parts = [f"{name} {say(value)}" for name, value in zip(named[:3], ends["value"].head(3), strict=True)]
    years = sorted(set(ends["year"]))
    when = f"in {years[-1]}" if len(years) == 1 else "latest year each"
    where = "" if selection.by == "place" else f" {wording.place_in(places[0].name, places[0].kind)}"
    return f"Out of school{where} {when}: {wording.listed(parts, 8)}"


def _subtitle(data: pd.DataFrame, places: list[Place], selection: Selection) -> str:
    measure = "Out-of-school rate, %" if selection.measure != "children" else "Number of children out of school"
    level = (
        "primary, lower and upper secondary school age"
        if selection.by == "level"
        else wording.age_of(selection.level or "primary")
    )
    who = wording.SEXES["total"] if selection.by == "sex" else wording.SEXES[selection.sex or "total"]
    drawn = [
        wording.METHODS[method]
        for method in METHODS
        if method in ({selection.method} if selection.method else set(data["method"]))
    ]
    method = f"{wording.listed(drawn) or 'any method'}{', never joined' if len(drawn) > 1 else ''}"
    names = wording.listed([place.name for place in places])
    return f"{measure}, {level} (each country's official ages), {who}, {method}. {names}"


def _note(store: Store, data: pd.DataFrame) -> str:
    parts = []
    methods = set(data["method"])
    if "model" in methods:
        banded = data.loc[data["method"].eq("model"), "low"].notna().any()
        parts.append(
            "Model: an estimate for every year from administrative and survey sources"
            + ("; band = 90% uncertainty interval." if banded else "; no interval can be given for a sum of places.")
        )
    if data["is_extrapolated"].any():
        last = sorted({int(year) for year in data.loc[data["is_extrapolated"], "last_observed"]})
        told = str(last[0]) if len(last) == 1 else f"{last[0]}–{last[-1]}"
        parts.append(f"Dotted: years after the last administrative or survey figure of {_observed_by(store)} ({told}).")
    if "survey" in methods:
        parts.append(
            "Surveys: separate points, never joined to the administrative line; sample sizes are not published."
        )
    if (data["value"] < 0).any():
        parts.append("Below zero: more children are enrolled than the population estimate holds; the sources conflict.")
    if "administrative" in methods:
        parts.append("No line is drawn across years without a figure.")
    if data["is_derived"].any():
        parts.append(
            "Numbers and regional rates are computed here from VIEW and UN population, not published by UNESCO."
        )
    parts.append(series.coverage_told(data))
    if data["qualifier"].astype(str).eq("unknown").any():
        parts.append("This copy of the release lost UIS's flags: a zero may mean “does not apply”.")
    return " ".join(part for part in parts if part)


def _observed_by(store: Store) -> str:
    """``UIS 2024-09``: the releases that say how long a country was observed, by their month."""
    names = [series.latest_release(store, method) for method in METHODS[1:]]
    dates = [release.date[:7] for release in store.releases.values() if release.id in names]
    return f"UIS {' and '.join(dates)}"


def _alt(data: pd.DataFrame, places: list[Place], selection: Selection) -> str:
    if data.empty:
        return "Empty chart."
    say = wording.children if selection.measure == "children" else wording.pct
    ends: dict[str, list[str]] = {}
    rows = zip(data["series"], data["year"], data["value"], strict=True)
    for name, year, value in sorted(rows, key=itemgetter(1)):
        ends.setdefault(name, []).append(f"{say(value)} in {year}")
    parts = [f"{name}: {told[0]}, {told[-1]}" for name, told in ends.items()]
    return f"Line chart, {wording.listed([p.name for p in places])}. {'; '.join(parts)}."


SPEC = Spec(
    name="trend",
    about="One or several places over time; lines by method, level, sex or place; methods apart",
    uses=("place", "level", "measure", "sex", "by", "dimension", "group", "start", "end", "method", "release"),
    defaults=Selection(place=("world",), level="primary", measure="rate"),
    make=make,
)
