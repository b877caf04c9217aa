"""What is known of one country: the newest figure of each kind at each level, how old it is, and what has none."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import wording
from dashboard.charts import known, series, survey
from dashboard.charts.chart import Chart, Encode
from dashboard.places import Place
from dashboard.selection import Selection
from dashboard.store import Store

COLUMNS = {
    "figure_name": "Figure",
    "level_told": "School age",
    "year": "Year",
    "age": "Years old",
    "value": "Rate, %",
    "group_name": "Of whom",
    "sample_size": "Children asked",
    "state_told": "Standing",
    "survey_name": "Survey",
    "release_id": "Release",
}
WORDS = {"female": "girls", "rural": "rural", "q1": "poorest"}
"""Whose rate a cell tells where the groups are the same everywhere: those usually left behind."""
PLAIN, OLD, REPLACED, NONE = "recent", "older than the cut-off", "there is a newer one", "none"


def chart_of(store: Store, place: Place, selection: Selection) -> Chart:
    """A row for each kind of figure, a column for each level: year and rate of the newest, or nothing."""
    levels = known.LEVELS if selection.level in (None, "all") else (str(selection.level),)
    max_age = selection.max_age or 5
    data = _cells(store, place, levels, max_age)
    drawn = data[data["is_drawn"]]
    exists = bool(drawn["state"].ne("hidden").any()) or place.id in set(known.figures(store)["place"])
    return Chart(
        name="coverage",
        kind="heat",
        data=data,
        encode=Encode(x="level_told", y="figure_name", colour="value", label="label", y_title="%"),
        title=title(store, place, max_age),
        subtitle=f"Year and out-of-school rate of the newest figure of {place.name}, by kind of figure and school age "
        "(the country's official ages)",
        note=_note(store, place, drawn, max_age) if exists else "",
        alt_text=f"Table of what is known of {place.name}. "
        + "; ".join(
            f"{r.figure_name}, {r.level_told.lower()}: {r.label.replace('<br>', ', ')}" for r in drawn.itertuples()
        )
        + ".",
        columns=COLUMNS,
        empty=None if exists else _why_empty(store, place),
    )


def survey_releases(store: Store) -> tuple[str, ...]:
    """Where survey rates were looked for."""
    return survey.latest_releases(store)


def years(store: Store, place: Place) -> dict[str, int]:
    """The year of the newest figure by kind, at any level; a kind without one is not there."""
    last = known.newest(store)
    own = last[last["place"].eq(place.id)]
    return {str(kind): int(year) for kind, year in zip(own["kind"], own["year"], strict=True)}


def _last_rate(store: Store, place: Place) -> int | None:
    """The year of the newest administrative rate: in places there is a newer number without one."""
    found = known.figures(store)
    own = found[found["place"].eq(place.id) & found["kind"].eq("administrative") & found["measure"].eq("rate_pct")]
    return int(own["year"].max()) if len(own) else None


def title(store: Store, place: Place, max_age: int) -> str:
    """``No administrative figure of Nigeria since 2010; the newest survey is of 2021``, and what the model rests on."""
    last, first = years(store, place), known.reference_year(store) - max_age
    name, model = wording.with_article(place.name), place.id in known.modelled(store)
    register, asked = last.get("administrative"), last.get("survey")
    if register is None and asked is None:
        rest = "; the model's estimate rests on none" if model else ", nor a modelled estimate"
        return f"No administrative or survey figure of {name} in these releases{rest}"
    told = (
        _register(register, _last_rate(store, place), name, first),
        _asked(asked, first),
        _model(store, place),
    )
    return "; ".join(part for part in told if part)


def _register(year: int | None, rate: int | None, name: str, first: int) -> str:
    if year is None:
        return f"No administrative figure of {name}"
    if year < first:
        return f"No administrative figure of {name} since {year}"
    if rate is None or rate < first:
        since = f" since {rate}" if rate else ""
        return f"{wording.sentence(name)} has an administrative number for {year}, but no rate{since}"
    return f"The newest administrative figure of {name} is of {year}"


def _asked(year: int | None, first: int) -> str:
    if year is None:
        return "no household survey"
    return f"the newest survey is of {year}" if year >= first else f"no survey since {year}"


def _model(store: Store, place: Place) -> str:
    """What the model rests on, where its years go on after the last figure it can have seen."""
    if place.id not in known.modelled(store):
        return "there is no modelled estimate"
    newest = known.seen(store).get(place.id)
    if newest is None:
        return "the model's estimate rests on none that was published before it"
    return f"the model has seen no data here since {newest}" if newest < known.reference_year(store) else ""


def _cells(store: Store, place: Place, levels: tuple[str, ...], max_age: int) -> pd.DataFrame:
    """Every figure of the country, one row a kind, level, year and release; the newest of each is drawn."""
    found = pd.concat([_registers(store, place, levels), _surveys(store, place, levels)], ignore_index=True)
    newest = found.sort_values(["year", "source"], ascending=[False, True], kind="stable")
    first = ~newest.duplicated(["kind", "level"])
    every = pd.DataFrame([(figure, level) for figure in known.FIGURES for level in levels], columns=["kind", "level"])
    drawn = every.merge(newest[first], on=["kind", "level"], how="left")
    data = pd.concat([drawn.assign(is_drawn=True), newest[~first].assign(is_drawn=False)], ignore_index=True)
    return _named(store, place, data, max_age)


def _registers(store: Store, place: Place, levels: tuple[str, ...]) -> pd.DataFrame:
    found = series.rows(store, [place], method="administrative", levels=levels)
    return found.assign(kind="administrative", key="total", state="plain", group_name="Everybody", survey="")


def _surveys(store: Store, place: Place, levels: tuple[str, ...]) -> pd.DataFrame:
    """Of each survey and split one row: the group usually left behind, or the one most often out of school.

    Where nothing is published for everybody, that group stands for the survey too.
    """
    dimensions = ("sex", "location", "wealth", "disability", "ethnicity", "religion", "subnational")
    found = survey.told(survey.rows(store, [place], dimensions, levels=levels))
    found = found[found["state"].ne("hidden")]
    kinds = found["dimension"].replace({"total": "survey", "ethnicity": "identity", "religion": "identity"})
    found = found.assign(kind=kinds, _usual=found["key"].isin(WORDS), _plain=found["state"].eq("plain"))
    order = found.sort_values(["_usual", "_plain", "value"], ascending=False, kind="stable")
    identity = ["level", "source", "release", "year", "survey"]
    kept = order.drop_duplicates(["kind", *identity]).drop(columns=["_usual", "_plain"])
    whole = kept[kept["kind"].eq("survey")]
    of_groups_alone = pd.concat([whole, kept.assign(kind="survey")]).drop_duplicates(identity).iloc[len(whole) :]
    return pd.concat([kept, of_groups_alone])


def _named(store: Store, place: Place, data: pd.DataFrame, max_age: int) -> pd.DataFrame:
    is_missing = data["value"].isna()
    homes = [_looked_in(store, figure) for figure in data["kind"]]
    age = (known.reference_year(store) - data["year"].astype(float)).clip(lower=0)
    is_old = age.gt(max_age)
    state = data["state"].mask(is_old, "pale").mask(is_missing, "hidden")
    told = pd.Series(PLAIN, index=data.index).mask(is_old, OLD).mask(~data["is_drawn"], REPLACED).mask(is_missing, NONE)
    data = data.assign(
        place=place.id, place_name=place.name, age=age, is_old=is_old, state_told=told, measure="rate_pct",
        figure_name=data["kind"].map(known.FIGURES),
        level_told=data["level"].map(wording.LEVELS).map(wording.sentence),
        method=[_method(figure) for figure in data["kind"]], is_derived=False,
        sex=data["sex"].fillna("total"),
        source=data["source"].fillna(pd.Series([home[0] for home in homes], index=data.index)),
        release=data["release"].fillna(pd.Series([home[1] for home in homes], index=data.index)),
        survey_name=[_survey_name(row) for row in data.fillna({"survey": ""}).to_dict("records")],
    )  # fmt: skip
    labels = [_label(row) for row in data.assign(_thin=data["state"].eq("pale"), state=state).to_dict("records")]
    data = data.assign(state=state, label=labels, release_id=data["source"] + "-" + data["release"])
    return data.drop(columns=["children"], errors="ignore").assign(
        companion_release=_beside(store, place, data["kind"])
    )


def _beside(store: Store, place: Place, figures: pd.Series) -> pd.Series:
    """Releases that the note speaks of: the copy with a newer number, the list of conflicts."""
    at_war = known.conflicts(store)
    own = at_war[at_war["place"].eq(place.id)]
    listed = f"{own.iloc[0]['source']}-{own.iloc[0]['release']}" if len(own) else None
    newer = _newer_number(store, place)
    number = "-".join(newer["home"]) if newer else None
    beside = [number or listed if figure == "administrative" else listed for figure in figures]
    return pd.Series(beside, index=figures.index, dtype=object)


def _survey_name(row: dict[Any, Any]) -> str:
    return survey.survey_name({**row, "year": int(row["year"])}) if row["survey"] else ""


def _method(figure: str) -> str:
    return "administrative" if figure == "administrative" else "survey"


def _looked_in(store: Store, figure: str) -> tuple[str, str]:
    name = (
        series.latest_release(store, "administrative") if figure == "administrative" else survey_releases(store)[0]
    )  # fmt: skip
    source, _, release = name.partition("-")
    return source, release


def _label(row: dict[Any, Any]) -> str:
    """``2021<br>poorest 68%``; in parentheses where few were asked."""
    if row["state"] == "hidden":
        return "none"
    rate = f"({wording.pct(row['value'])})" if row["_thin"] else wording.pct(row["value"])
    whose = WORDS.get(row["key"], str(row["group_name"]).lower())
    if row["key"] == "total" or (row["kind"] == "disability" and row["key"] == "with disability"):
        whose = ""
    elif row["kind"] in ("disability", "identity", "subnational"):
        whose = "up to"
    return f"{int(row['year'])}<br>{f'{whose} {rate}'.strip()}"


def missing(drawn: pd.DataFrame) -> list[str]:
    """Kinds of figure that no level has, in words."""
    empty = drawn.groupby("kind", sort=False)["value"].count().eq(0)
    return [known.WORDS[str(kind)] for kind in empty[empty].index]


def _note(store: Store, place: Place, drawn: pd.DataFrame, max_age: int) -> str:
    nothing = missing(drawn)
    there = drawn[drawn["value"].notna()]
    newer = _newer_number(store, place)
    parts = [
        f"Nothing at any of these ages: {wording.listed(nothing, 8)}." if nothing else "",
        f"Only a strip of colour: more than {max_age} years before {known.reference_year(store)}, or few children "
        "asked (in parentheses)."
        if drawn["state"].eq("pale").any()
        else "",
        "Of groups, a cell tells the rate of those usually left behind, or of the group most often out of school (up "
        "to)."
        if there["kind"].isin(known.GROUPS).any()
        else "",
        f"A number of children without a rate is known for {newer['year']} ({store.releases[newer['home']].label})."
        if newer
        else "",
        conflict(store, place) or "",
        "“Seen”: in these releases, up to the model's year. VIEW does not publish the last source it used."
        if "has seen" in title(store, place, max_age)
        else "",
        survey.DEFINITION if {"uis", "wide"} <= set(there["source"]) else "",
    ]
    return " ".join(part for part in parts if part)


def _newer_number(store: Store, place: Place) -> dict[str, Any] | None:
    """A number of children that is newer than every rate, its year and release: a cell tells rates only."""
    found = known.figures(store)
    own = found[found["place"].eq(place.id) & found["kind"].eq("administrative")].sort_values("year", kind="stable")
    rate = _last_rate(store, place)
    if own.empty or (rate is not None and own["year"].max() <= rate):
        return None
    last = own.iloc[-1]
    return {"year": int(last["year"]), "home": (str(last["source"]), str(last["release"]))}


def conflict(store: Store, place: Place) -> str | None:
    """Since when the country is in conflict, and whether every figure is older; nothing for one in none."""
    table = known.conflicts(store)
    own = table[table["place"].eq(place.id)]
    last = years(store, place)
    whole = [year for figure, year in last.items() if figure in ("administrative", "survey")]
    if own.empty or not whole:
        return None
    since, kind = int(own.iloc[0]["in_conflict_since"]), str(own.iloc[0]["kind"])
    what = "1,000 or more battle deaths" if kind == "war" else "an armed conflict"
    when = f"in {since}" if since == known.last_conflict_year(store) else f"every year since {since}"
    told = f"UCDP counts {what} {wording.place_in(place.name)} {when}"
    return f"{told}: every figure is older." if max(whole) < since else f"{told}; the newest figure is of {max(whole)}."


def _why_empty(store: Store, place: Place) -> str:
    model = (
        "There is a modelled estimate." if place.id in known.modelled(store) else "Nor is there a modelled estimate."
    )
    return f"No administrative or survey figure of {wording.with_article(place.name)} in these releases. {model}"
