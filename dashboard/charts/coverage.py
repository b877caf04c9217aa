"""coverage: what is not known. Of one country, which levels and groups have a figure and how old it is; of many, how
many children live where no figure is recent.
"""

from __future__ import annotations

import pandas as pd

from dashboard import wording
from dashboard.charts import known, known_of_one, series
from dashboard.charts.chart import Chart, Encode, Spec
from dashboard.places import Place
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

COLUMNS = {
    "figure_name": "Figure",
    "place_name": "Place",
    "value": "Children without a recent one, %",
    "school_age_population": "Children of school age",
    "countries_without": "Countries without",
    "last_administrative": "Newest administrative",
    "last_survey": "Newest survey",
    "last_observed": "Newest of both",
    "in_conflict_since": "In conflict since",
    "model_told": "The model here",
    "why_listed": "Why listed",
    "release_id": "Release",
}
DEFINITION = (
    "Observed: administrative or survey. A figure counts if it is in its publisher's newest release, or in the newest "
    "copy since; older releases and models do not count. Every child of a country counts alike, whether or not the "
    "figure is about that child."
)
ANY = "Administrative or survey"


def make(store: Store, selection: Selection) -> Chart:
    """One country: a table of what exists. Otherwise a bar for each kind of figure, and the countries in the table."""
    places = series.chosen(store, selection.place)
    countries = [place for place in places if place.kind == "country"]
    if len(places) > 1 or (countries and selection.within):
        raise BadSelection("The chart 'coverage' shows one country (place=NGA) or one region (within=world).")
    if countries:
        return known_of_one.chart_of(store, countries[0], selection)
    region = places[0] if places else series.chosen(store, (selection.within or "world",))[0]
    return _of_many(store, region, selection)


def _of_many(store: Store, region: Place, selection: Selection) -> Chart:
    level, first = selection.level or "all", first_year(store, selection)
    members = series.chosen(store, store.places.members(region.id))
    bars = _bars(store, members, level, first).assign(place=region.id, place_name=region.name)
    data = pd.concat([bars, countries(store, members, level, first)], ignore_index=True)
    whole = ("year", "countries_without", "last_administrative", "last_survey", "last_observed", "in_conflict_since")
    data = data.assign(release_id=data["source"] + "-" + data["release"]).astype(dict.fromkeys(whole, "Int64"))
    of_region = "the world" if region.kind == "world" else wording.with_article(region.name)
    is_known = bool(data["is_drawn"].any() and data.loc[data["is_drawn"], "value"].notna().all())
    return Chart(
        name="coverage",
        kind="bar",
        data=data,
        encode=Encode(
            x="value",
            y="figure_name",
            colour="level",
            label="label",
            x_title="% of the children (countries)",
        ),
        title=_title(data, region, level, first) if is_known else f"No children of school age known in {of_region}",
        subtitle=f"Share of the children of {wording.age_of(level)} (each country's official ages) in {of_region} who "
        f"live in countries without a figure of {first} or later, by kind of figure; in brackets: how many countries",
        note=_note(store, data, members, level, first),
        alt_text=f"Bar chart. {_spoken(data)}.",
        columns=COLUMNS,
        empty=None
        if is_known
        else f"No population of the official ages is known for the countries of {of_region}, so no share can be told.",
    )


def first_year(store: Store, selection: Selection) -> int:
    """The first year whose figures are recent, by the reader's cut-off."""
    return known.reference_year(store) - (selection.max_age or 5)


def _bars(store: Store, members: list[Place], level: str, first: int) -> pd.DataFrame:
    """A row for each kind of figure: the share of the children in countries without a recent one."""
    levels = (level, *known.LEVELS) if level == "all" else (level,)
    rows = [
        {"level": each, "kind": figure, "figure_name": name, **_without(table, figure, first)}
        for each in levels
        for table in [known.standing(store, members, each)]
        for figure, name in _kinds(each, level)
    ]
    data = pd.DataFrame(rows)
    source, release = known.population_home()
    return data.assign(
        year=known.reference_year(store), sex="total", method=data["kind"].map(_method),
        source=source, release=release, companion_release=[_looked_in(store, figure) for figure in data["kind"]],
        measure="share_without_pct", is_derived=True, is_drawn=True, is_old=False,
    )  # fmt: skip


def _kinds(level: str, asked: str) -> list[tuple[str, str]]:
    """The kinds of figure to draw of one level: of all levels together one alone, of each level groups if asked."""
    if asked != "all":
        return [("last_observed", ANY), *known.FIGURES.items()]
    if level == "all":
        return [("last_observed", "Any of the three ages: either")]
    age = wording.sentence(wording.LEVELS[level])
    return [
        ("last_observed", f"{age}: either"),
        ("administrative", f"{age}: administrative"),
        ("survey", f"{age}: survey"),
    ]


def _method(figure: str) -> str:
    return {"last_observed": "administrative or survey", "administrative": "administrative"}.get(figure, "survey")


def _looked_in(store: Store, figure: str) -> str:
    """One of the releases in which a kind of figure was looked for; all rows together name all of them."""
    if figure == "last_observed":
        return known.newest_copy(store) or series.latest_release(store, "administrative")
    if figure == "administrative":
        return series.latest_release(store, "administrative")
    return known_of_one.survey_releases(store)[-1]


def _without(table: pd.DataFrame, figure: str, first: int) -> dict[str, object]:
    """How many countries and children have no figure of the kind of ``first`` or later, in numbers and words."""
    counted = table[table["school_age_population"].gt(0)]
    without = counted[~counted[figure].ge(first)]
    everybody, children = counted["school_age_population"].sum(), without["school_age_population"].sum()
    share = 100 * children / everybody if everybody else float("nan")
    told = f"{share_told(share)} ({len(without)})" if everybody else ""
    return {"value": share, "school_age_population": children, "countries_without": len(without), "label": told}


def share_told(share: float) -> str:
    """``0%``, ``under 0.1%``, ``42%``: a share of children."""
    if share == 0:
        return "0%"
    return "under 0.1%" if share < 0.05 else wording.pct(share)


def countries(store: Store, members: list[Place], level: str, first: int) -> pd.DataFrame:
    """The countries without a recent figure, most children first; then those in conflict whose figures predate it."""
    table = known.standing(store, members, level)
    at_war = known.conflicts(store).set_index("place")
    since = table["place"].map(at_war["in_conflict_since"]).astype(float)
    is_old, predates = ~table["last_observed"].ge(first), table["last_observed"].lt(since)
    everybody = table["school_age_population"].sum()
    estimated, seen = known.modelled(store), known.seen(store)
    source, release = known.population_home()
    homes = {"source": source, "release": release}
    table = table.assign(
        is_old=is_old,
        value=(100 * table["school_age_population"] / everybody).where(is_old) if everybody else float("nan"),
        in_conflict_since=since,
        last_administrative=table["administrative"],
        last_survey=table["survey"],
        why_listed=[_why(*each, first) for each in zip(table["last_observed"], is_old, predates, since, strict=True)],
        model_told=[
            model_told(seen.get(place), is_modelled=place in estimated, end=known.reference_year(store))
            for place in table["place"]
        ],
        year=table["last_observed"],
        companion_release=table["place"].map(at_war["source"] + "-" + at_war["release"]).astype(object),
        **{name: table[name].fillna(home) for name, home in homes.items()},
    )
    listed = table[is_old | predates].sort_values(
        ["is_old", "school_age_population"], ascending=[False, False], na_position="last", ignore_index=True
    )
    listed = listed.drop(columns=list(known.FIGURES))
    return listed.assign(
        kind="last_observed", figure_name=ANY, level=level, sex="total", method="administrative or survey",
        countries_without=float("nan"), label="", measure="share_without_pct", is_derived=True, is_drawn=False,
    )  # fmt: skip


def _why(last: float, is_old: bool, predates: bool, since: float, first: int) -> str:
    """Why a country is listed: ``no figure``, ``none of 2018 or later``, ``older than the conflict of 2023``."""
    told = []
    if is_old:
        told.append(f"none of {first} or later" if wording.is_known(last) else "no figure")
    if predates:
        told.append(f"older than the conflict since {since:.0f}")
    return ", ".join(told)


def model_told(last: int | None, *, is_modelled: bool, end: int) -> str:
    """What the model's estimate of a country rests on, the newest figure it can have seen being of ``last``."""
    if not is_modelled:
        return "no estimate"
    if last is None:
        return "rests on no figure in these releases"
    return f"has seen no data here since {last}" if last < end else ""


def _title(data: pd.DataFrame, region: Place, level: str, first: int) -> str:
    """How many countries have no recent figure, with how many children."""
    top = data[data["is_drawn"]].iloc[0]
    count, who = int(top["countries_without"]), "school age" if level == "all" else wording.age_of(level)
    where = "worldwide" if region.kind == "world" else wording.place_in(region.name, region.kind)
    if not count:
        told = "Every country" if region.kind == "world" else f"Every country {where}"
        return f"{told} has an observed figure of {first} or later for children of {who}"
    names = data[~data["is_drawn"] & data["school_age_population"].notna() & data["is_old"].eq(other=True)][
        "place_name"
    ]
    subject = f"{count} countries" if count > 1 else wording.sentence(wording.with_article(str(names.iloc[0])))
    subject += "" if region.kind == "world" or count == 1 else f" {where}"
    whose = "the world's" if region.kind == "world" else "the region's"
    have = "have" if count > 1 else "has"
    return (
        f"{subject}, with {wording.children(top['school_age_population'])} children of {who}, {have} no observed "
        f"figure of {first} or later: {share_told(top['value'])} of {whose}"
    )


def _spoken(data: pd.DataFrame) -> str:
    drawn = data[data["is_drawn"]]
    return wording.listed([f"{row.figure_name}: {row.label}" for row in drawn.itertuples()], 12)


def _note(store: Store, data: pd.DataFrame, members: list[Place], level: str, first: int) -> str:
    standing = known.standing(store, members, level)
    uncounted = int(standing["school_age_population"].isna().sum())
    left = len(members) - len(standing)
    war = data["last_observed"].lt(data["in_conflict_since"]).fillna(value=False)
    parts = [
        f"Computed here: children of the official ages in {known.reference_year(store)} (United Nations population).",
        DEFINITION,
        f"The table lists the countries without a figure of {first} or later"
        + (f", and those whose newest figure is older than their conflict ({int(war.sum())})." if war.any() else "."),
        f"{_places(uncounted)} with a figure but no known number of children {'is' if uncounted == 1 else 'are'} in no "
        "share."
        if uncounted
        else "",
        f"{_places(left)} with neither {'is' if left == 1 else 'are'} left out." if left else "",
    ]
    return " ".join(part for part in parts if part)


def _places(count: int) -> str:
    return f"{count} {'place' if count == 1 else 'places'}"


SPEC = Spec(
    name="coverage",
    about="What is not known: levels and groups of one country, or the children of many, without a recent figure",
    uses=("place", "within", "level", "max_age"),
    defaults=Selection(level="all", max_age=5),
    make=make,
)
