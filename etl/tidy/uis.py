"""UIS files and copies -> observations. One function per shape of file, which its columns tell."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from etl.catalogue import Catalogue
from etl.tidy import flagged
from etl.tidy.frame import UNKNOWN, LeftOut, Part, among, complete, constant, renamed

_SUMMARY_COLUMNS = {"ofst_1_total": "OFST.1.CP", "ofst_1_female": "OFST.1.F.CP", "ofst_1_male": "OFST.1.M.CP"}

Made = Sequence[Part | LeftOut]


def observations(records: pd.DataFrame, release: str, listed: Collection[str], catalogue: Catalogue) -> Made:
    """A release of any shape. Codes and places that cannot be placed are an error in a shape without flags.

    Args:
        records: The rows under the publisher's column names.
        release: Its name.
        listed: The ids of countries that some list names.
        catalogue: What codes mean.

    Raises:
        CatalogueError: A code of a release without flags cannot be placed.
    """
    if has_flags(records):
        return flagged.observations(records, release, listed, catalogue)
    make = next(make for column, make in _BY_COLUMN.items() if column in records)
    return make(records, release, catalogue)


def has_flags(records: pd.DataFrame) -> bool:
    """Whether the release says what a 0 means: the data service does, and the publisher's own bulk files."""
    return "magnitude" in records


def bulk(records: pd.DataFrame, release: str, catalogue: Catalogue) -> Made:
    """`indicator_id geo_id year value`, flags lost in the copy (2024-09, 2019-02)."""
    rows = _rows(records, "indicator_id", "geo_id", release, catalogue)
    return [_without_flags(rows, release, catalogue)]


def lower_case(records: pd.DataFrame, release: str, catalogue: Catalogue) -> Made:
    """`series location year value` with codes as ofst_1_cp and countries as afg (2016-07)."""
    rows = _rows(records, "series", "location", release, catalogue)
    rows["indicator"] = _upper(rows["indicator"], dots=True)
    rows["place"] = _upper(rows["place"], only_length=3)
    return [_without_flags(rows, release, catalogue)]


def spreadsheet(records: pd.DataFrame, release: str, catalogue: Catalogue) -> Made:
    """One row per country and year, numbers side by side, more than half of them empty (2015-10)."""
    keys = pd.DataFrame({"place": records["iso3"].astype("str"), "year": records["year"]})
    wide = keys.assign(**{c: pd.to_numeric(records[c]) for c in _SUMMARY_COLUMNS})
    long = wide.melt(["place", "year"], var_name="indicator", value_name="value")
    long["indicator"] = renamed(long["indicator"], _SUMMARY_COLUMNS)
    filled = long[long["value"].notna()].reset_index(drop=True)
    return [
        _without_flags(filled, release, catalogue),
        LeftOut("uis", release, len(long) - len(filled), catalogue.exclusions["empty"]["reason"], "empty"),
        *(
            LeftOut("uis", release, len(records), f"{name}: {why}", "columns")
            for name, why in catalogue.exclusions["columns"].items()
        ),
    ]


def copies(records: pd.DataFrame, release: str, catalogue: Catalogue) -> Made:
    """Several dated copies in one file, each a release `copy-<date>` of its own."""
    rows = _rows(records, "indicator_id", "geo_id", release, catalogue)
    dated = rows.groupby(records["vintage_commit_date"].astype("category"), observed=True)
    return [_without_flags(part.reset_index(drop=True), f"copy-{date}", catalogue) for date, part in dated]


_BY_COLUMN: dict[str, Callable[[pd.DataFrame, str, Catalogue], Made]] = {
    "vintage_commit_date": copies,
    "ofst_1_total": spreadsheet,
    "series": lower_case,
    "indicator_id": bulk,
}
"""A column that only this shape has, first to last."""


def survey_names(records: pd.DataFrame) -> dict[tuple[str, int], str]:
    """The survey behind the household rates of a country and year; several that nothing tells apart, with "or".

    Args:
        records: `iso_code3 year_uis source_uis source_uis_original …`, one row per survey.
    """
    own, general = (records[name].astype("object") for name in ("source_uis_original", "source_uis"))
    found: dict[tuple[str, int], dict[str, None]] = {}
    for place, year, name in zip(records["iso_code3"], records["year_uis"], own.fillna(general), strict=True):
        if isinstance(name, str):
            found.setdefault((place, int(year)), {})[name] = None
    return {key: " or ".join(several) for key, several in found.items()}


def with_surveys(part: Part, names: Mapping[tuple[str, int], str]) -> Part:
    """The part with the name of the survey where its rates are from one and the list has it."""
    frame = part.frame
    asked = np.flatnonzero(among(frame["method"], ["survey"]))
    place, year = frame["place"].array.take(asked), frame["year"].to_numpy()[asked]
    _, first, which = np.unique((place.codes.astype("int64") << 16) + year, return_index=True, return_inverse=True)
    few = zip(place.take(first), year[first].tolist(), strict=True)
    texts = pd.Categorical([names.get(country_year) for country_year in few])
    found = np.full(len(frame), -1)
    found[asked] = texts.codes.take(which)
    return replace(part, frame=frame.assign(survey=pd.Categorical.from_codes(found, texts.categories)))


def _rows(records: pd.DataFrame, code: str, place: str, release: str, catalogue: Catalogue) -> pd.DataFrame:
    old = catalogue.old_ids(release)
    ids = records[place].astype("category")
    names = {raw: old.get(raw, catalogue.without_stamp(raw)) for raw in ids.cat.categories}
    return pd.DataFrame(
        {
            "indicator": records[code].astype("category"),
            "place": renamed(ids, names),
            "year": records["year"],
            "value": records["value"].astype("float64"),
        }
    )


def _without_flags(rows: pd.DataFrame, release: str, catalogue: Catalogue) -> Part:
    lost = constant(UNKNOWN, len(rows))
    return complete("uis", release, rows.assign(magnitude=lost, qualifier=lost), catalogue)


def _upper(column: pd.Series, only_length: int = 0, dots: bool = False) -> pd.Series:
    names = {}
    for old in column.cat.categories:
        new = old.upper() if not only_length or len(old) == only_length else old
        names[old] = new.replace("_", ".") if dots else new
    return renamed(column, names)
