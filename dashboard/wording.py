"""Numbers and sentences: one place where figures become words."""

from __future__ import annotations

import math
from collections.abc import Sequence

LEVELS = {
    "primary": "primary",
    "lower_secondary": "lower secondary",
    "upper_secondary": "upper secondary",
    "all": "primary and secondary",
    "primary_lower_secondary": "primary and lower secondary",
    "secondary": "secondary",
    "one_year_before_primary": "one year before primary",
}
SEXES = {"total": "girls and boys", "female": "girls", "male": "boys"}
NOUNS = {"total": "children", "female": "girls", "male": "boys"}
METHODS = {
    "model": "modelled estimate",
    "administrative": "administrative data",
    "survey": "household surveys",
    "announced": "announced by UNESCO",
}
MEASURES = {"rate_pct": "out-of-school rate, %", "children": "children out of school"}
REGION_SETS = {
    "sdg": "SDG regions",
    "sdg_sub": "SDG sub-regions",
    "unesco": "UNESCO regions",
    "worldbank": "World Bank regions",
    "income": "World Bank income groups",
    "development": "LDCs, landlocked and small island states",
}
DIMENSIONS = {
    "sex": "Girls and boys",
    "location": "Rural and urban",
    "wealth": "Wealth of the household",
    "disability": "Disability",
    "ethnicity": "Ethnic group",
    "religion": "Religion",
    "subnational": "Part of the country",
    "household_education": "Education of the head of household",
}
GROUPS = {
    "female": "Girls",
    "male": "Boys",
    "rural": "Rural",
    "urban": "Urban",
    "not_rural": "Not rural",
    "q1": "Poorest fifth",
    "q2": "Second fifth",
    "q3": "Middle fifth",
    "q4": "Fourth fifth",
    "q5": "Richest fifth",
    "with disability": "With disability",
    "without disability": "Without disability",
}
PLURALS = {
    "female": "girls",
    "male": "boys",
    "rural": "rural children",
    "urban": "urban children",
    "q1": "children from the poorest fifth",
    "q2": "children from the second fifth",
    "q3": "children from the middle fifth",
    "q4": "children from the fourth fifth",
    "q5": "children from the richest fifth",
    "with disability": "children with disability",
    "without disability": "children without disability",
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_THE = (
    *("Gambia", "Bahamas", "Maldives", "Comoros", "Congo", "Philippines", "Netherlands", "United "),
    *("Democratic Republic", "Republic of "),
)
_THE_PARTS = ("Republic", "Islands", "States", "Federation", "Countries", "countries", "region")


def children(count: float) -> str:
    """``271.2 million``, ``63,400``, ``410``: as people say a number of children."""
    if count >= 999_500:
        return f"{count / 1e6:,.1f} million"
    if count >= 10_000:
        return f"{round(count, -2):,.0f}"
    return f"{count:,.0f}"


def pct(rate: float) -> str:
    """``11.4%``; one decimal under 10, none above; a negative rate keeps its sign."""
    return f"{rate:.1f}%" if abs(rate) < 9.95 else f"{rate:.0f}%"


def points(gap: float) -> str:
    """``1 point``, ``6.9 points``: a difference of two rates."""
    text = f"{abs(gap):.1f}".removesuffix(".0")
    return f"{text} point" if text == "1" else f"{text} points"


def signed(gap: float) -> str:
    """``−4``, ``20``: an end of an interval of a difference, in whole points."""
    return f"{gap:.0f}".replace("-", "−").replace("−0", "0")


def one_in(rate: float | None) -> str | None:
    """``1 in 6``; nothing where a whole number would mislead (over 40 %, under 0.5 %)."""
    if rate is None or math.isnan(rate) or not 0.5 <= rate <= 40:
        return None
    return f"1 in {round(100 / rate)}"


def place_in(name: str, kind: str = "country") -> str:
    """``in Pakistan``, ``in the Philippines``, ``worldwide``."""
    if kind == "world":
        return "worldwide"
    return f"in {with_article(name)}"


def with_article(name: str) -> str:
    """``the Philippines``, ``the Central African Republic``, ``Kenya``."""
    needs = name.startswith(_THE) or name.endswith(_THE_PARTS)
    return f"the {name}" if needs and not name.startswith("The ") else name


def month(date: str) -> str:
    """``Sep 2024`` of ``2024-09`` or ``2024-09-17``; a year alone stays a year."""
    year, _, rest = date.partition("-")
    return f"{MONTHS[int(rest[:2]) - 1]} {year}" if rest[:2].isdigit() else year


def listed(names: Sequence[str], limit: int = 6) -> str:
    """``A, B and C``; past ``limit``, ``A, B and 7 more``."""
    if len(names) > limit:
        return f"{', '.join(names[:limit])} and {len(names) - limit} more"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def who(level: str, sex: str = "total") -> str:
    """``girls of primary-school age``, ``children of primary and secondary school age``."""
    return f"{NOUNS[sex]} of {age_of(level)}"


def those(level: str, sex: str = "total") -> str:
    """``girls of primary-school age``; where all of school age are meant, just ``girls``."""
    return NOUNS[sex] if level == "all" else who(level, sex)


def age_of(level: str) -> str:
    """``primary-school age``: a level means the country's official age group."""
    if level == "one_year_before_primary":
        return "the age one year before primary school"
    return f"{LEVELS[level]}-school age" if level == "primary" else f"{LEVELS[level]} school age"


def members(key: str, dimension: str = "") -> str:
    """``rural children``, ``Fulani children``, ``children in Kano``; an odd label stays in quotation marks."""
    if key in PLURALS:
        return PLURALS[key]
    if dimension == "subnational":
        return f"children in {key}"
    if dimension == "disability":
        return f"children with {key[:1].lower()}{key[1:]}"
    if dimension == "household_education":
        return f"children in households whose head has {key[:1].lower()}{key[1:]}"
    plain = key[:1].isupper() and all(part.isalpha() for part in key.split("-")) and key not in ("Other", "None")
    return f"{key} children" if plain else f"children recorded as “{key}”"


def of_sex(words: str, sex: str | None) -> str:
    """``girls from the poorest fifth`` of ``children from the poorest fifth``."""
    return words.replace("children", SEXES[sex], 1) if sex in ("female", "male") else words


def member(key: str, dimension: str = "") -> str:
    """One of ``members``: ``a girl``, ``an urban child``, ``a child from the poorest fifth``."""
    one = members(key, dimension)
    one = one.removesuffix("s") if key in SEXES else one
    one = one.replace("children", "child", 1)
    return f"{'an' if one[:1].lower() in 'aeiou' else 'a'} {one}"


def sentence(text: str) -> str:
    """First letter upper-cased, the rest untouched."""
    return text[:1].upper() + text[1:]


def is_known(value: object) -> bool:
    """True for a number that is there."""
    return isinstance(value, int | float) and not math.isnan(value)
