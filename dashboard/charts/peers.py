"""peers: one country among others by rate, its place as a span wherever intervals overlap."""

from __future__ import annotations

import pandas as pd

from dashboard import wording
from dashboard.charts import series
from dashboard.charts.chart import Chart, Encode, Spec
from dashboard.places import Place
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

MOST = 11
"""Countries drawn: those whose rates are nearest; the rest stand in the table."""
TIE_PP = 2.0
"""Rates without intervals that are no further apart than this count as alike; a convention."""
WIDE = 2 / 3
"""A span of more of the places than this tells nobody where a country stands; a convention."""
COLUMNS = {
    "place_name": "Country",
    "value": "Rate, %",
    "low": "Low",
    "high": "High",
    "children": "Children",
    "place_range": "Place, from–to",
    "year": "Year",
    "release_id": "Release",
}


def make(store: Store, selection: Selection) -> Chart:
    """The country and its peers in order of the rate: those that are named, or of ``within``, or its neighbours."""
    own, others, among = company(store, selection)
    level, year = selection.level or "primary", selection.year or 0
    data = _rows(store, own, others, selection)
    lacking = [place.name for place in [own, *others] if place.id not in set(data["place"])]
    return Chart(
        name="peers",
        kind="bar",
        data=data,
        encode=Encode(
            x="value",
            y="place_name",
            colour="level",
            low="low",
            high="high",
            label="label",
            x_title=wording.MEASURES["rate_pct"],
        ),
        title=_title(data, own, among, level),
        subtitle=f"Out-of-school rate, %, {wording.age_of(level)} (each country's official ages), girls and boys, "
        f"{among}, {wording.METHODS['model']}, {year}",
        note=_note(data, lacking) if len(data) else "",
        alt_text=f"Bar chart. {wording.listed([f'{r.place_name} {r.label}' for r in data.itertuples()], 12)}.",
        columns=COLUMNS,
        empty=None if len(data) else _why_empty(own, among, others, selection),
    )


def company(store: Store, selection: Selection) -> tuple[Place, list[Place], str]:
    """The country, those it stands among, and what they are called together.

    Raises:
        BadSelection: no country comes first, or places are named together with a region.
    """
    own, *named = series.chosen(store, selection.place)
    if any(place.kind != "country" for place in (own, *named)):
        raise BadSelection("A country stands among countries. Valid: place=PAK, place=PAK,IND,BGD, or within=world.")
    if named and selection.within:
        raise BadSelection("Name either the peers ('place') or a region whose countries are meant ('within').")
    if named:
        return own, named, "chosen countries"
    region = series.chosen(store, (selection.within,))[0] if selection.within else neighbourhood(store, own)
    if region is None:
        return own, [], "countries of its region"
    others = [place for place in series.chosen(store, store.places.members(region.id)) if place != own]
    return own, others, f"countries of {called(region)}"


def called(region: Place) -> str:
    """``Southern Asia``, ``the world``, ``the low income group``."""
    if region.kind == "world":
        return "the world"
    if region.region_set == "income":
        return f"the {region.name[:1].lower()}{region.name[1:]} group"
    return wording.with_article(region.name)


def neighbourhood(store: Store, country: Place) -> Place | None:
    """The smallest SDG region that a country is in; nothing for the few that are in none."""
    regions = [*store.places.regions("sdg_sub"), *store.places.regions("sdg")]
    held = [region for region in regions if region.kind != "world" and country.id in store.places.members(region.id)]
    return min(held, key=lambda region: len(store.places.members(region.id)), default=None)


def income_group(store: Store, country: Place) -> Place | None:
    """The World Bank's income group of a country, where it has one."""
    groups = store.places.regions("income")
    return next((group for group in groups if country.id in store.places.members(group.id)), None)


def _rows(store: Store, own: Place, others: list[Place], selection: Selection) -> pd.DataFrame:
    data = series.rows(
        store,
        [own, *others],
        method="model",
        levels=(selection.level or "primary",),
        release=selection.release,
        year=selection.year,
    )
    data = data.sort_values(["value", "place_name"], ascending=[False, True], ignore_index=True)
    spans = place_spans(data)
    counts = data["children"].map(lambda count: f" · {wording.children(count)}" if wording.is_known(count) else "")
    return data.assign(
        place_range=[f"{first}–{last}" if first != last else str(first) for first, last in spans],
        label=data["value"].map(wording.pct).astype(str) + counts.astype(str),
        is_highlighted=data["place"].eq(own.id),
        is_drawn=_nearest(data, own),
        release_id=data["source"] + "-" + data["release"],
    )


def place_spans(data: pd.DataFrame) -> list[tuple[int, int]]:
    """First and last place that each row may have, highest rate first, as far as ``low`` and ``high`` part them.

    Where a row has no interval, ``TIE_PP`` between two rates parts them.
    """
    low = data["low"].fillna(data["value"] - TIE_PP / 2)
    high = data["high"].fillna(data["value"] + TIE_PP / 2)
    return [
        (1 + int((low > top).sum()), len(data) - int((high < bottom).sum()))
        for bottom, top in zip(low, high, strict=True)
    ]


def _nearest(data: pd.DataFrame, own: Place) -> pd.Series:
    """Which rows are drawn: the country's own and those around it; the highest where it has none."""
    at = data.index[data["place"].eq(own.id)]
    middle = int(at[0]) if len(at) else 0
    first = max(0, min(middle - MOST // 2, len(data) - MOST))
    return pd.Series((data.index >= first) & (data.index < first + MOST), index=data.index)


def _title(data: pd.DataFrame, own: Place, among: str, level: str) -> str:
    name = wording.with_article(own.name)
    if data.empty:
        return f"No country to set {name} against"
    mine = data[data["is_highlighted"]]
    if mine.empty:
        return f"The model does not cover {name}; it covers {_so_many(len(data))} of the {among}"
    row = mine.iloc[0]
    rate = f"{wording.pct(row['value'])} of {wording.those(level)} out of school in {row['year']}"
    if len(data) == 1:
        return f"{wording.sentence(name)}: {rate}; none of the other {among} has a figure"
    first, _, last = str(row["place_range"]).partition("–")
    span = int(first), int(last or first)
    if span[1] - span[0] + 1 > WIDE * len(data):
        told = (
            f"can't be ranked among {len(data)} {among}: anywhere from {ordinal(span[0])} to {ordinal(span[1])} highest"
        )
        return f"{wording.sentence(name)} {told}, with {rate}"
    return f"{wording.sentence(name)} ranks {standing(*span, len(data))} of {len(data)} {among}: {rate}"


def _so_many(count: int) -> str:
    return "one" if count == 1 else str(count)


def standing(first: int, last: int, count: int) -> str:
    """``between 3rd and 9th highest``, ``highest``, ``among the 4 lowest``: places from the highest rate."""
    if first == last:
        return {1: "highest", count: "lowest"}.get(first, f"{ordinal(first)} highest")
    if first == 1:
        return f"among the {last} highest"
    if last == count:
        return f"among the {count - first + 1} lowest"
    return f"between {ordinal(first)} and {ordinal(last)} highest"


def ordinal(number: int) -> str:
    """``1st``, ``2nd``, ``13th``."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _note(data: pd.DataFrame, lacking: list[str]) -> str:
    apart = (
        "Whiskers: 90% uncertainty interval of the model; countries whose intervals overlap share their places."
        if data["low"].notna().all()
        else f"Without intervals, rates within {TIE_PP:g} points of each other share their places (a convention)."
    )
    drawn = int(data["is_drawn"].sum())
    rest = f"Drawn are {drawn} with the nearest rates; all {len(data)} are in the table." if drawn < len(data) else ""
    missing = f"No figure: {wording.listed(lacking, 8)}." if lacking else ""
    return " ".join(part for part in (apart, rest, missing) if part)


def _why_empty(own: Place, among: str, others: list[Place], selection: Selection) -> str:
    name = wording.with_article(own.name)
    if not others:
        return f"{wording.sentence(name)} is in no SDG region of this release; choose countries to set it against."
    return f"The model has no rate for {selection.year} of {name} or of any other of the {among}."


SPEC = Spec(
    name="peers",
    about="One country among its neighbours, an income group or chosen countries, its place as a span",
    uses=("place", "within", "level", "year", "release"),
    defaults=Selection(place=("PAK",), level="primary", year=2023),
    make=make,
)
