"""Each promise holds on the real tables and notices a real row that was spoilt."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from etl import checks
from etl.catalogue import Catalogue
from etl.errors import CheckFailed
from etl.publish import Tables

NAME = "uis/2026-02"


@pytest.fixture(scope="module")
def few(tables: Tables) -> Tables:
    """The release of February 2026 and what stands beside it."""
    return Tables(tuple(part for part in tables.parts if part.name == NAME), tables.beside)


def spoilt(tables: Tables, spoil: Callable[[pd.DataFrame], pd.DataFrame]) -> Tables:
    (part,) = tables.parts
    return Tables((replace(part, frame=spoil(part.frame.copy())),), tables.beside)


@pytest.mark.parametrize("promise", checks.PROMISES, ids=lambda promise: promise.__name__)
def test_the_promise_holds(promise: Callable, tables: Tables, catalogue: Catalogue):
    result = promise(tables, catalogue)
    assert result.holds
    assert bool(result.note) == bool(result.count)


def test_a_figure_that_stands_twice_is_found(few: Tables, catalogue: Catalogue):
    twice = spoilt(few, lambda frame: pd.concat([frame, frame.head(1)], ignore_index=True))
    assert checks.keys_unique(twice, catalogue).count == 2


def test_groups_tell_rows_of_one_code_apart(tables: Tables, catalogue: Catalogue):
    wide = Tables(tuple(part for part in tables.parts if part.name == "wide/2023"), tables.beside)
    assert checks.keys_unique(wide, catalogue).holds
    again = spoilt(wide, lambda frame: pd.concat([frame, frame.tail(1)], ignore_index=True))
    assert checks.keys_unique(again, catalogue).count == 2


def test_a_rate_over_100_fails_and_a_negative_administrative_one_is_listed(tables: Tables, catalogue: Catalogue):
    national = Tables(tuple(part for part in tables.parts if part.name == "uis/2024-09"), tables.beside)

    def put(number: float) -> Tables:
        def spoil(frame: pd.DataFrame) -> pd.DataFrame:
            brazil = (frame["indicator"] == "ROFST.1.CP") & (frame["place"] == "BRA") & (frame["year"] == 2019)
            frame.loc[brazil, "value"] = number
            return frame

        return spoilt(national, spoil)

    assert not checks.rates_in_range(put(419.3), catalogue).holds
    negative = checks.rates_in_range(put(-4.19), catalogue)
    assert negative.holds
    assert list(negative.rows["place"]) == ["BRA"]
    assert "negative" in negative.note


def test_girls_and_boys_that_do_not_make_the_total_fail(few: Tables, catalogue: Catalogue):
    def spoil(frame: pd.DataFrame) -> pd.DataFrame:
        girls = (frame["indicator"] == "OFST.1.F.CP") & (frame["place"] == "SDG: World") & (frame["year"] == 2011)
        frame.loc[girls, "value"] *= 2
        return frame

    result = checks.girls_and_boys(spoilt(few, spoil), catalogue)
    assert not result.holds
    assert result.rows[["place", "year"]].to_dict("records") == [{"place": "SDG: World", "year": 2011}]


def test_a_place_without_a_row_is_found(few: Tables, catalogue: Catalogue):
    places = few.beside["places"]
    missing = Tables(few.parts, {**few.beside, "places": places[places["place"] != "SDG: Oceania"]})
    result = checks.places_known(missing, catalogue)
    assert set(result.rows["place"]) == {"SDG: Oceania"}


def test_a_region_without_members_or_note_is_found(few: Tables, catalogue: Catalogue):
    places = few.beside["places"].copy()
    places.loc[places["place"] == "EFA: World", "note"] = None
    result = checks.places_known(Tables(few.parts, {**few.beside, "places": places}), catalogue)
    assert list(result.rows["place"]) == ["EFA: World"]


def test_a_code_outside_the_catalogue_is_found(few: Tables, catalogue: Catalogue):
    def spoil(frame: pd.DataFrame) -> pd.DataFrame:
        frame["indicator"] = frame["indicator"].cat.rename_categories({"OFST.1.CP": "NERA.1.CP"})
        return frame

    assert list(checks.indicators_catalogued(spoilt(few, spoil), catalogue).rows["indicator"]) == ["NERA.1.CP"]


def test_a_release_without_a_fingerprint_is_found(few: Tables, catalogue: Catalogue):
    releases = few.beside["releases"].assign(files="[]")
    result = checks.releases_traceable(Tables(few.parts, {**few.beside, "releases": releases}), catalogue)
    assert list(result.rows["release"]) == ["fy26", "school-ages-2024-04", "1946-2024", "2026-02", "2026-06"]


def test_regions_that_do_not_make_the_world_are_found(tables: Tables, catalogue: Catalogue):
    here = Tables(tuple(part for part in tables.parts if part.release == "view-2025+wpp-2024"), tables.beside)
    without = spoilt(here, lambda frame: frame[frame["place"] != "SDG: Sub-Saharan Africa"])
    assert not checks.parts_make_world(without, catalogue).holds


def test_a_value_outside_its_interval_is_found(tables: Tables, catalogue: Catalogue):
    view = Tables(tuple(part for part in tables.parts if part.name == "view/2025"), tables.beside)

    def spoil(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[frame.index[0], "value"] = frame["high"].iloc[0] + 1
        return frame

    assert checks.intervals_hold(spoilt(view, spoil), catalogue).count == 1


def test_hold_raises_with_the_rows(few: Tables, catalogue: Catalogue):
    twice = spoilt(few, lambda frame: pd.concat([frame, frame.head(1)], ignore_index=True))
    with pytest.raises(CheckFailed, match="stands once") as failed:
        checks.hold(twice, catalogue)
    assert len(failed.value.rows) == 2
