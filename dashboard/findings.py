"""Sentences about one place, computed from the charts' own rows: how many, is it falling, who, how old."""

from __future__ import annotations

import pandas as pd

from dashboard import wording
from dashboard.charts import chart, peers, series
from dashboard.places import Place
from dashboard.selection import Selection
from dashboard.store import Store

LEVELS = ("primary", "lower_secondary", "upper_secondary")
AGE_COLUMNS = {
    "level_name": "Age group",
    "method_name": "Kind of figure",
    "value": "Rate, %",
    "year": "Year",
    "age": "Years old",
    "release_id": "Release",
}


def how_many(store: Store, place: Place, year: int) -> str:
    """Number, rate and '1 in N' over all levels, with the kind of figure named."""
    data = chart("headline", Selection(place=(place.key,), year=year), store).data
    total = data[(data["level"] == "all") & (data["sex"] == "total")] if len(data) else data
    where = wording.place_in(place.name, place.kind)
    if total.empty:
        return (
            f"There is no modelled number of children out of school {where} for {year}: "
            f"the model does not cover {wording.with_article(place.name)}."
        )
    row = total.iloc[0]
    share = wording.one_in(row["rate_pct"])
    rate = f"{share}, or {wording.pct(row['rate_pct'])}" if share else wording.pct(row["rate_pct"])
    count = wording.children(row["value"])
    return f"In {year}, {count} children were out of school {where}: {rate} of those of school age."


def published(store: Store, place: Place, year: int) -> str | None:
    """What UNESCO published for the same year, where it did."""
    data = chart("headline", Selection(place=(place.key,), year=year), store).data
    told = data[(data["level"] == "all") & (data["sex"] == "total") & data["published_children"].notna()]
    if told.empty:
        return None
    row = told.iloc[0]
    return (
        f"That is our computation; UNESCO published {row['published_children'] / 1e6:,.0f} million "
        f"({row['published_by']})."
    )


def announced(store: Store, year: int) -> str:
    """What was announced first about the world and Asia and the Pacific, and what the releases have said since."""
    world, asia = (
        chart("releases", Selection(place=(key,), year=year), store).data for key in ("world", "asia-and-the-pacific")
    )
    first, part = (data[data["method"] == "announced"].iloc[0] for data in (world, asia))
    since = world[world["method"] != "announced"]["value"]
    return (
        f"In {str(first['release_date'])[:4]} UNESCO announced that {wording.children(first['value'])} children of "
        f"primary-school age were out of school in {year}; a note of the same year put Asia and the Pacific at "
        f"{part['value'] / 1e6:.0f} million. {len(since)} releases since then say {wording.children(since.min())} to "
        f"{wording.children(since.max())} for the world."
    )


def is_it_falling(store: Store, place: Place, year: int) -> str | None:
    """The change over ten years in number and rate, told apart."""
    data = series.rows(store, [place], method="model", measure="children", levels=("all",))
    then, now = (data[data["year"] == wanted] for wanted in (year - 10, year))
    if then.empty or now.empty:
        return None
    before, after = then.iloc[0], now.iloc[0]
    number = _change(before["value"], after["value"], wording.children)
    rate = _change(before["rate_pct"], after["rate_pct"], wording.pct)
    return f"Since {year - 10} the number went {number}; the rate went {rate}."


def by_sex(store: Store, place: Place, year: int) -> str | None:
    """Girls and boys at the level where they differ most."""
    made = chart("gap", Selection(place=(place.key,), year=year), store)
    return None if made.empty else f"{made.title}."


def where_it_stands(store: Store, place: Place, level: str, year: int) -> str | None:
    """Its place in its region as a range, not a rank, where intervals overlap."""
    region = peers.neighbourhood(store, place)
    if region is None:
        return None
    data = chart("ranking", Selection(within=region.key, level=level, year=year), store).data
    own = data[data["place"] == place.id]
    if own.empty:
        return None
    row = own.iloc[0]
    others = data[data["place"] != place.id]
    first = 1 + int((others["low"] > row["high"]).sum())
    last = len(data) - int((others["high"] < row["low"]).sum())
    where = wording.with_article(region.name)
    if not wording.is_known(row["low"]):
        higher = int((others["value"] > row["value"]).sum())
        return (
            f"{higher} of {len(others)} other countries of {where} have a higher rate for {wording.age_of(level)} "
            f"than {wording.with_article(place.name)}."
        )
    place_told = f"between {_ordinal(first)} and {_ordinal(last)}" if first != last else _ordinal(first)
    return (
        f"Among {len(data)} countries of {where}, {wording.with_article(place.name)} stands {place_told} from the "
        f"highest rate for {wording.age_of(level)}, as far as the model's intervals allow."
    )


def ages(store: Store, place: Place, year: int) -> pd.DataFrame:
    """The latest figure of each level and method, with its age in years at ``year``."""
    parts = []
    for method in ("administrative", "survey", "model"):
        found = series.rows(store, [place], method=method, levels=LEVELS)
        found = found[found["year"] <= year]
        parts.append(found.sort_values("year").groupby(["level", "method"], observed=True).tail(1))
    data = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    data["level"] = pd.Categorical(data["level"], LEVELS, ordered=True)
    data = data.sort_values(["level", "method"], ignore_index=True)
    return data.assign(
        level_name=data["level"].astype(str).map(wording.LEVELS).map(wording.sentence),
        method_name=data["method"].astype(str).map(wording.METHODS).map(wording.sentence),
        value=[f"{value:.1f}" for value in data["value"]],
        age=year - data["year"].astype(int),
        release_id=data["source"].astype(str) + "-" + data["release"].astype(str),
    )


def _change(before: float, after: float, say: object) -> str:
    told = (say(before), say(after))  # type: ignore[operator]
    if told[0] == told[1]:
        return f"nowhere ({told[1]})"
    return f"{'down' if after < before else 'up'} from {told[0]} to {told[1]}"


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
