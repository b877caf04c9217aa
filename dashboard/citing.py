"""How to cite the whole and each release: a line of text, BibTeX and RIS. ``{origin}`` stands for this server."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version

from dashboard import origins, packages
from dashboard.render.code import ORIGIN
from dashboard.store import Release, Store

NAME = "Out-of-school children"
UIS = "UNESCO Institute for Statistics (UIS)"
FORMS = ("Text", "BibTeX", "RIS")
TEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", **{sign: f"\\{sign}" for sign in "&%$#_"}}
TEX |= {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


@dataclass(frozen=True, slots=True)
class Work:
    """What is cited. ``dated`` is as exact as it is known (``2024-09``), empty where there is no date."""

    key: str
    author: str
    title: str
    dated: str
    note: str
    url: str
    text: str

    @property
    def year(self) -> str:
        """The year of its date."""
        return self.dated[:4]


def whole(store: Store, read: date) -> Work:
    """The dashboard itself, with the publishers whose figures it shows."""
    publishers = list(dict.fromkeys(origins.publisher(one) for one in store.releases.values() if one.source != "here"))
    named, url = edition(), f"{ORIGIN}/data"
    title = f"{NAME}{f', version {named}' if named else ''}"
    note = f"Figures of {'; '.join(publishers)}, and figures computed of them"
    return Work("out-of-school", NAME, title, "", note, url, f"{title}. {note}. {url}, read on {_said(read)}.")


def release(store: Store, one: Release, read: date) -> Work:
    """One release; of UIS's own in the form that UIS gives."""
    author, url = origins.publisher(one), f"{ORIGIN}{packages.address(store, one)}.csv"
    if author == UIS:
        text = f"Source: {UIS}, {url}, date of extraction {_said(read)}. {one.label}."
    else:
        text = f"{(one.attribution or author).rstrip('.')}. {one.label}. {url}, read on {_said(read)}."
    doubt = {"copy date": "The date is that of the copy", "inferred": "The date is inferred"}.get(one.date_kind)
    note = ". ".join(filter(None, (one.attribution.removeprefix("Source: ").rstrip("."), doubt, one.licence)))
    licence = f" Licence: {one.licence}." if one.licence else ""
    key = re.sub(r"[^a-z0-9]+", "-", one.id.lower()).strip("-")
    return Work(key, author, one.label, one.date, note, url, f"{text}{licence}")


def forms(work: Work, read: date) -> dict[str, str]:
    """The citation in each of FORMS."""
    return dict(zip(FORMS, (work.text, bibtex(work, read), ris(work, read)), strict=True))


def bibtex(work: Work, read: date) -> str:
    """An entry for BibTeX and BibLaTeX; braces keep names and titles as they are."""
    fields = {
        "author": f"{{{_tex(work.author)}}}",
        "title": f"{{{_tex(work.title)}}}",
        "year": work.year,
        "howpublished": rf"\url{{{work.url}}}",
        "url": work.url,
        "urldate": read.isoformat(),
        "note": f"{_tex(work.note)}. Read on {_said(read)}",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{work.key},", *lines, "}"])


def ris(work: Work, read: date) -> str:
    """A record for reference managers; lines end as RIS wants them once it is saved."""
    fields = [
        ("TY", "DATA"),
        ("AU", work.author),
        ("TI", work.title),
        ("PY", work.year),
        ("UR", work.url),
        ("Y2", f"{read:%Y/%m/%d}"),
        ("N1", work.note),
        ("ER", ""),
    ]
    return "\n".join(f"{tag}  - {value}" for tag, value in fields if value or tag == "ER")


def _tex(text: str) -> str:
    return "".join(TEX.get(sign, sign) for sign in text)


def _said(day: date) -> str:
    """``24 November 2026``."""
    return f"{day.day} {day:%B %Y}"


def edition() -> str:
    """The version that is installed, or nothing."""
    try:
        return version("out-of-school")
    except PackageNotFoundError:
        return ""
