"""The figures that a cost is made of, a row for each country and level: spending, rates, numbers, lists of conflict."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import costing, wording
from dashboard.charts import series
from dashboard.places import Place
from dashboard.selection import BadSelection
from dashboard.store import Part, Release, Store

LEVELS = ("primary", "lower_secondary", "upper_secondary")
SPENDING = {"measure": "spend_ppp_const_per_pupil", "group": "government, initial", "sex": "total"}
KIND = "spending per pupil"
LAST_YEAR = 2023
COMPUTED = series.COMPUTED[series.LATEST["model"].partition("-")[2]]
MODEL = f"here-{COMPUTED}"
"""Where the modelled numbers stand; their rates are VIEW's."""


def release_of(store: Store, asked: str | None) -> Release:
    """The release of UIS that spending and administrative figures are from: that asked, or the newest with spending.

    Raises:
        BadSelection: a release without spending per pupil.
    """
    found = asked or store.holdings.newest("uis", KIND)
    source, _, number = found.partition("-")
    if source != "uis" or not store.holdings.holds((source, number), KIND):
        have = [release.id for release in store.releases.values() if _has(store, release)]
        raise BadSelection(f"Release '{found}' holds no spending per pupil of each level. Valid: {', '.join(have)}.")
    return store.releases[source, number]


def _has(store: Store, release: Release) -> bool:
    return release.source == "uis" and store.holdings.holds((release.source, release.release), KIND)


def last_year(release: Release) -> int:
    """The year of a reader who names none: the last that the release and the model share."""
    return min(LAST_YEAR, release.last_year or LAST_YEAR)


def gather(store: Store, places: Sequence[Place], levels: Sequence[str], year: int, release: Release) -> pd.DataFrame:
    """A row per place and level, in their order.

    Columns: ``place place_name level``; ``spend_ppp spend_year`` (constant PPP dollars, however old);
    ``administrative_pct administrative_children administrative_year`` of the same release and ``model_pct
    model_low_pct model_high_pct model_children model_low_children model_high_children model_year``, none of them
    older than five years; ``is_number_ours`` where the administrative number is that rate times UN population, for
    lack of a published one; ``conflict_release conflict_list``; ``refused_as``, a code of ``costing.refusal``, and
    ``refused_because``, a sentence.
    """
    told = pd.DataFrame(
        [(place.id, place.name, level) for place in places for level in levels],
        columns=["place", "place_name", "level"],
    )
    spending = _spending(store, places, year, release)
    for part in (spending[spending["level"].isin(levels)], *_rates(store, places, levels, year, release)):
        told = told.merge(part, on=["place", "level"], how="left", validate="one_to_one")
    told = _in_children(store, told)
    told = told.merge(_conflicts(store, year), on="place", how="left", validate="many_to_one")
    most = _most_elsewhere(spending, told)
    codes = [_refused(row, other, year) for row, other in zip(told.to_dict("records"), most, strict=True)]
    told["refused_as"] = pd.Series(codes, dtype=object)
    told["refused_because"] = pd.Series([_because(row, year, release) for row in told.to_dict("records")], dtype=object)
    return told


def _spending(store: Store, places: Sequence[Place], year: int, release: Release) -> pd.DataFrame:
    """The newest spending per pupil of every level, not after ``year``."""
    ids = tuple(place.id for place in places)
    parts = []
    for level in LEVELS:
        codes = store.codes(release.source, level=level, **SPENDING)
        found = store.observations([Part(release.source, release.release, codes, ids)])
        parts.append(series.latest(found[found["value"].notna()], year, costing.MOST_YEARS))
    found = pd.concat(parts, ignore_index=True)
    return _named(found, {"value": "spend_ppp", "year": "spend_year"})


def _rates(
    store: Store, places: Sequence[Place], levels: Sequence[str], year: int, release: Release
) -> list[pd.DataFrame]:
    """Rates with their numbers of children: administrative of the release, and modelled."""
    told = []
    for method, own in (("administrative", release.id), ("model", None)):
        found = series.rows(store, places, method=method, levels=levels, release=own)
        newest = [series.latest(found[found["level"].eq(level)], year, costing.MOST_YEARS) for level in levels]
        fresh = pd.concat(newest, ignore_index=True)
        fresh = fresh[~fresh["is_old"].astype(bool)]
        names = {"value": "pct", "children": "children", "year": "year", "low": "low_pct", "high": "high_pct"}
        kept = names if method == "model" else {name: names[name] for name in ("value", "children", "year")}
        told.append(_named(fresh, {name: f"{method}_{end}" for name, end in kept.items()}))
    return told


def _in_children(store: Store, told: pd.DataFrame) -> pd.DataFrame:
    """Rates in children: the ends of the model's interval, and administrative rates that are published without number.

    Each is a rate times the UN population of the official age in its year, which the model's numbers are made with.
    """
    found = []
    for level in told["level"].unique():
        codes = store.codes("here", measure="school_age_population", level=level, sex="total")
        found.append(store.observations([Part("here", COMPUTED, codes, tuple(told["place"].unique()))]))
    population = pd.concat(found)
    for method in ("administrative", "model"):
        of_age = _named(population, {"value": f"{method}_of_age", "year": f"{method}_year"})
        told = told.merge(of_age, on=["place", "level", f"{method}_year"], how="left", validate="one_to_one")
    told["is_number_ours"] = told["administrative_children"].isna() & told["administrative_of_age"].notna()
    made = told["administrative_of_age"] * told["administrative_pct"] / 100
    ends = {f"model_{end}_children": told["model_of_age"] * told[f"model_{end}_pct"] / 100 for end in ("low", "high")}
    told = told.assign(administrative_children=told["administrative_children"].fillna(made), **ends)
    return told.drop(columns=["administrative_of_age", "model_of_age"])


def _named(found: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    return found[["place", "level", *names]].rename(columns=names).astype(dict.fromkeys(names.values(), float))


def _conflicts(store: Store, year: int) -> pd.DataFrame:
    """Each country on a list of countries in conflict in ``year``: UCDP's, else the World Bank's."""
    table = store.table("conflict")
    kept = table["list"].eq("ucdp") | (table["list"].eq("fcs") & table["category"].eq("conflict"))
    found = table[kept & table["year"].eq(year)].astype(dict.fromkeys(("place", "list", "source", "release"), str))
    found = found.sort_values("list", ascending=False).drop_duplicates("place")
    return pd.DataFrame(
        {
            "place": found["place"],
            "conflict_release": found["source"] + "-" + found["release"],
            "conflict_list": found["list"].map(LISTS),
        }
    )


LISTS = {"ucdp": "UCDP's list of armed conflicts", "fcs": "the World Bank's list of countries in conflict"}


def _most_elsewhere(spending: pd.DataFrame, told: pd.DataFrame) -> list[float]:
    """The highest spending per pupil of each row's country at another level, of a year close enough to compare."""
    own = dict(iter(spending.groupby("place")))
    most = []
    for row in told.itertuples():
        part = own.get(row.place, spending.iloc[:0])
        near = part["level"].ne(row.level) & (part["spend_year"] - row.spend_year).abs().le(costing.MOST_YEARS)
        most.append(float(part.loc[near, "spend_ppp"].max()))
    return most


def _refused(row: dict, most_elsewhere: float, year: int) -> str | None:
    return costing.refusal(
        is_in_conflict=isinstance(row["conflict_list"], str),
        spend_ppp=row["spend_ppp"],
        spend_age=year - row["spend_year"],
        most_elsewhere_ppp=most_elsewhere,
        highest_pct=pd.Series([row[name] for name in ("administrative_pct", "model_pct", "model_high_pct")]).max(),
    )


def _because(row: dict, year: int, release: Release) -> str | None:
    """The sentence for a reader; ``None`` where nothing is refused."""
    if not row["refused_as"]:
        return None
    return sentence(row, wording.LEVELS[row["level"]], year, release)


def sentence(row: dict, levels: str, year: int, release: Release) -> str:
    """Why a row is refused; ``levels`` are all that it is said of."""
    name = wording.sentence(wording.with_article(row["place_name"]))
    has = f"{name}: {release.label}, has"
    return {
        "conflict": f"{name} is on {row['conflict_list']} in {year}; in conflict an average cost says little, so none "
        "is given.",
        "no spending": f"{has} no government spending per pupil of {levels}.",
        "old spending": f"{name}: the latest government spending per pupil of {levels} is of {row['spend_year']:.0f}, "
        f"more than {costing.MOST_YEARS} years before {year}.",
        "doubtful spending": f"{has} {row['spend_ppp']:,.0f} PPP$ per pupil of {levels}, less than a tenth of what it "
        "has for another level; both can hardly be right.",
        "no rate": f"{name}: there is no administrative or modelled rate of {levels} school age in the "
        f"{costing.MOST_YEARS} years up to {year}.",
        "mostly out": f"{name}: at least one figure has more than half of the children of {levels} school age out of "
        "school, so the average cost of those inside means nothing.",
    }[row["refused_as"]]
