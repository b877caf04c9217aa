"""pace: the rate in 2030 if the pace so far went on, and the way to a target that the reader sets."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import pace, wording
from dashboard.charts import pace_basis, pace_words, series
from dashboard.charts.chart import Chart, Encode, Spec
from dashboard.charts.pace_basis import Basis
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

COLUMNS = {
    "figure": "What",
    "place_name": "Place",
    "year": "Year",
    "value": "Value",
    "low": "Low",
    "high": "High",
    "note": "To know",
    "release_id": "Release",
}
KEPT = ("place", "place_name", "year", "measure", "level", "sex", "value", "low", "high", "method", "source", "release")
OBSERVED = {
    "administrative": "Administrative data",
    "survey": "Household surveys",
    "model": "Modelled estimate",
}


def make(store: Store, selection: Selection) -> Chart:
    """Observed rates, their path at that pace until 2030 with its band, and the straight way to the target."""
    basis = basis_of(store, selection)
    data = _rows(basis, selection) if basis.start else pd.DataFrame(columns=[*KEPT, "figure", "note"])
    words = pace_words.Words(basis, selection)
    return Chart(
        name="pace",
        kind="line",
        data=data,
        encode=Encode(
            x="year",
            y="value",
            series="series",
            colour="method",
            low="low",
            high="high",
            y_title=wording.MEASURES["rate_pct"],
        ),
        title=words.title,
        subtitle=words.subtitle,
        note=words.note,
        alt_text=words.alt,
        columns=COLUMNS,
        empty=None if basis.start else _why_empty(store, basis, selection),
    )


def basis_of(store: Store, selection: Selection) -> Basis:
    """What the pace of the selection's one place rests on.

    Raises:
        BadSelection: several places, or a release that holds none of the figures.
    """
    places = series.chosen(store, selection.place)
    if len(places) != 1:
        raise BadSelection("A pace is judged for one place at a time. Valid: place=NGA, or a region such as 'world'.")
    method = selection.method or ("model" if str(selection.release).startswith("view-") else "administrative")
    series.check_release(store, method, selection.release)
    if (selection.start or 0) > pace.LAST_YEAR - pace.LEAST_SPAN:
        raise BadSelection(
            f"A pace needs {pace.LEAST_SPAN} years and ends by {pace.LAST_YEAR}: choose an earlier 'from'."
        )
    return pace_basis.of_places(store, places, selection)[0]


def _rows(basis: Basis, selection: Selection) -> pd.DataFrame:
    """Observed, path and way, a row a year; then the figures of the pace, which are not drawn."""
    observed = basis.rows.assign(
        figure="Observed rate" if basis.method in pace_basis.OBSERVED else "Modelled rate",
        series=OBSERVED[basis.method],
        note="",
        is_extrapolated=basis.method == "model" and basis.rows["year"].gt(basis.last_observed),
        is_drawn=True,
    )
    made = [*_path(basis), *_way(basis), *_figures(basis)]
    first = basis.start
    assert first is not None
    ours = pd.DataFrame(made).assign(
        place=basis.place.id,
        place_name=basis.place.name,
        level=selection.level or "primary",
        sex=selection.sex or "total",
        source="here",
        release=first.release_id.removeprefix("here-"),
        companion_release=pace_basis.population_release(selection),
        is_derived=True,
    )
    kept = [
        name
        for name in (*KEPT, "qualifier", "is_derived", "figure", "series", "note", "is_extrapolated", "is_drawn")
        if name in observed
    ]
    data = pd.concat([observed[kept].astype(object), ours.astype(object)], ignore_index=True).infer_objects()
    data = data.astype({"year": int, "is_extrapolated": bool, "is_drawn": bool, "is_derived": bool})
    data = data.astype(dict.fromkeys(("value", "low", "high"), float))
    name, spans = basis.verdict
    return data.assign(release_id=data["source"] + "-" + data["release"], verdict=f"{name}: {spans}" if spans else name)


def _path(basis: Basis) -> list[dict[str, Any]]:
    """The fitted line over the observed years, and on until 2030 with its band."""
    if basis.in_2030.value is None:
        return []
    first, last = basis.points[0][0], basis.points[-1][0]
    found = []
    for year in range(first, pace.LAST_YEAR + 1):
        at = pace.project(basis.points, year, basis.as_of)
        beyond = year > last
        found.append(
            {
                "figure": f"Path at the pace of {first}–{last}",
                "series": f"If the pace of {first}–{last} went on",
                "year": year,
                "measure": "rate_pct",
                "value": at.value,
                "low": at.low if beyond else None,
                "high": at.high if beyond else None,
                "method": "pace",
                "note": at.method,
                "is_extrapolated": beyond,
                "is_drawn": True,
            }
        )
    return found


def _way(basis: Basis) -> list[dict[str, Any]]:
    """In a straight line from the newest figure to the target in 2030; none where it is reached."""
    start = basis.start
    assert start is not None
    if basis.is_reached or basis.required.value is None:
        return []
    return [
        {
            "figure": f"Way to {basis.target_pct}% in {pace.LAST_YEAR}",
            "series": f"Needed to reach {basis.target_pct}%",
            "year": year,
            "measure": "rate_pct",
            "value": start.rate_pct - basis.required.value * (year - start.year),
            "low": None,
            "high": None,
            "method": "required",
            "note": basis.required.method,
            "is_extrapolated": False,
            "is_drawn": True,
        }
        for year in range(start.year, pace.LAST_YEAR + 1)
    ]


def _figures(basis: Basis) -> list[dict[str, Any]]:
    """The figures beside the drawing: pace, what is needed, when the target is reached."""
    start = basis.start
    assert start is not None
    target = basis.target_pct
    needed = pace.required_aarr(start.rate_pct, target, basis.years_left)
    told = {
        ("Pace, points a year", "points_a_year", "pace"): basis.change,
        ("Average annual rate of reduction", "pct_a_year", "pace"): basis.reduction,
        (f"Needed for {target}% by 2030, points a year", "points_a_year", "required"): basis.required,
        (f"Needed for {target}% by 2030, % of the rate a year", "pct_a_year", "required"): needed,
        (f"Needed for {target}% by 2030, children a day", "children_a_day", "required"): basis.a_day,
        (f"Years from {start.year} to {target}% at that pace", "years", "pace"): pace.years_to(
            (start.year, start.rate_pct), target, basis.change
        ),
    }
    return [
        {
            "figure": figure,
            "series": "",
            "year": start.year,
            "measure": measure,
            "value": result.value,
            "low": result.low,
            "high": result.high,
            "method": method,
            "note": f"Not given: {result.reason}" if result.value is None else result.method,
            "is_extrapolated": False,
            "is_drawn": False,
        }
        for (figure, measure, method), result in told.items()
    ]


def _why_empty(store: Store, basis: Basis, selection: Selection) -> str:
    levels = (selection.level or "primary",)
    what = f"rate that was at most {pace.OLDEST} years old when its release came out"
    return series.why_empty(store, [basis.place], what, levels)


SPEC = Spec(
    name="pace",
    about="Where the pace so far would lead by 2030, and what a target would take, in points and children a day",
    uses=("place", "level", "sex", "start", "target", "method", "release"),
    defaults=Selection(place=("NGA",), level="primary", sex="total", start=pace_basis.SINCE),
    make=make,
)
