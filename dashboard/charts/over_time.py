"""One group, or the groups of one dimension, from survey to survey: separate points, publishers apart."""

from __future__ import annotations

import pandas as pd

from dashboard import sampling, wording
from dashboard.charts import survey
from dashboard.charts.chart import Chart, Encode
from dashboard.places import Place
from dashboard.rows import records
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

COLUMNS = {
    "place_name": "Place",
    "survey_name": "Survey",
    "year": "Year",
    "series": "Series",
    "value": "Rate, %",
    "low": "Low",
    "high": "High",
    "sample_size": "Children asked",
    "reason": "Why silent",
    "release_id": "Release",
}


def chart_of(store: Store, places: list[Place], selection: Selection) -> Chart:
    """The chart ``trend`` for groups: a series a publisher (one group), or a series a group (one publisher)."""
    if len(places) != 1 or places[0].kind != "country":
        raise BadSelection("A group is followed over time in one country: surveys of several have no common year.")
    place, level = places[0], selection.level or "primary"
    data = _rows(store, place, level, selection)
    drawn = data[data["is_drawn"]] if len(data) else data
    who = survey.whose(selection) if selection.group else f"by {wording.DIMENSIONS[str(selection.dimension)].lower()}"
    return Chart(
        name="trend",
        kind="line",
        data=data,
        encode=Encode(
            x="year",
            y="value",
            series="series",
            colour="source" if selection.group else _colour(selection),
            low="low",
            high="high",
            y_title=wording.MEASURES["rate_pct"],
        ),
        title=_title(drawn, place, selection),
        subtitle=f"Out-of-school rate, %, {wording.age_of(level)} (the country's official ages), {who}, household "
        f"surveys. {place.name}",
        note=_note(data),
        alt_text=f"Points by survey year, {place.name}. "
        f"{wording.listed([f'{r.series}, {r.year}: {survey.label(r._asdict())}' for r in drawn.itertuples()], 16)}.",
        columns=COLUMNS,
        empty=None
        if len(drawn)
        else f"No survey of {place.name} in these releases has this for {wording.age_of(level)}.",
    )


def _rows(store: Store, place: Place, level: str, selection: Selection) -> pd.DataFrame:
    dimension = survey.dimension_of(selection) or "wealth"
    if selection.method in ("administrative", "model") or selection.measure == "children":
        raise BadSelection(
            "Groups are told apart by household surveys only, as rates. Valid: method=survey, measure=rate."
        )
    asked = survey.releases_of(store, selection)
    found = survey.rows(
        store, [place], (dimension,), levels=(level,), sex=selection.sex or "total",
        releases=asked,
    )  # fmt: skip
    found = found[found["dimension"].eq(dimension)]
    found = found[found["year"].between(selection.start or 0, selection.end or 9999)]
    if selection.group:
        found = found[found["key"].eq(selection.group)]
    elif len(found):
        first = next(name for name in asked if name in set(found["source"] + "-" + found["release"]))
        found = found[(found["source"] + "-" + found["release"]).eq(first)]
    return _named(store, survey.told(found), selection)


def _named(store: Store, data: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    rows = records(data)
    names = [survey.publisher(store, row) if selection.group else row["group_name"] for row in rows]
    named = data.assign(
        series=names,
        survey_name=[survey.survey_name(row) for row in rows],
        reason=[survey.REASONS.get(row["suppressed"], "") for row in rows],
        release_id=data["source"] + "-" + data["release"],
        is_drawn=data["state"].ne("hidden"),
    )
    return named.sort_values(["key", "source", "year"], kind="stable", ignore_index=True)


def _colour(selection: Selection) -> str:
    return str(selection.dimension) if selection.dimension in survey.KEYS else "key"


def _title(drawn: pd.DataFrame, place: Place, selection: Selection) -> str:
    where = wording.place_in(place.name)
    if drawn.empty:
        return f"No survey {where} for this choice"
    if not selection.group:
        last = drawn[drawn["year"].eq(drawn["year"].max()) & drawn["state"].eq("plain")]
        ends = last.sort_values("value").iloc[[0, -1]] if len(last) > 1 else drawn.tail(1)
        both = [f"{wording.pct(row.value)} of {wording.members(row.key)}" for row in ends.iloc[::-1].itertuples()]
        return f"Out of school {where} in {ends.iloc[-1]['year']}: {wording.listed(both)}"
    sure = drawn[drawn["state"].eq("plain")]
    line = sure if len(sure) else drawn
    line = line[line["source"].eq(line.iloc[0]["source"])]
    first, last = line.iloc[0], line.iloc[-1]
    rate = f"{wording.pct(last['value'])} of {survey.whose(selection)}"
    told = f"{rate} were out of school {where} in {last['year']} ({last['source'].upper()})"
    if len(line) < 2:
        return told
    return f"{told}; {_then(first, last)}"


def _then(first: pd.Series, last: pd.Series) -> str:
    """What the earlier survey said, and whether the two can be told apart where that can be known."""
    shares = survey.share(first), survey.share(last)
    if shares[0] and shares[1] and not sampling.surely_differ(shares[0], shares[1]):
        return f"that can't be told from {wording.pct(first['value'])} in {first['year']}"
    return f"in {first['year']} it was {wording.pct(first['value'])}"


def _note(data: pd.DataFrame) -> str:
    if data.empty:
        return ""
    sources = set(data["source"])
    parts = [
        "Each point is a survey; surveys are not joined, and questions differ from one to the next.",
        survey.INTERVAL if "wide" in sources else "",
        "UIS publishes no sample sizes, so its points carry no interval." if "uis" in sources else "",
        survey.DEFINITION if len(sources) == 2 else "",
        "Left out: surveys with fewer than 30 children of the group." if not data["is_drawn"].all() else "",
    ]
    return " ".join(part for part in parts if part)
