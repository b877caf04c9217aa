"""What a build may not do unasked: empty a published series, or move a headline further than the catalogue tolerates.

    judge(old, new)              two folders of tables; HeldBack if the new ones need a human's word first
    findings(old, new, same)     the same of two releases' observations

The rule, and the numbers in it, stand in `etl/catalogue/tolerance.toml` under `[guard]`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from etl.catalogue import load
from etl.diff.cells import keyed
from etl.diff.renamed import is_region, match, under_new_names
from etl.errors import BuildRefused, EtlError
from etl.tables import beside, names, part

GONE, SHARE, MOVED, EMPTIED = _KINDS = ("gone", "share", "moved", "emptied")
_SERIES = ["indicator", "place"]
_CELL = [*_SERIES, "year"]
_GROUPS = ["sex", "location", "wealth", "group_kind", "group"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a build would do.

    Attributes:
        kind: GONE, EMPTIED, SHARE or MOVED.
        release: What would be published, `uis/2024-09`.
        against: The published release it was set against.
        words: What would happen, a clause.
        indicator, place: The series; empty where it is not about one.
    """

    kind: str
    release: str
    against: str
    words: str
    indicator: str = ""
    place: str = ""


class HeldBack(BuildRefused):
    """The guard would not publish unasked. The old tables stay as they were.

    Attributes:
        findings: Everything that would happen, the message names the first of it.
    """

    def __init__(self, found: list[Finding]) -> None:
        super().__init__(_message(found))
        self.findings = tuple(found)

    def summary(self) -> list[dict[str, str]]:
        """The findings, ready for JSON."""
        return [asdict(one) for one in self.findings]


def judge(old: Path, new: Path) -> None:
    """Set the releases of `new` that are new or whose bytes changed against what stands in `old`.

    Raises:
        HeldBack: A series would be emptied, a release lost or a headline moved beyond the tolerance.
        BuildRefused: The old tables cannot be read.
    """
    try:
        prints = _fingerprints(old), _fingerprints(new)
        dates = _dates(old) | _dates(new)
    except (EtlError, OSError, ValueError, LookupError) as trouble:
        raise BuildRefused(
            "The published tables cannot be read, so nothing can be set against them; they are as they were. Publish "
            "without with `oosc etl build --accept`."
        ) from trouble
    before, after = names(old), names(new)
    found = [Finding(GONE, name, name, "the release is published and would be gone") for name in before]
    found = [one for one in found if one.release not in after]
    for name in after:
        if prints[0].get(name) != prints[1][name]:
            found += _of_release(name, name in before, old, new, dates)
    if found:
        raise HeldBack(sorted(found, key=_weight))


def findings(old: pd.DataFrame, new: pd.DataFrame, same: bool, release: str = "", against: str = "") -> list[Finding]:
    """What publishing `new` would do to what `old` says.

    Args:
        old: Observations published before.
        new: Observations to be published.
        same: Whether both are one release, which answers for all it held; another one answers for what it takes over:
            the indicators it has, for the kinds of place (countries, regions) and the years it has them for.
        release: Name of `new`, for the findings.
        against: Name of `old`.
    """
    rules, about = load().tolerance["guard"], {"release": release, "against": against}
    old = under_new_names(old, match(old, new, load().tolerance))
    old, new = old[old["value"].notna()], new[new["value"].notna()]
    expected = old if same else _taken_over(old, new)
    return [*_emptied(expected, new, rules, about), *_moved(expected, new, rules, about)]


def _of_release(name: str, known: bool, old: Path, new: Path, dates: Mapping[str, str]) -> Iterator[Finding]:
    """The findings of one release, against itself as it was or against its predecessors."""
    frame = part(new, name).frame
    if known:
        yield from findings(part(old, name).frame, frame, True, name, name)
        return
    left = frame
    for earlier in _before(name, names(old), dates):
        if left.empty:
            return
        published = part(old, earlier).frame
        yield from findings(published, left, False, name, earlier)
        left = _not_in(left, published[published["value"].notna()])


def _before(name: str, published: list[str], dates: Mapping[str, str]) -> list[str]:
    """The published releases of the same publisher that are older, newest first."""
    source = name.partition("/")[0]
    older = [
        other for other in published if other.partition("/")[0] == source and _age(other, dates) < _age(name, dates)
    ]
    return sorted(older, key=lambda other: _age(other, dates), reverse=True)


def _age(name: str, dates: Mapping[str, str]) -> tuple[str, str]:
    """Releases in order: by their date, else by their name."""
    release = name.partition("/")[2]
    return (dates.get(name) or release).replace("-", ""), release


def _dates(folder: Path) -> dict[str, str]:
    rows = beside(folder, "releases")
    dated = rows[rows["date"].notna()]
    return {f"{row.source}/{row.release}": str(row.date) for row in dated.itertuples()}


def _fingerprints(folder: Path) -> dict[str, str]:
    files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    kept = {name: files[f"observations/source={name.replace('/', '/release=')}/part.parquet"] for name in names(folder)}
    return {name: file["sha256"] for name, file in kept.items()}


def _taken_over(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """The rows of `old` that `new` should have: its indicators, their kinds of place, the years it spans."""
    kept = []
    for mine, theirs in zip(_by_kind(new), _by_kind(old), strict=True):
        years = mine.groupby("indicator", observed=True)["year"].agg(["min", "max"])
        codes = theirs["indicator"].cat.codes.to_numpy()
        span = years.reindex(theirs["indicator"].cat.categories).to_numpy("float64")[codes]
        year = theirs["year"].to_numpy()
        kept.append(theirs[(year >= span[:, 0]) & (year <= span[:, 1])])
    return pd.concat(kept)


def _not_in(rows: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """The rows whose indicator `other` does not have for their kind of place."""
    pairs = zip(_by_kind(rows), _by_kind(other), strict=True)
    return pd.concat([mine[~mine["indicator"].isin(theirs["indicator"].unique())] for mine, theirs in pairs])


def _by_kind(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Countries and regions apart."""
    region = rows["place"].isin([place for place in rows["place"].cat.categories if is_region(place)])
    return rows[~region], rows[region]


def _emptied(
    old: pd.DataFrame, new: pd.DataFrame, rules: Mapping[str, Any], about: dict[str, str]
) -> Iterator[Finding]:
    """Headline series without values, and releases that lose too much."""
    before, after = _series(old), set(_series(new).index)
    lost = before[[key not in after for key in before.index]]
    headlines = set(_series(old[_is_headline(old)]).index)
    for indicator, place in lost.index:
        if (indicator, place) in headlines:
            row = lost.loc[(indicator, place)]
            words = f"{indicator} of {place} had {row['size']} values ({row['min']}-{row['max']}) and would have none"
            yield Finding(EMPTIED, **about, words=words, indicator=indicator, place=place)
    figures, still = (pd.Series(keys).value_counts() for keys in keyed(old, new, _CELL))
    values = int((figures - still.reindex(figures.index, fill_value=0)).clip(lower=0).sum())
    for what, gone, of, most in (
        ("series", len(lost), len(before), rules["emptied_pct"]),
        ("values", values, len(old), rules["lost_pct"]),
    ):
        if of and 100 * gone > most * of:
            words = f"{gone:,} of {of:,} {what} would be gone ({100 * gone / of:.0f} %; up to {most} % pass)"
            yield Finding(SHARE, **about, words=words)


def _moved(old: pd.DataFrame, new: pd.DataFrame, rules: Mapping[str, Any], about: dict[str, str]) -> Iterator[Finding]:
    """Headlines of the world and the SDG regions that move too far in any year; the worst year of each."""
    regions = load().regions
    world, places = regions["worlds"]["default"], [regions["worlds"]["default"], *regions["parts"]["sdg"]]
    sides = [frame[_is_headline(frame) & frame["place"].isin(places)] for frame in (old, new)]
    sides = [frame[[*_SERIES, "year", "measure", "value"]].astype(dict.fromkeys(_SERIES, str)) for frame in sides]
    both = sides[0].merge(sides[1].drop(columns="measure"), on=[*_SERIES, "year"], suffixes=("_old", "_new"))
    rate = both["measure"].eq("rate_pct")
    change = both["value_new"] - both["value_old"]
    both["moved"] = change.where(rate, 100 * change / both["value_old"]).fillna(0)
    where = np.where(both["place"].eq(world), "world", "region")
    both["most"] = [rules[f"{place}_{'pp' if points else 'pct'}"] for place, points in zip(where, rate, strict=True)]
    over = both[both["moved"].abs() > both["most"]]
    worst = over.loc[over["moved"].abs().groupby([over[name] for name in _SERIES]).idxmax()] if len(over) else over
    for row in worst.itertuples():
        unit = "points" if row.measure == "rate_pct" else "%"
        digits = ",.1f" if row.measure == "rate_pct" else ",.0f"
        words = (
            f"{row.indicator} of {row.place}, {row.year}: {row.value_old:{digits}} would become "
            f"{row.value_new:{digits}} ({row.moved:+.1f} {unit}; up to {row.most} pass)"
        )
        yield Finding(MOVED, **about, words=words, indicator=row.indicator, place=row.place)


def _is_headline(rows: pd.DataFrame) -> pd.Series:
    """Totals of both sexes, counted or modelled, of children and rates."""
    rules = load().tolerance["headline"]
    chosen = rows["measure"].isin(rules["measures"]) & rows["method"].isin(rules["methods"])
    for name in _GROUPS:
        chosen &= rows[name].eq("total")
    return chosen


def _series(rows: pd.DataFrame) -> pd.DataFrame:
    """`size min max` of the years of each series with values; indexed by indicator and place."""
    years = rows.groupby(_SERIES, observed=True)["year"].agg(["size", "min", "max"])
    years.index = pd.MultiIndex.from_tuples([(str(a), str(b)) for a, b in years.index], names=_SERIES)
    return years


def _message(found: list[Finding]) -> str:
    """What would happen, the first of it by name, and what to do."""
    counts = {kind: sum(one.kind == kind for one in found) for kind in _KINDS}
    words = {
        GONE: ("release", "releases", "would be gone"),
        SHARE: ("release", "releases", "would lose too much"),
        MOVED: ("headline", "headlines", "would move beyond the tolerance"),
        EMPTIED: ("headline series", "headline series", "would be emptied"),
    }
    listed = load().tolerance["guard"]["listed"]
    lines = [f"  {one.release}{_set_against(one)}: {one.words}" for one in found[:listed]]
    more = [f"  and {len(found) - listed:,} more"] if len(found) > listed else []
    told = "; ".join(
        f"{counts[kind]:,} {one if counts[kind] == 1 else several} {what}"
        for kind, (one, several, what) in words.items()
        if counts[kind]
    )
    return "\n".join(
        [
            f"The new tables are not published: {told}.",
            *lines,
            *more,
            "The old tables are as they were. If this is what the publisher says, publish it with "
            "`oosc etl build --accept`; else correct the source.",
        ]
    )


def _weight(one: Finding) -> tuple[int, bool, bool]:
    """The order in which findings are named: the world before regions before countries."""
    return _KINDS.index(one.kind), one.place != load().regions["worlds"]["default"], not is_region(one.place)


def _set_against(one: Finding) -> str:
    return f" against {one.against}" if one.against != one.release else ""
