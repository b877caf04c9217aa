"""headline: how many children are out of school, at every level, girls and boys; ours beside UNESCO's."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from dashboard import wording
from dashboard.charts import series
from dashboard.charts.chart import Chart, Encode, Spec
from dashboard.places import Place
from dashboard.rows import Row, records
from dashboard.selection import Selection
from dashboard.store import Store

LEVELS = ("primary", "lower_secondary", "upper_secondary", "all")
COLUMNS = {
    "level_name": "Age group",
    "sex_name": "Who",
    "value": "Children out of school (computed here)",
    "rate_pct": "Rate, %",
    "low": "Low (90% band)",
    "high": "High (90% band)",
    "published_children": "Published by UNESCO",
    "difference_children": "Ours minus published",
}


def make(store: Store, selection: Selection) -> Chart:
    """One place and year: children by level and sex, with what UNESCO published for the same year."""
    place = series.chosen(store, selection.place)[0]
    series.check_release(store, "model", selection.release)
    data = series.rows(
        store,
        [place],
        method="model",
        measure="children",
        levels=LEVELS,
        sexes=("total", "female", "male"),
        release=selection.release,
        year=selection.year,
    )
    data = _with_published(data, store)
    cells = _cells(data)
    return Chart(
        name="headline",
        kind="bar",
        data=data,
        encode=Encode(
            x="value",
            y="level_name",
            series="sex_name",
            colour="sex",
            label="label",
            x_title="children out of school",
        ),
        title=_title(cells, place, selection.year or 0),
        subtitle=_subtitle(place, selection.year or 0),
        note=_note(store, data, cells, place),
        alt_text=_alt(cells, place, selection.year or 0),
        columns=COLUMNS,
        empty=None if len(data) else series.why_empty(store, [place], f"modelled number for {selection.year}", LEVELS),
        options={"stacked": True},
    )


def _with_published(data: pd.DataFrame, store: Store) -> pd.DataFrame:
    """The rows by level, each with what was published of the same place, year, level and sex."""
    rows = records(data)
    told = [
        _published(store).get((row["place"], row["year"], row["level"], row["sex"]), (np.nan, None)) for row in rows
    ]
    data = data.assign(
        published_children=[children for children, _ in told],
        published_by=[publication for _, publication in told],
        difference_children=data["value"] - [children for children, _ in told],
        level_name=[wording.sentence(wording.LEVELS[row["level"]]) for row in rows],
        sex_name=[wording.sentence(wording.SEXES[row["sex"]]) for row in rows],
        one_in=[wording.one_in(row["rate_pct"]) for row in rows],
        label=[wording.children(row["value"]) for row in rows],
        is_drawn=[row["sex"] != "total" and row["level"] != "all" for row in rows],
    )
    in_order = sorted(range(len(rows)), key=lambda number: LEVELS.index(rows[number]["level"]))
    return data.iloc[in_order].reset_index(drop=True)


@lru_cache(maxsize=2)
def _published(store: Store) -> dict[tuple[str, int, str, str], tuple[float, str]]:
    """The number and the publication that UNESCO named last, by place, year, level and sex."""
    headlines = store.table("headlines")
    told = headlines[~headlines["confidence"].str.contains("NOT FOUND", na=False)].sort_values("date")
    return {
        (row["place"], row["reference_year"], row["level"], row["sex"]): (row["children"], row["publication"])
        for row in told.to_dict("records")
    }


Cells = dict[tuple[str, str], Row]


def _cells(data: pd.DataFrame) -> Cells:
    """The rows by level and sex."""
    return {(row["level"], row["sex"]): row for row in records(data)}


def _title(cells: Cells, place: Place, year: int) -> str:
    row = cells.get(("all", "total"))
    where = wording.place_in(place.name, place.kind)
    if row is None:
        return f"No number of children out of school {where} in {year}"
    share = wording.one_in(row["rate_pct"]) or wording.pct(row["rate_pct"])
    return f"{wording.children(row['value'])} children were out of school {where} in {year}: {share}"


def _subtitle(place: Place, year: int) -> str:
    return (
        f"Children of primary, lower secondary and upper secondary school age (the country's official ages) out of "
        f"school, girls and boys, {wording.place_in(place.name, place.kind)}, {year}. Modelled rate × population."
    )


def _note(store: Store, data: pd.DataFrame, cells: Cells, place: Place) -> str:
    parts = ["Computed here from VIEW's modelled rates and the UN's population estimates; not a figure of UNESCO's."]
    row = cells.get(("all", "total"))
    if row is not None and wording.is_known(row["published_children"]):
        published = float(row["published_children"])
        gap = abs(row["difference_children"])
        side = "below" if row["difference_children"] < 0 else "above"
        parts.append(
            f"UNESCO published {published / 1e6:,.0f} million{_published_split(cells)}; our sum is "
            f"{wording.children(gap)} {side} it. UNESCO rounds to whole millions and does not publish how it weights "
            "countries."
        )
    parts.append(series.coverage_told(data))
    filled = _filled_in(store, data, place)
    if filled:
        parts.append(f"Filled in: {wording.listed(filled, 14)}.")
    return " ".join(part for part in parts if part)


def _published_split(cells: Cells) -> str:
    rows = [cells.get((level, "total")) for level in LEVELS[:3]]
    if any(row is None or not wording.is_known(row["published_children"]) for row in rows):
        return ""
    numbers = " / ".join(f"{row['published_children'] / 1e6:,.0f}" for row in rows if row is not None)
    return f" ({numbers} by level)"


def _filled_in(store: Store, data: pd.DataFrame, place: Place) -> list[str]:
    if place.kind == "country" or data.empty:
        return []
    imputed = store.table("imputed")
    members = set(store.places.members(place.id)) if place.kind == "region" else set(imputed["place"])
    release, year = str(data["release"].iloc[0]), int(data["year"].iloc[0])
    named = imputed["release"].eq(release) & imputed["place"].isin(members)
    codes = imputed.loc[named & imputed["first_year"].le(year) & imputed["last_year"].ge(year), "place"]
    found = (store.places.find(code) for code in dict.fromkeys(codes.astype(str)))
    return sorted(place.name for place in found if place is not None)


def _alt(cells: Cells, place: Place, year: int) -> str:
    parts = []
    for level in LEVELS[:3]:
        row, girls, boys = (cells.get((level, sex)) for sex in ("total", "female", "male"))
        if row is not None and girls is not None and boys is not None:
            parts.append(
                f"{wording.LEVELS[level]}: {wording.children(row['value'])} ({wording.children(girls['value'])} girls, "
                f"{wording.children(boys['value'])} boys)"
            )
    where = wording.place_in(place.name, place.kind)
    return f"Bar chart of children out of school {where} in {year}. {wording.sentence('; '.join(parts))}."


SPEC = Spec(
    name="headline",
    about="The number of children out of school, the rate and '1 in N', by level and by girls and boys",
    uses=("place", "year", "release"),
    defaults=Selection(place=("world",), year=2023),
    make=make,
)
