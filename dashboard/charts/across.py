"""One dimension across countries: from the better-off group to the one left behind, widest gap first."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import wording
from dashboard.charts import pairs, series, survey
from dashboard.charts.chart import Chart
from dashboard.charts.pairs import Pair
from dashboard.places import Place
from dashboard.selection import Selection
from dashboard.store import Store

MOST = 20
"""Countries drawn side by side: the widest gaps; the rest stand in the table."""


def chart_of(store: Store, places: Sequence[Place], selection: Selection, name: str = "groups") -> Chart:
    """The chart ``groups`` (or ``gap``) for several countries, a row each."""
    pair = pairs.asked(selection, "wealth" if name == "groups" else "sex")
    level, year = selection.level or "primary", selection.year or 0
    both = [wording.of_sex(wording.members(key), selection.sex) for key in (pair.group, pair.against)]
    data = rows(store, places, pair, selection)
    return Chart(
        name=name,
        kind="range",
        data=data,
        encode=pairs.GAPS,
        title=_title(data, both),
        subtitle=f"Out-of-school rate of {both[0]} and of {both[1]}, "
        f"{wording.age_of(level)} (each country's official ages), %, household surveys, latest up to {year}",
        note=_note(data, pair, places, selection),
        alt_text=f"Two groups, country by country. {spoken(data)}.",
        columns=columns(pair),
        empty=None if len(data) else f"No survey in this release has both {pair.names[0]} and {pair.names[1]}.",
        options=options(pair),
    )


def countries(store: Store, region: str | None) -> list[Place]:
    """The countries of a region, or of the world."""
    found = series.chosen(store, (region or "world",))[0]
    return series.chosen(store, store.places.members(found.id))


def columns(pair: Pair) -> dict[str, str]:
    """What a table shows, under the groups' own names."""
    ours: dict[str, str] = {}
    for side, name in zip(("group", "against"), pair.names, strict=True):
        ours |= {f"{side}_pct": f"{name}, %", f"{side}_n": f"{name}, children asked"}
    return {**pairs.COLUMNS, **ours}


def options(pair: Pair) -> dict[str, object]:
    """What the drawing needs to name and colour the two ends."""
    fixed = pair.dimension in survey.KEYS
    return {
        "low_name": pair.names[1],
        "high_name": pair.names[0],
        "low_colour": pair.against if fixed else "second",
        "high_colour": pair.group if fixed else "first",
        "colour_by": pair.dimension if fixed else "group",
        "low_interval": ("against_low", "against_high"),
        "high_interval": ("group_low", "group_high"),
    }


def rows(store: Store, places: Sequence[Place], pair: Pair, selection: Selection) -> pd.DataFrame:
    """The newest survey of each country by one publisher, widest gap first; older than the reader's cut-off pale."""
    release = survey.releases_of(store, selection)[0]
    year = selection.year or 0
    data = pairs.rows(
        store,
        places,
        pair,
        levels=(selection.level or "primary",),
        releases=(release,),
        sex=selection.sex or "total",
        until=year,
    )
    age = year - data["year"].astype(int)
    is_old = age > (selection.max_age or 5)
    data = data.assign(
        age=age,
        is_old=is_old,
        state=data["state"].mask(is_old & data["state"].eq("plain"), "pale"),
        row_name=data["place_name"] + data["year"].map(" ({})".format).astype(str),
    )
    data = data.sort_values(["gap_pp"], ascending=False, ignore_index=True)
    comparable = data["gap_pp"].notna() & ~data["is_old"] & data["verdict"].ne(pairs.ZERO)
    data = data.assign(is_drawn=comparable & comparable.cumsum().le(MOST))
    return data.assign(label=pairs.gap_labels(data, pair))


def spoken(data: pd.DataFrame) -> str:
    """The first rows in words."""
    return wording.listed([f"{row.row_name}: {row.label}" for row in data.itertuples()], 12)


def _title(data: pd.DataFrame, both: list[str]) -> str:
    fresh = data[data["is_drawn"]] if len(data) else data
    if fresh.empty:
        return f"No recent survey compares {both[0]} and {both[1]}"
    names = wording.listed([wording.with_article(name) for name in fresh["place_name"].head(3)])
    top = fresh.iloc[0]
    return (
        f"{wording.sentence(both[0])} are among the furthest behind in {names}: in "
        f"{wording.with_article(top['place_name'])} {wording.pct(top['group_pct'])} were out of school, against "
        f"{wording.pct(top['against_pct'])} of {both[1]} ({top['source'].upper()}, {top['year']})"
    )


def _note(data: pd.DataFrame, pair: Pair, places: Sequence[Place], selection: Selection) -> str:
    old, missing = data[data["is_old"]], len(places) - len(data)
    parts = [
        f"Drawn are the {int(data['is_drawn'].sum())} widest gaps; all {len(data)} countries with a figure are in the "
        f"table; {missing} have none.",
        f"Surveys older than {selection.max_age} years are in the table only: {len(old)}." if len(old) else "",
        "Fifths are of the households of one country and survey: the poorest in one are not the poorest in another."
        if pair.dimension == "wealth"
        else "",
    ]
    if set(data["source"]) == {"uis"}:
        parts.append("UIS publishes no sample sizes: countries close to each other have no order.")
    elif len(data):
        parts.append(pairs.HOW)
    return " ".join(part for part in parts if part)
