"""A release with flags, of the UIS data service or of its bulk files -> observations.

Such a release is newer than the catalogue: what cannot be placed is left out and counted. It is no error, and nothing
is guessed. Flags: `NA` is not applicable, `SUPP` withheld and `INCLUDED` counted elsewhere, all three a missing value;
`NIL` is a true zero.
"""

from collections.abc import Collection, Iterable

import numpy as np
import pandas as pd

from etl.catalogue import Catalogue
from etl.tidy.frame import LeftOut, Part, complete, no_text, renamed

NO_VALUE = ("NA", "SUPP", "INCLUDED")
_REGIONS_OF = "2021-09"  # the bulk files' former names of regions
_SHOWN = 3


def observations(
    records: pd.DataFrame, release: str, listed: Collection[str], catalogue: Catalogue
) -> list[Part | LeftOut]:
    """The release as a Part, and what of it is left out; no Part if nothing is left.

    Args:
        records: `year value qualifier magnitude` and `indicatorId geoUnit` or `indicator_id geo_id`.
        release: Its name.
        listed: The ids of countries that some list names; a region's id is its name.
        catalogue: Codes, regions that were renamed, reasons.
    """
    code, place = (
        records[next(name for name in names if name in records)].astype("category")
        for names in (("indicatorId", "indicator_id"), ("geoUnit", "geo_id"))
    )
    codes = {raw: _known_code(raw, catalogue) for raw in code.cat.categories}
    places = {raw: _today(raw, catalogue) for raw in place.cat.categories}
    named = {raw for raw, today in places.items() if ":" in today or today in listed}
    why = {
        "unknown_code": ~code.isin([raw for raw, ours in codes.items() if ours]),
        "unknown_place": ~place.isin(named),
        "older_class": place.isin(_older(places)),
    }
    kept = np.ones(len(records), dtype=bool)
    made: list[Part | LeftOut] = []
    for rule, gone in why.items():
        now = gone.to_numpy() & kept
        made += _left_out(release, rule, place[now] if rule != "unknown_code" else code[now], catalogue)
        kept &= ~now
    if not kept.any():
        return made
    ours = {raw: known for raw, known in codes.items() if known}
    rows = _rows(records[kept], renamed(code[kept].cat.remove_unused_categories(), ours), renamed(place[kept], places))
    return [complete("uis", release, rows, catalogue), *made]


def _rows(records: pd.DataFrame, indicator: pd.Series, place: pd.Series) -> pd.DataFrame:
    rows = pd.DataFrame({"indicator": indicator, "place": place, "year": records["year"]}).reset_index(drop=True)
    for name in ("magnitude", "qualifier"):
        flags = records[name].reset_index(drop=True)
        rows[name] = flags.astype("category") if flags.notna().any() else no_text(len(rows))
    value = records["value"].astype("float64").reset_index(drop=True)
    return rows.assign(value=value.mask(rows["magnitude"].isin(NO_VALUE)))


def _known_code(raw: str, catalogue: Catalogue) -> str | None:
    """Our code; the bulk files have had some with blanks around them, or in mixed case."""
    bare = raw.strip()
    return next((code for code in (bare, bare.upper()) if catalogue.knows(code)), None)


def _today(raw: str, catalogue: Catalogue) -> str:
    bare = raw.strip()
    return catalogue.without_stamp(catalogue.old_ids(_REGIONS_OF).get(bare, bare))


def _older(places: dict[str, str]) -> set[str]:
    """Of ids that are one region today, all but the one with the newest stamp."""
    newest: dict[str, str] = {}
    for raw, today in places.items():
        newest[today] = max(raw, newest.get(today, ""))
    return {raw for raw, today in places.items() if newest[today] != raw}


def _left_out(release: str, rule: str, what: pd.Series, catalogue: Catalogue) -> Iterable[LeftOut]:
    if len(what):
        ids = sorted(what.astype("str").unique())
        told = f"{', '.join(ids[:_SHOWN])}{f' and {len(ids) - _SHOWN:,} more' if len(ids) > _SHOWN else ''}"
        yield LeftOut("uis", release, len(what), f"{catalogue.exclusions[rule]['reason']}: {told}", rule)
