"""cost: what enrolling the children out of school would take: a share of the level's budget first, then money."""

from __future__ import annotations

import pandas as pd

from dashboard import costing, wording
from dashboard.charts import cost_figures, cost_words, series
from dashboard.charts.chart import Chart, Encode, Spec
from dashboard.places import Place
from dashboard.selection import BadSelection, Selection
from dashboard.store import Release, Store

MOST = 16
"""Countries drawn; the rest stand in the table."""
COLUMNS = {
    "row_name": "Place or level",
    "low": "Low, % of the level's budget",
    "value": "Middle, %",
    "high": "High, %",
    "cost_low_ppp": "Low, PPP$ a year",
    "cost_middle_ppp": "Middle, PPP$ a year",
    "cost_high_ppp": "High, PPP$ a year",
    "first_year_low_ppp": "First year, low, PPP$",
    "first_year_high_ppp": "First year, high, PPP$",
    "all_years_low_ppp": "All years of the phase-in, low, PPP$",
    "all_years_high_ppp": "All years of the phase-in, high, PPP$",
    "spend_ppp": "Spending per pupil, PPP$",
    "spend_year": "Year of spending",
    "administrative_pct": "Administrative rate, %",
    "administrative_year": "Its year",
    "model_pct": "Modelled rate, %",
    "model_year": "Its year",
    "refused_because": "Why no cost is told",
    "release_id": "Release",
    "companion_release": "Release beside it",
}
PHASED = tuple(name for name in COLUMNS if name.startswith(("first_year", "all_years")))


def make(store: Store, selection: Selection) -> Chart:
    """Each row from the low case to the high one; a country split by level, a region by country, never added up."""
    places, region = _places(store, selection)
    levels = _levels(selection, places, region)
    release = cost_figures.release_of(store, selection.release)
    year, phase = selection.year or cost_figures.last_year(release), selection.phase or 1
    data = _rows(
        store, cost_figures.gather(store, places, levels, year, release), selection, release, by_level=not region
    )
    told = data[data["value"].notna()]
    what = cost_words.Words(region or places[0], levels, year, release, selection.markup, phase)
    return Chart(
        name="cost",
        kind="range",
        data=data,
        encode=Encode(
            x="value", y="row_name", low="low", high="high", label="label", x_title="% of the level's budget now"
        ),
        title=cost_words.title(told, what),
        subtitle=cost_words.subtitle(what),
        note=cost_words.note(store, data, what) if len(told) else "",
        alt_text="From the low to the high case. "
        + "; ".join(f"{row.row_name}: {row.label}" for row in data[data["is_drawn"]].itertuples())
        + ".",
        columns={name: head for name, head in COLUMNS.items() if phase > 1 or name not in PHASED},
        empty=None if len(told) else cost_words.why_empty(data, what),
        options=cost_words.ends(selection.markup),
    )


def _places(store: Store, selection: Selection) -> tuple[list[Place], Place | None]:
    """The countries meant, and the region they are of when one was named."""
    chosen = series.chosen(store, selection.place)
    if len(chosen) == 1 and chosen[0].kind == "country":
        return chosen, None
    if len(chosen) > 1:
        raise BadSelection("The cost is told for one place at a time: a country by level, or a region by country.")
    return series.chosen(store, store.places.members(chosen[0].id)), chosen[0]


def _levels(selection: Selection, places: list[Place], region: Place | None) -> tuple[str, ...]:
    if selection.level == "all":
        valid = ", ".join(cost_figures.LEVELS)
        raise BadSelection(f"Spending per pupil is told level by level. Valid: level={valid}.")
    if selection.level:
        return (selection.level,)
    return cost_figures.LEVELS if region is None and places else cost_figures.LEVELS[:1]


def _rows(
    store: Store, figures: pd.DataFrame, selection: Selection, release: Release, *, by_level: bool
) -> pd.DataFrame:
    """The three cases of each row; what is refused stands below, undrawn, with its reason."""
    markups = costing.cases(selection.markup)
    told = pd.DataFrame([_cases(row, markups, selection.phase or 1) for row in figures.to_dict("records")])
    data = pd.concat([figures, told], axis=1)
    data = data.assign(
        year=data["spend_year"],
        measure="budget_share_pct",
        sex="total",
        method=["administrative" if wording.is_known(rate) else "model" for rate in data["administrative_pct"]],
        source=release.source,
        release=release.release,
        release_id=release.id,
        companion_release=_beside(data),
        is_derived=True,
        row_name=data["level"].map(wording.LEVELS).map(wording.sentence) if by_level else data["place_name"],
        label=[cost_words.label(row, with_money=by_level) for row in data.to_dict("records")],
    )
    if not by_level:
        data = data.sort_values("high", ascending=False, kind="stable", ignore_index=True)
    return data.assign(is_drawn=data["value"].notna() & (data.index < MOST))


def _beside(data: pd.DataFrame) -> pd.Series:
    """The other release that a row rests on: the list that it is refused for, or that of the model and population."""
    both = data["model_pct"].notna() | data["is_number_ours"]
    model = pd.Series(cost_figures.MODEL, index=data.index).where(both)
    return data["conflict_release"].fillna(model).astype(object)


def _cases(row: dict, markups: costing.Ends, phase: int) -> dict[str, float]:
    """Share and money in the three cases; nothing where the row is refused."""
    names = ["low", "value", "high", *(f"{name}_ppp" for name in ("cost_low", "cost_middle", "cost_high"))]
    if row["refused_as"]:
        return dict.fromkeys([*names, *PHASED], float("nan"))
    rates, children = _spread(row, "pct"), _spread(row, "children")
    share = costing.share_range(rates, markups) if rates else costing.Ends(*[float("nan")] * 3)
    money = costing.cost_range(children, row["spend_ppp"], markups) if children else [float("nan")] * 3
    steps = [costing.phased(value, phase) for value in (money[0], money[2])]
    told = dict(zip(names, [*share, *money], strict=True))
    return told | dict(zip(PHASED, [first for first, _ in steps] + [total for _, total in steps], strict=True))


def _spread(row: dict, unit: str) -> costing.Ends | None:
    """All that is known of one count: the administrative figure in the middle where there is one, else the model's."""
    names = ("administrative_", "model_", "model_low_", "model_high_")
    known = [row[name + unit] for name in names if wording.is_known(row[name + unit])]
    return costing.spread(known[0], known) if known else None


SPEC = Spec(
    name="cost",
    about="What enrolling the children out of school would take: the share of the level's budget, and the money",
    uses=("place", "level", "year", "release", "markup", "phase"),
    defaults=Selection(place=("asia-and-the-pacific",)),
    make=make,
)
