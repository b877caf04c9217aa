"""ranking: regions of one set, or countries of one region, side by side; no places where intervals overlap."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from dashboard import sampling, wording
from dashboard.charts import peers, series, survey
from dashboard.charts.chart import Chart, Encode, Spec
from dashboard.places import Place
from dashboard.rows import records
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
    "place_range": "Place, from–to",
    "sample_size": "Children asked",
    "release_id": "Release",
}
PLURAL = ("Countries", "Arab States", "Developing States")
"""How names of regions end that are many; the United States is one."""
MOST = 30
"""Countries drawn where one group is compared; the rest stand in the table."""


def make(store: Store, selection: Selection) -> Chart:
    """Bars in order of value, with the age of each; older than the cut-off pale, withheld below 33 % coverage.

    With ``within``, ``place`` does not choose the rows but points at them.
    """
    selection = _settled(store, selection)
    places = _places(store, selection)
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
        title=_title(store, data, selection),
        subtitle=_subtitle(selection, _scope(store, selection)),
        note=_note(data, missing, selection),
        alt_text=f"Bar chart. {wording.listed([f'{r.place_name} {r.label}' for r in data.itertuples()], 12)}.",
        columns=_columns(selection),
        empty=None
        if len(data)
        else series.why_empty(store, places[:3], f"{selection.method} figure", (selection.level or "all",)),
    )


def _settled(store: Store, selection: Selection) -> Selection:
    """A group is told apart by surveys only: of countries, and of one age at a time."""
    if survey.dimension_of(selection) is None:
        selection = replace(selection, method=selection.method or "model")
        series.check_release(store, str(selection.method), selection.release)
        return selection
    survey.group_of(selection)
    everywhere = None if selection.place or selection.within else "world"
    level = "primary" if selection.level == "all" else selection.level
    return replace(selection, method="survey", level=level, within=selection.within or everywhere)


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
        return f"countries of {'the world' if region.kind == 'world' else wording.with_article(region.name)}"
    return wording.REGION_SETS[selection.set or "sdg"]


def _rows(store: Store, places: list[Place], selection: Selection) -> pd.DataFrame:
    year = selection.year or 0
    data = series.latest(_found(store, places, selection), year, selection.max_age or 5)
    data = data.sort_values("value", ascending=False, ignore_index=True)
    if survey.dimension_of(selection):
        data = _placed(data)
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


def _placed(data: pd.DataFrame) -> pd.DataFrame:
    """The span of places a country may have, where sample sizes are known; the highest drawn, the rest in the table."""
    shares = {row["place"]: share for row in records(data) if (share := survey.share(row)) and not row["is_old"]}
    spans = dict(zip(shares, sampling.rank_ranges(list(shares.values())), strict=True))
    data = data.sort_values(["is_old", "value"], ascending=[True, False], ignore_index=True)
    told = [f"{spans[place][0]}–{spans[place][1]}" if place in spans else "" for place in data["place"]]
    return data.assign(place_range=told, is_drawn=data.index < MOST)


def _found(store: Store, places: list[Place], selection: Selection) -> pd.DataFrame:
    """Every year's figure of the group asked for, or else of the sex."""
    levels = (selection.level or "all",)
    if survey.dimension_of(selection):
        return survey.of_group(store, places, selection, levels)
    return series.rows(
        store,
        places,
        method=selection.method or "model",
        measure=selection.measure or "rate",
        levels=levels,
        sexes=(selection.sex or "total",),
        release=selection.release,
        year=selection.year if selection.method == "model" else None,
    )


def _title(store: Store, data: pd.DataFrame, selection: Selection) -> str:
    fresh = data[~data["is_old"]] if len(data) else data
    if fresh.empty:
        return "No figures for this choice"
    say = wording.children if selection.measure == "children" else wording.pct
    parts = fresh[fresh["place"] != WORLD]
    if len(parts) < 2:
        only = fresh.iloc[0]
        many = f"{say(only['value'])} {'' if selection.measure == 'children' else 'of '}{_who(selection)}"
        return f"{only['place_name']}: {many} out of school in {only['year']}"
    fresh, top = parts, parts.iloc[0]
    tied = fresh[fresh["high"].ge(top["low"])] if wording.is_known(top["low"]) else fresh.iloc[:1]
    noun = f"{'number' if selection.measure == 'children' else 'share'} of {_who(selection)} out of school"
    if selection.method == "survey" and not wording.is_known(top["low"]):
        told = [f"{row.place_name} {say(row.value)}" for row in fresh.head(3).itertuples()]
        return f"Highest {noun}: {wording.listed(told)}; without sample sizes none is surely first"
    if len(tied) > 1:
        names = wording.listed([str(name) for name in tied["place_name"]], 3)
        return f"Highest {noun}: {names}; their intervals overlap, so none is surely first"
    name = peers.called(store.places.by_id[str(top["place"])])
    has = "have" if name.endswith(PLURAL) else "has"
    return f"{wording.sentence(name)} {has} the highest {noun}: {say(top['value'])}"


def _who(selection: Selection) -> str:
    """``children``, ``girls of primary-school age``, ``rural children of primary-school age``."""
    level = selection.level or "all"
    if survey.dimension_of(selection):
        return survey.whose_of_age(selection, level)
    return wording.those(level, selection.sex or "total")


def _subtitle(selection: Selection, scope: str) -> str:
    grouped = survey.dimension_of(selection) is not None
    who = survey.whose(selection) if grouped else wording.SEXES[selection.sex or "total"]
    measure = "Number of children out of school" if selection.measure == "children" else "Out-of-school rate, %"
    return (
        f"{measure}, {wording.age_of(selection.level or 'all')} (each country's official ages), "
        f"{who}, {scope}, {wording.METHODS[str(selection.method)]}, {selection.year}"
    )


def _note(data: pd.DataFrame, missing: list[str], selection: Selection) -> str:
    parts = []
    if len(data) and data["low"].notna().any():
        parts.append(
            survey.INTERVAL if selection.method == "survey" else "Whiskers: 90% uncertainty interval of the model."
        )
    if len(data) and data["is_derived"].any():
        parts.append(
            "Computed here from VIEW and UN population, weighted by school-age population; not UNESCO's figure."
        )
    parts.append(series.coverage_told(data))
    if "is_drawn" in data and not data["is_drawn"].all():
        parts.append(f"Drawn are the {MOST} highest; all {len(data)} countries with a figure are in the table.")
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
    uses=(
        *("place", "within", "set", "level", "measure", "sex", "dimension", "group"),
        *("year", "max_age", "method", "release"),
    ),
    defaults=Selection(set="sdg", level="all", measure="rate", sex="total", year=2023, max_age=5, method="model"),
    make=make,
)
