"""UNESCO Institute for Statistics: bulk files, exports of its data service, and copies of both."""

from etl.sources.importer import NUMBER, YEAR, Column, Importer, Release, Shape

_YEAR = Column("year", "year", YEAR)
_VALUE = Column("value", "by indicator", NUMBER)

_BULK = Shape(
    (Column("indicator_id", "code"), Column("geo_id", "ISO3 or region id"), _YEAR, _VALUE),
    key=("indicator_id", "geo_id", "year"),
)
_BULK_2016 = Shape(
    (Column("series", "code"), Column("location", "ISO3 or region id, lower case"), _YEAR, _VALUE),
    key=("series", "location", "year"),
)
_API_EXPORT = Shape(
    (
        Column("indicatorId", "code"),
        Column("geoUnit", "ISO3 or region id"),
        _YEAR,
        _VALUE,
        Column("qualifier", "flag"),
        Column("magnitude", "flag"),
    ),
    key=("indicatorId", "geoUnit", "year"),
)
_FLAGS = (Column("magnitude", "flag"), Column("qualifier", "flag"))
_OF_PLACES = tuple(
    Shape((Column("indicator_id", "code"), Column(place, unit, kept="geo_id"), _YEAR, _VALUE, *_FLAGS), key=_BULK.key)
    for place, unit in (("country_id", "ISO3"), ("region_id", "region id"))
)
API_COLUMNS = tuple(column.name for column in _API_EXPORT.columns)
"""Of the service's records."""
_COPIES = Shape(
    (Column("vintage_commit_date", "date"), *_BULK.columns),
    key=("vintage_commit_date", *_BULK.key),
)
_DATA_CENTRE_2015 = Shape(
    (
        Column("iso3", "ISO3"),
        Column("country"),
        _YEAR,
        Column("ofst_1_total", "persons", NUMBER),
        Column("ofst_1_female", "persons", NUMBER),
        Column("ofst_1_male", "persons", NUMBER),
        Column("pct_female", "per cent", NUMBER),
    ),
    key=("iso3", "year"),
)
_LABELS = Shape((Column("indicator_id", "code"), Column("label")), key=("indicator_id",), part="labels")
_LABELS_OF_BULK = Shape(
    (Column("indicator_id", "code"), Column("indicator_label_en", kept="label")), key=("indicator_id",), part="labels"
)
_LABELS_2016 = Shape((Column("series", "code"), Column("label")), key=("series",), part="labels")
_GEO_UNITS = Shape(
    (
        Column("id", "ISO3 or region id"),
        Column("name"),
        Column("type", "NATIONAL or REGIONAL"),
        Column("regionGroup"),
    ),
    key=("id",),
    part="geounits",
)
_LOCATIONS = Shape(
    (
        Column("id", "code"),
        Column("source_id", "code"),
        Column("name"),
        Column("kind"),
        Column("iso3", "ISO3"),
    ),
    key=("id",),
    part="locations",
)

_SURVEYS = Shape(
    (
        Column("nr_order", "number of the row"),
        Column("iso_code3", "ISO3"),
        Column("country_source_uis"),
        Column("year_source_uis_original", "year as printed"),
        Column("year_uis", "year", YEAR),
        Column("source_uis"),
        Column("source_uis_original"),
        Column("note_source"),
        Column("note_adddition"),
    ),
    key=("nr_order",),
    part="surveys",
)

_NO_FLAGS = "flags are lost: a 0 may mean nil or not applicable"

IMPORTER = Importer(
    source="uis",
    publisher="UNESCO Institute for Statistics (UIS)",
    licence="CC BY-SA 3.0 IGO",
    attribution="Source: UNESCO Institute for Statistics (UIS).",
    shapes=(
        _BULK,
        _BULK_2016,
        _API_EXPORT,
        *_OF_PLACES,
        _COPIES,
        _DATA_CENTRE_2015,
        _LABELS,
        _LABELS_OF_BULK,
        _LABELS_2016,
        _GEO_UNITS,
        _LOCATIONS,
        _SURVEYS,
    ),
    releases={
        "2024-09": Release(
            "UIS SDG 4 bulk data, September 2024",
            "2024-09",
            quirks=(
                _NO_FLAGS,
                "float32 tails kept as copied",
                "numbers of children: primary age only",
                "regions: world and income groups only",
                "world number and world rate rest on different methods",
                "administrative and household rates are two series",
            ),
        ),
        "2020-02": Release("Surveys behind the UIS household rates, February 2020", "2020-02-26"),
        "2019-02": Release(
            "UIS education bulk data, February 2019",
            "2019-02",
            quirks=(_NO_FLAGS, "years 2012-2018", "two world ids: 40510 and 40675", "finance: no regions"),
        ),
        "2016-07": Release(
            "UIS education bulk data, July 2016",
            "2016-07",
            "copy date",
            quirks=(
                _NO_FLAGS,
                "codes in lower case",
                "four world ids",
                "no upper secondary",
                "region ids overlap",
            ),
        ),
        "2015-10": Release(
            "UIS data centre, numbers of primary age, October 2015",
            "2015-10-17",
            quirks=(_NO_FLAGS, "more rows without a value than with one", "no regions, no world"),
        ),
        "2026-02": Release(
            "UIS data service, numbers of primary age by region, 2026",
            "2026-02",
            "inferred",
            quirks=("four significant digits", "income groups: no boys", "typed off a stored page"),
        ),
        "2025-02": Release(
            "UIS data service export with flags, 2025",
            "2025-02",
            "inferred",
            quirks=("modelled primary rate and education spending only", "NIL is a true zero"),
        ),
        "copies": Release(
            "UIS numbers of primary age in five successive copies",
            "2026-02-23",
            "copy date",
            quirks=(
                _NO_FLAGS,
                "dates are of the copies, not of UIS releases",
                "the first copy has no world",
                "the world figure changes method between the second and the third",
                "girls and boys need not add up",
                "Hong Kong and Macao are absent",
            ),
        ),
    },
)
