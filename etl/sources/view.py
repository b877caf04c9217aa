"""VIEW: out-of-school rates modelled by the GEM Report and UIS for every country and year."""

import pyarrow as pa
import pyarrow.compute as pc

from etl.sources.importer import NUMBER, YEAR, Column, Importer, Release, Shape

_RATES = ("value", "lower", "upper")


def _units(table: pa.Table) -> dict[str, str]:
    """One header, two units: a release in per cent is told from one in proportions by a rate above 1."""
    largest = pc.max(table["value"]).as_py() or 0.0
    return dict.fromkeys(_RATES, "per cent" if largest > 1 else "proportion")


_COUNTRY_RATES = Shape(
    (
        Column("name"),
        Column("country", "ISO3"),
        Column("level", "prim, lsec, usec or all"),
        Column("sex", "female, male or total"),
        Column("year", "year", YEAR),
        *(Column(name, "per cent or proportion", NUMBER) for name in _RATES),
    ),
    key=("country", "level", "sex", "year"),
    units=_units,
)

_ALL_RELEASES = ("modelled: complete, without gaps", "`all` is modelled apart from the levels", "no numbers")

IMPORTER = Importer(
    source="view",
    publisher="Global Education Monitoring Report and UNESCO Institute for Statistics (VIEW)",
    licence="CC BY-SA 3.0 IGO",
    attribution="Source: Global Education Monitoring Report and UNESCO Institute for Statistics, VIEW.",
    shapes=(_COUNTRY_RATES,),
    releases={
        "2022": Release("VIEW modelled rates, 2022", "2022", quirks=("proportions, two decimals", *_ALL_RELEASES)),
        "2024": Release(
            "VIEW modelled rates, 2024",
            "2024",
            "inferred",
            quirks=("proportions, two decimals", *_ALL_RELEASES),
        ),
        "2025": Release("VIEW modelled rates, 2025", "2025", quirks=("per cent", *_ALL_RELEASES)),
    },
)
