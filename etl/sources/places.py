"""Countries, regions, and which country is in which region."""

from etl.sources.importer import Column, Importer, Release, Shape

_COUNTRIES = Shape(
    (Column("iso3", "ISO3"), Column("country_codes.ISO3166-1-Alpha-2", "ISO2"), Column("unsd.SDG region")),
    key=("iso3",),
    other_columns=True,
)
_MEMBERS = Shape(
    (Column("REGION_ID", "region id"), Column("COUNTRY_ID", "ISO3"), Column("COUNTRY_NAME_EN")),
    key=("REGION_ID", "COUNTRY_ID"),
)
_REGIONS = Shape((Column("id", "region id"),), key=("id",), has_header=False, first_field="AIMS: ")
_NATIONAL = Shape((Column("id", "ISO3"), Column("owid_name")), key=("id",))

IMPORTER = Importer(
    source="places",
    publisher="UNESCO Institute for Statistics (UIS)",
    licence="CC BY-SA 3.0 IGO",
    attribution="Source: UNESCO Institute for Statistics (UIS).",
    shapes=(_COUNTRIES, _MEMBERS, _REGIONS, _NATIONAL),
    releases={
        "countries-2026-05": Release(
            "Countries and territories: codes, names in six languages, regions, income groups",
            "2026-05-15",
            quirks=(
                "five lists side by side, named before the dot",
                "NA is Namibia in ISO2 and missing in gemr columns",
                "names differ from list to list",
                "Kosovo and Channel Islands: World Bank columns only",
            ),
            publisher="datasets/country-codes, UN Statistics Division, GEM Report, World Bank",
            licence="country-codes ODC-PDDL; UN Statistics Division and World Bank (CC BY 4.0) lists; "
            "GEM Report list CC BY-SA 3.0 IGO",
            attribution="Sources: country-codes; United Nations Statistics Division, M49; UNESCO GEM Report; "
            "World Bank.",
        ),
        "members-2021-09": Release(
            "Countries of each UIS region, September 2021",
            "2021-09",
            quirks=(
                "region names of 2021",
                "income groups of July 2021",
                "ANT, XDN, ZZA are no countries of today",
            ),
        ),
        "regions-2026-05": Release(
            "Regional ids of the UIS data service, May 2026",
            "2026-05",
            quirks=("no header in the file", "the prefix is part of the id", "income groups carry a stamp"),
        ),
        "national-2026-05": Release(
            "National ids of the UIS data service, May 2026",
            "2026-05",
            quirks=("ANT is still listed", "ZZA is the Channel Islands", "names by Our World in Data"),
            publisher="UNESCO Institute for Statistics (UIS); names by Our World in Data",
            licence="CC BY 4.0; ids CC BY-SA 3.0 IGO",
            attribution="Source: UNESCO Institute for Statistics; names Our World in Data.",
        ),
    },
)
