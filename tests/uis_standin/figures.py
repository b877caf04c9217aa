"""The figures a version holds: those of `data/sources/uis`, in the columns of the API, grouped for quick answers."""

import json
import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

DATA = Path(__file__).resolve().parents[2] / "data"
COLUMNS = ["indicatorId", "geoUnit", "year", "value", "magnitude", "qualifier"]
RELEASES = {  # version -> release of data/sources/uis; the last two are ids of our own, for no API existed then
    "20260224-aef8b145": "2026-02",
    "20250225-2ae60fad": "2025-02",
    "20240913-b8ca1963": "2024-09",
    "20190201-standin0": "2019-02",
    "20160701-standin0": "2016-07",
}
_ITS_COPY = {"2026-02": "2026-02-23"}  # release -> the copy that holds its countries
_OLD_NAMES = {
    "indicator_id": "indicatorId",
    "geo_id": "geoUnit",
    "series": "indicatorId",
    "location": "geoUnit",
}


def figures(release: str) -> pd.DataFrame:
    """What a release of `data/sources/uis` holds, in `COLUMNS`, sorted; codes of 2016 in today's spelling."""
    return standard(release).frame.copy()


@cache
def standard(release: str) -> "Held":
    """A release of `data/sources/uis`, read and grouped once in a process."""
    frame = _read(release)
    if release in _ITS_COPY:
        copies = _read("copies")
        countries = copies[(copies["vintage_commit_date"] == _ITS_COPY[release]) & copies["geoUnit"].map(is_national)]
        frame = pd.concat([frame, countries], ignore_index=True)
    return Held(frame)


def _read(release: str) -> pd.DataFrame:
    frame = pd.read_parquet(DATA / "sources" / "uis" / f"{release}.parquet").rename(columns=_OLD_NAMES)
    if release == "2016-07":
        frame["indicatorId"] = frame["indicatorId"].str.upper().str.replace("_", ".")
        frame["geoUnit"] = frame["geoUnit"].str.upper()
    return frame


def with_flags(frame: pd.DataFrame) -> pd.DataFrame:
    """The same figures with every flag of the bulk files' notes on one row each of the first indicator. Made up.

    SUPP and INCLUDED empty the value, NIL and NA make it 0, LOWREL, INCLUDES, NAT_EST and UIS_EST leave it.
    """
    made = frame.sort_values(COLUMNS[:3], ignore_index=True)
    for column in ("magnitude", "qualifier"):
        made[column] = made[column].astype(object) if column in made else None
    rows = list(made.index[:8])
    for row, flag in zip(rows, ("SUPP", "INCLUDED", "NIL", "NA", "LOWREL", "INCLUDES"), strict=False):
        made.loc[row, "magnitude"] = flag
    made.loc[rows[:2], "value"] = np.nan
    made.loc[rows[2:4], "value"] = 0.0
    for row, flag in zip(rows[6:], ("NAT_EST", "UIS_EST"), strict=False):
        made.loc[row, "qualifier"] = flag
    return made


def is_national(unit: str) -> bool:
    """Countries have three letters; groups of countries have longer ids, or numbers in old releases."""
    return re.fullmatch("[A-Z]{3}", unit) is not None


class Held:
    """The figures of one version.

    Attributes:
        frame: `COLUMNS`, sorted by indicator, unit, year; value float64 with NaN, flags text or None.
        spans: Indicator -> its rows of `frame`.
        units: All units, sorted.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        ordered = frame.reindex(columns=COLUMNS).sort_values(COLUMNS[:3], ignore_index=True)
        for flag in ("magnitude", "qualifier"):
            ordered[flag] = ordered[flag].astype(object).where(ordered[flag].notna(), None)
        self.frame = ordered
        codes = ordered["indicatorId"].to_numpy(dtype=object)
        starts = [0, *(np.flatnonzero(codes[1:] != codes[:-1]) + 1), len(codes)] if len(codes) else [0]
        self.spans = {codes[a]: slice(int(a), int(b)) for a, b in pairwise(starts)}
        self._unit, units = pd.factorize(ordered["geoUnit"], sort=True)
        self.units = [str(unit) for unit in units]
        self._unit_texts = [json.dumps(unit, ensure_ascii=False) for unit in self.units]
        self.national = np.array([is_national(unit) for unit in self.units], dtype=bool)[self._unit]
        self.year = ordered["year"].to_numpy()
        self._texts: dict[str, list[str]] = {}

    def years(self, code: str) -> tuple[int, int]:
        """The first and the last year of an indicator."""
        years = self.year[self.spans[code]]
        return int(years.min()), int(years.max())

    def kinds(self, code: str) -> list[str]:
        """NATIONAL, REGIONAL or both; which comes first varies, as it does in the API."""
        national = self.national[self.spans[code]]
        kinds = [kind for kind, there in (("NATIONAL", national.any()), ("REGIONAL", not national.all())) if there]
        return kinds[::-1] if len(code) % 2 else kinds

    def rows(
        self, codes: Iterable[str], units: Iterable[str] | None, kind: str | None, start: int | None, end: int | None
    ) -> dict[str, np.ndarray]:
        """Which rows of each indicator answer; unknown codes and units are passed over."""
        wanted = None if units is None else np.isin(self.units, list(units))
        return {code: self._rows_of(self.spans[code], wanted, kind, start, end) for code in codes if code in self.spans}

    def _rows_of(
        self, span: slice, wanted: np.ndarray | None, kind: str | None, start: int | None, end: int | None
    ) -> np.ndarray:
        years = self.year[span]
        mask = np.ones(len(years), dtype=bool)
        if start is not None:
            mask &= years >= start
        if end is not None:
            mask &= years <= end
        if wanted is not None:
            mask &= wanted[self._unit[span]]
        elif kind is not None:
            mask &= self.national[span] == (kind == "NATIONAL")
        return np.flatnonzero(mask) + span.start

    def texts(self, rows: dict[str, np.ndarray]) -> list[str]:
        """The rows as JSON objects, in their order."""
        found: list[str] = []
        for code, numbers in rows.items():
            own = self._texts_of(code)
            first = self.spans[code].start
            found += own if len(numbers) == len(own) else [own[number - first] for number in numbers.tolist()]
        return found

    def by_unit(self, rows: dict[str, np.ndarray]) -> list[str]:
        """The rows as JSON objects by unit, then indicator, then year."""
        texts = self.texts(rows)
        numbers = np.concatenate([*rows.values(), np.zeros(0, dtype=int)])
        return [texts[place] for place in np.argsort(self._unit[numbers], kind="stable")]

    def _texts_of(self, code: str) -> list[str]:
        if code not in self._texts:
            span = self.spans[code]
            start = f'{{"indicatorId":{json.dumps(code)},"geoUnit":'
            units = [self._unit_texts[unit] for unit in self._unit[span].tolist()]
            columns = [units, *(self.frame[column].iloc[span].tolist() for column in COLUMNS[2:])]
            self._texts[code] = [
                f'{start}{unit},"year":{year},"value":{number(value)},'
                f'"magnitude":{_text(magnitude)},"qualifier":{_text(qualifier)}}}'
                for unit, year, value, magnitude, qualifier in zip(*columns, strict=True)
            ]
        return self._texts[code]


def number(value: float) -> str:
    """A value as the API writes it: whole numbers without a point, a missing one as null."""
    if value != value:
        return "null"
    return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)


def _text(flag: str | None) -> str:
    return "null" if flag is None else json.dumps(flag)
