"""The tables as pandas frames: `import etl; etl.load().observations`."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from etl.errors import EtlError
from etl.home import tables_folder
from etl.publish import Tables, recover
from etl.tidy.frame import Part


@dataclass(frozen=True, slots=True)
class Frames:
    """The tables, each a pandas frame of its own: changing one changes no other reader's.

    Attributes:
        observations: One row per published or computed value; the key is source, release, indicator, place, year,
            survey and group. Text columns are categorical. `source release`: who and which release; `here` is computed
            by this project (is_derived). `indicator`: the publisher's code. `place`: ISO3, or a region's id
            ("SDG: World"). `year`. `measure`: children and school_age_population in persons; rate_pct and
            completion_pct in per cent (0-100); gpia and other parities as ratios; spend_… in the unit that `indicators`
            gives. `method`: administrative, survey, model: never one series. `level sex location wealth group_kind
            group`: whose figure, by the code or, in WIDE, by the row. `value`, `low`, `high`: the ends of VIEW's 90 %
            interval where there is one. `sample_size`: children asked, unweighted; WIDE only, and there also where the
            value is missing because few were asked. `magnitude qualifier`: NIL a true zero, NA not applicable (value
            missing), "unknown" where the copy lost the flags, missing where the publisher said nothing. `survey`: its
            name. `is_derived`. `coverage`: share (0-1) of the school-age population that a regional figure rests on.
        places: place slug name kind region_set iso2 aliases sdg_region note.
        region_members: region place release. Members of September 2021; income groups of July 2021.
        releases: source release label date date_kind publisher licence licence_url attribution files rows places
            first_year last_year note. `files` is JSON: name, sha256 and rows of what was read.
        indicators: indicator label measure unit method level sex location wealth group_kind group source.
        headlines: What was announced: release date publication place reference_year level sex population children
            (persons) breakdown source_url confidence.
        conflict: An attribute of a country and year, never a figure of children: place year list (fcs, ucdp) edition
            category conflicts conflict_types source release. A place without a row is not on that list.
        displaced: place year population sex age_group persons age_known_share (0-1) source release. By age the persons
            are lower bounds where that share is below 1; no row means none or not recorded.
        school_ages: place year level entrance_age duration_years (years of age, of schooling) source release.
        exclusions: source release rule rows reason: what of the sources is in no table, and why. Figures, three to a
            record, for WIDE; cells for unhcr; rows for the rest.
        exceptions: promise source release place year indicator dimension value lowest highest reason: totals that are
            not between their groups, as published.
        imputed: release place region first_year last_year reason: the places whose SDG
            region's rate stands in, in sums only.

    Sources: UNESCO Institute for Statistics; VIEW (GEM Report and UIS); WIDE (GEM Report); World Bank;
    UN World Population Prospects; UCDP/PRIO; UNHCR.
    The attribution line and licence of each release are in `releases`.
    """

    observations: pd.DataFrame
    places: pd.DataFrame
    region_members: pd.DataFrame
    releases: pd.DataFrame
    indicators: pd.DataFrame
    headlines: pd.DataFrame
    imputed: pd.DataFrame
    exclusions: pd.DataFrame
    exceptions: pd.DataFrame
    conflict: pd.DataFrame
    displaced: pd.DataFrame
    school_ages: pd.DataFrame


_NULLABLE = {pa.int16(): pd.Int16Dtype(), pa.int32(): pd.Int32Dtype()}
BESIDE = tuple(name for name in Frames.__dataclass_fields__ if name != "observations")


def load(folder: str | Path | None = None) -> Frames:
    """Read the tables.

    Args:
        folder: Where they stand, a folder or an address; by default what OOSC_TABLES says, else the project's own.

    Raises:
        EtlError: There are no tables, or they cannot be read.
    """
    import pyarrow.dataset as ds  # here, not above: a build reads single files

    text = pa.dictionary(pa.int32(), pa.string())
    partitions = ds.partitioning(pa.schema([("source", text), ("release", text)]), flavor="hive", dictionaries="infer")
    root = tables_folder(folder)
    recover(root.parent)
    try:
        observed = ds.dataset(root / "observations", format="parquet", partitioning=partitions)
        frames = {name: _pandas(pq.read_table(root / f"{name}.parquet")) for name in BESIDE}
        observations = _pandas(observed.to_table().unify_dictionaries())
    except (OSError, pa.ArrowException) as trouble:
        raise _unreadable(str(root)) from trouble
    first = ["source", "release"]
    others = [name for name in observations.columns if name not in first]
    return Frames(observations=observations[[*first, *others]], **frames)


def stored(home: Path) -> Tables:
    """The tables of a data folder, release by release, as `checks.check` wants them. Raises as `load`."""
    recover(home)
    folder = home / "tables"
    return Tables(tuple(part(folder, name) for name in names(folder)), {name: beside(folder, name) for name in BESIDE})


def names(folder: Path) -> list[str]:
    """The releases whose observations stand in a folder of tables, such as `uis/2024-09`."""
    found = sorted((folder / "observations").glob("source=*/release=*/part.parquet"))
    return ["/".join(step.split("=", 1)[1] for step in path.parts[-3:-1]) for path in found]


def part(folder: Path, name: str) -> Part:
    """The observations of one release of a folder of tables. Raises as `load`."""
    source, _, release = name.partition("/")
    path = folder / "observations" / f"source={source}" / f"release={release}" / "part.parquet"
    try:
        return Part(source, release, _pandas(pq.ParquetFile(path).read()))
    except (OSError, pa.ArrowException) as trouble:
        raise _unreadable(str(folder)) from trouble


def beside(folder: Path, name: str) -> pd.DataFrame:
    """One of the tables BESIDE the observations. Raises as `load`."""
    try:
        return _pandas(pq.read_table(folder / f"{name}.parquet"))
    except (OSError, pa.ArrowException) as trouble:
        raise _unreadable(str(folder)) from trouble


def _pandas(table: pa.Table) -> pd.DataFrame:
    """Whole numbers stay whole numbers where some are missing."""
    frame = table.to_pandas()
    for name in {"sample_size", "reference_year", "conflicts"}.intersection(table.column_names):
        frame[name] = table.column(name).to_pandas(types_mapper=_NULLABLE.get)
    return frame


def _unreadable(where: str) -> EtlError:
    return EtlError(f"There are no tables to read in {where}. Build them with `oosc etl build`, or set OOSC_TABLES.")
