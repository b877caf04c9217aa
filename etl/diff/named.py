"""Releases by the names people give them, with what a reader must be told of them."""

import difflib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from etl.errors import EtlError
from etl.publish import recover
from etl.tables import beside, names, part


@dataclass(frozen=True, slots=True)
class Release:
    """One release of the tables: its observations, and whose they are.

    Attributes:
        name: `uis/2024-09`.
        label: How to call it.
        frame: Its observations.
        licence, licence_url, attribution: As in the table of releases; empty where nothing is known.
    """

    name: str
    label: str
    frame: pd.DataFrame
    licence: str
    licence_url: str
    attribution: str

    def about(self) -> dict[str, str]:
        """Everything but the observations, ready for JSON."""
        return {key: getattr(self, key) for key in ("name", "label", "licence", "licence_url", "attribution")}


def read(home: Path, *wanted: str) -> list[Release]:
    """The releases of a data folder by their names.

    Args:
        home: The folder with `tables/`.
        wanted: `uis/2019-02`, `uis-2019-02`, or `2019-02` where one publisher only has it.

    Raises:
        EtlError: There are no tables, or no such release (near matches are offered), or several.
    """
    recover(home)
    folder = home / "tables"
    known, told = names(folder), beside(folder, "releases")
    return [_release(folder, find(name, known), told) for name in wanted]


def find(wanted: str, known: list[str]) -> str:
    """The one of the `known` releases that is meant. Raises EtlError as `read`."""
    spelt = {name: (name, name.replace("/", "-", 1), name.partition("/")[2]) for name in known}
    meant = [name for name, spellings in spelt.items() if wanted in spellings]
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise EtlError(f"{wanted} is a release of several publishers. Say which: {' or '.join(meant)}.")
    spellings = {spelling: name for name, all_of_it in spelt.items() for spelling in all_of_it}
    near = difflib.get_close_matches(wanted, spellings, n=3, cutoff=0.5)
    offered = " or ".join(dict.fromkeys(spellings[spelling] for spelling in near))
    asked = f"Do you mean {offered}? " if offered else ""
    raise EtlError(f"There is no release {wanted} in the tables. {asked}`oosc etl releases` lists them all.")


def _release(folder: Path, name: str, told: pd.DataFrame) -> Release:
    one = part(folder, name)
    rows = told[(told["source"] == one.source) & (told["release"] == one.release)]
    known = {} if rows.empty else rows.iloc[0].dropna().to_dict()
    words = {key: str(known.get(key, "")) for key in ("licence", "licence_url", "attribution")}
    return Release(name, str(known.get("label", name)), one.frame, **words)
