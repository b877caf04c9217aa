"""Sentences and small tables on who is left out, computed from the charts' own rows."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd

from dashboard import sampling, wording
from dashboard.charts import across, chart, conflict, pairs, series, survey
from dashboard.charts.pairs import Pair
from dashboard.places import Place
from dashboard.selection import Selection
from dashboard.store import Store

MINORITY = ("ethnicity", "religion")
TOLD = ("wealth", "location", "sex", "disability")
"""What one country's sentences split its children by."""
DISABILITY = (
    "A survey asks how a child sees, hears, walks, remembers or behaves; with which answers disability begins differs "
    "between publishers, and WIDE alone has two definitions, one of which counts anxiety and depression. WIDE gives no "
    "rate of children without disability, so only the UIS rates below can be compared. Children in institutions, and "
    "those whom a household does not name, are in no household survey: the gap can be larger than shown."
)
MINORITY_COLUMNS = {
    "place_name": "Country",
    "dimension_name": "Split by",
    "survey_name": "Survey",
    "top": "Most often out",
    "top_pct": "Rate, %",
    "top_n": "Children asked",
    "bottom": "Least often out",
    "bottom_pct": "Rate there, %",
    "bottom_n": "Children asked there",
    "groups": "Groups shown",
    "verdict": "How sure",
}
CATEGORIES = {
    "minor": "25 to 999 battle deaths",
    "war": "1,000 or more battle deaths",
    "conflict": "conflict",
    "fragility": "institutional and social fragility",
}
CONFLICT_COLUMNS = {
    "place_name": "Country",
    "ucdp": "UCDP",
    "fcs": "World Bank list",
    "children": "Children out of school",
    "rate_pct": "Rate, %",
}


def furthest_behind(store: Store, dimension: str, level: str, year: int) -> str:
    """How much one end of a dimension is behind the other, in how many countries, with the widest gap in a sentence."""
    pair = Pair(dimension, *survey.ENDS[dimension])
    group, against = (wording.members(key) for key in (pair.group, pair.against))
    data = chart("groups", Selection(dimension=dimension, level=level, year=year), store).data
    fresh = data[~data["is_old"] & data["gap_pp"].notna() & data["verdict"].ne(pairs.ZERO)] if len(data) else data
    if fresh.empty:
        return f"No survey of the ten years to {year} compares {group} and {against}."
    far, zeros = int(fresh["gap_pp"].ge(10).sum()), int((~data["is_old"] & data["verdict"].eq(pairs.ZERO)).sum())
    silent = f" {zeros} more with a 0, which may mean “does not apply”, are not counted." if zeros else ""
    top = pairs.sentence(next(fresh.itertuples()), pair)
    return (
        f"{top}. In {far} of the {len(fresh)} countries with a survey of the ten years to {year} that can be compared, "
        f"the rate of {group} is 10 points or more above that of {against}.{silent}"
    )


def who_has_a_figure(store: Store, dimension: str, level: str, year: int) -> tuple[str, str]:
    """How many countries have a figure for the group left behind, and the names of those that have none."""
    group = survey.ENDS[dimension][0]
    everywhere = across.countries(store, "world")
    name = survey.latest_releases(store)[0]
    found = survey.rows(store, everywhere, (dimension,), levels=(level,), releases=(name,), until=year)
    have = set(found.loc[found["key"].eq(group), "place"])
    lack = [place.name for place in everywhere if place.id not in have]
    source, release = name.split("-", 1)
    told = (
        f"{len(have)} countries have a figure for {wording.members(group)} of {wording.age_of(level)} in "
        f"{store.releases[source, release].label}, from surveys of any year up to {year}; {len(lack)} countries and "
        "territories have none."
    )
    return told, f"{'; '.join(sorted(lack))}."


@lru_cache(maxsize=512)
def in_one_country(store: Store, country: Place, level: str) -> str | None:
    """Poorest against richest, rural against urban, girls against boys: the newest survey's own rates."""
    told: list[str] = []
    last: object = None
    releases = survey.latest_releases(store)
    for dimension in TOLD:
        pair = Pair(dimension, *survey.ENDS[dimension])
        found = pairs.rows(store, [country], pair, levels=(level,), releases=releases)
        known = found[found["gap_pp"].notna() & found["verdict"].ne(pairs.ZERO)]
        if known.empty:
            continue
        first, *others = known[known["year"].eq(known["year"].max())].itertuples()
        said = pairs.sentence(first, pair, where="" if last == first.year else None)
        rates = (f"; {row.source.upper()} has {_in_order(row, ahead=first.gap_pp > 0)}" for row in others)
        told.append(wording.sentence(said) + "".join(rates))
        last = first.year
    return f"{'. '.join(told)}." if told else None


def _in_order(row: Any, *, ahead: bool) -> str:
    """Both rates in the order in which the sentence before named the groups."""
    rates = (row.group_pct, row.against_pct) if ahead else (row.against_pct, row.group_pct)
    return " and ".join(wording.pct(rate) for rate in rates)


def minorities(store: Store, level: str) -> pd.DataFrame:
    """One row per country and dimension that WIDE tells apart: the groups most and least often out of school."""
    return _minorities(store, level).copy()


@lru_cache(maxsize=8)
def _minorities(store: Store, level: str) -> pd.DataFrame:
    countries = across.countries(store, "world")
    found = survey.rows(store, countries, MINORITY, levels=(level,), releases=survey.latest_releases(store)[1:])
    newest = survey.told(survey.newest(found[found["dimension"].ne("total")]))
    rows = [_extremes(part) for _, part in newest.groupby(["place_name", "dimension"], sort=True)]
    return pd.DataFrame([row for row in rows if row], columns=[*MINORITY_COLUMNS, "place"])


def _extremes(part: pd.DataFrame) -> dict[str, object] | None:
    plain = part[part["state"].eq("plain")]
    if len(plain) < 2:
        return None
    top, bottom = plain.loc[plain["value"].idxmax()], plain.loc[plain["value"].idxmin()]
    shares = survey.share(top), survey.share(bottom)
    sure = shares[0] and shares[1] and sampling.surely_differ(shares[0], shares[1], len(plain))
    return {
        "place": top["place"],
        "place_name": top["place_name"],
        "dimension_name": top["dimension_name"],
        "survey_name": survey.survey_name(top.to_dict()),
        "top": _as_recorded(top["group_name"]),
        "top_pct": top["value"],
        "top_n": top["sample_size"],
        "bottom": _as_recorded(bottom["group_name"]),
        "bottom_pct": bottom["value"],
        "bottom_n": bottom["sample_size"],
        "groups": len(plain),
        "verdict": pairs.SURE if sure else pairs.UNSURE,
    }


def _as_recorded(name: str) -> str:
    """A group's name; the answer "None" (to no religion) in quotation marks, lest it seem that a name is missing."""
    return f"“{name}”" if name == "None" else name


def selected_countries(table: pd.DataFrame) -> str:
    """Which countries can be shown by minority, and why the others can't."""
    names = sorted(set(table["place_name"]))
    return (
        f"Selected countries only, {len(names)} of them, listed below. Others are missing because their survey did "
        "not ask, the publisher did not release it, no two groups had 50 children asked, or the survey is "
        "not among the parts of WIDE in these files. Groups bear the survey's own names; none tells languages apart."
    )


def in_conflict(store: Store, level: str, year: int) -> str:
    """How many of the world's children out of school live on each list, in one sentence per list."""
    data = chart("conflict", Selection(level=level), store).data
    now = data[data["year"].eq(year)]
    told = [
        f"{wording.children(row.value)} ({row.share_pct:.0f}% of the world's) in the {row.countries} countries of "
        f"“{row.series}”"
        for row in now.itertuples()
    ]
    table = countries_in_conflict(store, level, year)
    largest = table[table["ucdp"].eq("minor")].head(1)
    why = [
        f"The lists differ most by large countries with a small conflict: {row.place_name} alone has "
        f"{wording.children(row.children)}. "
        for row in largest.itertuples()
        if wording.is_known(row.children)
    ]
    return (
        f"Of the {wording.those(level)} out of school in {year}, these lived in the countries of a list: "
        f"{wording.listed(told)}. {''.join(why)}{conflict.ABOUT_COUNTRIES}"
    )


def countries_in_conflict(store: Store, level: str, year: int) -> pd.DataFrame:
    """Each country on a list in one year, on which, and how many of its children are out of school."""
    table = store.table("conflict")
    here = table[table["year"].eq(year)].astype({"place": str, "list": str, "category": str})
    listed = here.pivot_table(index="place", columns="list", values="category", aggfunc="first")
    listed = listed.reindex(columns=["ucdp", "fcs"]).fillna("")
    places = series.chosen(store, listed.index)
    found = series.rows(store, places, method="model", measure="children", levels=(level,), year=year)
    numbers = found.set_index("place")[["value", "rate_pct"]].rename(columns={"value": "children"})
    joined = listed.join(numbers).reset_index()
    joined = joined.assign(place_name=[store.places.by_id[place].name for place in joined["place"]])
    return joined.sort_values("children", ascending=False, na_position="last", ignore_index=True)


def conflict_table(store: Store, level: str, year: int) -> pd.DataFrame:
    """``countries_in_conflict`` in words: what each list says, and modelled numbers as rounded as they are said."""
    table = countries_in_conflict(store, level, year)
    return table.assign(
        **{name: table[name].map(lambda said: CATEGORIES.get(said, said)) for name in ("ucdp", "fcs")},
        children=[wording.children(count) if wording.is_known(count) else "no figure" for count in table["children"]],
    )


def displaced(store: Store, country: Place) -> str | None:
    """Children displaced into or within a country by UNHCR's count: a population, not an out-of-school figure."""
    table = store.table("displaced")
    own = table[table["place"].astype(str).eq(country.id) & table["sex"].astype(str).eq("total")]
    ages = own[own["age_group"].astype(str).isin(("5-11", "12-17"))]
    year = int(own["year"].max()) if len(own) else 0
    everybody = own[own["age_group"].astype(str).eq("all") & own["year"].eq(year)]
    ages = ages[ages["year"].eq(year)]
    told = []
    for population, words in (("refugees", "refugees"), ("idps", "internally displaced")):
        part = ages[ages["population"].astype(str).eq(population)]
        whole = everybody[everybody["population"].astype(str).eq(population)]["persons"].sum()
        if part.empty and whole:
            told.append(f"of {wording.children(whole)} people {words} no age is known")
        elif len(part):
            share = part["age_known_share"].max()
            told.append(f"{wording.children(part['persons'].sum())} {words} (age known for {100 * share:.0f}%)")
    if not told:
        return None
    return (
        f"At the end of {year} UNHCR counted, aged 5 to 17: {wording.listed(told)}. Where the age is not known nobody "
        "is counted, so these are lower bounds; no file says how many of them are in school."
    )
