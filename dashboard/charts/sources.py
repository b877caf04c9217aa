"""sources: administrative data, surveys and the model of one place, never joined, and how far apart they are."""

from __future__ import annotations

import pandas as pd

from dashboard import wording
from dashboard.charts import disagreement, series
from dashboard.charts.chart import Chart, Encode, Spec
from dashboard.charts.methods import LEVELS, NAMES, computed_release, figures
from dashboard.places import Place
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

AGREE_PP = disagreement.AGREE_PP
NO_BREAK = "\u00a0"
SPELLS = 3
"""Spells of official ages that a note lists, the latest."""
COLUMNS = {
    "place_name": "Place",
    "year": "Year",
    "series": "Series",
    "value": "Rate, %",
    "low": "Low",
    "high": "High",
    "children": "Children (computed here)",
    "sample_size": "Children asked",
    "survey": "Survey",
    "release_id": "Release",
    "indicator": "Indicator",
    "qualifier": "Qualifier",
}


def make(store: Store, selection: Selection) -> Chart:
    """One country in every method; of a region, or of several places, where two methods are furthest apart."""
    _check(selection)
    places = series.chosen(store, selection.place)
    if len(places) != 1 or places[0].kind != "country":
        return disagreement.chart_of(store, selection)
    return _of_country(store, places[0], selection)


def _check(selection: Selection) -> None:
    """Refuse what has no meaning here.

    Raises:
        BadSelection: the model against itself, or a place and a region at once.
    """
    if selection.method == "model":
        raise BadSelection("The model is what others are set against. Valid: method=administrative, method=survey.")
    if selection.place and selection.within:
        raise BadSelection("Name either places ('place') or a region whose countries are meant ('within').")


def _of_country(store: Store, place: Place, selection: Selection) -> Chart:
    if selection.measure == "children":
        raise BadSelection(
            "One country is drawn in rates, and its title tells the children. 'measure' is for a region: "
            "within=world&measure=children."
        )
    level, sex = selection.level or "primary", selection.sex or "total"
    data = figures(store, [place], level, sex)
    data = _told(data[data["year"].between(selection.start or 0, selection.end or 9999)])
    pair = _newest_pair(data, selection)
    return Chart(
        name="sources",
        kind="line",
        data=data,
        encode=Encode(
            x="year",
            y="value",
            series="series",
            colour="told_by",
            low="low",
            high="high",
            y_title=wording.MEASURES["rate_pct"],
        ),
        title=_title(data, pair, place, selection),
        subtitle=f"Out-of-school rate, %, {wording.age_of(level)} (each country's official ages), "
        f"{wording.SEXES[sex]}; each method by itself, never joined. {place.name}",
        note=_note(store, data, place, level) if len(data) else "",
        alt_text=_alt(data, place),
        columns=COLUMNS,
        empty=None if len(data) else _why_empty(store, place, level),
    )


def _told(data: pd.DataFrame) -> pd.DataFrame:
    """Series named with their last year; the model's years after the last observation marked."""
    last = {told_by: int(rows["year"].max()) for told_by, rows in data.groupby("told_by")}
    seen = [year for told_by, year in last.items() if told_by != "model"]
    observed = max(seen) if seen else None
    beyond = data["method"].eq("model") & data["year"].gt(observed if observed is not None else 9999)
    return data.assign(
        series=[f"{NAMES[told_by].series}, to{NO_BREAK}{last[told_by]}" for told_by in data["told_by"]],
        last_observed=observed,
        is_extrapolated=beyond,
    ).reset_index(drop=True)


def _newest_pair(data: pd.DataFrame, selection: Selection) -> tuple[pd.Series, pd.Series] | None:
    """The two rows furthest apart, of two methods, in the newest year that two methods share; the model first.

    With a method named in the selection, of that one and the model.
    """
    known = data[data["state"].eq("plain") & data["year"].le(selection.year or 9999)]
    if selection.method:
        known = known[known["method"].isin(("model", selection.method))]
    shared = known.groupby("year")["method"].nunique()
    if not shared.ge(2).any():
        return None
    rows = [row for _, row in known[known["year"].eq(shared[shared.ge(2)].index.max())].iterrows()]
    pairs = [(one, two) for n, one in enumerate(rows) for two in rows[n + 1 :] if one["method"] != two["method"]]
    return max(pairs, key=lambda pair: abs(pair[0]["value"] - pair[1]["value"]))


def _title(data: pd.DataFrame, pair: tuple[pd.Series, pd.Series] | None, place: Place, selection: Selection) -> str:
    level, sex = selection.level or "primary", selection.sex or "total"
    if data.empty:
        return f"No figures {wording.place_in(place.name, place.kind)} for this choice"
    if pair is None:
        return _title_without_pair(data, place, wording.who(level, sex))
    one, two = pair
    first, second = (NAMES[row["told_by"]] for row in pair)
    gap = abs(one["value"] - two["value"])
    if gap < AGREE_PP:
        both = " and ".join(dict.fromkeys(wording.pct(row["value"]) for row in pair))
        return (
            f"For {one['year']} {first.name} and {second.name} agree within 1 point on {_whose(place, level, sex)}: "
            f"{both} out of school"
        )
    apart = wording.points(gap)
    if wording.is_known(one["children"]) and wording.is_known(two["children"]):
        apart += f", {wording.children(abs(one['children'] - two['children']))} children"
    return (
        f"For {one['year']} {first.name} {first.verb} {wording.pct(one['value'])} of {_whose(place, level, sex)} were "
        f"out of school, {second.name} {wording.pct(two['value'])}: {apart} apart"
    )


def _title_without_pair(data: pd.DataFrame, place: Place, who: str) -> str:
    """One method alone, or several that share no year."""
    where = wording.place_in(place.name, place.kind)
    ends = data.sort_values("year").groupby("told_by", sort=False).tail(1)
    if len(set(data["method"])) == 1:
        end = ends.sort_values("year").iloc[-1]
        return (
            f"Only {NAMES[end['told_by']].name} {NAMES[end['told_by']].tells} of {who} {where}: "
            f"{wording.pct(end['value'])} out of school in {end['year']}"
        )
    told = [f"{NAMES[row.told_by].name} {wording.pct(row.value)} in {row.year}" for row in ends.itertuples()]
    return f"No two methods share a year {where}: {wording.listed(told)}"


def _whose(place: Place, level: str, sex: str) -> str:
    """``Pakistan's primary-age children``, ``the Philippines' girls of lower secondary age``."""
    name = wording.with_article(place.name)
    owner = f"{name}'" if name.endswith("s") else f"{name}'s"
    noun = {"total": "children", "female": "girls", "male": "boys"}[sex]
    return f"{owner} primary-age {noun}" if level == "primary" else f"{owner} {noun} of {wording.LEVELS[level]} age"


def _note(store: Store, data: pd.DataFrame, place: Place, level: str) -> str:
    by = set(data["told_by"])
    parts = []
    if "model" in by:
        parts.append("Model: band = 90% uncertainty interval.")
    if data["is_extrapolated"].any():
        parts.append(f"Dotted: after the last observation shown ({int(data['last_observed'].iloc[0])}).")
    if data["design_effect"].notna().any():
        parts.append(
            "Whiskers: 95% interval computed here from the number of children asked, with an assumed design effect of "
            f"{data['design_effect'].max():g}; no standard error is published."
        )
    if by & {"uis", "wide"}:
        parts.append(_of_surveys(by))
    if "administrative" in by:
        parts.append(
            "Administrative figures are of one release: since that of September 2019 UIS counts pupils in pre-primary "
            "as in school, so earlier releases are no part of this line."
        )
    first, last = int(data["year"].min()), int(data["year"].max())
    parts += [ages_told(store.table("school_ages"), place.id, level, (first, last)), below_zero(data)]
    if data["state"].eq("pale").any():
        parts.append("A zero of UIS whose flag this copy lost may mean “does not apply”; it is compared with nothing.")
    if data["children"].notna().any():
        parts.append(
            f"Children: rate × school-age population of the model's release ({_population(store)}), computed here."
        )
    return " ".join(part for part in parts if part)


def _of_surveys(by: set[str]) -> str:
    if "wide" not in by:
        return "UIS may count children in pre-primary as out of school in surveys."
    out = "WIDE counts children in pre-primary, non-formal or Koranic school as out of school"
    return f"{out}; UIS may count those in pre-primary so in surveys." if "uis" in by else f"{out}."


def _population(store: Store) -> str:
    source, _, release = computed_release().partition("-")
    return store.releases[source, release].label.rpartition(" × ")[2]


def ages_told(ages: pd.DataFrame, place: str, level: str, years: tuple[int, int]) -> str:
    """The official ages of each spell of years, where they change between two years; nothing where they don't."""
    own = ages[ages["place"].eq(place) & ages["level"].eq(level) & ages["year"].between(*years)].sort_values("year")
    spans = (
        own["entrance_age"].astype(int).astype(str)
        + "–"
        + (own["entrance_age"] + own["duration_years"] - 1).astype(int).astype(str)
    )
    ends = spans.ne(spans.shift(-1))
    spells = list(zip(spans[ends], own.loc[ends, "year"], strict=True))
    if len(spells) < 2:
        return ""
    *former, (now, _) = spells[-SPELLS:]
    told = [f"{span} to {year}" for span, year in former]
    return f"Official ages changed: {', '.join(told)}, {now} since. A step there may come of it."


def below_zero(data: pd.DataFrame) -> str:
    """Why administrative rates fall below zero, and how far; nothing where none does."""
    under = data[data["method"].eq("administrative") & data["value"].lt(0)]
    if under.empty:
        return ""
    low = under.loc[under["value"].idxmin()]
    return (
        f"Below zero (lowest: {wording.pct(low['value'])} in {low['year']}): more children of the age are enrolled "
        "than the population estimate holds; the two sources conflict. Shown as published, not cut off at zero."
    )


def _alt(data: pd.DataFrame, place: Place) -> str:
    if data.empty:
        return "Empty chart."
    parts = []
    for name, rows in data.sort_values("year").groupby("series", sort=False):
        last = rows.iloc[-1]
        parts.append(f"{str(name).rpartition(', ')[0]}: {wording.pct(last['value'])} in {last['year']}")
    return f"Line chart, {place.name}, each method by itself. Latest of each: {'; '.join(parts)}."


def _why_empty(store: Store, place: Place, level: str) -> str:
    there = [lv for lv in LEVELS if lv != level and len(figures(store, [place], lv, "total"))]
    ages = wording.listed([wording.age_of(lv) for lv in there])
    told = f"Neither the model nor administrative data nor a survey tells of {wording.age_of(level)} "
    where = wording.place_in(place.name, place.kind)
    return f"{told}{where}{f', only of {ages}' if there else ', or of any other'}."


SPEC = Spec(
    name="sources",
    about="Administrative data, surveys and the model on one chart, never joined; or where two are furthest apart",
    uses=("place", "within", "level", "sex", "measure", "start", "end", "year", "max_age", "method"),
    defaults=Selection(level="primary", sex="total", measure="rate", year=2023, max_age=5),
    make=make,
)
