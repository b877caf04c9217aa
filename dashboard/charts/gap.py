"""gap: girls and boys, in percentage points and in children; from surveys, any two groups."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import wording
from dashboard.charts import series, survey_gap
from dashboard.charts.chart import Chart, Encode, Spec
from dashboard.places import Place
from dashboard.selection import BadSelection, Selection
from dashboard.store import Store

LEVELS = ("primary", "lower_secondary", "upper_secondary")
TIE_PP = 2.0
"""Gaps of rates without a sampling error under this are called level; a convention, and the note says so."""
MOST = 16
"""Rows drawn when many places are set side by side: the widest gaps; the rest stand in the table."""
COLUMNS = {
    "row_name": "Place or age group",
    "female_pct": "Girls, %",
    "male_pct": "Boys, %",
    "gap_pp": "Gap, points (girls − boys)",
    "female_children": "Girls out of school",
    "male_children": "Boys out of school",
    "gap_children": "Gap, children (girls − boys)",
    "year": "Year",
    "release_id": "Release",
}


def make(store: Store, selection: Selection) -> Chart:
    """Each row the girls' and the boys' rate; one place is split by level, several are set side by side."""
    if survey_gap.is_asked(selection):
        return survey_gap.chart_of(store, selection)
    if selection.sex:
        raise BadSelection("This gap is between girls and boys: 'sex' chooses among neither. Leave it out.")
    places = _places(store, selection)
    method = selection.method or "model"
    series.check_release(store, method, selection.release)
    data = _rows(store, places, selection)
    level = "each school age" if len(places) == 1 else wording.age_of(selection.level or "primary")
    return Chart(
        name="gap",
        kind="range",
        data=data,
        encode=Encode(
            x="gap_pp",
            y="row_name",
            low="male_pct",
            high="female_pct",
            label="label",
            x_title="out-of-school rate, %",
        ),
        title=_title(data, places),
        subtitle=f"Out-of-school rate of girls and of boys, {level} (each country's official ages), %, "
        f"{wording.METHODS[method]}, {selection.year}",
        note=_note(data),
        alt_text="Girls and boys. " + "; ".join(f"{r.row_name}: {r.label}" for r in data.head(12).itertuples()) + ".",
        columns=COLUMNS,
        empty=None if len(data) else series.why_empty(store, places[:3], "rates by sex", LEVELS),
        options={"low_name": "Boys", "high_name": "Girls", "low_colour": "male", "high_colour": "female"},
    )


def _places(store: Store, selection: Selection) -> list[Place]:
    if selection.within:
        region = series.chosen(store, (selection.within,))[0]
        return series.chosen(store, store.places.members(region.id))
    if selection.set:
        return store.places.regions(selection.set)
    return series.chosen(store, selection.place)


def _rows(store: Store, places: list[Place], selection: Selection) -> pd.DataFrame:
    levels = LEVELS if len(places) == 1 else (selection.level or "primary",)
    keys = ["place", "place_name", "level", "year", "source", "release"]
    found = series.columns(
        store,
        places,
        method=selection.method or "model",
        levels=levels,
        sexes=("female", "male"),
        release=selection.release,
        year=selection.year,
    )
    sides: dict[tuple[Any, ...], dict[str, tuple[float, float]]] = {}
    for sex, rate, children, *key in zip(*(found[name] for name in ("sex", "value", "children", *keys)), strict=True):
        sides.setdefault(tuple(key), {})[sex] = (rate, children)
    # A rate of one sex alone makes no gap.
    wide = [_both(dict(zip(keys, key, strict=True)), **own) for key, own in sorted(sides.items()) if len(own) == 2]
    if not wide:
        return pd.DataFrame(columns=list(dict.fromkeys([*COLUMNS, *keys, "label"])))
    data = pd.DataFrame(wide).assign(companion_release=found["companion_release"][0])
    return _told(data, one_place=len(places) == 1)


def _both(key: dict[str, object], female: tuple[float, float], male: tuple[float, float]) -> dict[str, object]:
    """Rates and children of the two; surveys give no numbers of children."""
    rates = {"female_pct": female[0], "male_pct": male[0]}
    return {**key, **rates, "female_children": female[1], "male_children": male[1]}


def _told(data: pd.DataFrame, *, one_place: bool) -> pd.DataFrame:
    data = data.assign(
        gap_pp=data["female_pct"] - data["male_pct"],
        gap_children=data["female_children"] - data["male_children"],
        row_name=data["level"].map(lambda v: wording.sentence(wording.LEVELS[v])) if one_place else data["place_name"],
        release_id=data["source"] + "-" + data["release"],
    )
    data["label"] = [_label(row.gap_pp, row.gap_children) for row in data.itertuples()]
    if not one_place:
        data = data.assign(is_drawn=data["gap_pp"].abs().rank(ascending=False, method="first") <= MOST)
        return data.sort_values("gap_pp", ascending=False, ignore_index=True)
    order = {level: number for number, level in enumerate(LEVELS)}
    return data.sort_values("level", key=lambda levels: levels.map(order), ignore_index=True)


def _label(gap_pp: float, gap_children: float) -> str:
    if not wording.is_known(gap_pp):
        return "no figure"
    more = "girls" if gap_pp > 0 else "boys"
    told = f"{more} +{wording.points(gap_pp)}" if round(gap_pp, 1) else "no gap"
    return f"{told}; {_more(gap_children)}" if wording.is_known(gap_children) and gap_children else told


def _more(gap_children: float) -> str:
    return f"{wording.children(abs(gap_children))} more {'girls' if gap_children > 0 else 'boys'}"


def _title(data: pd.DataFrame, places: list[Place]) -> str:
    if data.empty:
        return "No rates by sex for this choice"
    top = data.loc[data["gap_pp"].abs().idxmax()]
    if abs(top["gap_pp"]) < TIE_PP:
        return "Girls and boys are within 2 points of each other everywhere shown"
    more, less = ("Girls", "boys") if top["gap_pp"] > 0 else ("Boys", "girls")
    place = places[0]
    where = wording.place_in(str(top["place_name"]), place.kind if len(places) == 1 else "country")
    age = wording.age_of(str(top["level"]))
    count = f": {_more(top['gap_children'])}" if wording.is_known(top["gap_children"]) else ""
    return f"{more} of {age} are out of school {wording.points(top['gap_pp'])} more often than {less} {where}{count}"


def _note(data: pd.DataFrame) -> str:
    if data.empty:
        return ""
    computed = data["companion_release"].str.startswith("here-").fillna(value=False).any()
    ours = " Numbers are computed here: modelled rate × population." if computed else ""
    rest = f" Drawn are the {MOST} widest gaps; all {len(data)} are in the table." if len(data) > MOST else ""
    return f"Gaps under 2 points are treated as level, a convention: these rates carry no sampling error.{ours}{rest}"


SPEC = Spec(
    name="gap",
    about="Girls and boys, or any two groups of a survey: the gap in points, in children, and how sure it is",
    uses=(
        *("place", "within", "set", "level", "sex", "dimension", "group", "against"),
        *("year", "max_age", "method", "release"),
    ),
    defaults=Selection(place=("world",), level="primary", year=2023, max_age=10, method="model"),
    make=make,
)
