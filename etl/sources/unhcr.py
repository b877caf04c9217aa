"""UNHCR: refugees and others by country of asylum, and those of school age."""

from etl.sources.importer import COUNT, YEAR, Column, Importer, Release, Shape

_PLACE = (
    Column("year", "end of year", YEAR),
    Column("coa_iso", "ISO3"),
    Column("coa", "UNHCR code"),
    Column("coa_name"),
)
_POPULATION = Shape(
    (
        *_PLACE,
        *(
            Column(name, "persons", COUNT)
            for name in (
                "refugees",
                "asylum_seekers",
                "returned_refugees",
                "idps",
                "returned_idps",
                "stateless",
                "ooc",
                "oip",
                "hst",
            )
        ),
    ),
    key=("coa", "year"),
)
_SCHOOL_AGE = Shape(
    (
        *_PLACE,
        Column("pop_type", "code"),
        *(
            Column(f"{sex}_{what}", "persons", COUNT)
            for what in ("5_11", "12_17", "other", "total")
            for sex in ("f", "m")
        ),
        Column("total", "persons", COUNT),
    ),
    key=("coa", "year", "pop_type"),
    part="school-age",
)

IMPORTER = Importer(
    source="unhcr",
    publisher="UNHCR",
    licence="CC BY 4.0",
    attribution="Source: UNHCR Refugee Population Statistics.",
    shapes=(_POPULATION, _SCHOOL_AGE),
    releases={
        "2026-06": Release(
            "UNHCR population by country of asylum, to the end of 2025",
            "2026-06-25",
            "copy date",
            quirks=(
                "all ages; ages 5-11 and 12-17 for 2025 only",
                "where sex and age are not known the age cells are 0: lower bounds",
                "returned refugees: all ages under the country they left, by age under the one they went back to",
                "without the Palestine refugees of UNRWA",
                "0 means none or not recorded",
            ),
        ),
    },
)
