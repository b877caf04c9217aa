"""ranking: regions of one set, or countries of one region, side by side; no places where intervals overlap."""

from __future__ import annotations

import pandas as pd

from dashboard import wording
from dashboard.charts import series
from dashboard.charts.chart import Chart, Encode, Spec
from dashboard.places import Place
from dashboard.selection import Selection
from dashboard.store import Store

WORLD = "SDG: World"
COLUMNS = {
    "place_name": "Place",
    "value": "Value",
    "low": "Low",
    "high": "High",
    "companion": "Beside it",
    "year": "Year",
    "age": "Years old",
    "coverage_pct": "Population covered, %",
    "release_id": "Release",
}


def make(store: Store, selection: Selection) -> Chart:
    """Bars in order of value, with the age of each; older than the cut-off pale, withheld below 33 % coverage.

    With ``within``, ``place`` does not choose the rows but points at them.
    """
    places = _places(store, selection)
    method = selection.method or "model"
    series.check_release(method, selection.release)
    data = _rows(store, places, selection)
    measure = series.MEASURE[selection.measure or "rate"]
    missing = [place.name for place in places if place.id not in set(data["place"])]
    return Chart(
        name="ranking",
        kind="bar",
        data=data,
        encode=Encode(
            x="value",
            y="place_name",
            colour="level",
            low="low",
            high="high",
            label="label",
            x_title=wording.MEASURES[measure],
        ),
        title=_title(data, selection),
        subtitle=_subtitle(selection, _scope(store, selection), method),
        note=_note(data, missing, selection),
        alt_text=f"Bar chart. {wording.listed([f'{r.place_name} {r.label}' for r in data.itertuples()], 12)}.",
        columns=_columns(selection),
        empty=None
        if len(data)
        else series.why_empty(store, places[:3], f"{method} figure", (selection.level or "all",)),
    )


def _places(store: Store, selection: Selection) -> list[Place]:
    if selection.place and not selection.within:
        return series.chosen(store, selection.place)
    if selection.within:
        region = series.chosen(store, (selection.within,))[0]
        return series.chosen(store, store.places.members(region.id))
    world = series.chosen(store, ("world",))
    return list(dict.fromkeys([*store.places.regions(selection.set or "sdg"), *world]))


def _scope(store: Store, selection: Selection) -> str:
    if selection.place and not selection.within:
        return "chosen places"
    if selection.within:
        region = series.chosen(store, (selection.within,))[0]
        return f"countries of {wording.with_article(region.name)}"
    return wording.REGION_SETS[selection.set or "sdg"]


def _rows(store: Store, places: list[Place], selection: Selection) -> pd.DataFrame:
    method, year = selection.method or "model", selection.year or 0
    found = series.rows(
        store,
        places,
        method=method,
        measure=selection.measure or "rate",
        levels=(selection.level or "all",),
        sexes=(selection.sex or "total",),
        release=selection.release,
        year=year if method == "model" else None,
    )
    data = series.latest(found, year, selection.max_age or 5)
    data = data.sort_values("value", ascending=False, ignore_index=True)
    rate = selection.measure != "children"
    say, beside = (wording.pct, wording.children) if rate else (wording.children, wording.pct)
    companion = data["children" if rate else "rate_pct"]
    extra = companion.map(lambda v: f" · {beside(v)}" if wording.is_known(v) else "")
    year_told = data["year"].astype(str).map(lambda y: f" ({y})").where(data["age"].gt(0), "")
    if selection.place and selection.within:
        data = data.assign(is_highlighted=data["place"].isin([p.id for p in series.chosen(store, selection.place)]))
    return data.assign(
        companion=companion,
        label=data["value"].map(say).astype(str) + extra.astype(str) + year_told,
        coverage_pct=data["coverage"] * 100,
        release_id=data["source"].astype(str) + "-" + data["release"].astype(str),
    )


def _title(data: pd.DataFrame, selection: Selection) -> str:
    fresh = data[~data["is_old"]] if len(data) else data
    if fresh.empty:
        return "No figures for this choice"
    say = wording.children if selection.measure == "children" else wording.pct
    parts = fresh[fresh["place"] != WORLD]
    if len(parts) < 2:
        return f"{fresh.iloc[0]['place_name']}: {say(fresh.iloc[0]['value'])} out of school in {fresh.iloc[0]['year']}"
    fresh, top = parts, parts.iloc[0]
    tied = fresh[fresh["high"].ge(top["low"])] if wording.is_known(top["low"]) else fresh.iloc[:1]
    noun = "number of children" if selection.measure == "children" else "share"
    if len(tied) > 1:
        names = wording.listed([str(name) for name in tied["place_name"]], 3)
        return f"Highest {noun} out of school: {names}; their intervals overlap, so none is surely first"
    name = wording.with_article(str(top["place_name"]))
    return f"{wording.sentence(name)} has the highest {noun} out of school: {say(top['value'])}"


def _subtitle(selection: Selection, scope: str, method: str) -> str:
    measure = "Number of children out of school" if selection.measure == "children" else "Out-of-school rate, %"
    return (
        f"{measure}, {wording.age_of(selection.level or 'all')} (each country's official ages), "
        f"{wording.SEXES[selection.sex or 'total']}, {scope}, {wording.METHODS[method]}, {selection.year}"
    )


def _note(data: pd.DataFrame, missing: list[str], selection: Selection) -> str:
    parts = []
    if len(data) and data["low"].notna().any():
        parts.append("Whiskers: 90% uncertainty interval of the model.")
    if len(data) and data["is_derived"].any():
        parts.append(
            "Computed here from VIEW and UN population, weighted by school-age population; not UNESCO's figure."
        )
    parts.append(series.coverage_told(data))
    if len(data) and data["is_old"].any():
        parts.append(f"Pale: older than {selection.max_age} years.")
    if missing:
        parts.append(f"No figure: {wording.listed(missing, 8)}.")
    return " ".join(part for part in parts if part)


def _columns(selection: Selection) -> dict[str, str]:
    rate = selection.measure != "children"
    return {
        **COLUMNS,
        "value": "Rate, %" if rate else "Children",
        "companion": "Children" if rate else "Rate, %",
    }


SPEC = Spec(
    name="ranking",
    about="Regions of one set, or countries of one region, by rate or number, with the age of each value",
    uses=("place", "within", "set", "level", "measure", "sex", "year", "max_age", "method", "release"),
    defaults=Selection(set="sdg", level="all", measure="rate", sex="total", year=2023, max_age=5, method="model"),
    make=make,
)
