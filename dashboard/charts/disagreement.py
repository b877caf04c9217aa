"""The chart ``sources`` for many countries: where the model and what was observed are furthest apart."""

from __future__ import annotations

import pandas as pd

from dashboard import wording
from dashboard.charts import series
from dashboard.charts.chart import Chart, Encode
from dashboard.charts.methods import figures
from dashboard.places import Place
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

AGREE_PP, WIDE_PP = 1.0, 5.0
"""Points under which two methods agree, and from which a gap is counted as wide: conventions, both told."""
MOST = 10
"""Countries drawn, the largest gaps first; all stand in the table."""
OBSERVED = {"administrative": "administrative data", "survey": "household surveys"}
COLUMNS = {
    "place_name": "Country",
    "year": "Year",
    "model_pct": "Model, %",
    "value": "Observed, %",
    "gap_pp": "Gap, points (observed − model)",
    "gap_children": "Gap, children (computed here)",
    "release_id": "Release observed",
    "model_release": "Release of the model",
}


def chart_of(store: Store, selection: Selection) -> Chart:
    """Each country's model and observed rate (or number), in the latest year that both have."""
    places, where = _places(store, selection)
    level, method = selection.level or "primary", selection.method or "administrative"
    in_children = selection.measure == "children"
    both = _compared(figures(store, places, level, selection.sex or "total"), method, selection.year or 9999)
    data = _told(both, selection, in_children=in_children)
    unit = "children" if in_children else "pct"
    band: dict[str, object] = {} if in_children else {"low_interval": ("model_low_pct", "model_high_pct")}
    return Chart(
        name="sources",
        kind="range",
        data=data,
        encode=Encode(
            x="gap_children" if in_children else "gap_pp",
            y="row_name",
            low=f"model_{unit}",
            high="value",
            label="label",
            x_title=wording.MEASURES["children" if in_children else "rate_pct"],
        ),
        title=_title(data, method, in_children=in_children),
        subtitle=f"{'Number of children out of school' if in_children else 'Out-of-school rate, %'}, "
        f"{wording.age_of(level)} (each country's official ages), {wording.SEXES[selection.sex or 'total']}, {where}: "
        f"model and {OBSERVED[method]}, latest year up to {selection.year} that both have",
        note=_note(data, selection, in_children=in_children) if len(data) else "",
        alt_text=_alt(data),
        columns=_columns(in_children=in_children),
        empty=None if len(data) else _why_empty(store, places, level, method),
        options={
            "low_name": "Model",
            "high_name": wording.sentence(OBSERVED[method]),
            "low_colour": "model",
            "high_colour": method,
            "colour_by": "method",
            **band,
        },
    )


def _places(store: Store, selection: Selection) -> tuple[list[Place], str]:
    """The countries, and how the subtitle calls them.

    Raises:
        BadSelection: a region among several places.
    """
    named = series.chosen(store, selection.place or (selection.within or "world",))
    if len(named) > 1:
        if region := next((place for place in named if place.kind != "country"), None):
            raise BadSelection(f"{region.name} is a region: name it alone, or with within={region.key}.")
        return named, "chosen countries"
    region = named[0]
    world = region.kind == "world"
    return (
        series.chosen(store, store.places.members(region.id)),
        f"countries of {'the world' if world else wording.with_article(region.name)}",
    )


def _compared(data: pd.DataFrame, method: str, until: int) -> pd.DataFrame:
    """A row a country: what was observed in the latest year that the model shares, and the model beside it.

    Of surveys those of UIS: one publisher in a comparison of countries.
    """
    told_by = "uis" if method == "survey" else method
    known = data[data["state"].eq("plain") & data["year"].le(until)]
    model = known[known["told_by"].eq("model")]
    beside = model[["place", "year", "value", "low", "high", "children", "release_id"]].rename(
        columns={
            "value": "model_pct",
            "low": "model_low_pct",
            "high": "model_high_pct",
            "children": "model_children",
            "release_id": "model_release",
        }
    )
    observed = known[known["told_by"].eq(told_by)].drop(columns=["low", "high", "rate_pct"], errors="ignore")
    both = observed.merge(beside, on=["place", "year"], validate="many_to_one").sort_values("year", kind="stable")
    latest = both.drop_duplicates("place", keep="last")
    inside = latest["value"].between(latest["model_low_pct"], latest["model_high_pct"])
    return latest.assign(
        is_inside_band=inside.where(latest["model_low_pct"].notna(), None),
        gap_pp=latest["value"] - latest["model_pct"],
        gap_children=latest["children"] - latest["model_children"],
    )


def _told(both: pd.DataFrame, selection: Selection, *, in_children: bool) -> pd.DataFrame:
    """The largest gap first, those of an old year after the others; names, labels, and what is drawn."""
    by = "gap_children" if in_children else "gap_pp"
    data = both[both[by].notna()]
    age = int(selection.year or 0) - data["year"]
    data = data.assign(age=age, is_old=age.gt(selection.max_age or 5), size=data[by].abs())
    data = data.sort_values(["is_old", "size"], ascending=[True, False], ignore_index=True, kind="stable")
    data = data.assign(
        row_name=data["place_name"].astype(str) + ", " + data["year"].astype(str),
        is_drawn=data.index < MOST,
        state=data["is_old"].map({True: "pale", False: "plain"}),
        measure="children" if in_children else "rate_pct",
    ).drop(columns=["size", "survey"])
    if in_children:
        data = data.rename(columns={"value": "rate_pct", "children": "value"}).assign(is_derived=True)
    return data.assign(label=[_label(row, in_children=in_children) for row in data.to_dict("records")])


def _columns(*, in_children: bool) -> dict[str, str]:
    if not in_children:
        return COLUMNS
    told = {"model_children": "Children, model (computed here)", "value": "Children, observed (computed here)"}
    return {name: heading for name, heading in {**COLUMNS, **told}.items() if name != "model_pct"}


def _label(row: dict, *, in_children: bool) -> str:
    sizes = [wording.points(row["gap_pp"])]
    if wording.is_known(row["gap_children"]):
        sizes.append(wording.children(abs(row["gap_children"])))
    return "; ".join(reversed(sizes) if in_children else sizes)


def _title(data: pd.DataFrame, method: str, *, in_children: bool) -> str:
    pair = f"{wording.sentence(OBSERVED[method])} and the model"
    if data.empty:
        return f"{pair} share no year here"
    counted = _counted(data)
    top, countries = counted.iloc[0], len(counted)
    where = wording.place_in(str(top["place_name"]))
    if counted["gap_pp"].abs().max() < AGREE_PP:
        return f"{pair} agree within 1 point {where if countries == 1 else f'in all {countries} countries'}"
    if in_children:
        size = f"{wording.children(abs(top['gap_children']))} children or {wording.points(top['gap_pp'])}"
        return f"{pair} are {'' if countries == 1 else 'furthest '}apart {where}, by {size} in {top['year']}"
    size = f"{wording.points(top['gap_pp'])} in {top['year']}"
    if countries == 1:
        return f"{pair} are {size.replace(' in ', f' apart {where} in ')}"
    wide = int(counted["gap_pp"].abs().ge(WIDE_PP).sum())
    return f"{pair} are furthest apart {where}: {size}; 5 points or more in {wide or 'none'} of {countries} countries"


def _counted(data: pd.DataFrame) -> pd.DataFrame:
    """The countries that sentences count: those of a recent year, or all where none is recent."""
    fresh = data[~data["is_old"]]
    return fresh if len(fresh) else data


def _note(data: pd.DataFrame, selection: Selection, *, in_children: bool) -> str:
    old, drawn = data["is_old"], data["is_drawn"]
    parts = ["A gap says that two sources conflict, not which is wrong; the model is itself made of such sources."]
    judged = _counted(data)["is_inside_band"].dropna().astype(bool)
    if not in_children and len(judged):
        parts.append(
            f"Thin line: the model's 90% uncertainty interval; what was observed lies outside it in "
            f"{int((~judged).sum())} of {len(judged)}."
        )
    if not drawn.all():
        parts.append(f"Drawn are the {MOST} largest gaps; all {len(data)} countries are in the table.")
    if old.any():
        hollow = "hollow" if (old & drawn).any() else "in the table only"
        parts.append(f"Latest common year more than {selection.max_age} years back: {int(old.sum())}, {hollow}.")
    if selection.method == "survey":
        parts.append("Surveys as UIS counts them, which may count children in pre-primary as out of school.")
    parts.append(
        "Children: both rates × school-age population of the model's release, computed here and not UNESCO's figures."
    )
    return " ".join(parts)


def _alt(data: pd.DataFrame) -> str:
    if data.empty:
        return "Empty chart."
    told = "; ".join(f"{row.row_name}: {row.label}" for row in data[data["is_drawn"]].itertuples())
    return f"Distance between the model and what was observed. {told}."


def _why_empty(store: Store, places: list[Place], level: str, method: str) -> str:
    what = f"year with both a modelled and {'a survey' if method == 'survey' else 'an administrative'} rate"
    return series.why_empty(store, places[:3], what, (level,))
