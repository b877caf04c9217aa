"""A difference as headings, sentences and tables of text: one account for the terminal and for the page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from etl.catalogue import load
from etl.diff import KINDS, POINTS, Difference
from etl.diff.named import Release
from etl.diff.renamed import is_region

_PERSONS = ("children", "school_age_population")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, sentences under it, and a table: column names, the right-aligned ones marked by a leading `>`."""

    heading: str
    sentences: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """What to call indicators and places."""

    indicators: Mapping[str, str]
    places: Mapping[str, str]

    def place(self, code: object) -> str:
        """`India`, or the id of a region as it is."""
        text = str(code)
        return text if is_region(text) else self.places.get(text, text)


def sections(old: Release, new: Release, told: Difference, names: Names, most: int) -> list[Section]:
    """The whole account, `most` rows to a table."""
    made = [
        _overview(told),
        _measures(told, names),
        *_biggest(told, names, most),
        _breaks(told, names, most),
        _places(told, names, most),
        _years(told, most),
        _series("dropped", told.dropped, (old, new), names, most),
        _series("added", told.added, (new, old), names, most),
        _zeros(told, names, most),
        _renamed(told),
    ]
    return [section for section in made if section.rows or section.sentences]


def credits(*releases: Release) -> list[str]:
    """A line for each release: what it is, its licence and its attribution."""
    return [f"{one.label} ({one.name}). {one.licence}. {one.attribution}".strip() for one in releases]


def number(value: float, measure: str) -> str:
    """A figure in the unit of its measure: persons whole, shares with two decimals, others with three."""
    if pd.isna(value):
        return "none"
    digits = 0 if measure in _PERSONS else 2 if measure in POINTS or abs(value) >= 100 else 3
    return f"{value:,.{digits}f}"


def change(row: pd.Series) -> str:
    """What a figure moved by: points for shares, else the number and per cent."""
    if row["measure"] in POINTS:
        return f"{row['change']:+,.2f} points"
    pct = "from 0" if pd.isna(row["change_pct"]) else f"{row['change_pct']:+,.1f} %"
    sign = "+" if row["change"] > 0 else ""
    return f"{sign}{number(row['change'], row['measure'])} ({pct})"


def _overview(told: Difference) -> Section:
    values = told.summary()["values"]
    both = told.unchanged + told.rounded + len(told.revised)
    share = f" ({100 * len(told.revised) / both:.0f} %)" if both else ""
    lines = [f"{told.kept:,} series in both, {len(told.added):,} added, {len(told.dropped):,} dropped."]
    if both:
        lines.append(
            f"Of {both:,} figures in both, {len(told.revised):,} were revised{share}, {told.rounded:,} differ by "
            f"rounding only, {told.unchanged:,} are the same."
        )
    else:
        lines.append("No figure is in both: these releases hold other indicators, places or years.")
    gaps = [f"{values[kind]:,} {kind}" for kind in KINDS if values[kind]]
    if gaps:
        lines.append(f"In series of both, figures in one only: {'; '.join(gaps)}.")
    return Section("In short", tuple(lines))


def _measures(told: Difference, names: Names) -> Section:
    rows = []
    for row in told.by_measure().to_dict("records"):
        measure = str(row["measure"])
        points = measure in POINTS
        middle = f"{row['median_change']:.2f} points" if points else f"{row['median_pct']:.1f} %"
        where = f"{row['indicator']}, {names.place(row['place'])}, {row['year']}"
        moved = f"{number(row['old'], measure)} → {number(row['new'], measure)}"
        rows.append((measure, f"{row['revised']:,}", middle, where, moved))
    return Section("Revised", (), ("measure", ">figures", ">middle change", "biggest", ">from → to"), tuple(rows))


def _biggest(told: Difference, names: Names, most: int) -> Iterator[Section]:
    totals = _totals(told.revised)
    for measure, words in (("children", "numbers of children"), ("rate_pct", "rates")):
        for region, whose in ((True, "world and regions"), (False, "countries")):
            rows = totals[(totals["measure"] == measure) & (totals["place"].map(is_region).astype(bool) == region)]
            if len(rows):
                heading = f"Biggest revisions of {words}, both sexes: {whose}"
                yield Section(heading, (), *_figures(rows.head(most), names))


def _figures(rows: pd.DataFrame, names: Names) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    columns = ("place", ">year", "indicator", ">old", ">new", ">change")
    made = [
        (
            names.place(row["place"]), str(row["year"]), str(row["indicator"]), number(row["old"], row["measure"]),
            number(row["new"], row["measure"]), change(row),
        )
        for _, row in rows.iterrows()
    ]  # fmt: skip
    return columns, tuple(made)


def _breaks(told: Difference, names: Names, most: int) -> Section:
    """Totals of both sexes first, regions before countries, children before rates before the rest, by size."""
    if told.breaks.empty:
        return Section("Method breaks suspected")
    size = (told.breaks["new"] - told.breaks["old"]).abs()
    measure = told.breaks["measure"].astype(str)
    order = {"total": ~_is_total(told.breaks), "region": ~told.breaks["place"].map(is_region).astype(bool)}
    order |= {"measure": measure.map({"children": 0, "rate_pct": 1}).fillna(2), "size": -size}
    rows = told.breaks.loc[pd.DataFrame(order).sort_values(list(order), kind="stable").index]
    counts = ", ".join(f"{count:,} of {name}" for name, count in measure.value_counts().items())
    shown = tuple((names.place(r.place), str(r.indicator), str(r.why)) for r in rows.head(most).itertuples())
    sentence = f"{len(rows):,} series moved through all or most of their years at once: {counts}."
    return Section("Method breaks suspected", (sentence,), ("place", "indicator", "moved"), shown)


def _places(told: Difference, names: Names, most: int) -> Section:
    table = _counted(told, "place").head(most)
    return _counts("Revised by place, most first", "place", table.assign(place=table["place"].map(names.place)))


def _years(told: Difference, most: int) -> Section:
    table = _counted(told, "year").sort_values("year", ascending=False)
    return _counts("Revised by year, newest first", ">year", table.head(most).astype({"year": str}))


def _counts(heading: str, first: str, table: pd.DataFrame) -> Section:
    """Revisions of numbers and of rates side by side, only what there is of them."""
    columns, cells = [first], [list(table[first.removeprefix(">")])]
    for name, counted, middle, words in (("numbers", "children", "pct", _pct), ("rates", "rates", "points", _points)):
        if table[counted].any():
            columns += [f">{name} revised", ">middle change"]
            cells += [[f"{count:,}" for count in table[counted]], [words(value) for value in table[middle]]]
    return Section(heading, (), tuple(columns), tuple(zip(*cells, strict=True)))


def _counted(told: Difference, name: str) -> pd.DataFrame:
    """Revisions of children and of rates per place or year, side by side."""
    children, rates = (told.by(name, measure) for measure in ("children", "rate_pct"))
    left = children.rename(columns={"revised": "children", "median_pct": "pct"})[[name, "children", "pct"]]
    right = rates.rename(columns={"revised": "rates", "median_change": "points"})[[name, "rates", "points"]]
    keyed = [table.astype({name: "object"}) for table in (left, right)]
    both = keyed[0].merge(keyed[1], on=name, how="outer")
    both = both.fillna({"children": 0, "rates": 0}).astype({"children": int, "rates": int})
    return both.loc[(both["children"] + both["rates"]).sort_values(ascending=False, kind="stable").index]


def _series(what: str, table: pd.DataFrame, sides: tuple[Release, Release], names: Names, most: int) -> Section:
    """Series that only the first of two releases has, by indicator: first those the other one has for other places."""
    holder, other = sides
    heading = f"Only in {holder.label}: series {what}"
    if table.empty:
        return Section(heading)
    grouped = table.groupby("indicator", observed=True)
    codes = grouped["rows"].sum().sort_values(ascending=False, kind="stable")
    elsewhere = codes.index.isin(other.frame["indicator"].unique())
    shown = [*codes.index[elsewhere], *codes.index[~elsewhere]][:most]
    rows = tuple(_of_indicator(code, grouped.get_group(code), code in codes.index[elsewhere], names) for code in shown)
    whole, partly = codes[~elsewhere], codes[elsewhere]
    told = [f"{len(table):,} series, {codes.sum():,} figures."]
    if len(whole):
        told.append(f"{other.label} does not have {len(whole):,} of these indicators ({whole.sum():,} figures) at all.")
    if len(partly):
        told.append(f"{len(partly):,} indicators ({partly.sum():,} figures) it has, but not for these places.")
    columns = ("indicator", "of", "of which", ">series", ">figures", "years", "places")
    return Section(heading, (" ".join(told),), columns, rows)


def _of_indicator(code: str, group: pd.DataFrame, elsewhere: bool, names: Names) -> tuple[str, ...]:
    years = f"{group['first_year'].min()}-{group['last_year'].max()}"
    whole = "some places" if elsewhere else "whole indicator"
    counts = f"{len(group):,}", f"{group['rows'].sum():,}"
    return code, names.indicators.get(code, ""), whole, *counts, years, _listed(group["place"], names)


def _listed(places: pd.Series, names: Names) -> str:
    """The first four places, regions first, and how many more."""
    codes = sorted(dict.fromkeys(str(place) for place in places), key=lambda code: not is_region(code))
    more = f" and {len(codes) - 4:,} more" if len(codes) > 4 else ""
    return "; ".join(names.place(code) for code in codes[:4]) + more


def _zeros(told: Difference, names: Names, most: int) -> Section:
    """Zeros and missing figures that changed places: the usual sign of a lost or a new flag."""
    rows = []
    for kind in ("missing made zero", "zero made missing"):
        table = told.gaps[told.gaps["kind"] == kind]
        for code, group in table.groupby(table["indicator"].astype(str)):
            rows.append((kind, len(group), str(code), _listed(group["place"], names)))
    rows.sort(key=lambda row: -row[1])
    made = tuple((kind, f"{count:,}", code, listed) for kind, count, code, listed in rows[:most])
    return Section("Missing and zero", (), ("what", ">figures", "indicator", "places"), made)


def _renamed(told: Difference) -> Section:
    rows = tuple((row.old_place, row.new_place) for row in told.renamed.itertuples())
    return Section("Regions under another name", (), ("was", "is"), rows)


def _totals(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[_is_total(rows)]


def _is_total(rows: pd.DataFrame) -> pd.Series:
    """Whether the code is of both sexes and no group."""
    meanings = {code: load().indicator(code) for code in rows["indicator"].astype(str).unique()}
    plain = {code for code, m in meanings.items() if {m.sex, m.location, m.wealth, m.group} == {"total"}}
    return rows["indicator"].astype(str).isin(plain)


def _pct(value: float) -> str:
    return "" if pd.isna(value) else f"{value:,.1f} %"


def _points(value: float) -> str:
    return "" if pd.isna(value) else f"{value:,.2f} points"
