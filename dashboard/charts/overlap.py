"""overlap: poor × rural × girl. The twenty cells of one country's survey, each with its sample size or its silence."""

from __future__ import annotations

import pandas as pd

from dashboard import wording
from dashboard.charts import series, survey
from dashboard.charts.chart import Chart, Encode, Spec
from dashboard.places import Place
from dashboard.rows import Row, records
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

COLUMNS = {
    "row_name": "Wealth",
    "column_name": "Where and who",
    "value": "Rate, %",
    "low": "Low",
    "high": "High",
    "sample_size": "Children asked",
    "reason": "Why silent",
    "survey_name": "Survey",
    "year": "Year",
    "release_id": "Release",
}
NOT_PUBLISHED = "sample size not published"
NO_ROW = "no figure published"


def make(store: Store, selection: Selection) -> Chart:
    """A cell per fifth, rural or urban, girls or boys, of the newest survey that crosses all three."""
    place, level = _country(store, selection), selection.level or "primary"
    data = _cells(store, place, level, selection)
    others = _others(store, place, level, data)
    name = f", {data.iloc[0]['survey_name']}" if len(data) else ""
    return Chart(
        name="overlap",
        kind="heat",
        data=data,
        encode=Encode(
            x="column_name", y="row_name", colour="value", low="low", high="high", label="label", y_title="%"
        ),
        title=_title(data, place),
        subtitle=f"Out-of-school rate, %, {wording.age_of(level)} (the country's official ages), by wealth, place "
        f"and sex{name}. {place.name}",
        note=_note(data, others),
        alt_text=f"Table of rates, {place.name}. "
        f"{wording.listed([f'{r.row_name}, {r.column_name.lower()}: {_spoken(r)}' for r in data.itertuples()], 20)}.",
        columns=COLUMNS,
        empty=None if len(data) else _why_empty(store, place, level),
    )


def _country(store: Store, selection: Selection) -> Place:
    places = series.chosen(store, selection.place)
    if len(places) != 1 or places[0].kind != "country":
        raise BadSelection("The chart 'overlap' shows one country, since cells of two surveys are not one figure.")
    return places[0]


def _cells(store: Store, place: Place, level: str, selection: Selection) -> pd.DataFrame:
    """The newest survey's cells, all twenty, with words for those that say nothing; empty without such a survey."""
    for release in _preferred(store, place, level, selection):
        found = survey.cells(store, place, level, release)
        found = found[found["year"] <= (selection.year or 9999)]
        if found.empty:
            continue
        last = found.sort_values(["year", "survey"]).iloc[-1]
        data = survey.told(found[found["year"].eq(last["year"]) & found["survey"].eq(last["survey"])])
        return _named(_hushed(store, place, level, _whole(data)))
    return pd.DataFrame(columns=[*COLUMNS, "source", "release", "state", "label"])


def _preferred(store: Store, place: Place, level: str, selection: Selection) -> list[str]:
    """The release asked for, else the newer survey, and of equal years the one with sample sizes."""
    asked = survey.releases_of(store, selection)
    newest = {}
    for release in asked:
        found = survey.cells(store, place, level, release)
        found = found[found["year"] <= (selection.year or 9999)]
        newest[release] = (int(found["year"].max()) if len(found) else 0, bool(found["sample_size"].notna().any()))
    return sorted(asked, key=lambda release: newest[release], reverse=True)


def _whole(data: pd.DataFrame) -> pd.DataFrame:
    """All twenty cells in order; one that the publisher lacks stands there without a value."""
    order = [
        {"wealth": wealth, "location": location, "sex": sex}
        for wealth in survey.KEYS["wealth"]
        for location in survey.KEYS["location"]
        for sex in survey.KEYS["sex"]
    ]
    every = pd.DataFrame(order).merge(data.drop_duplicates(["wealth", "location", "sex"]), how="left")
    shared = ["place", "place_name", "level", "year", "survey", "measure", "method", "source", "release"]
    return every.assign(**{name: data.iloc[0][name] for name in shared}, state=every["state"].fillna("hidden"))


def _hushed(store: Store, place: Place, level: str, data: pd.DataFrame) -> pd.DataFrame:
    """Without the cells in which the other publisher counts fewer than 30 children of the survey of that year."""
    if data["sample_size"].notna().any():
        return data
    twin = survey.told(survey.cells(store, place, level, survey.latest_releases(store)[1]))
    near = twin[(twin["year"].astype(int) - int(data.iloc[0]["year"])).abs() <= 1]
    few = near[near["state"].eq("hidden")]
    cells = set(zip(few["wealth"], few["location"], few["sex"], strict=True))
    hidden = [key in cells for key in zip(data["wealth"], data["location"], data["sex"], strict=True)]
    told = {"value": float("nan"), "state": "hidden", "suppressed": survey.TOO_FEW}
    return data.assign(**{name: data[name].mask(pd.Series(hidden, index=data.index), to) for name, to in told.items()})


def _named(data: pd.DataFrame) -> pd.DataFrame:
    rows = records(data)
    for row in rows:
        row["reason"] = _reason(row)
    return data.assign(
        row_name=[survey.group_name(row["wealth"]) for row in rows],
        column_name=[f"{survey.group_name(row['location'])} {wording.members(row['sex'])}" for row in rows],
        survey_name=[survey.survey_name(row) for row in rows],
        release_id=data["source"] + "-" + data["release"],
        reason=[row["reason"] for row in rows],
        label=[_label(row) for row in rows],
    )


def _reason(row: Row) -> str:
    if row["state"] == "hidden":
        return survey.REASONS[survey.TOO_FEW] if row["suppressed"] == survey.TOO_FEW else NO_ROW
    return NOT_PUBLISHED if pd.isna(row["sample_size"]) else ""


def _label(row: Row) -> str:
    if row["state"] == "hidden":
        return "too few<br>to say" if row["reason"] != NO_ROW else "no figure"
    return survey.label(row).replace(" · ", "<br>")


def _spoken(row: object) -> str:
    return str(row.label).replace("<br>", " ")  # type: ignore[attr-defined]


def _title(data: pd.DataFrame, place: Place) -> str:
    plain = data[data["state"].eq("plain")] if len(data) else data
    if len(plain) < 2:
        return f"{place.name}: no survey tells poor, rural and girl apart with enough children"
    top, bottom = plain.loc[plain["value"].idxmax()], plain.loc[plain["value"].idxmin()]
    return (
        f"{wording.sentence(wording.place_in(place.name))} {wording.pct(top['value'])} of the {_whose(top)} are out of "
        f"school, {wording.pct(bottom['value'])} of the {_whose(bottom)} ({top['source'].upper()}, {top['year']})"
    )


def _whose(row: pd.Series) -> str:
    return f"{str(row['column_name']).lower()} in the {str(row['row_name']).lower()}"


def _others(store: Store, place: Place, level: str, data: pd.DataFrame) -> str:
    """What the other publisher has for the same crossing, so that nobody thinks this is all there is."""
    drawn = data.iloc[0]["release_id"] if len(data) else ""
    told = []
    for release in survey.latest_releases(store):
        found = survey.cells(store, place, level, release) if release != drawn else data.iloc[:0]
        if len(found):
            label = store.releases[tuple(release.split("-", 1))].label  # type: ignore[index]
            told.append(f"{label} has its own figures for {int(found['year'].max())} (release={release}).")
    return " ".join(told)


def _note(data: pd.DataFrame, others: str) -> str:
    if data.empty:
        return ""
    silent = int(data["state"].eq("hidden").sum())
    parts = [
        f"{silent} of {len(data)} cells have fewer than 30 children asked, or no figure." if silent else "",
        "In parentheses: 30 to 49 children asked, or an interval of 30 points and more."
        if data["state"].eq("pale").any()
        else "",
        "n: children asked. Intervals in the table: 95%, assumed design effect 1.5; no standard error is published."
        if data["sample_size"].notna().any()
        else "UIS publishes no sample sizes: some of these cells may rest on a handful of children.",
        others,
    ]
    return " ".join(part for part in parts if part)


def _why_empty(store: Store, place: Place, level: str) -> str:
    have = survey.rows(store, [place], tuple(survey.KEYS), levels=(level,))
    names = list(dict.fromkeys(have.loc[have["dimension"].ne("total"), "dimension_name"]))
    rest = f"There are rates by {wording.listed([name.lower() for name in names])}." if names else "Nor by one alone."
    return f"No survey of {place.name} crosses wealth, place and sex for {wording.age_of(level)}. {rest}"


SPEC = Spec(
    name="overlap",
    about="Poor × rural × girl: every cell of one country's survey, with its sample size or why it is silent",
    uses=("place", "level", "year", "release"),
    defaults=Selection(place=("NGA",), level="primary"),
    make=make,
)
