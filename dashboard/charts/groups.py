"""groups: who is out of school in one country, group by group; or one dimension across countries, end to end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from operator import itemgetter

import pandas as pd

from dashboard import sampling, wording
from dashboard.charts import across, regional, series, survey
from dashboard.charts.chart import Chart, Spec
from dashboard.places import Place
from dashboard.rows import Row, records
from dashboard.selection import VALID, BadSelection, Selection
from dashboard.store import Store

LONG = "subnational"
"""The dimension that is drawn only when asked for: a country has up to a hundred parts."""
LEAST_PP = 2.0
"""A gap under this makes no title."""
COLUMNS = {
    "row_name": "Group",
    "dimension_name": "Split by",
    "value": "Rate, %",
    "low": "Low",
    "high": "High",
    "sample_size": "Children asked",
    "reason": "Why silent",
    "total_pct": "Everybody, %",
    "survey_name": "Survey",
    "year": "Year",
    "age": "Years old",
    "release_id": "Release",
}


def make(store: Store, selection: Selection) -> Chart:
    """One country: a point per group and publisher. One region: weighted means. Otherwise a row per country."""
    places = series.chosen(store, selection.place)
    if selection.within or len(places) != 1:
        asked = places if len(places) > 1 else across.countries(store, selection.within)
        return across.chart_of(store, asked, selection)
    if selection.group or selection.against:
        raise BadSelection("The chart 'groups' shows every group of one place; for two of them use 'gap'.")
    if places[0].kind == "country":
        return _one(store, places[0], selection)
    return regional.chart_of(store, places[0], selection)


def _one(store: Store, place: Place, selection: Selection) -> Chart:
    level = selection.level or "primary"
    dimensions = (selection.dimension,) if selection.dimension else VALID["dimension"]
    data = one_country(store, place, level, dimensions, selection)
    drawn = data[data["is_drawn"]] if len(data) else data
    return Chart(
        name="groups",
        kind="points",
        data=data,
        encode=survey.RATES,
        title=_title(drawn, place, selection),
        subtitle=f"Out-of-school rate, {wording.age_of(level)} (the country's official ages), %, household surveys. "
        f"{place.name}",
        note=_note(data),
        alt_text=_alt(drawn, place),
        columns=COLUMNS,
        empty=None if len(data) else _why_empty(store, place, selection, level),
        options={"totals": _totals(drawn)},
    )


def one_country(
    store: Store, place: Place, level: str, dimensions: Sequence[str], selection: Selection
) -> pd.DataFrame:
    """The newest survey's groups of each publisher and dimension, judged, named, and in the order drawn."""
    releases = survey.releases_of(store, selection)
    found = survey.rows(
        store,
        [place],
        dimensions,
        levels=(level,),
        sex=selection.sex or "total",
        releases=releases,
        until=selection.year,
    )
    data = survey.told(survey.newest(found))
    if data.empty:
        return data
    rows = records(data)
    heads, twice = _headings(rows), _shared(rows)
    data = data.assign(
        survey_name=[survey.survey_name(row) for row in rows],
        publisher=[survey.publisher(store, row) for row in rows],
        label=[survey.label(row) for row in rows],
        reason=[survey.REASONS.get(row["suppressed"], "") for row in rows],
        release_id=data["source"] + "-" + data["release"],
        age=(selection.year or data["year"].max()) - data["year"],
        is_drawn=data["dimension"].ne(LONG) | (selection.dimension == LONG),
        heading=[heads[row["dimension"]] for row in rows],
        row_name=[_row_name(row, twice) for row in rows],
    )
    return _ordered(data)


def _headings(rows: list[Row]) -> dict[str, str]:
    """What stands over each dimension: its name and its surveys."""
    newest: dict[str, int] = {}
    surveys: dict[str, dict[object, Row]] = {}
    for row in rows:
        newest[row["source"]] = max(row["year"], newest.get(row["source"], 0))
        identity = tuple(row[name] for name in survey.IDENTITY)
        surveys.setdefault(row["dimension"], {}).setdefault(identity, row)
    heads = {}
    for dimension, own in surveys.items():
        told = [_survey_told(row, is_newest=row["year"] == newest[row["source"]]) for row in own.values()]
        heads[dimension] = f"{wording.DIMENSIONS[dimension]} · {', '.join(told)}"
    return heads


def _shared(rows: list[Row]) -> set[str]:
    """Names that groups of two dimensions have."""
    groups = {(row["dimension"], row["key"]): row["group_name"] for row in rows}
    return {name for name, times in Counter(groups.values()).items() if times > 1}


def _row_name(row: Row, twice: set[str]) -> str:
    dimension = wording.DIMENSIONS[row["dimension"]].lower()
    return f"{row['group_name']} ({dimension})" if row["group_name"] in twice else str(row["group_name"])


def _survey_told(row: Row, *, is_newest: bool) -> str:
    """``WIDE DHS 2018: everybody 33%``; everybody's rate only where the line of the newest survey is another."""
    name = survey.survey_name(row).removeprefix("survey of ")
    alike = row["source"] != "wide" or row["dimension"] != "disability"  # not to be set against everybody's
    is_told = alike and not is_newest and wording.is_known(row["total_pct"])
    total = f": everybody {wording.pct(row['total_pct'])}" if is_told else ""
    return f"{row['source'].upper()} {name}{total}"


def _ordered(data: pd.DataFrame) -> pd.DataFrame:
    """Dimensions in their usual order; fixed groups in theirs, named groups from the highest rate, silent ones last."""
    place_of = {name: number for number, name in enumerate(VALID["dimension"])}
    fixed = {key: number for keys in survey.KEYS.values() for number, key in enumerate(keys)}
    highest: dict[tuple[str, str], float] = {}
    for row in (rows := records(data)):
        group = row["dimension"], row["key"]
        highest[group] = max(highest.get(group, -1.0), -1.0 if row["value"] is None else row["value"])

    def stands(number: int) -> tuple[object, ...]:
        row = rows[number]
        rank = fixed.get(row["key"], -highest[row["dimension"], row["key"]])
        return place_of[row["dimension"]], rank, row["row_name"], row["source"]

    return data.iloc[sorted(range(len(rows)), key=stands)].reset_index(drop=True)


def _totals(drawn: pd.DataFrame) -> list[dict[str, object]]:
    """Everybody's rate in the newest survey of each publisher."""
    known = [row for row in records(drawn) if row["total_pct"] is not None]
    last = {row["source"]: row for row in sorted(known, key=itemgetter("year"))}
    return [
        {"series": row["publisher"], "value": row["total_pct"], "label": f"everybody {wording.pct(row['total_pct'])}"}
        for _, row in sorted(last.items())
    ]


def _title(drawn: pd.DataFrame, place: Place, selection: Selection) -> str:
    """The widest gap between two groups of one dimension and survey, if the survey can tell them apart."""
    widest = widest_gap(drawn, selection.max_age or 10)
    if widest is None:
        return _title_of_none(drawn, place)
    top = widest[0]
    who = [wording.of_sex(wording.members(row["key"], row["dimension"]), selection.sex) for row in widest]
    most, least = (f"{wording.pct(row['value'])} of {words}" for row, words in zip(widest, who, strict=True))
    where = wording.sentence(wording.place_in(place.name))
    return f"{where} in {top['year']}, {most} were out of school, against {least} ({top['source'].upper()})"


def _title_of_none(drawn: pd.DataFrame, place: Place) -> str:
    """What there is to say where no group is surely apart: everybody's rate, if it is known."""
    shown = drawn[drawn["state"].ne("hidden")] if len(drawn) else drawn
    if shown.empty:
        return f"No rates by group for {wording.with_article(place.name)}"
    known = shown[shown["total_pct"].notna()].sort_values("year")
    told = f"{place.name}: no group stands out for sure"
    if known.empty:
        return told
    last = known.iloc[-1]
    rate = wording.pct(last["total_pct"])
    return f"{told}; of all children {rate} were out of school in {last['year']} ({last['source'].upper()})"


def widest_gap(data: pd.DataFrame, max_age: int) -> tuple[Row, Row] | None:
    """The two rows furthest apart within one dimension and survey.

    Surveys of the last ``max_age`` years go before older ones, and those whose sample sizes are known before the
    others: there the gap must be larger than chance, and where none is, a publisher without sizes is no better.
    """
    parts: dict[tuple[str, ...], list[Row]] = {}
    for row in records(data):
        if row["state"] == "plain":
            parts.setdefault(tuple(row[name] for name in (*survey.IDENTITY, "dimension")), []).append(row)
    found = [_ends(part, max_age) for _, part in sorted(parts.items(), key=itemgetter(0))]
    ordered = sorted((each for each in found if each), key=lambda each: each[0], reverse=True)
    best = ordered[0] if ordered else None
    return best[1:] if best and best[0][-1] >= LEAST_PP else None


def _ends(part: list[Row], max_age: int) -> tuple[tuple[bool, bool, float], Row, Row] | None:
    """How much a gap counts (recent, with sizes, points; 0 where it may be chance), and its two ends."""
    if len(part) < 2:
        return None
    top, bottom = max(part, key=itemgetter("value")), min(part, key=itemgetter("value"))
    shares = survey.share(top), survey.share(bottom)
    sized = bool(shares[0] and shares[1])
    sure = not sized or sampling.surely_differ(shares[0], shares[1], len(part))  # type: ignore[arg-type]
    return (top["age"] <= max_age, sized, top["value"] - bottom["value"] if sure else 0.0), top, bottom


def _note(data: pd.DataFrame) -> str:
    if data.empty:
        return ""
    parts = []
    sources = set(data["source"])
    if "wide" in sources:
        parts.append(survey.INTERVAL)
        if data["state"].ne("plain").any():
            parts.append(
                "Parentheses, and a pale mark: 30 to 49 children asked, or an interval of 30 points and more. "
                "Too few to say: fewer than 30."
            )
    if "uis" in sources:
        lost = data["magnitude"].eq(survey.LOST)
        parts.append(
            "UIS publishes no sample sizes, so its points carry no interval"
            + ("; a 0, pale and in parentheses, may mean “does not apply”." if lost.any() else ".")
        )
    parts.append(survey.DEFINITION if len(sources) == 2 else "")
    hidden = data[~data["is_drawn"]]["row_name"].nunique()
    parts.append(
        f"{hidden} parts of the country are in the table (dimension=subnational draws them)." if hidden else ""
    )
    parts.append(_known_of(data))
    if data["dimension"].eq("disability").any():
        parts.append(DISABILITY)
    return " ".join(part for part in parts if part)


def _known_of(data: pd.DataFrame) -> str:
    """For how many of the children asked a named group is known, where that is well under all of them."""
    told = []
    for name, part in data[data["dimension"].isin(("ethnicity", "religion"))].groupby("dimension", sort=False):
        share = 100 * part["sample_size"].sum() / part["total_n"].max()
        if share < 90:
            told.append(f"{wording.DIMENSIONS[str(name)].lower()} is known of {share:.0f}% of the children asked")
    return f"{wording.sentence(wording.listed(told))}: the groups need not add up to everybody." if told else ""


DISABILITY = (
    "Disability: asked of each child's functioning; WIDE has two definitions, no children without disability to "
    "compare with, and rates that can't be set against everybody's. Children in institutions are in no household "
    "survey."
)


def _alt(drawn: pd.DataFrame, place: Place) -> str:
    parts = [f"{row['row_name']} {row['label']} ({row['survey_name']}, {row['publisher']})" for row in records(drawn)]
    return f"Rates by group, {place.name}. {wording.listed(parts, 16)}."


def _why_empty(store: Store, place: Place, selection: Selection, level: str) -> str:
    what = f"rates by {wording.DIMENSIONS[selection.dimension].lower()}" if selection.dimension else "rates by group"
    have = survey.rows(store, [place], VALID["dimension"], levels=survey.LEVELS)
    names = list(dict.fromkeys(have.loc[have["dimension"].ne("total"), "dimension_name"]))
    rest = (
        f"There are rates by {wording.listed([n.lower() for n in names], 8)} at some level or year."
        if names
        else ("No household survey in these releases splits its children into groups.")
    )
    return f"No {what} for {place.name}, {wording.age_of(level)}. {rest}"


SPEC = Spec(
    name="groups",
    about="Who is left out: every group of one country with its interval, or one dimension across countries",
    uses=("place", "within", "dimension", "group", "against", "level", "sex", "year", "max_age", "release"),
    defaults=Selection(level="primary", sex="total", year=2023, max_age=10),
    make=make,
)
