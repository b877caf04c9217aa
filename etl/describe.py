"""The tables beside the observations that tell what they are: releases, indicators, what is left out, what is odd."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from etl.catalogue import Catalogue, Pair, Sum
from etl.read import Sources
from etl.tidy import within
from etl.tidy.frame import MEANING, LeftOut, Part

_OURS = "Computed here of the sources named in the attribution"


def releases(parts: Iterable[Part], sources: Sources, catalogue: Catalogue) -> pd.DataFrame:
    """One row per source and release: who published it and when, its licence, and the files it was read from.

    Returns:
        source release label date date_kind publisher licence licence_url attribution files rows places first_year
        last_year note; `files` is JSON text, a list of name, sha256 and rows.
    """
    rows = [_release(part, sources, catalogue) for part in parts]
    table = pd.DataFrame(rows).sort_values(["source", "release"], ignore_index=True)
    return table.astype({"rows": "int64", "places": "int64", "first_year": "int16", "last_year": "int16"})


def by_release(attributes: Mapping[str, pd.DataFrame]) -> list[Part]:
    """The tables of attributes release by release, as `releases` wants them."""
    grouped = (group for table in attributes.values() for group in table.groupby(["source", "release"]))
    return [Part(str(source), str(release), rows) for (source, release), rows in grouped]


def indicators(parts: Iterable[Part], sources: Sources, catalogue: Catalogue) -> pd.DataFrame:
    """One row per source and code: `indicator label measure unit method level sex location wealth … source`."""
    labels, rows = _labels(sources), []
    named = {(part.source, code) for part in parts for code in part.frame["indicator"].cat.categories}
    for source, code in sorted(named):
        meaning = catalogue.indicator(code)
        row = {"indicator": code, "label": labels.get(code) or meaning.label or code, "source": source}
        row |= {name: getattr(meaning, name) for name in MEANING}
        rows.append({**row, "unit": catalogue.unit(meaning.measure)})
    return pd.DataFrame(rows)[["indicator", "label", "measure", "unit", *MEANING[1:], "source"]]


def exclusions(left: Iterable[LeftOut]) -> pd.DataFrame:
    """`source release rule rows reason`: what did not become rows of a table; figures of WIDE, three to a record."""
    names = ["source", "release", "rule", "rows", "reason"]
    table = pd.DataFrame([[getattr(one, name) for name in names] for one in left if one.rows], columns=names)
    return table.sort_values(["source", "release"], ignore_index=True, kind="stable").astype({"rows": "int64"})


def exceptions(outside: Mapping[str, pd.DataFrame], catalogue: Catalogue) -> pd.DataFrame:
    """`promise source release place year indicator dimension value lowest highest reason`, rates in per cent."""
    why = {name: catalogue.told("totals_within_groups", name).get("reason") for name in outside}
    columns = ["source", "release", "place", "year", "indicator", "dimension", "value", "lowest", "highest", "reason"]
    told = [rows.assign(reason=why[name]) for name, rows in outside.items()]
    rows = pd.concat(told, ignore_index=True) if told else pd.DataFrame(columns=columns)
    return rows.assign(promise=within.PROMISE)[["promise", *columns]].astype({"year": "int16", "reason": "object"})


def _release(part: Part, sources: Sources, catalogue: Catalogue) -> dict[str, Any]:
    made = _made_here(part, catalogue) if part.source == "here" else None
    known = _of_inputs(made, sources, catalogue) if made else _of_sidecar(part, sources, catalogue)
    notes = catalogue.releases["notes"]
    note = notes.get(part.name)
    if made:
        note = notes["pairs" if isinstance(made, Pair) else "sums"]
    elif part.release.startswith("copy-"):
        note = notes["copies"]
    return {
        "source": part.source,
        "release": part.release,
        "label": catalogue.releases["labels"].get(part.name) or _title(part, sources),
        **known,
        "rows": len(part.frame),
        "places": part.frame["place"].nunique(),
        "first_year": part.frame["year"].min(),
        "last_year": part.frame["year"].max(),
        "note": note,
    }


def _title(part: Part, sources: Sources) -> str:
    """The sidecar's title, unless it is no more than the names of the files."""
    sidecar = sources.sidecar(part.source, part.release)
    title = str(sidecar.get("title") or "")
    files = ", ".join(str(file.get("name")) for file in sidecar.get("files", []))
    return title if title and title != files else f"{part.source} {part.release}"


def _of_sidecar(part: Part, sources: Sources, catalogue: Catalogue) -> dict[str, Any]:
    copy = part.release.removeprefix("copy-") if part.release.startswith("copy-") else None
    sidecar = sources.sidecar(part.source, "copies" if copy else part.release)
    with_surveys = "survey" in part.frame and bool(part.frame["survey"].notna().any())
    more = [sources.sidecar(part.source, name) for name in catalogue.read_too(part.name, with_surveys)]
    known = {key: sidecar.get(key) for key in ("publisher", "licence", "licence_url", "attribution")}
    return {
        "date": copy or sidecar.get("release_date"),
        "date_kind": "copy date" if copy else sidecar.get("release_stated"),
        **known,
        "files": _files([sidecar, *more]),
    }


def _of_inputs(made: Pair | Sum, sources: Sources, catalogue: Catalogue) -> dict[str, Any]:
    sidecars = [sources.sidecar(*name) for name in _inputs(made, catalogue)]
    credits = dict.fromkeys(str(sidecar["attribution"]) for sidecar in sidecars if sidecar.get("attribution"))
    first = sidecars[0]
    return {
        "date": None,
        "date_kind": "computed",
        "publisher": _OURS,
        "licence": first.get("licence"),
        "licence_url": first.get("licence_url"),
        "attribution": " ".join(credits),
        "files": _files(sidecars),
    }


def _inputs(made: Pair | Sum, catalogue: Catalogue) -> list[tuple[str, str]]:
    if isinstance(made, Sum):
        return [(made.source, made.release)]
    rules = catalogue.derivations["rules"]
    return [
        ("view", made.view),
        ("population", made.population),
        ("population", rules["school_ages"]),
        ("places", f"members-{rules['members']}"),
    ]


def _made_here(part: Part, catalogue: Catalogue) -> Pair | Sum:
    made: dict[str, Pair | Sum] = {pair.release: pair for pair in catalogue.pairs}
    made |= {f"{rule.source}-{rule.release}": rule for rule in catalogue.sums}
    return made[part.release]


def _files(sidecars: Iterable[Mapping[str, Any]]) -> str:
    keys = ("name", "sha256", "rows")
    files = [{key: file.get(key) for key in keys} for sidecar in sidecars for file in sidecar.get("files", [])]
    return json.dumps(files, ensure_ascii=False)


def _labels(sources: Sources) -> dict[str, str]:
    """Code -> the publisher's own label, from the lists that stand beside the releases, newest last."""
    found: dict[str, str] = {}
    for source in ("worldbank", "uis"):
        for release in sorted(sources.releases(source), key=_digits):
            table = sources.frame(source, f"{release}-labels") if sources.has(source, f"{release}-labels") else None
            if table is not None and "indicator_id" in table:  # the codes of 2016 are in lower case
                named = table.dropna(subset=["indicator_id", "label"]).astype("str")
                found |= dict(zip(named["indicator_id"].str.strip(), named["label"].str.strip(), strict=True))
    return found


def _digits(release: str) -> str:
    """What puts `2026-02`, `20260224-aef8b145` and `2026-12` in the order of their dates."""
    return re.sub(r"\D", "", release.partition("-")[0] if re.match(r"\d{8}-", release) else release)
