"""What each column of a chart's rows means, in which unit, and of which kind its values are."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard.charts.chart import Chart

PERCENT, POINTS, CHILDREN, COUNTRIES = "%", "percentage points", "children", "countries"
MEANINGS: dict[str, tuple[str, str]] = {
    "place": ("Code of the place: ISO 3166-1 alpha-3 of a country, a name of our own for a region", ""),
    "place_name": ("Name of the place", ""),
    "year": ("Year of the figure", ""),
    "indicator": ("The publisher's code of the figure", ""),
    "measure": ("rate_pct: a rate in per cent; children: a number of children", ""),
    "level": ("Official school age: primary, lower_secondary, upper_secondary or all of them", ""),
    "sex": ("female, male, or total", ""),
    "value": ("The figure, in the unit of its row, as published or computed, not rounded", ""),
    "low": ("Lower end of the interval, in the unit of the row", ""),
    "high": ("Upper end of the interval, in the unit of the row", ""),
    "unit": ("Unit of value, low and high", ""),
    "sample_size": ("Children asked in the survey", CHILDREN),
    "method": ("administrative, survey, model, or announced; pace and required: computed here of such rates", ""),
    "source": ("Who publishes the figure, or here: computed by this project", ""),
    "release": ("Release of that source", ""),
    "magnitude": ("UIS flag of the size: nil, negligible, not applicable, included elsewhere", ""),
    "qualifier": ("UIS flag of the kind: national or UIS estimate, provisional", ""),
    "survey": ("The household survey behind the figure", ""),
    "is_derived": ("True when this project computed the figure", ""),
    "coverage": ("Share of the region's children that the figure rests on, 0 to 1", ""),
    "location": ("rural, urban, or total", ""),
    "wealth": ("Fifth of households by wealth, q1 the poorest, or total", ""),
    "group_kind": ("What the group is a part of: ethnicity, religion, disability, part of the country …", ""),
    "group": ("The group, as the publisher names it", ""),
    "rate_pct": ("Out-of-school rate", PERCENT),
    "children": ("Children out of school", CHILDREN),
    "companion_release": ("Release that the rate or number beside the value is from", ""),
    "published_children": ("Number that UNESCO published", CHILDREN),
    "published_by": ("Where UNESCO published it", ""),
    "difference_children": ("Ours minus the published number", CHILDREN),
    "one_in": ("The rate in words", ""),
    "last_observed": ("Last year with an administrative or survey figure; a model's later years extrapolate", ""),
    "is_extrapolated": ("True for a model's years after the last administrative or survey figure", ""),
    "age": ("Years between the figure and the year asked for", "years"),
    "is_old": ("True when the figure is drawn as old", ""),
    "coverage_pct": ("Share of the region's children that the figure rests on", PERCENT),
    "place_range": ("Place in the order, from and to where intervals overlap", ""),
    "members": ("Countries of the region in the mean", COUNTRIES),
    "first_year": ("Year of the oldest survey in the mean", ""),
    "last_year": ("Year of the latest survey in the mean", ""),
    "female_pct": ("Out-of-school rate of girls", PERCENT),
    "male_pct": ("Out-of-school rate of boys", PERCENT),
    "female_children": ("Girls out of school", CHILDREN),
    "male_children": ("Boys out of school", CHILDREN),
    "gap_pp": ("First group's rate minus the second's; of two methods, the observed minus the model's", POINTS),
    "gap_low_pp": ("Lower end of the gap's interval", POINTS),
    "gap_high_pp": ("Upper end of the gap's interval", POINTS),
    "gap_children": ("First group's number minus the second's", CHILDREN),
    "group_pct": ("Out-of-school rate of the first group", PERCENT),
    "group_low": ("Lower end of its interval", PERCENT),
    "group_high": ("Upper end of its interval", PERCENT),
    "group_n": ("Children asked in the first group", CHILDREN),
    "against_pct": ("Out-of-school rate of the second group", PERCENT),
    "against_low": ("Lower end of its interval", PERCENT),
    "against_high": ("Upper end of its interval", PERCENT),
    "against_n": ("Children asked in the second group", CHILDREN),
    "total_n": ("Children asked in that survey, everybody", CHILDREN),
    "total_pct": ("Out-of-school rate of everybody in that survey", PERCENT),
    "share_pct": ("Share of all the world's children out of school", PERCENT),
    "verdict": ("How sure the difference is; of a pace, its class, or the classes its interval spans", ""),
    "state": ("plain; pale: few children asked; hidden: too few to show a figure", ""),
    "suppressed": ("Why the figure is kept back, as a code", ""),
    "reason": ("The same, in words", ""),
    "survey_name": ("Name and year of the survey", ""),
    "dimension": ("What splits the children: sex, location, wealth …", ""),
    "dimension_name": ("The same, in words", ""),
    "key": ("Code of the group or list", ""),
    "group_name": ("The group, in words", ""),
    "design_effect": ("Assumed widening of the interval, for surveys do not ask children one by one", ""),
    "countries": ("Countries on the list in that year", COUNTRIES),
    "without_figure": ("Countries on the list without a modelled figure", ""),
    "kind": ("Kind of figure: administrative, survey, what splits a survey; last_observed: the first two", ""),
    "figure_name": ("The same, in words", ""),
    "countries_without": ("Countries that have no such figure that is recent", COUNTRIES),
    "last_administrative": ("Year of the newest administrative figure", ""),
    "last_survey": ("Year of the newest household survey", ""),
    "in_conflict_since": ("First year of the present run of years in conflict, by UCDP", ""),
    "model_told": ("What the model's estimate of the country rests on", ""),
    "why_listed": ("Why the country is listed", ""),
    "state_told": ("Whether the figure is recent, old, replaced by a newer one, or not there", ""),
    "level_told": ("The level, in words", ""),
    "listed_as": ("Which list of countries in conflict", ""),
    "release_name": ("The release or announcement, in words", ""),
    "release_date": ("Its date", ""),
    "date_kind": ("Whether the date is stated, inferred, of a copy, or of a computation", ""),
    "origin": ("Where the figure stands", ""),
    "publication": ("The press release or report", ""),
    "is_highlighted": ("True for the place that the chart is about", ""),
    "old": ("Figure of the former release, in the unit of the row", ""),
    "new": ("Figure of the newer release, in the unit of the row", ""),
    "change": ("Newer minus former figure, in the unit of the row", ""),
    "told_by": ("model, administrative, or whose working of a survey: uis, wide", ""),
    "school_age_population": ("Children of the official ages, as the model's release counts them", CHILDREN),
    "model_pct": ("Out-of-school rate of the model", PERCENT),
    "model_low_pct": ("Lower end of the model's 90% interval", PERCENT),
    "model_high_pct": ("Upper end of the model's 90% interval", PERCENT),
    "model_children": ("Children out of school by the model's rate, computed here", CHILDREN),
    "model_release": ("Release of the model", ""),
    "is_inside_band": ("True when the observed rate lies in the model's 90% interval", ""),
    "series": ("The line that the value belongs to", ""),
    "step": ("Total at one end of a change, or what a part of the change is due to", ""),
    "direction": ("total, or whether the part is more or fewer children out of school", ""),
    "begins": ("Where the part begins, counted from the first total", CHILDREN),
    "ends": ("Where the part ends and the next begins", CHILDREN),
    "figure": ("What the value is: an observed rate, a path, a way to a target, a pace", ""),
    "spend_ppp": ("Government spending per pupil of the level", "constant PPP dollars a year"),
    "spend_year": ("Year of that spending", ""),
    "administrative_pct": ("Administrative out-of-school rate", PERCENT),
    "administrative_children": ("Children out of school by administrative data", CHILDREN),
    "administrative_year": ("Year of the administrative figures", ""),
    "is_number_ours": ("True when that number is its rate times UN population, for lack of a published one", ""),
    "model_low_children": ("Lower end of the model's interval", CHILDREN),
    "model_high_children": ("Upper end of the model's interval", CHILDREN),
    "model_year": ("Year of the modelled figures", ""),
    "conflict_release": ("Release of the list of conflicts that the country is on", ""),
    "conflict_list": ("That list", ""),
    "cost_low_ppp": ("Money of one year, low case", "constant PPP dollars"),
    "cost_middle_ppp": ("Money of one year, middle case", "constant PPP dollars"),
    "cost_high_ppp": ("Money of one year, high case", "constant PPP dollars"),
    "first_year_low_ppp": ("Money of the first year of the phase-in, low case", "constant PPP dollars"),
    "first_year_high_ppp": ("Money of the first year of the phase-in, high case", "constant PPP dollars"),
    "all_years_low_ppp": ("Money of all years of the phase-in together, low case", "constant PPP dollars"),
    "all_years_high_ppp": ("Money of all years of the phase-in together, high case", "constant PPP dollars"),
    "refused_as": ("Why no cost is given, as a code", ""),
    "refused_because": ("The same, in words", ""),
    "note": ("What to know of the figure", ""),
    "attribution": ("How its publisher asks to be named", ""),
    "licence": ("Licence of the figure", ""),
}
YEARS = (
    *("year", "reference_year", "first_year", "last_year", "last_observed"),
    *("last_administrative", "last_survey", "in_conflict_since"),
    *("spend_year", "administrative_year", "model_year"),
)
FIGURES = ("value", "low", "high")
"""Whose unit stands in their row."""
KINDS = {"boolean": "boolean", "integer": "integer", "floating": "number", "mixed-integer-float": "number"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the rows: ``kind`` is year, integer, number, boolean or string."""

    name: str
    heading: str
    meaning: str
    unit: str
    kind: str


def of(chart: Chart, rows: pd.DataFrame) -> list[Column]:
    """The columns of ``sheet.table(chart)``, in its order; a chart's own headings go before ours."""
    return [_column(chart, name, rows[name]) for name in map(str, rows)]


def _column(chart: Chart, name: str, values: pd.Series) -> Column:
    meaning, unit = MEANINGS.get(name, ("", ""))
    heading = chart.columns.get(name, name.replace("_", " ").capitalize())
    kind = "year" if name in YEARS else KINDS.get(pd.api.types.infer_dtype(values, skipna=True), "string")
    is_empty_number = kind == "string" and (unit or name in FIGURES)
    return Column(name, heading, meaning, unit, "number" if is_empty_number else kind)
