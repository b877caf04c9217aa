"""conflict: children out of school who live in countries in conflict, by list and year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard import wording
from dashboard.charts import series
from dashboard.charts.chart import Chart, Encode, Spec
from dashboard.selection import Selection
from dashboard.store import Store

ABOUT_COUNTRIES = (
    "Being in conflict is a fact about the country in that year, not about the child: many of these children live far "
    "from any fighting."
)
COLUMNS = {
    "year": "Year",
    "series": "List",
    "value": "Children out of school",
    "rate_pct": "Rate there, %",
    "share_pct": "Of the world's, %",
    "countries": "Countries on the list",
    "without_figure": "On the list, but without a modelled figure",
    "release_id": "Release",
}


@dataclass(frozen=True, slots=True)
class List:
    """A way to say which countries count: rows of the table ``conflict``."""

    key: str
    name: str
    list: str
    categories: tuple[str, ...]


LISTS = (
    List("ucdp", "Armed conflict (UCDP)", "ucdp", ("minor", "war")),
    List("war", "War: 1,000 or more battle deaths (UCDP)", "ucdp", ("war",)),
    List("fcs", "Fragile or in conflict (World Bank)", "fcs", ("conflict", "fragility")),
    List("fcs-conflict", "In conflict (World Bank)", "fcs", ("conflict",)),
)


def make(store: Store, selection: Selection) -> Chart:
    """A line per list over the years it covers; the countries on a list are those of that very year."""
    data = _rows(store, selection)
    level = selection.level or "all"
    return Chart(
        name="conflict",
        kind="line",
        data=data,
        encode=Encode(
            x="year",
            y="value",
            series="series",
            colour="key",
            low="low",
            high="high",
            y_title=wording.MEASURES["children"],
        ),
        title=_title(data, selection),
        subtitle=f"Number of children of {wording.age_of(level)} out of school (each country's official ages) in the "
        "countries on each list in that year, modelled estimate",
        note=f"{ABOUT_COUNTRIES} {_note(data)}",
        alt_text=f"Line chart. {_spoken(data)}.",
        columns=COLUMNS,
        empty=None if len(data) else "No list covers these years. Valid: from=2000, to=2023.",
    )


def _rows(store: Store, selection: Selection) -> pd.DataFrame:
    countries = store.places.countries()
    numbers = _numbers(store, selection, countries)
    world = _numbers(store, selection, series.chosen(store, ("world",))).set_index("year")["value"]
    table = store.table("conflict").astype({"list": str, "category": str, "place": str, "source": str, "release": str})
    names = {place.id: place.name for place in countries}
    parts = [_of_list(numbers, table, one, names) for one in LISTS]
    data = pd.concat([part for part in parts if len(part)] or [pd.DataFrame(columns=[*COLUMNS, "series"])])
    data = data[data["year"].between(selection.start or 2000, selection.end or 2023)].reset_index(drop=True)
    return data.assign(share_pct=100 * data["value"] / data["year"].map(world))


def _numbers(store: Store, selection: Selection, places: Sequence[series.Place]) -> pd.DataFrame:
    found = series.rows(
        store,
        places,
        method="model",
        measure="children",
        levels=(selection.level or "all",),
        sexes=(selection.sex or "total",),
    )
    return found.assign(year=found["year"].astype(int))


def _of_list(numbers: pd.DataFrame, table: pd.DataFrame, one: List, names: dict[str, str]) -> pd.DataFrame:
    """Per year: the children of the listed countries, their school-age population, and who has no figure."""
    listed = table[table["list"].eq(one.list) & table["category"].isin(one.categories)]
    both = listed[["place", "year"]].astype({"year": int}).merge(
        numbers.assign(population=100 * numbers["value"] / numbers["rate_pct"]), on=["place", "year"], how="left"
    )  # fmt: skip
    rows = []
    for year, part in both[both["year"].between(2000, 2023)].groupby("year"):
        out, population = part["value"].sum(), part["population"].sum()
        lost = sorted(names.get(place, place) for place in part.loc[part["value"].isna(), "place"])
        rows.append(
            {"year": int(year), "value": out, "rate_pct": 100 * out / population, "countries": len(part)}
            | {"without_figure": ", ".join(lost)}
        )
    home = listed.iloc[0] if len(listed) else {"source": "", "release": ""}
    return pd.DataFrame(rows).assign(
        series=one.name, listed_as=one.name, key=one.key, method="model", measure="children", low=None, high=None,
        is_derived=True,
        source="here", release="view-2025+wpp-2024", release_id="here-view-2025+wpp-2024",
        companion_release=f"{home['source']}-{home['release']}",
    )  # fmt: skip


def _title(data: pd.DataFrame, selection: Selection) -> str:
    if data.empty:
        return "No list of countries in conflict for these years"
    last = data[data["year"].eq(data["year"].max())]
    low, high = last["share_pct"].min(), last["share_pct"].max()
    year = int(last["year"].iloc[0])
    who = wording.those(selection.level or "all", selection.sex or "total")
    return (
        f"In {year} between {low:.0f}% and {high:.0f}% of the world's {who} out of school lived in countries in "
        "conflict or fragility, depending on the list"
    )


def _note(data: pd.DataFrame) -> str:
    if data.empty:
        return ""
    last = data[data["year"].eq(data["year"].max())]
    lost = sorted({name for names in last["without_figure"] for name in str(names).split(", ") if name})
    parts = [
        "Computed here: modelled rate × population. Each year counts the countries on the list of that year, so a "
        "line also moves when countries come and go.",
        "UCDP: state-based armed conflict with at least 25 battle deaths in the year; gangs are not counted. World "
        "Bank: fiscal-year lists, from July of the year shown; earlier lists are not in these files.",
        f"On a list in {int(last['year'].iloc[0])} but without a modelled figure: {wording.listed(lost, 10)}."
        if lost
        else "",
    ]
    return " ".join(part for part in parts if part)


def _spoken(data: pd.DataFrame) -> str:
    ends = data.sort_values("year").groupby("series", sort=False).tail(1)
    return "; ".join(
        f"{row.series}: {wording.children(row.value)} in {row.year}, {row.share_pct:.0f}% of the world's, "
        f"{row.countries} countries"
        for row in ends.itertuples()
    )


SPEC = Spec(
    name="conflict",
    about="Children out of school who live in countries in conflict, by list and year",
    uses=("level", "sex", "start", "end"),
    defaults=Selection(level="all", sex="total"),
    make=make,
)
