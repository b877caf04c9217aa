"""Every release's line over the years: how the past was told at different times. Drawn by the chart ``releases``."""

from __future__ import annotations

import pandas as pd

from dashboard import wording
from dashboard.charts import series
from dashboard.charts.chart import Chart, Encode
from dashboard.places import Place
from dashboard.selection import Selection
from dashboard.store import Store

MOST = 8
"""Lines drawn: the newest; the others stand in the table."""
COLUMNS = {
    "year": "Year",
    "release_name": "Release or announcement",
    "value": "Value",
    "method_name": "Method",
    "release_date": "Date",
    "origin": "Source",
}
ANNOUNCED = "Announced"
PUBLISHERS = {("worldbank", "2017"): "EdStats", ("worldbank", "2022"): "WDI"}


def chart_of(store: Store, place: Place, selection: Selection, said: pd.DataFrame) -> Chart:
    """A line a release, never joined to another's; what was announced as points."""
    data = _named(said[said["year"].between(selection.start or 0, selection.end or 9999)])
    measure = series.MEASURE[selection.measure or "children"]
    drawn = data[data["is_drawn"]]
    return Chart(
        name="releases",
        kind="line",
        data=data,
        encode=Encode(
            x="year",
            y="value",
            series="series",
            colour="series",
            low="low",
            high="high",
            y_title=wording.MEASURES[measure],
        ),
        title=_title(drawn, place, measure),
        subtitle=f"{wording.sentence(_what(selection))} {wording.place_in(place.name, place.kind)}, "
        "each release's own line",
        note=_note(data),
        alt_text=_alt(drawn, measure),
        columns={**COLUMNS, "value": "Rate, %" if measure == "rate_pct" else "Children"},
        empty=None if len(drawn) else f"No release gives {_what(selection)} for {place.name} in these years.",
    )


def _what(selection: Selection) -> str:
    who = wording.who(selection.level or "primary", selection.sex or "total")
    return f"out-of-school rate of {who}" if selection.measure == "rate" else f"{who} out of school"


def _named(data: pd.DataFrame) -> pd.DataFrame:
    """Series by release, the newest ``MOST`` drawn; releases that say the same in every year share a line."""
    data = data.astype({"year": int}).sort_values(["release_date", "year"], kind="stable", ignore_index=True)
    is_told = data["method"].eq("announced")
    homes = zip(data["source"], data["release"], data["release_date"], strict=True)
    names = pd.Series([ANNOUNCED if told else short(*home) for told, home in zip(is_told, homes, strict=True)])
    lines: dict[tuple[tuple[int, float], ...], str] = {}
    for name, rows in data[~is_told].groupby(names, sort=False):
        lines[tuple(zip(rows["year"], rows["value"], strict=True))] = str(name)  # the newest of those alike
    kept = set(list(dict.fromkeys(lines.values()))[-MOST:])
    return data.assign(
        series=names,
        is_drawn=names.isin(kept) | is_told,
        low=None,
        high=None,
        release_id=data["source"].astype(str) + "-" + data["release"].astype(str),
    ).astype({"low": float, "high": float})


def short(source: str, release: str, date: str) -> str:
    """``UIS Sep 2024``, ``VIEW 2025``, ``EdStats 2017``: a line's name at its end."""
    if source == "here":
        source, _, release = release.partition("+")[0].partition("-")
    name = PUBLISHERS.get((source, release), source.upper())
    return f"{name} {'copy ' if release.startswith('copy') else ''}{wording.month(date)}"


def _title(drawn: pd.DataFrame, place: Place, measure: str) -> str:
    where = wording.place_in(place.name, place.kind)
    if drawn.empty:
        return f"No release has figures {where} in these years"
    say = wording.children if measure == "children" else wording.pct
    spread = drawn.groupby("year")["value"].agg(["min", "max", "size"])
    several = spread[spread["size"] > 1]
    if several.empty:
        return f"Only one release has figures {where} in these years"
    year = int((several["max"] - several["min"]).idxmax())
    low, high = spread.loc[year, "min"], spread.loc[year, "max"]
    return f"The same year, told differently: for {year} {where}, figures run from {say(low)} to {say(high)}"


def _note(data: pd.DataFrame) -> str:
    hidden = data.loc[~data["is_drawn"], "series"].nunique()
    rest = f" Drawn are the {MOST} newest; {hidden} more are in the table." if hidden else ""
    return (
        "A line is one release: the level differs between lines because enrolment, population and methods are revised "
        f"with every release, so a change is only read along one line. Points: figures as announced.{rest}"
    )


def _alt(drawn: pd.DataFrame, measure: str) -> str:
    say = wording.children if measure == "children" else wording.pct
    ends = drawn.sort_values("year", kind="stable").groupby("series", sort=False).tail(1)
    told = [f"{row.series}: {say(row.value)} in {row.year}" for row in ends.itertuples()]
    return f"Lines by release. Last figures: {wording.listed(told, 16)}."
