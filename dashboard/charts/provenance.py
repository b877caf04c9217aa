"""Source line, licence and age: what every chart must say about the rows it drew."""

from __future__ import annotations

import pandas as pd

from dashboard.store import Release, Store

SHARE_ALIKE = "BY-SA"


def source_line(store: Store, data: pd.DataFrame) -> str:
    """Publisher and release of every row drawn, oldest first."""
    found = _releases(store, data)
    return "Source: " + "; ".join(dict.fromkeys(_cited(release) for release in found)) + "."


def licence(store: Store, data: pd.DataFrame) -> str:
    """The licence of exactly these rows; share-alike wins over attribution alone."""
    names = list(dict.fromkeys(release.licence for release in _releases(store, data)))
    strict = [name for name in names if SHARE_ALIKE in name]
    return "; ".join(strict or names)


def sources(store: Store, data: pd.DataFrame) -> list[dict[str, object]]:
    """For machines: each release with its licence, attribution and the files read."""
    return [
        {
            "source": release.source,
            "release": release.release,
            "label": release.label,
            "date": release.date,
            "date_kind": release.date_kind,
            "licence": release.licence,
            "attribution": release.attribution,
            "files": list(release.files),
        }
        for release in _releases(store, data)
    ]


def _releases(store: Store, data: pd.DataFrame) -> list[Release]:
    if "source" not in data:
        return []
    pairs = data[["source", "release"]].dropna().drop_duplicates()
    known = [store.releases.get((str(source), str(name))) for source, name in pairs.itertuples(index=False)]
    return sorted((r for r in known if r is not None), key=lambda r: (r.date, r.id))


def _cited(release: Release) -> str:
    doubt = {"copy date": " (date of the copy)", "inferred": " (date inferred)"}.get(release.date_kind, "")
    return f"{release.label}{doubt}"
