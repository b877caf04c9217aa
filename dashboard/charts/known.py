"""Which administrative and survey figures exist: of which country, level and groups, of which year, in which release.

A figure counts when it stands in its publisher's newest release of that kind, or in the newest copy made of a
release since. What only an older release has was replaced or withdrawn, and does not count. A model's estimate is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import pandas as pd

from dashboard import sampling
from dashboard.charts import series, survey
from dashboard.places import Place
from dashboard.store import Part, Store

LEVELS = survey.LEVELS
FIGURES = {
    "administrative": "Administrative data",
    "survey": "Household survey",
    "sex": "Survey: girls and boys",
    "location": "Survey: rural and urban",
    "wealth": "Survey: household wealth",
    "disability": "Survey: disability",
    "identity": "Survey: ethnic, religious",
    "subnational": "Survey: parts of country",
}
"""Kinds of figure: of everybody by method, then of groups by what splits the children."""
WORDS = {
    "administrative": "administrative data",
    "survey": "household surveys",
    "sex": "girls and boys",
    "location": "rural and urban",
    "wealth": "household wealth",
    "disability": "disability",
    "identity": "ethnic group or religion",
    "subnational": "part of the country",
}
"""The same within a sentence."""
GROUPS = tuple(name for name in FIGURES if name not in ("administrative", "survey"))
_DIMENSIONS = ("sex", "location", "wealth", "disability", "ethnicity", "religion", "subnational")
_IDENTITY = {"total": "survey", "ethnicity": "identity", "religion": "identity"}
CITED = ["place", "level", "kind", "measure", "year", "source", "release"]


def reference_year(store: Store) -> int:
    """The last year of the newest model, from which ages of figures are counted."""
    return int(store.releases[_home(series.LATEST["model"])].last_year or 0)


def newest_copy(store: Store, until: str = "9999") -> str | None:
    """The newest dated copy of UIS's figures that is newer than its newest whole release, up to a year or date."""
    whole = store.releases.get(_home(series.latest_release(store, "administrative")))
    since = whole.date if whole else ""
    copies = [r for r in store.releases.values() if r.source == "uis" and r.release.startswith("copy-")]
    newer = sorted((r.date, r.id) for r in copies if since < r.date and r.date[: len(until)] <= until)
    return newer[-1][1] if newer else None


def figures(store: Store) -> pd.DataFrame:
    """Every figure of every country and year: ``place level kind measure year source release``, each once."""
    return _figures(store).copy()


@lru_cache(maxsize=4)
def _figures(store: Store) -> pd.DataFrame:
    countries = store.places.countries()
    rates = series.rows(store, countries, method="administrative", levels=LEVELS).assign(kind="administrative")[CITED]
    numbers = [_numbers(store, countries, name).assign(kind="administrative")[CITED] for name in _numbering(store)]
    found = pd.concat([rates, *numbers, _asked(store, countries)], ignore_index=True)
    return found.astype({"year": int}).drop_duplicates(ignore_index=True)


def _asked(store: Store, countries: Sequence[Place]) -> pd.DataFrame:
    """What households were asked, by what splits the children; groups of few left out.

    A survey that is published for groups alone, such as urban children, is a survey too.
    """
    asked = survey.rows(store, countries, _DIMENSIONS, levels=LEVELS)
    asked = asked[asked["value"].notna() & ~asked["sample_size"].lt(sampling.HIDDEN_UNDER).fillna(value=False)]
    return pd.concat([asked.assign(kind=asked["dimension"].replace(_IDENTITY)), asked.assign(kind="survey")])[CITED]


def _numbering(store: Store) -> list[str]:
    """Releases with numbers of children that are not older than the newest rates."""
    copy = newest_copy(store)
    return [series.latest_release(store, "administrative", "children"), *([copy] if copy else [])]


def _numbers(store: Store, countries: Sequence[Place], name: str) -> pd.DataFrame:
    meaning = {"method": "administrative", "measure": "children", "sex": "total", **series.WHOLE}
    codes = [code for level in LEVELS for code in store.codes("uis", level=level, **meaning)]
    found = store.observations([Part(*_home(name), tuple(codes), tuple(place.id for place in countries))])
    return found[found["value"].notna()]


def seen(store: Store) -> dict[str, int]:
    """Of each country the year of the newest figure that the newest model can have rested on.

    Those of releases up to the model's own year; VIEW does not publish what it did use.
    """
    return dict(_seen(store))


@lru_cache(maxsize=4)
def _seen(store: Store) -> dict[str, int]:
    model = store.releases[_home(series.LATEST["model"])].date
    found = figures(store)
    names = found["source"] + "-" + found["release"]
    early = {release.id for release in store.releases.values() if release.date[: len(model)] <= model}
    known = found[found["kind"].isin(("administrative", "survey")) & names.isin(early)]
    copy = newest_copy(store, until=model)
    earlier = _numbers(store, store.places.countries(), copy) if copy else known.iloc[:0]
    last = pd.concat([known[["place", "year"]], earlier[["place", "year"]]]).groupby("place")["year"].max()
    return {str(place): int(year) for place, year in last.items()}


def newest(store: Store, level: str = "all") -> pd.DataFrame:
    """Of each country and kind of figure the newest, at one level or (``all``) at any of the three."""
    return _newest(store, level).copy()


@lru_cache(maxsize=16)
def _newest(store: Store, level: str) -> pd.DataFrame:
    found = _figures(store)
    found = found if level == "all" else found[found["level"].eq(level)]
    order = found.sort_values(["year", "source"], kind="stable")
    return order.drop_duplicates(["place", "kind"], keep="last").reset_index(drop=True)


def standing(store: Store, places: Sequence[Place], level: str = "all") -> pd.DataFrame:
    """A row a country: its children, and the year of its newest figure of each kind.

    Columns: ``place place_name school_age_population`` (missing where none is known), each name of ``FIGURES``,
    ``last_observed`` (the newer of administrative and survey; missing without any), and of that newest figure
    ``source release``. Places with neither a figure nor children of the official ages are left out.
    """
    last = _newest(store, level)
    years = last.pivot_table(index="place", columns="kind", values="year").reindex(columns=list(FIGURES))
    whole = last[last["kind"].isin(("administrative", "survey"))].sort_values("year", kind="stable")
    homes = whole.drop_duplicates("place", keep="last").set_index("place")[["year", "source", "release"]]
    table = pd.DataFrame({"place": [p.id for p in places], "place_name": [p.name for p in places]})
    table = table.assign(school_age_population=table["place"].map(_children(store, level)).astype(float))
    table = table.merge(years, left_on="place", right_index=True, how="left")
    table = table.merge(homes.rename(columns={"year": "last_observed"}), left_on="place", right_index=True, how="left")
    known = table["school_age_population"].gt(0) | table["last_observed"].notna()
    return table[known].reset_index(drop=True)


@lru_cache(maxsize=16)
def _children(store: Store, level: str) -> dict[str, float]:
    """Children of the official ages in the reference year, by country, as the newest model's release has them."""
    source, release = population_home()
    codes = store.codes(source, measure="school_age_population", level=level, sex="total", **series.WHOLE)
    own = tuple(code for code in codes if not code.startswith("OOSC.SUM."))
    countries = tuple(place.id for place in store.places.countries())
    found = store.observations([Part(source, release, own, countries, reference_year(store))])
    found = found[found["value"].notna()]
    return dict(zip(found["place"], found["value"].astype(float), strict=True))


def population_home() -> tuple[str, str]:
    """Where the children of the official ages stand: the release computed here from the newest model."""
    return "here", series.COMPUTED[_home(series.LATEST["model"])[1]]


@lru_cache(maxsize=4)
def modelled(store: Store) -> frozenset[str]:
    """Countries of which the newest model has a rate in the reference year."""
    found = series.rows(
        store, store.places.countries(), method="model", levels=LEVELS, year=reference_year(store)
    )  # fmt: skip
    return frozenset(found["place"])


def conflicts(store: Store) -> pd.DataFrame:
    """Countries in armed conflict in the list's last year, and since when: the present run of years of war, or else
    of conflict. Columns: ``place in_conflict_since kind`` (``war`` or ``minor``) ``source release``.
    """
    return _conflicts(store).copy()


@lru_cache(maxsize=4)
def _conflicts(store: Store) -> pd.DataFrame:
    table = store.table("conflict").astype({"place": str, "list": str, "category": str, "source": str, "release": str})
    last = last_conflict_year(store)
    now = table.loc[table["list"].eq("ucdp") & table["year"].eq(last), "place"]
    listed = table[table["list"].eq("ucdp") & table["place"].isin(now)]
    rows = []
    for place, part in listed.groupby("place"):
        runs = {"war": part.loc[part["category"].eq("war"), "year"], "minor": part["year"]}
        starts = {kind: start for kind, years in runs.items() if (start := _run(years, last))}
        if starts:
            kind = next(iter(starts))
            rows.append((place, starts[kind], kind, part["source"].iloc[-1], part["release"].iloc[-1]))
    return pd.DataFrame(rows, columns=["place", "in_conflict_since", "kind", "source", "release"])


def last_conflict_year(store: Store) -> int:
    """The last year of UCDP's list."""
    table = store.table("conflict")
    return int(table.loc[table["list"].astype(str).eq("ucdp"), "year"].max())


def _run(years: pd.Series, last: int) -> int | None:
    """The first of the years without a break up to ``last``; nothing where ``last`` is not among them."""
    known, first = set(years.astype(int)), last
    if last not in known:
        return None
    while first - 1 in known:
        first -= 1
    return first


def _home(name: str) -> tuple[str, str]:
    source, _, release = name.partition("-")
    return source, release
