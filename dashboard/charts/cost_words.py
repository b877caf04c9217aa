"""The words of a cost: title, definition, labels, notes, and sums of money with two significant figures."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from dashboard import costing, wording
from dashboard.charts import cost_figures, series
from dashboard.places import Place
from dashboard.store import Release, Store

UNITS = ((1e9, "billion"), (1e6, "million"))
NO_SUM = "no published number of children, so no sum of money"


@dataclass(frozen=True, slots=True)
class Words:
    """What is told: where, at which levels, when, from which release, under which assumptions."""

    place: Place
    levels: tuple[str, ...]
    year: int
    release: Release
    markup: str | None
    phase: int

    @property
    def is_region(self) -> bool:
        """Whether the rows are countries of one region at one level, rather than levels of one country."""
        return self.place.kind != "country"


def money(low: float, high: float) -> str:
    """``from 1.2 to 2.4 billion``, ``from 950 million to 1.2 billion``: two significant figures each."""
    one, other = _sum(low), _sum(high)
    if one == other:
        return f"about {' '.join(one)}".rstrip()
    unit = "" if one[1] == other[1] or one[0] == "0" else f" {one[1]}"
    return f"from {one[0]}{unit} to {' '.join(other)}".rstrip()


def _sum(value: float) -> tuple[str, str]:
    rounded = float(f"{value:.2g}") if value > 0 else 0.0
    size, unit = next(((size, unit) for size, unit in UNITS if rounded >= size), (1.0, ""))
    scaled = rounded / size
    return (f"{scaled:.1f}" if scaled < 10 and unit else f"{scaled:,.0f}"), unit


def share(low: float, high: float) -> str:
    """``1.2% to 4.4%``; one figure where both read the same."""
    one, other = wording.pct(low), wording.pct(high)
    return one if one == other else f"{one} to {other}"


def label(row: dict, *, with_money: bool) -> str:
    """What stands beside a row; nothing where the row is refused."""
    if math.isnan(row["value"]):
        return ""
    told = f"{share(row['low'], row['high'])}; middle {wording.pct(row['value'])}"
    if not with_money:
        return told
    known = wording.is_known(row["cost_middle_ppp"])
    return f"{told}; {f'{a_year(row)} a year' if known else NO_SUM}"


def a_year(row: dict) -> str:
    """``from 1.2 to 2.4 billion constant PPP$``."""
    return f"{money(row['cost_low_ppp'], row['cost_high_ppp'])} constant PPP$"


def title(told: pd.DataFrame, what: Words) -> str:
    """The message: the dearest level of a country; in how many countries of a region it is little."""
    where = wording.place_in(what.place.name, what.place.kind)
    if told.empty:
        return f"What it would cost to enrol all children {where} can't be said from these figures"
    if what.is_region:
        few, age = int((told["high"] < 10).sum()), wording.age_of(what.levels[0])
        verb = "stays under a tenth" if few else "takes a tenth or more"
        return (
            f"The high case of enrolling everyone of {age} {verb} of the level's budget in {_of(few, len(told))} with "
            "figures"
        )
    top = told.loc[told["value"].idxmax()]
    return (
        f"Enrolling every child of {wording.age_of(top['level'])} would take {share(top['low'], top['high'])} of the "
        f"level's present budget {where}"
    )


def _of(few: int, shown: int) -> str:
    """``3 of 10 countries``, ``all 10 countries``, ``the one country``."""
    if shown == 1:
        return "the one country"
    return f"{few} of {shown} countries" if 0 < few < shown else f"all {shown} countries"


def subtitle(what: Words) -> str:
    """The definition: what, above what, for whom, where, when."""
    where = wording.place_in(what.place.name, what.place.kind)
    who = wording.who(what.levels[0]) if len(what.levels) == 1 else "children of each school age"
    return (
        f"Extra government spending in one year, % of what the level gets now, to enrol the {who} (official ages) who "
        f"are out of school {where}, at today's spending per pupil {_markup(what.markup)}, {what.year}"
    )


def _markup(markup: str | None) -> str:
    if markup is None:
        return "and 0 to 100% above it"
    return "without a mark-up" if markup == "0" else f"and {markup}% above it"


def ends(markup: str | None) -> dict[str, object]:
    """Names and colours of the two ends of every row."""
    low, high = ("", "") if markup else (", no mark-up", ", 100% mark-up")
    names = {"low_name": f"Lower count{low}", "high_name": f"Higher count{high}"}
    return {**names, "low_colour": "second", "high_colour": "first", "colour_by": "group"}


def note(store: Store, data: pd.DataFrame, what: Words) -> str:
    """Cases, releases, phase-in, what is not shown, and that it is no price."""
    told = data[data["value"].notna()]
    parts = [
        _cases(what),
        _releases(store, told, what),
        "An order of magnitude, no price: the average cost of today, with teachers and places taken for granted.",
        _phase(what),
        f"{_coverage(store, told, what)} {_not_shown(data)}" if what.is_region else _reasons(data, what),
    ]
    return " ".join(part for part in parts if part)


def _cases(what: Words) -> str:
    low, middle, high = (f"{k:.0f}%" for k in costing.cases(what.markup))
    ends = "Low and high: lowest and highest of the administrative figure, the model's and the ends of its interval"
    main = "middle: the administrative figure where there is one"
    if what.markup is not None:
        return f"{ends}; {main}. All are marked up by {low}, an assumption: no benchmark is agreed."
    return (
        f"{ends}, marked up by {low} and {high}; {main}, marked up by {middle}. Mark-ups are assumptions: no benchmark "
        "is agreed."
    )


def _releases(store: Store, told: pd.DataFrame, what: Words) -> str:
    """Which release each input is from, and of which years: never one release silently."""
    own = f"Spending per pupil ({_years(told['spend_year'])})"
    if told["administrative_pct"].notna().any():
        own += f" and administrative rates ({_years(told['administrative_year'])})"
    parts = [f"{own}: {what.release.label}"]
    if told["model_pct"].notna().any():
        source, _, number = series.LATEST["model"].partition("-")
        model = f"model ({_years(told['model_year'])}): {store.releases[source, number].label}"
        parts.append(f"{model}, its numbers computed here with UN population")
    made = " Where UIS has an administrative rate without a number, the number is that rate times UN population."
    return f"{'; '.join(parts)}.{made if told['is_number_ours'].any() else ''}"


def _years(years: pd.Series) -> str:
    first, last = years.min(), years.max()
    return f"{first:.0f}" if first == last else f"{first:.0f} to {last:.0f}"


def _phase(what: Words) -> str:
    if what.phase == 1:
        return ""
    return (
        f"Phased in over {what.phase} years in equal steps: the figures shown are reached in year {what.phase}; the "
        f"first year takes {_part(what.phase)}, all {what.phase} together {_times(what.phase)} as much as one "
        "full year."
    )


ORDINALS = dict(
    enumerate(
        (
            *("half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
            *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth"),
        ),
        start=2,
    )
)


def _part(years: int) -> str:
    return f"{'an' if years in (8, 11) else 'a'} {ORDINALS[years]}" if years > 2 else "half"


def _times(years: int) -> str:
    return f"{(years + 1) / 2:g} times"


def _coverage(store: Store, told: pd.DataFrame, what: Words) -> str:
    """What share of the region's children the countries shown hold; there is no total."""
    found = series.rows(store, [what.place], method="model", measure="children", levels=what.levels, year=what.year)
    if found.empty or not told["model_children"].sum():
        return "No total is given, since too many countries are missing."
    held = 100 * told["model_children"].sum() / float(found["value"].iloc[0])
    shown = "The one country with figures holds" if len(told) == 1 else f"The {len(told)} countries with figures hold"
    return (
        f"{shown} {wording.pct(held)} of the children of that age out of school there, by the model: no total is given."
    )


def _not_shown(data: pd.DataFrame) -> str:
    many, beyond = int(data["value"].isna().sum()), int((data["value"].notna() & ~data["is_drawn"]).sum())
    parts = [
        "In order of the high case; where ranges overlap the order says nothing.",
        f"{beyond} more with figures {'is' if beyond == 1 else 'are'} in the table." if beyond else "",
        f"For {many} {'country' if many == 1 else 'countries'} no cost can be given; the table says why."
        if many
        else "",
    ]
    return " ".join(part for part in parts if part)


def _reasons(data: pd.DataFrame, what: Words) -> str:
    """Each reason of a country once, with the levels it is said of."""
    told = []
    for code, rows in data[data["value"].isna()].groupby("refused_as", sort=False):
        if code in ("no spending", "no rate", "mostly out"):
            levels = wording.listed([wording.LEVELS[level] for level in rows["level"]])
            told.append(cost_figures.sentence(rows.iloc[0].to_dict(), levels, what.year, what.release))
        else:
            told += list(rows["refused_because"])
    return " ".join(dict.fromkeys(told))


def why_empty(data: pd.DataFrame, what: Words) -> str:
    """Why nothing is told: each reason once, or how many countries each reason keeps out."""
    if not what.is_region:
        return _reasons(data, what)
    counts = data["refused_as"].value_counts()
    told = [f"{REASONS[code]} ({number})" for code, number in counts.items()]
    where = wording.place_in(what.place.name, what.place.kind)
    return f"No country {where} has a figure: {wording.listed(told, 9)}. Choose another level, year or release."


REASONS = {
    "conflict": "on a list of countries in conflict",
    "no spending": "no spending per pupil of the level",
    "old spending": "spending more than five years old",
    "doubtful spending": "spending that can hardly be right",
    "no rate": "no out-of-school rate",
    "mostly out": "more than half out of school",
}
