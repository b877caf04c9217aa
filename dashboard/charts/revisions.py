"""revisions: what a newer release changed in an older one, the largest revisions by country and year."""

from __future__ import annotations

import pandas as pd

from dashboard import wording
from dashboard.charts import series
from dashboard.charts.chart import Chart, Encode, Spec
from dashboard.places import Place
from dashboard.selection import BadSelection, Selection
from dashboard.store import Part, Release, Store

MOST = 14
"""Countries drawn, each by its largest revision; every revised figure stands in the table."""
SAME = 1e-6
"""Relative difference up to which two figures are one: copies carry the tails of binary numbers."""
NO_BREAK = "\u00a0"
COLUMNS = {
    "place_name": "Place",
    "year": "Year",
    "old": "Former",
    "new": "Newer",
    "change": "Change",
    "method_name": "Method",
    "release_id": "Newer release",
    "companion_release": "Former release",
}


def make(store: Store, selection: Selection) -> Chart:
    """Each country's largest revision, from the former figure to the newer one."""
    newer, former = _releases(store, selection)
    places = _places(store, selection)
    both, apart = _compared(store, places, selection, newer, former)
    data = _told(both, places, selection)
    names = {"low_name": former.label, "high_name": newer.label, "low_colour": "second", "high_colour": "first"}
    return Chart(
        name="revisions",
        kind="range",
        data=data,
        encode=Encode(x="change", y="row_name", low="old", high="new", label="label", x_title=_unit(selection)),
        title=_title(data, both, newer, former),
        subtitle=f"{_unit(selection)[:1].upper()}{_unit(selection)[1:]}, "
        f"{wording.who(selection.level or 'primary', selection.sex or 'total')}, {former.label} and {newer.label}",
        note=_note(both, data, apart, newer, former),
        alt_text="Former and newer figure. "
        + "; ".join(f"{r.row_name}: {r.label}" for r in data[data["is_drawn"]].itertuples())
        + ".",
        columns=COLUMNS,
        empty=None if len(data) else _why_empty(both, newer, former),
        options={**names, "colour_by": "group"},
    )


def _unit(selection: Selection) -> str:
    return wording.MEASURES[series.MEASURE[selection.measure or "rate"]]


def _releases(store: Store, selection: Selection) -> tuple[Release, Release]:
    """The newer release and the former one, whichever way round they are named.

    Raises:
        BadSelection: they are the same, of different publishers, or unknown.
    """
    known = {release.id: release for release in store.releases.values() if release.source != "here"}
    named = [str(selection.release), str(selection.against)]
    if missing := next((name for name in named if name not in known), None):
        raise BadSelection(f"There is no release '{missing}' to compare. Valid: {', '.join(sorted(known))}.")
    one, other = (known[name] for name in named)
    if one == other:
        raise BadSelection(f"'release' and 'against' are both {one.id}: a revision needs two releases.")
    if one.source != other.source:
        raise BadSelection(
            f"{one.label} and {other.label} are of two publishers: their difference is no revision. "
            f"Valid with {one.id}: {', '.join(_kin(store, one))}."
        )
    newer, former = sorted((one, other), key=lambda release: (release.date, release.release), reverse=True)
    return newer, former


def _kin(store: Store, release: Release) -> list[str]:
    return [one.id for one in store.releases.values() if one.source == release.source and one != release]


def _places(store: Store, selection: Selection) -> list[Place]:
    if selection.place:
        return series.chosen(store, selection.place)
    region = series.chosen(store, (selection.within or "world",))[0]
    return series.chosen(store, store.places.members(region.id))


def _compared(
    store: Store, places: list[Place], selection: Selection, newer: Release, former: Release
) -> tuple[pd.DataFrame, tuple[int, int]]:
    """Figures that both have, and how many only the newer and only the former has; never across methods."""
    new, old = (_figures(store, places, selection, release) for release in (newer, former))
    keys = ["place", "year", "method"]
    both = new.merge(old[[*keys, "value"]], on=keys, suffixes=("", "_old"), validate="one_to_one")
    both = both.assign(old=both["value_old"], new=both["value"], change=both["value"] - both["value_old"])
    scale = both[["old", "new"]].abs().max(axis=1)
    both["is_revised"] = both["change"].abs() > SAME * scale
    both = both.drop(columns="value_old").assign(companion_release=former.id)
    return both, (len(new) - len(both), len(old) - len(both))


def _figures(store: Store, places: list[Place], selection: Selection, release: Release) -> pd.DataFrame:
    meaning = {
        "measure": series.MEASURE[selection.measure or "rate"],
        "level": selection.level or "primary",
        "sex": selection.sex or "total",
        **series.WHOLE,
    }
    codes = store.codes(release.source, **meaning)
    part = Part(release.source, release.release, codes, tuple(place.id for place in places))
    found = store.observations([part])
    found = found[found["value"].notna() & found["year"].between(selection.start or 0, selection.end or 9999)]
    return found.drop_duplicates(["place", "year", "method"]).astype({"year": int})


def _told(both: pd.DataFrame, places: list[Place], selection: Selection) -> pd.DataFrame:
    """The revised figures, the largest first; of each country only the largest is drawn."""
    names = {place.id: place.name for place in places}
    data = both[both["is_revised"]].copy()
    data = data.drop(columns="is_revised")
    data = data.iloc[data["change"].abs().argsort(kind="stable")[::-1]].reset_index(drop=True)
    first = ~data.duplicated("place") if len(places) > 1 else pd.Series(data=True, index=data.index)
    data = data.assign(
        place_name=data["place"].map(names),
        method_name=data["method"].map(wording.METHODS).map(wording.sentence),
        release_id=data["source"] + "-" + data["release"],
        is_drawn=first & (first.cumsum() <= MOST),
    )
    survey = data["method"].eq("survey")
    data["row_name"] = [
        f"{name}, {year}{' (survey)' if asked else ''}"
        for name, year, asked in zip(data["place_name"], data["year"], survey, strict=True)
    ]
    data["label"] = [_label(row, selection) for row in data.to_dict("records")]
    return data


def _label(row: dict, selection: Selection) -> str:
    if selection.measure == "children":
        told = (wording.children(row[end]).replace(" ", NO_BREAK) for end in ("old", "new"))
        return " to ".join(told)
    sign = "+" if row["change"] > 0 else "−"
    return f"{sign}{wording.points(row['change'])}; {wording.pct(row['old'])} to {wording.pct(row['new'])}"


def _title(data: pd.DataFrame, both: pd.DataFrame, newer: Release, former: Release) -> str:
    if both.empty:
        return f"{newer.label} and {former.label} have no figure in common here"
    shared = f"that it shares with {former.label}"
    if data.empty:
        none = "does not revise the one figure" if len(both) == 1 else f"revises none of the {len(both):,} figures"
        return f"{newer.label} {none} {shared}"
    top = data.iloc[0]
    revised = "the one figure" if len(both) == 1 else f"{len(data):,} of the {len(both):,} figures"
    return f"{newer.label} revises {revised} {shared}; most of all {top['row_name']}: {top['label'].split('; ')[-1]}"


def _note(both: pd.DataFrame, data: pd.DataFrame, apart: tuple[int, int], newer: Release, former: Release) -> str:
    new_only, old_only = apart
    drawn = int(data["is_drawn"].sum()) if len(data) else 0
    what = "countries by their largest revision" if len(set(data["place"])) > 1 else "years"
    rest = f"Drawn are {drawn} {what}; every revised figure is in the table. "
    return (
        f"{rest if drawn < len(data) else ''}{new_only:,} country-years are only in the newer release and {old_only:,} "
        "only in the former. A revision may be new enrolment, new population, another rule or a corrected error; the "
        "releases don't say which."
    )


def _why_empty(both: pd.DataFrame, newer: Release, former: Release) -> str:
    if len(both) == 1:
        return f"The one figure that {newer.label} and {former.label} share is the same in both."
    if len(both):
        return f"All {len(both):,} figures that {newer.label} and {former.label} share are the same in both."
    return (
        f"{newer.label} and {former.label} share no figure of this kind for these places. Choose another school age, "
        "the other measure, or another release."
    )


SPEC = Spec(
    name="revisions",
    about="What a newer release changed in an older one: the largest revisions by country and year",
    uses=("place", "within", "level", "sex", "measure", "start", "end", "release", "against"),
    defaults=Selection(level="primary", sex="total", measure="rate", release="uis-2024-09", against="uis-2019-02"),
    make=make,
)
