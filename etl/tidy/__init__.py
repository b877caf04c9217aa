"""Records as published -> observations, places, region members, headlines. Pure pandas; nothing is dropped silently.

tidy(sources, catalogue, made) -> Tidied
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from etl.catalogue import Catalogue
from etl.read import Sources
from etl.tidy import ages, conflict, displaced, uis, view, wide, worldbank
from etl.tidy import headlines as announced
from etl.tidy import places as geography
from etl.tidy.frame import LeftOut, Part
from etl.tidy.names import Spelt
from etl.tidy.zeros import without_false_zeros

__all__ = ["LeftOut", "Part", "Tidied", "tidy"]

Lists = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]
"""Countries, regional ids, national ids, and what releases name beside them."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """What the sources say, in the shape of the tables.

    Attributes:
        parts: One per source and release.
        left_out: Rows that did not become observations, with the reason.
        members: `region place release`.
        headlines: What was announced.
        attributes: What else is known of a country and year: `conflict`, `displaced`, `school_ages`.
        lists: The lists of places, as read.
    """

    parts: tuple[Part, ...]
    left_out: tuple[LeftOut, ...]
    members: pd.DataFrame
    headlines: pd.DataFrame
    attributes: Mapping[str, pd.DataFrame]
    lists: Lists


def tidy(sources: Sources, catalogue: Catalogue, made: Callable[[Part], None] = lambda part: None) -> Tidied:
    """Every source in its own small function; `made` is called with each part at once.

    Raises:
        CatalogueError: Something cannot be placed.
    """
    lists = _place_lists(sources)
    spelt = Spelt(catalogue, lists[0])
    parts, left_out = [], []
    for item in _observed(sources, lists, spelt, catalogue):
        if isinstance(item, LeftOut):
            left_out.append(item)
            continue
        parts.append(item)
        made(item)
    attributes, unplaced = _attributes(sources, spelt, catalogue)
    return Tidied(
        parts=tuple(parts),
        left_out=(*left_out, *unplaced),
        members=geography.members(sources.frame("places", "members-2021-09"), catalogue),
        headlines=announced.headlines(sources.frame("headlines", sources.newest("headlines")), catalogue),
        attributes=attributes,
        lists=lists,
    )


def places(tidied: Tidied, used: set[str], catalogue: Catalogue) -> pd.DataFrame:
    """The table of places; `used` are the ids that stand in observations."""
    return geography.places(*tidied.lists, tidied.members, used, catalogue)


def _observed(sources: Sources, lists: Lists, spelt: Spelt, catalogue: Catalogue) -> Iterable[Part | LeftOut]:
    yield from _uis(sources, lists, catalogue)
    yield from _view(sources, catalogue)
    yield from _wide(sources, spelt, catalogue)
    yield from _worldbank(sources, catalogue)


def _uis(sources: Sources, lists: Lists, catalogue: Catalogue) -> Iterable[Part | LeftOut]:
    listed = geography.listed(*lists, catalogue)
    for release in sources.releases("uis"):
        records = sources.frame("uis", release)
        for made in uis.observations(records, release, listed, catalogue):
            yield from _with_surveys(made, uis.has_flags(records), sources, catalogue)


def _with_surveys(
    made: Part | LeftOut, has_flags: bool, sources: Sources, catalogue: Catalogue
) -> Iterable[Part | LeftOut]:
    """Rates of surveys with the survey's name; where flags were lost, without the zeros that are no figures."""
    if not isinstance(made, Part):
        yield made
        return
    asked = has_flags and bool(made.frame["method"].eq("survey").any())
    lists = [name for name in catalogue.read_too(made.name, asked) if sources.has("uis", name)]
    if not lists:
        yield made
        return
    named = uis.with_surveys(made, uis.survey_names(pd.concat([sources.frame("uis", name) for name in lists])))
    yield from [named] if has_flags else without_false_zeros(named, catalogue)


def _place_lists(sources: Sources) -> Lists:
    names = ("countries-2026-05", "regions-2026-05", "national-2026-05")
    countries, regions, national = (sources.frame("places", name) for name in names)
    return countries, regions, national, _named(sources)


def _named(sources: Sources) -> pd.DataFrame:
    """`id name type` of every place that a release of UIS names beside its figures, the newest list first."""
    lists = [f"{release}-geounits" for release in reversed(sources.releases("uis"))]
    frames = [sources.frame("uis", name)[["id", "name", "type"]] for name in lists if sources.has("uis", name)]
    nothing = pd.DataFrame(columns=["id", "name", "type"])
    return pd.concat([*frames, nothing], ignore_index=True).astype("str").drop_duplicates("id", ignore_index=True)


def _view(sources: Sources, catalogue: Catalogue) -> Iterable[Part]:
    for release in sources.releases("view"):
        yield view.rates(sources.frame("view", release), release, catalogue)


def _wide(sources: Sources, spelt: Spelt, catalogue: Catalogue) -> Iterable[Part | LeftOut]:
    for release in sources.releases("wide"):
        names = [release, *catalogue.read_too(f"wide/{release}")]
        files = {name.removeprefix(release).removeprefix("-"): sources.frame("wide", name) for name in names}
        yield from wide.rates(files, spelt, release, catalogue)


def _worldbank(sources: Sources, catalogue: Catalogue) -> Iterable[Part]:
    for release in sources.releases("worldbank"):
        records = sources.frame("worldbank", release)
        if "geo_name" in records:
            names = sources.frame("worldbank", "2017-places")
            yield worldbank.wdi(records, names, release, catalogue)
        else:
            yield worldbank.edstats(records, release, catalogue)


def _attributes(sources: Sources, spelt: Spelt, catalogue: Catalogue) -> tuple[dict[str, pd.DataFrame], list[LeftOut]]:
    lists, wars, people = (sources.newest(name) for name in ("fcs", "ucdp", "unhcr"))
    fragile = conflict.fcs(sources.frame("fcs", lists), spelt, lists, catalogue)
    states = sources.frame("ucdp", f"{wars}-states")
    fought, abroad = conflict.ucdp(sources.frame("ucdp", wars), states, spelt, wars, catalogue)
    of_school_age = sources.frame("unhcr", f"{people}-school-age")
    sheltered, uncounted = displaced.displaced(sources.frame("unhcr", people), of_school_age, people, catalogue)
    listed = catalogue.derivations["rules"]["school_ages"]
    why = catalogue.exclusions["no_years"]["reason"]
    official, without = ages.school_ages(sources.frame("population", listed), listed, why)
    tables = {
        "conflict": pd.concat([fragile, fought], ignore_index=True),
        "displaced": sheltered,
        "school_ages": official,
    }
    return tables, [*abroad, *uncounted, without]
