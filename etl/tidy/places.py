"""Lists of countries and regions -> places, with slugs and aliases, and region_members."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd

from etl.catalogue import Catalogue

_TAKEN = ["m49.nameEN", "country_codes.official_name_en", "country_codes.ISO3166-1-Alpha-2", "unsd.SDG region"]
_TONGUES = ("official_name_", "UNTERM ", "m49.name", "gemr.abridged", "gemr.annex", "gemr.sentence", "Economy")


def members(records: pd.DataFrame, catalogue: Catalogue, release: str = "2021-09") -> pd.DataFrame:
    """`REGION_ID COUNTRY_ID` under the names of 2021 -> `region place release` under today's ids."""
    old = catalogue.old_ids(release)
    ids = records["REGION_ID"].astype("category")
    today = {name: old.get(name, catalogue.without_stamp(name)) for name in ids.cat.categories}
    table = pd.DataFrame(
        {"region": ids.map(today).astype("str"), "place": records["COUNTRY_ID"].astype("str"), "release": release}
    )
    return table.drop_duplicates().sort_values(["region", "place"], ignore_index=True)


def places(
    countries: pd.DataFrame,
    regions: pd.DataFrame,
    national: pd.DataFrame,
    named: pd.DataFrame,
    grouped: pd.DataFrame,
    used: set[str],
    catalogue: Catalogue,
) -> pd.DataFrame:
    """Every country and region that a list names or an observation uses.

    Args:
        countries: The joined lists of countries (places/countries).
        regions: The regional ids of the UIS API; its first column.
        national: The national ids of the UIS API, `id` and a name.
        named: `id name type` of the places that releases name; of use for those that no list has.
        grouped: `region_members`.
        used: The ids that stand in observations.
        catalogue: Names, aliases, notes.

    Returns:
        `place slug name kind region_set iso2 aliases sdg_region note`, countries first, each sorted by id.
    """
    with_members = set(grouped["region"])
    areas = {catalogue.without_stamp(name) for name in regions.iloc[:, 0].astype("str")} | with_members
    lands = _countries(countries, national, grouped, catalogue)
    new = named[named["id"].isin(used - areas - {land["place"] for land in lands})]
    names = dict(zip(new["id"], new["name"], strict=True))
    is_region = new["type"].eq("REGIONAL")
    lands += [_land(iso3, name=names[iso3]) for iso3 in new.loc[~is_region, "id"]]
    groups = areas | set(new.loc[is_region, "id"]) | {place for place in used if ":" in place}
    rows = sorted(lands, key=lambda land: land["place"])
    rows += [_region(place, names.get(place, ""), place in with_members, catalogue) for place in sorted(groups)]
    table = pd.DataFrame(rows)
    table["slug"] = _slugs(table, catalogue.regions["slugs"]["order"], set(names))
    columns = ["place", "slug", "name", "kind", "region_set", "iso2", "aliases", "sdg_region", "note"]
    return table[columns]


def listed(
    countries: pd.DataFrame, regions: pd.DataFrame, national: pd.DataFrame, named: pd.DataFrame, catalogue: Catalogue
) -> set[str]:
    """The ids that some list names; arguments as for `places`."""
    lists = (countries["iso3"], national.iloc[:, 0], regions.iloc[:, 0])
    ours = set(catalogue.aliases["extra"]).union(*(ids.astype("str") for ids in lists))
    return (ours - set(catalogue.aliases["dropped"])).union(named["id"])


def slug(text: str) -> str:
    """ "Côte d'Ivoire" -> "cote-d-ivoire"."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower().replace("&", " and ")).strip("-")


def spellings(countries: pd.DataFrame) -> dict[str, list[str]]:
    """Every name that the joined lists have for each country, in six languages, by ISO3."""
    columns = [name for name in countries if any(tongue in name for tongue in _TONGUES)]
    rows = zip(*(countries[name].astype("object") for name in columns), strict=True)
    names = ([_bare(text) for text in row if isinstance(text, str)] for row in rows)
    return dict(zip(countries["iso3"], names, strict=True))


def _countries(
    countries: pd.DataFrame, national: pd.DataFrame, grouped: pd.DataFrame, catalogue: Catalogue
) -> list[dict]:
    names = catalogue.aliases
    sdg = grouped[grouped["region"].isin(catalogue.regions["parts"]["sdg"])]
    region_of = dict(zip(sdg["place"], sdg["region"], strict=True))
    spelt = spellings(countries)
    rows = {}
    for record in countries[["iso3", *_TAKEN]].to_dict("records"):
        if (iso3 := record["iso3"]) not in names["dropped"]:
            rows[iso3] = _country(record, region_of.get(iso3) or _sdg_region(record), spelt[iso3], names)
    for iso3, extra in names["extra"].items():
        known = {"name": extra["name"], "note": extra["note"], "iso2": extra["iso2"] or None}
        rows[iso3] = _land(iso3, sdg_region=region_of.get(iso3), aliases=names["aliases"].get(iso3, []), **known)
    for iso3, name in zip(national.iloc[:, 0], national.iloc[:, 1], strict=True):
        rows.setdefault(iso3, _land(iso3, name=name, sdg_region=region_of.get(iso3)))
    return [rows[iso3] for iso3 in sorted(rows)]


def _land(iso3: str, **known: object) -> dict:
    plain: dict[str, Any] = {"iso2": None, "aliases": [], "sdg_region": None, "note": None}
    return {"place": iso3, "kind": "country", "region_set": None, **plain, **known}


def _country(record: dict, sdg_region: str | None, spelt: list[str], names: Mapping[str, Any]) -> dict:
    iso3 = record["iso3"]
    known = {key: text for key, text in record.items() if isinstance(text, str)}
    name = names["names"].get(iso3) or known.get("m49.nameEN") or known["country_codes.official_name_en"]
    aliases = dict.fromkeys([*names["aliases"].get(iso3, []), *spelt])
    iso2 = known.get("country_codes.ISO3166-1-Alpha-2") or names["iso2"].get(iso3)
    return _land(
        iso3, name=name, iso2=iso2, sdg_region=sdg_region, aliases=[text for text in aliases if text and text != name]
    )


def _sdg_region(record: dict) -> str | None:
    region = record.get("unsd.SDG region")
    return f"SDG: {region}" if isinstance(region, str) else None


@cache
def _bare(text: str) -> str:
    """ "Congo (the)" -> "Congo"; "Holy See (the) *" -> "Holy See"."""
    return re.sub(r"( \((the|el|la|los|las|le|les|l')\))?[ *]*$", "", text.strip())


def _region(place: str, published: str, has_members: bool, catalogue: Catalogue) -> dict:
    notes = catalogue.regions["notes"]
    set_name = catalogue.region_set(place)
    note = notes.get(place) or (notes["income"] if place in catalogue.regions["stamped"]["ids"] else None)
    name = re.sub(r" \(UNSDCode:\d+\)$", "", published or place.split(": ", 1)[-1])
    return {
        "place": place,
        "name": name,
        "kind": "world" if name == "World" else "region",
        "region_set": set_name,
        "iso2": None,
        "aliases": catalogue.aliases["region_aliases"].get(place, []),
        "sdg_region": None,
        "note": note if has_members else " ".join(filter(None, [note, notes["nomembers"]])),
    }


def _slugs(table: pd.DataFrame, order: list[str], new: set[str]) -> list[str]:
    """One slug per place; where a name repeats, countries and the first set of `order` take the plain one.

    A place that only a release names comes last: it takes no address from another.
    """
    rank = {name: number for number, name in enumerate(order)}
    ids, names, sets = list(table["place"]), list(table["name"]), [place.split(":")[0] for place in table["place"]]
    world = ids.index("SDG: World")
    taken = {"world": world}
    by_rank = sorted(range(len(ids)), key=lambda i: (ids[i] in new, ":" in ids[i], rank.get(sets[i], len(rank)), i))
    for i in by_rank:
        plain = slug(names[i])
        for choice in (plain, f"{slug(sets[i])}-{plain}", slug(ids[i]), f"{slug(ids[i])}-{i}"):
            if i == world or taken.setdefault(choice, i) == i:
                break
    found = {index: text for text, index in taken.items()}
    return [found[i] for i in range(len(ids))]
