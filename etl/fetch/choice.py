"""Which version of the service to fetch, which of its indicators, and whether its list of them can be whole."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from etl import catalogue
from etl.errors import LiveError, SourceError
from etl.sources.uis_answers import near_codes
from etl.sources.uis_api import Definition, UisApi, Version

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which indicators to fetch, of those that the catalogue here can place.

    Attributes:
        patterns: Codes or globs, `OFST.*`; upper and lower case count the same. None means all.
        theme: Of UIS, `EDUCATION`; None means all.
    """

    patterns: tuple[str, ...] = ()
    theme: str | None = None


ALL = Wanted()


def pick_version(api: UisApi, release: str | None) -> Version:
    """The version to fetch.

    Args:
        api: The service.
        release: Its id or the beginning of it; the service's default if not given.

    Raises:
        LiveError: There is no such version, or several.
    """
    if release is None:
        return api.default_version()
    versions = api.versions()
    found = [one for one in versions if one.id == release] or [one for one in versions if one.id.startswith(release)]
    if len(found) == 1:
        return found[0]
    offered = ", ".join(one.id for one in (found or versions)[:_SHOWN])
    what = f'has {len(found)} releases that begin with "{release}"' if found else f'offers no release "{release}"'
    raise LiveError(f"UIS {what}. Name one of these: {offered}{' …' if len(found or versions) > _SHOWN else ''}.")


def known(definitions: Collection[Definition]) -> list[Definition]:
    """Those with records and with a code that the catalogue here can place."""
    ours = catalogue.load()
    return [one for one in definitions if one.records and ours.knows(one.code)]


def cut_off(definitions: Collection[Definition], releases: Path) -> str:
    """What the service's list lacks of that of the release here which it is most like, in words; nothing if little."""
    listed = {one.code for one in definitions}
    lists = {path.stem.removesuffix("-labels"): _codes(path) for path in releases.glob("[0-9]*-labels.parquet")}
    if not lists:
        return ""
    release, before = max(lists.items(), key=lambda pair: (len(pair[1] & listed), pair[0]))
    still, rules = len(before & listed), catalogue.load().tolerance["listed"]
    if still >= min(rules["share"] * len(before), len(before) - rules["few"]):
        return ""
    return f"UIS lists only {still:,} of the {len(before):,} indicators of {release}"


def _codes(labels: Path) -> frozenset[str]:
    """The codes in a list of indicators; none of one that is damaged or has no such column."""
    try:
        return frozenset(pq.read_table(labels, columns=["indicator_id"])["indicator_id"].to_pylist())
    except (OSError, pa.ArrowException):
        return frozenset()


def choose(definitions: Collection[Definition], wanted: Wanted) -> list[Definition]:
    """The indicators of the service that are wanted and known here, by code.

    Raises:
        SourceError: A pattern or the theme fits nothing.
    """
    ours = known(definitions)
    if not ours:
        raise SourceError(
            f"None of the {len(definitions):,} indicators that UIS lists is in the catalogue here, so nothing was "
            "fetched. Look at the list of the service, or get a newer version of this program."
        )
    if wanted.theme is not None:
        themes = sorted({one.theme for one in ours})
        ours = [one for one in ours if one.theme.lower() == wanted.theme.lower()]
        if not ours:
            raise SourceError(f'No known indicator has the theme "{wanted.theme}". Use one of: {", ".join(themes)}.')
    chosen: dict[str, Definition] = {}
    for pattern in wanted.patterns:
        fits = {one.code: one for one in ours if fnmatchcase(one.code.upper(), pattern.upper())}
        if not fits:
            raise SourceError(_no_match(pattern, ours, definitions))
        chosen |= fits
    return sorted(chosen.values() if wanted.patterns else ours, key=lambda one: one.code)


def _no_match(pattern: str, ours: Sequence[Definition], all_listed: Collection[Definition]) -> str:
    unplaced = [one.code for one in all_listed if fnmatchcase(one.code.upper(), pattern.upper())]
    if unplaced:
        return (
            f'UIS has {len(unplaced):,} indicators that fit "{pattern}" ({", ".join(sorted(unplaced)[:3])}), but none '
            "with records that is wanted and in the catalogue here. Add its code to etl/catalogue/indicators.toml."
        )
    stem = re.split(r"[*?\[]", pattern)[0]
    begins = {one.code[: len(stem)] if stem != pattern else one.code: one.code for one in reversed(ours)}
    near = [begins[begin] for begin in near_codes(stem, list(begins))]
    advice = f"Near it: {', '.join(near)}." if near else "See `oosc etl fetch --dry-run` for what there is."
    return f'No indicator fits "{pattern}". {advice}'
