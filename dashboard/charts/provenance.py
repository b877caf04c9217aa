"""Source line, licence and age: what every chart must say about the rows it drew."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.store import Release, Store

BESIDE = ("companion_release", "model_release")
"""Columns that name releases of what stands beside a row's own value."""


def cited(store: Store, data: pd.DataFrame) -> dict[str, Any]:
    """The fields of a Chart that say where its rows come from: source line, licence, sources."""
    found = _releases(store, data)
    return {
        "source_line": f"Source: {'; '.join(dict.fromkeys(map(_named, found)))}." if found else "",
        "licence": "; ".join(dict.fromkeys(release.licence for release in found)),
        "sources": tuple(_described(release) for release in found),
    }


def _described(release: Release) -> dict[str, object]:
    names = ("source", "release", "label", "date", "date_kind", "licence", "licence_url", "attribution")
    return {**{name: getattr(release, name) for name in names}, "files": list(release.files)}


def _releases(store: Store, data: pd.DataFrame) -> list[Release]:
    if "source" not in data:
        return []
    homes = dict.fromkeys(zip(data["source"], data["release"], strict=True))
    for column in BESIDE:
        beside = data[column].dropna().unique() if column in data else ()
        homes |= dict.fromkeys((name.partition("-")[0], name.partition("-")[2]) for name in beside)
    known = [store.releases[home] for home in homes if home in store.releases]
    return sorted(known, key=lambda release: (release.date, release.id))


def _named(release: Release) -> str:
    doubt = {"copy date": " (date of the copy)", "inferred": " (date inferred)"}.get(release.date_kind, "")
    return f"{release.label}{doubt}"
