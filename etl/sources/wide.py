"""WIDE: out-of-school shares by sex, wealth, location, region, faith, descent, disability, from household surveys."""

from etl.sources.importer import NUMBER, YEAR, Column, Importer, Release, Shape

_PLACE = (Column("iso_code3", "ISO3"), Column("country"), Column("year", "year", YEAR), Column("survey"))
_WHOSE = tuple(Column(name) for name in ("category", "sex", "wealth", "location", "region"))
_LEVELS = ("prim", "lowsec", "upsec")


def _out(suffix: str, unit: str) -> tuple[Column, ...]:
    """Share and number of children asked at each level."""
    shares = ((Column(f"eduout_{level}{suffix}", unit, NUMBER), f"eduout_{level}_no") for level in _LEVELS)
    return tuple(column for share, asked in shares for column in (share, Column(asked, "children asked", NUMBER)))


_OUT = _out("_m", "proportion")
_OTHERS = (
    Column("edu0_prim_m", "proportion", NUMBER),
    Column("edu0_prim_no", "children asked", NUMBER),
    Column("comp_prim_v2_m", "proportion, in part 4 per cent", NUMBER),
)
_RELIGION, _ETHNICITY = Column("religion"), Column("ethnicity")


def _shape(*columns: Column, part: str = "") -> Shape:
    """What names a group tells the rows apart; some stand twice in the files."""
    return Shape(columns, key=tuple(column.name for column in columns if column.type != NUMBER), part=part)


_DISABILITY = (Column("disability"), Column("hh_edu_head"))

IMPORTER = Importer(
    source="wide",
    publisher="Global Education Monitoring Report, World Inequality Database on Education (WIDE)",
    licence="CC BY-SA 3.0 IGO",
    attribution="Source: UNESCO Global Education Monitoring Report, World Inequality Database on Education (WIDE).",
    shapes=(
        _shape(Column("part", "number of the part"), *_PLACE, *_WHOSE, _RELIGION, _ETHNICITY, *_OUT, *_OTHERS),
        _shape(*_PLACE, *_WHOSE, _ETHNICITY, _RELIGION, *_out("", "per cent"), part="dhs-mics"),
        _shape(
            Column("iso_code", "ISO3"),
            *_PLACE[1:],
            Column("category"),
            Column("sex"),
            *_DISABILITY,
            *_OUT,
            part="disability",
        ),
        _shape(*_PLACE, *_WHOSE, *_OUT, *_OTHERS, part="national"),
        _shape(*_PLACE, *_WHOSE, _ETHNICITY, *_OUT, *_OTHERS, part="lis"),
    ),
    releases={
        "2023": Release(
            "WIDE, 2023 update: household surveys by group",
            "2023-12-04",
            "copy date",
            quirks=(
                "parts of WIDE, not the whole",
                "per cent in dhs-mics, proportions elsewhere",
                "names of countries as typed, few codes",
                "small samples are not suppressed in the parts and in lis",
                "some surveys are in several files, some rows stand twice",
                "India 2020, Nepal 2010, Argentina 2020 and pairs of Senegal 2019 cannot be used",
                "never equals the UIS household rate",
            ),
        ),
    },
)
