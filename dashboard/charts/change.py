"""change: why a number of children changed, between two years of one release or between two releases of one year."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard import decompose, wording
from dashboard.charts import series
from dashboard.charts.chart import Chart, Encode, Spec
from dashboard.places import Place
from dashboard.selection import BadSelection, Selection
from dashboard.store import Part, Store

LEVELS = ("primary", "lower_secondary", "upper_secondary")
FIRST_YEAR, LAST_YEAR = 2015, 2023
COLUMNS = {
    "step": "What",
    "place_name": "Place",
    "value": "Children",
    "year": "Year",
    "release_id": "Release",
}
LEAST = 0.5
"""Children under which an effect is no bar."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a change: a year of a release computed here from a model."""

    release: str
    year: int
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """Both ends' numbers of the place, each country's two effects, and how many countries changed their ages."""

    start: End
    end: End
    numbers: tuple[float, float]
    by_country: pd.DataFrame
    moved: int

    @property
    def effects(self) -> tuple[float, float]:
        """What population did and what the rate did, in children."""
        return float(self.by_country["population"].sum()), float(self.by_country["rate"].sum())

    @property
    def whole(self) -> float:
        """The change, in children."""
        return self.numbers[1] - self.numbers[0]


def make(store: Store, selection: Selection) -> Chart:
    """From the first figure to the last: what population did, what the rate did, what neither explains."""
    place = series.chosen(store, selection.place)[0]
    start, end = _ends(store, selection)
    change = _change(store, place, selection, (start, end))
    data = _rows(store, place, selection, change) if change else pd.DataFrame(columns=[*COLUMNS, "low", "high"])
    return Chart(
        name="change",
        kind="waterfall",
        data=data,
        encode=Encode(x="value", y="step", low="low", high="high", colour="direction", label="label", x_title=_UNIT),
        title=_title(place, selection, change) if change else f"No two figures to compare {_where(place)}",
        subtitle=_subtitle(place, selection, (start, end)),
        note=_note(place, change) if change else "",
        alt_text="From one figure to the other. "
        + "; ".join(f"{row.step}: {row.label}" for row in data[data["is_drawn"]].itertuples())
        + "."
        if change
        else "",
        columns=COLUMNS,
        empty=None if change else _why_empty(store, place, selection, (start, end)),
    )


_UNIT = wording.MEASURES["children"]


def _ends(store: Store, selection: Selection) -> tuple[End, End]:
    """The two ends that are asked for.

    Raises:
        BadSelection: a release that no number is computed from, or both ways at once.
    """
    release = _release(selection.release or series.LATEST["model"])
    if not selection.against:
        if selection.year:
            raise BadSelection("One year is compared between two releases: name the other with 'against'.")
        first, last = selection.start or FIRST_YEAR, selection.end or LAST_YEAR
        if first == last:
            raise BadSelection(f"'from' and 'to' are both {first}: a change needs two years.")
        return End(release, first, str(first)), End(release, last, str(last))
    if selection.start or selection.end:
        raise BadSelection("A change is between two years ('from', 'to') or two releases ('release', 'against').")
    other, year = _release(selection.against), selection.year or 2021
    if other == release:
        raise BadSelection(f"'release' and 'against' are both {selection.against}: a revision needs two releases.")
    return End(other, year, _name(other)), End(release, year, _name(release))


def _release(asked: str) -> str:
    """The release computed here from the release of a model."""
    source, _, number = asked.partition("-")
    if source != "view" or number not in series.COMPUTED:
        valid = ", ".join(f"view-{name}" for name in series.COMPUTED)
        raise BadSelection(f"Numbers and their population are computed here from a model only. Valid: {valid}.")
    return series.COMPUTED[number]


def _name(release: str) -> str:
    return release.partition("+")[0].replace("-", " ").upper()


def _change(store: Store, place: Place, selection: Selection, ends: tuple[End, End]) -> Change | None:
    level, sex = selection.level or "primary", selection.sex or "total"
    members = [place.id] if place.kind == "country" else list(store.places.members(place.id))
    moved = _moved(store, level, ends)
    numbers = [_numbers(store, end, [*members, place.id], level, sex) for end in ends]
    by_country = decompose.effects(*(of[of.index.isin(set(members) - moved)] for of in numbers))
    if by_country.empty or any(place.id not in of.index for of in numbers):
        return None
    totals = [float(of.loc[place.id, "out"]) for of in numbers]
    return Change(*ends, (totals[0], totals[1]), by_country, len(moved & set(numbers[0].index)))


def _moved(store: Store, level: str, ends: tuple[End, End]) -> set[str]:
    """Countries whose official ages differ between the two years: their populations can't be set side by side."""
    ages = store.table("school_ages")
    ages = ages.assign(after=ages["entrance_age"] + ages["duration_years"])
    first, last = ("primary", "upper_secondary") if level == "all" else (level, level)
    starts = ages[ages["level"].eq(first)].pivot_table(index="place", columns="year", values="entrance_age")
    stops = ages[ages["level"].eq(last)].pivot_table(index="place", columns="year", values="after")
    moved: set[str] = set()
    for told in (starts, stops):
        pair = told.reindex(columns=[end.year for end in ends]).dropna()
        moved |= set(pair.index[pair.iloc[:, 0] != pair.iloc[:, 1]])
    return moved


def _numbers(store: Store, end: End, places: list[str], level: str, sex: str) -> pd.DataFrame:
    """``out`` and ``of_age``, children, by place."""
    found = {}
    for name, measure in (("out", "children"), ("of_age", "school_age_population")):
        codes = store.codes("here", measure=measure, level=level, sex=sex, **series.WHOLE)
        own = tuple(code for code in codes if not code.startswith("OOSC.SUM."))
        rows = store.observations([Part("here", end.release, own, tuple(places), end.year)])
        found[name] = rows[rows["value"].notna()].set_index("place")["value"].astype(float)
    return pd.DataFrame(found).dropna()


def _rows(store: Store, place: Place, selection: Selection, change: Change) -> pd.DataFrame:
    """The steps drawn, in order; for a region each country's two effects stand in the table."""
    start, end = change.start, change.end
    first, last = change.numbers
    steps = [(start.name, first, 0.0, first, "total")]
    at = first
    for kind, effect in _parts(change):
        steps.append((_step(kind, effect, change), effect, at, at + effect, "more" if effect > 0 else "fewer"))
        at += effect
    steps.append((end.name, last, 0.0, last, "total"))
    data = pd.DataFrame(steps, columns=["step", "value", "begins", "ends", "direction"]).assign(
        place=place.id, place_name=place.name, is_drawn=True
    )
    if place.kind != "country":
        data = pd.concat([data, _by_country(store, change)], ignore_index=True)
    data = data.assign(
        low=data[["begins", "ends"]].min(axis=1),
        high=data[["begins", "ends"]].max(axis=1),
        year=[start.year, *[end.year] * (len(data) - 1)],
        level=selection.level or "primary",
        sex=selection.sex or "total",
        measure="children",
        method="model",
        source="here",
        release=[start.release, *[end.release] * (len(data) - 1)],
        companion_release=f"here-{start.release}",
        is_derived=True,
    )
    is_total = data["direction"].eq("total")
    told = [wording.children(v) if total else _signed(v) for v, total in zip(data["value"], is_total, strict=True)]
    return data.assign(label=told, release_id=data["source"] + "-" + data["release"])


def _parts(change: Change) -> list[tuple[str, float]]:
    population, rate = change.effects
    rest = change.whole - population - rate
    return [
        (kind, effect)
        for kind, effect in (("population", population), ("rate", rate), ("rest", rest))
        if abs(effect) >= LEAST
    ]


def _step(kind: str, effect: float, change: Change) -> str:
    if change.start.year == change.end.year:
        words = {"population": "Population revised", "rate": "Rates revised", "rest": "Other places"}
    else:
        more = "More" if effect > 0 else "Fewer"
        words = {
            "population": f"{more} children of school age",
            "rate": "Higher rates" if effect > 0 else "Lower rates",
            "rest": "Other places",
        }
    return words[kind]


def _by_country(store: Store, change: Change) -> pd.DataFrame:
    """Each country's effects, the largest first; not drawn."""
    effects = change.by_country
    order = effects.sum(axis=1).abs().sort_values(ascending=False, kind="stable").index
    rows = [
        (_step(kind, effect, change), effect, 0.0, effect, "more" if effect > 0 else "fewer", place)
        for place in order
        for kind in ("population", "rate")
        if abs(effect := float(effects.loc[place, kind])) >= LEAST
    ]
    table = pd.DataFrame(rows, columns=["step", "value", "begins", "ends", "direction", "place"])
    names = {place: store.places.by_id[place].name for place in order}
    return table.assign(place_name=table["place"].map(names), is_drawn=False)


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else '−'}{wording.children(abs(value))}"


def _where(place: Place) -> str:
    return wording.place_in(place.name, place.kind)


def _title(place: Place, selection: Selection, change: Change) -> str:
    who = wording.those(selection.level or "primary", selection.sex or "total")
    population, rate = change.effects
    size = wording.children(abs(change.whole))
    if change.start.year == change.end.year:
        way = "more" if change.whole > 0 else "fewer"
        told = f"{change.end.name} has {size} {way} {who} out of school {_where(place)} in {change.end.year} than "
        return f"{told}{change.start.name}: population {_did(population)}, rates {_did(rate)}"
    way = "rose" if change.whole > 0 else "fell"
    return (
        f"From {change.start.year} to {change.end.year} the number of {who} out of school {_where(place)} "
        f"{way} by {size}: population {_did(population)}, {'higher' if rate > 0 else 'lower'} rates {_did(rate)}"
    )


def _did(effect: float) -> str:
    return f"{'added' if effect > 0 else 'took away'} {wording.children(abs(effect))}"


def _subtitle(place: Place, selection: Selection, ends: tuple[End, End]) -> str:
    who = wording.sentence(wording.who(selection.level or "primary", selection.sex or "total"))
    start, end = ends
    when = (
        f"in {start.year} and {end.year}" if start.year != end.year else f"in {start.year}, two releases of the model"
    )
    return f"{who} out of school {_where(place)} {when}, and what the difference is made of"


def _note(place: Place, change: Change) -> str:
    parts = [
        "Population: its change times the mean rate of both ends; rate: its change times the mean population; together "
        "they are the whole change. Modelled rate × population of the official ages, computed here, so the rate's part "
        "is a difference of estimates."
    ]
    if place.kind != "country":
        parts.append(
            f"Summed over {len(change.by_country)} countries and territories, each in the table; “other places” "
            f"have no modelled rate of their own at one end or both{_and_moved(change)}."
        )
    if change.start.year == change.end.year:
        parts.append("UNESCO splits its revisions by running the model again, so its split differs from this one.")
    return " ".join(parts)


def _and_moved(change: Change) -> str:
    return f", or changed their official school ages in between ({change.moved})" if change.moved else ""


def _why_empty(store: Store, place: Place, selection: Selection, ends: tuple[End, End]) -> str:
    if place.id in _moved(store, selection.level or "primary", ends):
        return (
            f"The official school ages of {place.name} differ between {ends[0].year} and {ends[1].year}, so the two "
            "numbers count different ages and can't be split. Choose years with the same ages."
        )
    return series.why_empty(store, [place], "two modelled numbers with their populations", LEVELS)


SPEC = Spec(
    name="change",
    about="Why the number changed: population or rate, between two years or two releases",
    uses=("place", "level", "sex", "start", "end", "year", "release", "against"),
    defaults=Selection(place=("world",), level="all", sex="total", release="view-2025"),
    make=make,
)
