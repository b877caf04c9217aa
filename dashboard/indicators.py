"""Indicators by code and by the words of their labels."""

from __future__ import annotations

from collections import defaultdict

from dashboard import wording
from dashboard.everyday import SMALL, stem
from dashboard.places import plain
from dashboard.store import Store

PUBLISHERS = {"uis": "UIS", "view": "VIEW", "wide": "WIDE", "worldbank": "World Bank", "here": "Computed here"}
DRAWN = ("rate_pct", "children")
AGES = ("primary", "lower_secondary", "upper_secondary")


class Indicators:
    """The table of indicators, indexed once."""

    def __init__(self, store: Store) -> None:
        table = store.table("indicators").astype(str)
        self._rows = {str(row["indicator"]): row for row in table.to_dict("records")}
        self._with: dict[str, set[str]] = defaultdict(set)
        for code, row in self._rows.items():
            for word in stem(row["label"]).split():
                self._with[word].add(code)
        self._plain = {code: plain(code) for code in self._rows}

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code."""
        return tuple(self._rows)

    def has(self, code: str) -> bool:
        """Whether these tables hold the indicator."""
        return code in self._rows

    def told(self, code: str) -> str:
        """Label, publisher, kind of data and unit: what a reader needs to know the figure."""
        row = self._rows[code]
        method = wording.METHODS.get(row["method"], row["method"])
        return f"{row['label']}. {PUBLISHERS.get(row['source'], row['source'])}, {method}, {row['unit']}"

    def drawn_level(self, code: str) -> str | None:
        """The school age under which a page draws it; nothing for what no chart draws."""
        row = self._rows[code]
        return str(row["level"]) if row["measure"] in DRAWN and row["level"] in AGES else None

    def begun(self, text: str) -> list[str]:
        """Codes that begin like ``text`` (plain), the shortest first."""
        found = [code for code, name in self._plain.items() if len(text) > 2 and name.startswith(text)]
        return sorted(found, key=lambda code: (len(code), code))

    def labelled(self, text: str) -> list[str]:
        """Codes whose label has every word of ``text`` but the small ones, the shortest label first."""
        words = [word for word in stem(text).split() if word not in SMALL]
        if not words:
            return []
        found = set.intersection(*(self._with.get(word, set()) for word in words))
        return sorted(found, key=lambda code: (len(self._rows[code]["label"]), code))
