"""World Bank: the yearly list of fragile and conflict-affected situations."""

from etl.sources.importer import Column, Importer, Release, Shape

_LIST = Shape(
    (Column("fiscal_year", "fiscal year, FY26 = July 2025 to June 2026"), Column("country_name"), Column("category")),
    key=("fiscal_year", "country_name"),
)

IMPORTER = Importer(
    source="fcs",
    publisher="World Bank (typed into spreadsheets by UNICEF data staff)",
    licence="CC BY 4.0",
    attribution="Source: World Bank, List of Fragile and Conflict-affected Situations; spreadsheet by UNICEF.",
    shapes=(_LIST,),
    releases={
        "fy26": Release(
            "World Bank list of fragile and conflict-affected situations, FY23 to FY26",
            "2025-07",
            quirks=(
                "names only, no codes",
                "a fiscal year begins in July of the year before",
                "no list before FY23; none holds for another year",
            ),
        ),
    },
)
