"""The totals announced in press releases and reports."""

from etl.sources.importer import NUMBER, Column, Importer, Release, Shape

_ANNOUNCED = Shape(
    (
        Column("release", "month or year"),
        Column("publication"),
        Column("reference_year", "year, as text"),
        Column("population"),
        Column("figure_million", "million children", NUMBER),
        Column("breakdown"),
        Column("source_url", "address"),
        Column("confidence"),
    ),
    key=("release", "publication", "population"),
)

IMPORTER = Importer(
    source="headlines",
    publisher="UIS and GEM Report, collected from press pages",
    licence="facts with citations",
    attribution="See the address in each row.",
    shapes=(_ANNOUNCED,),
    releases={
        "2025-06": Release(
            "Announced totals, 2008 to June 2025",
            "2025-06",
            quirks=(
                "age groups differ from row to row",
                "one reference year is a remark",
                "no reference year from 2023 on",
                "2023-09 was not found on a page",
                "method change in 2022",
            ),
        ),
    },
)
