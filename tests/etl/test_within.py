"""The rate of all children of a survey lies between those of its groups, or is listed with a reason."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import checks
from etl.catalogue import Catalogue
from etl.publish import Tables
from etl.read import Sources
from etl.tables import Frames
from etl.tidy import Part, within

KEY = ["source", "release", "place", "year", "survey", "indicator", "dimension"]


@pytest.fixture(scope="module")
def compared(parts: dict[str, Part]) -> pd.DataFrame:
    return pd.concat([within.compared(part) for part in parts.values()], ignore_index=True)


@pytest.fixture(scope="module")
def listed(tables: Tables, catalogue: Catalogue) -> set[tuple]:
    result = checks.totals_within_groups(tables, catalogue)
    assert result.holds
    return set(result.rows[KEY].fillna("").itertuples(index=False, name=None))


@given(st.data())
def test_any_total_lies_between_its_groups_or_is_listed(
    compared: pd.DataFrame, listed: set[tuple], data: st.DataObject
):
    row = compared.iloc[data.draw(st.integers(0, len(compared) - 1))]
    inside = row["lowest"] - within.SLACK_PP <= row["value"] <= row["highest"] + within.SLACK_PP
    assert inside != (tuple(row[KEY].fillna("")) in listed)


def test_every_kind_of_dimension_is_compared(compared: pd.DataFrame):
    assert set(compared["dimension"]) == {"sex", "location", "wealth", "disability", *within.ADDED_UP}
    assert set(compared["source"]) == {"uis", "wide", "worldbank"}
    assert not compared.duplicated(KEY).any()


def test_groups_that_leave_children_out_are_not_compared(compared: pd.DataFrame):
    """Two of three children of Nigeria's survey of 2018 have no ethnic group."""
    nigeria = compared[(compared["source"] == "wide") & (compared["place"] == "NGA") & (compared["year"] == 2018)]
    assert set(nigeria["dimension"]) == {"sex", "location", "wealth", "subnational"}


def test_a_total_outside_its_groups_fails(parts: dict[str, Part], tables: Tables, catalogue: Catalogue):
    part = parts["wide/2023"]
    frame = part.frame.copy()
    who = (frame[["sex", "location", "wealth", "group_kind"]] == "total").all(axis=1)
    frame.loc[who & (frame["place"] == "NGA") & (frame["year"] == 2021) & (frame["level"] == "primary"), "value"] = 99
    result = checks.totals_within_groups(Tables((replace(part, frame=frame),), tables.beside), catalogue)
    assert not result.holds
    assert set(result.rows["place"]) == {"NGA"}
    assert set(result.rows["dimension"]) >= {"sex", "location", "wealth"}


def test_pairs_that_do_not_fit_the_total_are_told(frames: Frames):
    told = frames.exceptions
    assert set(told["release"]) == {"2024-09"}
    nigeria = told[(told["place"] == "NGA") & (told["indicator"] == "ROFST.H.1")]
    assert list(nigeria["dimension"]) == ["disability"]
    assert (nigeria["value"] < nigeria["lowest"]).all()
    assert told["reason"].notna().all()


@pytest.mark.parametrize(("place", "year"), [("ETH", 2000), ("DJI", 2006), ("QAT", 2012)])
def test_zeros_that_the_total_disproves_are_left_out(parts: dict[str, Part], sources: Sources, place: str, year: int):
    read = sources.frame("uis", "2024-09")
    read = read[read["geo_id"].eq(place) & read["year"].eq(year)].set_index("indicator_id")["value"]
    kept = parts["uis/2024-09"].frame
    kept = kept[kept["place"].eq(place) & kept["year"].eq(year)].set_index("indicator")["value"]
    fifths = [f"ROFST.H.1.Q{number}" for number in range(1, 6)]
    assert read[fifths].eq(0).all()
    assert kept["ROFST.H.1"] == read["ROFST.H.1"] > 0
    assert not set(fifths) & set(kept.index)
