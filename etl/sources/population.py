"""Population by single year of age (World Population Prospects), and official school ages."""

from etl.sources.importer import AGE, COUNT, YEAR, Column, Importer, Release, Shape

_SINGLE_AGES = Shape(
    (
        Column("iso3", "ISO3"),
        Column("country", "copy's own id"),
        Column("year", "year, 1 July", YEAR),
        Column("age", "completed years", AGE),
        Column("male", "persons", COUNT),
        Column("female", "persons", COUNT),
        Column("both", "persons", COUNT),
    ),
    key=("iso3", "year", "age"),
)
_SCHOOL_AGES = Shape(
    (
        Column("iso_code3", "ISO3"),
        Column("country"),
        Column("year", "year", YEAR),
        *(
            Column(f"{level}_{what}_uis", "years", AGE)
            for level in ("prim", "lowsec", "upsec")
            for what in ("age", "dur")
        ),
    ),
    key=("iso_code3", "year"),
)

_WPP = (
    "ages 0-24, years 1990-2035",
    "years after the revision are projections",
    "girls + boys off by 1: rounding",
)

IMPORTER = Importer(
    source="population",
    publisher="United Nations, DESA, Population Division",
    licence="CC BY 3.0 IGO",
    attribution="Source: United Nations, DESA, Population Division, World Population Prospects.",
    shapes=(_SINGLE_AGES, _SCHOOL_AGES),
    releases={
        "wpp-2022": Release(
            "World Population Prospects 2022, single ages 0-24",
            "2022-07",
            "inferred",
            (*_WPP, "goes with VIEW 2022, 2024"),
        ),
        "wpp-2024": Release(
            "World Population Prospects 2024, single ages 0-24",
            "2024-07-11",
            "inferred",
            (*_WPP, "goes with VIEW 2025"),
        ),
        "school-ages-2024-04": Release(
            "Official entrance ages and durations of school levels",
            "2024-04-25",
            "copy date",
            ("gaps: AFG 2023, VEN 2022, IRQ 2011-12 secondary", "Kosovo is absent", "Holy See: ages of 0"),
            publisher="UNESCO Institute for Statistics (UIS)",
            licence="CC BY-SA 3.0 IGO",
            attribution="Source: UNESCO Institute for Statistics (UIS), by way of the GEM Report.",
        ),
    },
)
