"""What a cost is made of, as a table: each figure with its unit, year, release and code; and its phase-in in words."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from dashboard import wording
from dashboard.charts import cost_figures, cost_words, series
from dashboard.charts.chart import Chart
from dashboard.places import Place
from dashboard.selection import Selection
from dashboard.store import Part, Release, Store

COLUMNS = {
    "figure": "Figure",
    "value": "Value",
    "unit": "Unit",
    "year": "Year",
    "release_name": "Release",
    "code": "Code",
}
NONE = "no figure"
ISCED = {"primary": "1", "lower_secondary": "2", "upper_secondary": "3"}
BESIDE = (
    ("XUNIT.GDPCAP.{}.FSGOV.FFNTR", "Government spending per pupil, beside income per person", "% of GDP per person"),
    ("XGDP.{}.FSGOV", "Government spending on the level", "% of GDP"),
    ("XGOVEXP.IMF.{}", "Government spending on the level", "% of government spending"),
    ("XGDP.FSGOV", "Government spending on all education", "% of GDP"),
    ("XGOVEXP.IMF", "Spending on all education", "% of government spending"),
)
"""Codes, with the level's number where it has one: told beside the cost, not used in it."""


def table(store: Store, place: Place, chosen: Selection) -> pd.DataFrame:
    """The inputs of one country and level, those that are missing too; values as words.

    Columns: ``figure value unit year release_name code``.
    """
    level = chosen.level or "primary"
    release = cost_figures.release_of(store, chosen.release)
    year = chosen.year or cost_figures.last_year(release)
    row = cost_figures.gather(store, [place], (level,), year, release).iloc[0].to_dict()
    rows = [
        *_used(store, row, level, release),
        *_beside(store, place, level, year, release),
        _conflict(store, row, year),
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _used(store: Store, row: dict, level: str, release: Release) -> Iterator[tuple[str, ...]]:
    """Spending, rates and numbers, as the cost takes them."""
    age, number = wording.age_of(level), ISCED[level]
    spent, rate = f"XUNIT.PPPCONST.{number}.FSGOV.FFNTR", f"ROFST.{number}.CP"
    words = f"Government spending per pupil, {wording.LEVELS[level]}"
    yield _row(words, _whole(row["spend_ppp"]), "constant PPP$ a year", row["spend_year"], release.label, spent)
    for name, (published, counted), codes in (
        ("administrative", (release, _counted(store, row, release)), (rate, _code_of_number(row, number))),
        ("model", (_view(store), _ours(store).label), (_modelled(store, level), f"OOSC.OFST.{number}")),
    ):
        method, year = wording.METHODS[name], row[f"{name}_year"]
        told = _rate(row[f"{name}_pct"]) + (_band(row) if name == "model" else "")
        yield _row(f"Out-of-school rate, {age}, {method}", told, "%", year, published.label, codes[0])
        children = _whole(row[f"{name}_children"])
        yield _row(f"Children out of school, {age}, {method}", children, "children", year, counted, codes[1])


def _view(store: Store) -> Release:
    return store.releases["view", series.LATEST["model"].partition("-")[2]]


def _ours(store: Store) -> Release:
    return store.releases["here", cost_figures.COMPUTED]


def _counted(store: Store, row: dict, release: Release) -> str:
    """The releases of the administrative number: one where it is published, two where it is made here."""
    return f"{release.label}; population: {_ours(store).label}" if row["is_number_ours"] else release.label


def _code_of_number(row: dict, number: str) -> str:
    return f"ROFST.{number}.CP × OOSC.SAP.{number}" if row["is_number_ours"] else f"OFST.{number}.CP"


def _modelled(store: Store, level: str) -> str:
    return store.codes("view", measure="rate_pct", level=level, sex="total", **series.WHOLE)[0]


def _band(row: dict) -> str:
    if not wording.is_known(row["model_low_pct"]):
        return ""
    return f" (90% interval {row['model_low_pct']:.1f} to {row['model_high_pct']:.1f})"


def _beside(store: Store, place: Place, level: str, year: int, release: Release) -> Iterator[tuple[str, ...]]:
    """How large the budget is beside the economy; a share that the release doesn't have is left out."""
    for pattern, words, unit in BESIDE:
        code = pattern.format(ISCED[level])
        found = store.observations([Part(release.source, release.release, (code,), (place.id,))])
        newest = series.latest(found[found["value"].notna()], year, 5)
        if len(newest):
            last = newest.iloc[0]
            yield _row(f"{words} (not used)", f"{last['value']:.1f}", unit, last["year"], release.label, code)


def _conflict(store: Store, row: dict, year: int) -> tuple[str, ...]:
    """Whether the country is on a list of conflicts in that year."""
    listed = isinstance(row["conflict_list"], str)
    names = [release.label for release in store.releases.values() if release.source in ("ucdp", "fcs")]
    value = f"yes, {row['conflict_list']}" if listed else "no"
    return ("On a list of countries in conflict", value, "", str(year), "; ".join(names), "")


def _row(figure: str, value: str, unit: str, year: float, release: str, code: str) -> tuple[str, ...]:
    known = not value.startswith("nan")
    return (figure, value if known else NONE, unit if known else "", f"{year:.0f}" if known else "", release, code)


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _rate(value: float) -> str:
    return f"{value:.1f}"


def lead(drawn: Chart, place: Place, level: str) -> str:
    """The cost of one level in a sentence: the share first, then the money; or why there is none."""
    row = drawn.data[drawn.data["level"].eq(level)].iloc[0].to_dict()
    if row["refused_as"]:
        return str(row["refused_because"])
    share = cost_words.share(row["low"], row["high"])
    money = f", {cost_words.a_year(row)} a year" if wording.is_known(row["cost_low_ppp"]) else ""
    where = wording.place_in(place.name)
    return (
        f"Enrolling all {wording.who(level)} who are out of school {where} would take {share} of the level's present "
        f"budget on top{money}."
    )


def phased_in(drawn: Chart, level: str, years: int) -> str | None:
    """The phase-in of one level in money: the first year, and all years together; nothing without a phase-in."""
    found = drawn.data[drawn.data["level"].eq(level)]
    if years == 1 or found.empty or not wording.is_known(float(found["cost_low_ppp"].iloc[0])):
        return None
    row = found.iloc[0]
    first, total = (
        cost_words.money(row[f"{name}_low_ppp"], row[f"{name}_high_ppp"]) for name in ("first_year", "all_years")
    )
    return (
        f"Phased in over {years} years, {wording.LEVELS[level]} would take {first} constant PPP$ in the first year and "
        f"{total} in all {years} years together."
    )
