"""World Bank: Education Statistics and World Development Indicators, which pass on UIS figures."""

from etl.sources.importer import NUMBER, YEAR, Column, Importer, Release, Shape

_YEAR = Column("year", "year", YEAR)
_VALUE = Column("value", "by indicator", NUMBER)

_BY_CODE = Shape(
    (Column("indicator_id", "code"), Column("geo_id", "ISO3 or aggregate"), _YEAR, _VALUE),
    key=("indicator_id", "geo_id", "year"),
)
_BY_NAME = Shape(
    (Column("indicator_id", "code"), Column("geo_name", "name as spelt in its file"), _YEAR, _VALUE),
    key=("indicator_id", "geo_name", "year"),
)
_LABELS = Shape((Column("indicator_id", "code"), Column("label")), key=("indicator_id",), part="labels")
_PLACES = Shape((Column("geo_id", "ISO3 or aggregate"), Column("name")), key=("geo_id",), part="places")

IMPORTER = Importer(
    source="worldbank",
    publisher="World Bank",
    licence="CC BY 4.0",
    attribution="Source: World Bank; original data UNESCO Institute for Statistics.",
    shapes=(_BY_CODE, _BY_NAME, _LABELS, _PLACES),
    releases={
        "2017": Release(
            "World Bank Education Statistics, about 2017",
            "2017",
            "inferred",
            quirks=(
                "aggregates have three letters, as countries do",
                "EAP, ECA, LAC, MNA, SSA leave out rich countries",
                "older UIS codes for levels",
            ),
        ),
        "2022": Release(
            "World Development Indicators, girls and boys of primary age, about 2022",
            "2022-11",
            "copy date",
            quirks=(
                "names only, spelt two ways for 13 places",
                "aggregates among the countries",
                "no totals",
            ),
        ),
    },
)
