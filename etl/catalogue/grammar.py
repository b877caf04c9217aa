"""The grammar of indicator codes: STEM.part.part… -> what is measured, how, for whom. Never of a label."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from etl.errors import CatalogueError


@dataclass(frozen=True, slots=True)
class Indicator:
    """What one indicator code means.

    Attributes:
        code: The publisher's own code, as it stands in the observations.
        measure: One of the catalogue's measures; it has one unit.
        method: administrative, survey or model.
        level: Official age group; None where the code has none.
        sex, location, wealth: total, or the group.
        group_kind, group: total, or the kind of group (disability, funding, …) and which.
        label: The publisher's label where a list of labels gives one, else words made from the code.
    """

    code: str
    measure: str = ""
    method: str = "administrative"
    level: str | None = None
    sex: str = "total"
    location: str = "total"
    wealth: str = "total"
    group_kind: str = "total"
    group: str = "total"
    label: str = ""


def parse(code: str, parts: Mapping[str, Any]) -> Indicator:
    """The meaning of `code` by the grammar in `parts` (indicators.toml).

    Raises:
        CatalogueError: A part of the code, or the whole, is not in the catalogue.
    """
    bare = code.removeprefix("UIS.")
    if bare in parts["explicit"]:
        return Indicator(code, **parts["explicit"][bare])
    if bare in parts["same_as"]:
        return replace(parse(parts["same_as"][bare], parts), code=code)
    stem, rest = _stem(code, bare, parts["stems"])
    meaning: dict[str, Any] = {"measure": stem["measure"], "method": stem["method"]}
    for part in rest:
        _add(meaning, code, part, parts)
    if not meaning["measure"]:
        raise CatalogueError(f"The code {code} does not say its unit. Add it to etl/catalogue/indicators.toml.")
    if extra := meaning.pop("group_add", ""):
        meaning["group"] = f"{meaning['group']}, {extra}" if "group" in meaning else extra
    return Indicator(code, **meaning, label=_words(stem["words"], meaning))


def _stem(code: str, bare: str, stems: Mapping[str, Any]) -> tuple[Mapping[str, str], list[str]]:
    words = bare.split(".")
    for length in (3, 2, 1):
        name = ".".join(words[:length])
        if name in stems:
            return stems[name], words[length:]
    raise CatalogueError(f"The code {code} is not in the catalogue. Add it to etl/catalogue/indicators.toml.")


def _add(meaning: dict[str, Any], code: str, part: str, parts: Mapping[str, Any]) -> None:
    if part in parts["levels"] and "level" not in meaning:
        meaning["level"] = parts["levels"][part]
    elif part == "AGM1":
        meaning |= {"group_kind": "grade_age", "group": "one year before entry"}
    elif part in parts["parts"]:
        meaning |= parts["parts"][part]
    else:
        raise CatalogueError(
            f"The code {code} has a part, {part}, that the catalogue does not know. "
            "Add it to etl/catalogue/indicators.toml."
        )


def _words(stem: str, meaning: Mapping[str, Any]) -> str:
    level = "primary and secondary" if meaning.get("level") == "all" else meaning.get("level")
    whose = [level, *(meaning.get(key) for key in ("sex", "location", "wealth", "group"))]
    return ", ".join([stem, *(text.replace("_", " ") for text in whose if text)])
