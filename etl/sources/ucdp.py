"""Uppsala Conflict Data Program and PRIO: armed conflicts by year, and the numbers of the states."""

from etl.sources.importer import NUMBER, Column, Importer, Release, Shape

_CONFLICTS = Shape(
    (
        Column("conflict_id", "code", NUMBER),
        Column("year", "year", NUMBER),
        Column("gwno_a", "Gleditsch-Ward number", NUMBER),
        Column("gwno_a_2nd", "Gleditsch-Ward number", NUMBER),
        Column("gwno_b", "Gleditsch-Ward number", NUMBER),
        Column("gwno_b_2nd", "Gleditsch-Ward number", NUMBER),
        Column("incompatibility"),
        Column("intensity_level", "1 = 25-999 battle deaths in the year, 2 = 1,000 or more", NUMBER),
        Column("type_of_conflict"),
    ),
    key=("conflict_id", "year", "gwno_a", "gwno_a_2nd", "gwno_b", "gwno_b_2nd"),
)
_STATES = Shape(
    (
        Column("gwcode", "Gleditsch-Ward number", NUMBER),
        Column("stateabb", "abbreviation, not ISO3"),
        Column("statename"),
        Column("startdate", "date"),
        Column("enddate", "date"),
    ),
    key=("gwcode", "startdate"),
    part="states",
)

IMPORTER = Importer(
    source="ucdp",
    publisher="Uppsala Conflict Data Program and Peace Research Institute Oslo",
    licence="CC BY 4.0",
    attribution="Source: Uppsala Conflict Data Program (UCDP) and Peace Research Institute Oslo (PRIO), "
    "UCDP/PRIO Armed Conflict Dataset.",
    shapes=(_CONFLICTS, _STATES),
    releases={
        "1946-2024": Release(
            "UCDP/PRIO armed conflicts, 1946 to 2024",
            "2025-07-16",
            "copy date",
            quirks=(
                "one row per pair of states: a conflict-year repeats once per supporting state",
                "state numbers, not ISO3",
                "side A is the state that fights, not always where the fighting is; no location text",
                "conflicts of states only: no one-sided violence, no gangs",
            ),
        ),
    },
)
