"""The one door to the tables: whole, traceable, and never its own object."""

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.index import Index
from dashboard.store import Part, Store, TablesMissing

BRAZIL = Part("uis", "2024-09", ("ROFST.1.CP",), ("BRA",))
TABLES = ("places", "region_members", "releases", "indicators", "headlines", "imputed")


@pytest.mark.parametrize("name", TABLES)
def test_table_handed_out_is_a_copy(name, store):
    first = store.table(name)
    kept = first.copy()
    first.loc[:, first.columns[0]] = "spoilt"
    pd.testing.assert_frame_equal(store.table(name), kept)


def test_lists_inside_a_table_cannot_be_changed(store):
    assert all(isinstance(aliases, tuple) for aliases in store.table("places")["aliases"].dropna())


def test_observations_handed_out_are_a_copy(store):
    first = store.observations([BRAZIL])
    kept = first.copy()
    first.loc[:, "value"] = -1.0
    pd.testing.assert_frame_equal(store.observations([BRAZIL]), kept)


def test_empty_observations_handed_out_are_a_copy(store):
    nothing = Part("uis", "1999-01", ("ROFST.1.CP",), ("BRA",))
    first = store.observations([nothing])
    first["spoilt"] = 1
    assert "spoilt" not in store.observations([nothing])


def test_value_is_the_publishers_to_the_last_digit(store):
    rows = store.observations([BRAZIL])
    assert rows.loc[rows["year"] == 2019, "value"].tolist() == [4.193329811096191]


def test_one_year_is_that_year_of_all(store):
    everything = store.observations([BRAZIL])
    one = store.observations([Part("uis", "2024-09", ("ROFST.1.CP",), ("BRA",), 2019)])
    pd.testing.assert_frame_equal(one, everything[everything["year"] == 2019].reset_index(drop=True))


def test_parts_come_one_after_the_other(store):
    view = Part("view", "2025", ("VIEW.PRIM",), ("PAK", "IND"), 2023)
    rows = store.observations([BRAZIL, view])
    assert len(rows) == len(store.observations([BRAZIL])) + 2
    assert rows["source"].iloc[-1] == "view"
    assert set(rows["release"]) == {"2024-09", "2025"}


@pytest.mark.parametrize(
    ("home", "code"),
    [
        (("uis", "2025-02"), "OFST.1.CP"),  # with flags
        (("wide", "2023"), "WIDE.PRIM"),  # with groups and sample sizes
        (("here", "view-2025+wpp-2024"), None),  # with intervals and coverage
    ],
)
def test_rows_are_those_of_the_file(home, code, store):
    path = Path(store.address, "observations", f"source={home[0]}", f"release={home[1]}", "part.parquet")
    file = pq.ParquetFile(path).read().to_pandas()
    code = code if code in set(file["indicator"]) else file["indicator"].iloc[-1]
    wanted = file[file["indicator"] == code]
    places = tuple(wanted["place"].unique()[:40])
    rows = store.observations([Part(*home, (code,), places)])
    wanted = wanted[wanted["place"].isin(places)].reset_index(drop=True)
    assert len(rows) > 10
    for name in wanted:
        pd.testing.assert_series_equal(
            rows[name], wanted[name].astype(rows[name].dtype), check_dtype=False, obj=f"{home} {name}"
        )
    assert list(rows.columns) == [*wanted.columns, "source", "release"]


def test_rows_that_lie_in_no_order_are_found():
    lying = {"indicator": ["b", "a", "b", "a"], "place": ["X", "Y", "Y", "Y"], "year": [1, 2, 3, 4]}
    texts = {name: pa.array(lying[name]).dictionary_encode() for name in ("indicator", "place")}
    table = pa.table({**texts, "year": lying["year"]})
    found = Index(table.column_names, table.column, "here", "now").rows(("a", "b"), ("Y",))
    assert found["year"].tolist() == [2, 4, 3]
    assert found["indicator"].tolist() == ["a", "a", "b"]
    assert set(found["release"]) == {"now"}


def test_an_indicator_of_one_place_and_year_is_found():
    texts = {"indicator": list("aab"), "place": list("XXY")}
    table = pa.table(
        {**{name: pa.array(words).dictionary_encode() for name, words in texts.items()}, "year": [5, 5, 6]}
    )
    index = Index(table.column_names, table.column, "here", "now")
    assert index.rows(("a", "b"), ("X", "Y"))["year"].tolist() == [5, 5, 6]
    assert index.rows(("a", "b"), ("Y",), 6)["place"].tolist() == ["Y"]


def test_rows_of_a_missing_release_are_none(store):
    rows = store.observations([Part("uis", "1999-01", ("ROFST.1.CP",), ("BRA",))])
    assert rows.empty
    assert list(rows.columns) == list(store.observations([BRAZIL]).columns)


@pytest.mark.parametrize("part", [("NO.SUCH", "BRA"), ("ROFST.1.CP", "XXX")])
def test_unknown_indicator_or_place_has_no_rows(part, store):
    assert store.observations([Part("uis", "2024-09", (part[0],), (part[1],))]).empty


def test_missing_tables_say_what_to_do(tmp_path):
    with pytest.raises(TablesMissing, match=rf"No tables in {re.escape(str(tmp_path))}.*oosc etl build.*OOSC_TABLES"):
        Store(str(tmp_path))


def test_tables_are_read_from_any_address(store, tmp_path):
    shutil.copytree(store.address, tmp_path / "tables")
    elsewhere = Store(f"file://{tmp_path}/tables/")
    pd.testing.assert_frame_equal(elsewhere.observations([BRAZIL]), store.observations([BRAZIL]))


def test_every_release_carries_licence_attribution_and_hashes(store):
    assert len(store.releases) >= 15
    for release in store.releases.values():
        assert release.licence, release.id
        assert release.attribution, release.id
        assert release.publisher, release.id
        assert release.files, release.id
        assert all(re.fullmatch(r"[0-9a-f]{64}", str(file["sha256"])) for file in release.files), release.id


def test_every_release_that_can_be_asked_for_is_described(store):
    assert set(store.release_ids()) <= {release.id for release in store.releases.values()}


def test_codes_come_from_meaning(store):
    codes = store.codes("uis", measure="rate_pct", level="primary", sex="total", method="administrative")
    assert "ROFST.1.CP" in codes
    assert "ROFST.1.F.CP" not in codes
    assert store.codes("uis", measure="nonsense") == ()


def test_many_threads_get_the_same_rows(store):
    fresh = Store(store.address)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: fresh.observations([BRAZIL]), range(16)))
    for answer in answers:
        pd.testing.assert_frame_equal(answer, answers[0])
