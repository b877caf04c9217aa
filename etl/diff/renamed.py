"""Regions under another name: without the stamp of their vintage, or with the same figures.

The catalogue folds the names it knows when a release is tidied; here is what is left.
"""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

_STAMP = re.compile(r"[ ,]*[\[(]?\b(?:(?:[A-Z][a-z]+ )?(?:19|20)\d\d|FY ?\d\d(?:\d\d)?)\b[\])]?$")
_CELL = ["indicator", "year"]


def match(old: pd.DataFrame, new: pd.DataFrame, rules: Mapping[str, Any]) -> dict[str, str]:
    """Old name -> new name of the regions that only one release has under its name; a name is taken once."""
    before, after = (set(frame["place"].astype(str).unique()) for frame in (old, new))
    gone = sorted(place for place in before - after if is_region(place))
    came = sorted(place for place in after - before if is_region(place))
    bare = {_bare(place): place for place in came}
    found = {place: bare[_bare(place)] for place in gone if _bare(place) in bare}
    found = {place: name for place, name in found.items() if list(found.values()).count(name) == 1}
    left = [place for place in gone if place not in found]
    free = [place for place in came if place not in found.values()]
    return found | _by_figures(old, new, left, free, rules) if left and free else found


def under_new_names(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """The frame with its regions named as in the new release."""
    if not names:
        return frame
    return frame.assign(place=frame["place"].cat.rename_categories(lambda place: names.get(place, place)))


def is_region(place: str) -> bool:
    """Whether an id is that of a group of countries: countries have three letters."""
    return len(place) != 3


def _bare(place: str) -> str:
    return " ".join(_STAMP.sub("", place).casefold().replace("-", " ").replace("&", "and").split())


def _by_figures(
    old: pd.DataFrame, new: pd.DataFrame, gone: list[str], came: list[str], rules: Mapping[str, Any]
) -> dict[str, str]:
    """Pairs of regions with equal figures, where each is the other's only match."""
    sides = [_figures(old, gone), _figures(new, came)]
    pairs = sides[0].merge(sides[1], on=_CELL, suffixes=("_old", "_new"))
    apart = (pairs["value_old"] - pairs["value_new"]).abs()
    pairs["equal"] = apart <= rules["revision"]["relative"] * pairs[["value_old", "value_new"]].abs().max(axis=1)
    counted = pairs.groupby(["place_old", "place_new"])["equal"].agg(["size", "sum"]).reset_index()
    least, share = rules["renamed"]["cells"], rules["renamed"]["share"]
    alike = counted[(counted["sum"] >= least) & (counted["sum"] >= share * counted["size"])]
    alike = alike[~alike["place_old"].duplicated(keep=False) & ~alike["place_new"].duplicated(keep=False)]
    return dict(zip(alike["place_old"], alike["place_new"], strict=True))


def _figures(frame: pd.DataFrame, places: list[str]) -> pd.DataFrame:
    rows = frame[frame["place"].isin(places) & frame["value"].notna() & frame["value"].ne(0)]
    return rows[[*_CELL, "place", "value"]].astype({"indicator": str, "place": str})
