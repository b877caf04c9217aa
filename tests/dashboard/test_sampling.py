"""Vectors of the formulas, worked out apart from this code, and the rules on when to keep silent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.sampling import Share, design_effect, difference, is_fragile, rank_ranges, state, wilson

RATES = st.floats(0, 100)
COUNTS = st.integers(2, 20_000)


@pytest.mark.parametrize(
    ("p", "n", "deff", "low", "high"),
    [
        (30, 200, 1, 24.07, 36.68),
        (30, 200, 1.5, 22.87, 38.25),
        (30, 200, 2, 21.89, 39.58),
        (30, 200, 3, 20.34, 41.84),
        (0, 150, 2, 0, 4.87),
        (5, 60, 2, 1.16, 19.05),
        (50, 30, 2, 27.42, 72.58),
        (97.8, 1500, 2, 96.48, 98.63),
    ],
)
def test_wilson_vectors(p: float, n: int, deff: float, low: float, high: float) -> None:
    found = wilson(Share(p, n, deff))
    assert (found.low, found.high) == (pytest.approx(low, abs=0.005), pytest.approx(high, abs=0.005))


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [((30, 100), (22, 100), -4.16, 19.87), ((42, 150), (8, 140), 24.50, 42.71)],
)
def test_newcombe_vectors(one: tuple[int, int], other: tuple[int, int], low: float, high: float) -> None:
    found = difference(Share(*one, 1), Share(*other, 1))
    assert (found.low, found.high) == (pytest.approx(low, abs=0.005), pytest.approx(high, abs=0.005))


def test_a_difference_is_told_only_where_its_interval_leaves_zero_out() -> None:
    assert not difference(Share(30, 100, 1), Share(22, 100, 1)).excludes_zero
    assert difference(Share(42, 150, 1), Share(8, 140, 1)).excludes_zero


@given(RATES, COUNTS, st.sampled_from([1.5, 2.0, 2.5, 3.0]))
def test_an_interval_holds_its_rate_and_stays_a_rate(p: float, n: int, deff: float) -> None:
    found = wilson(Share(p, n, deff))
    assert -1e-9 <= found.low <= p + 1e-9
    assert p - 1e-9 <= found.high <= 100 + 1e-9


@given(RATES, RATES, COUNTS, COUNTS)
def test_a_difference_turned_round_is_its_mirror(p1: float, p2: float, n1: int, n2: int) -> None:
    one, other = Share(p1, n1, 2), Share(p2, n2, 2)
    there, back = difference(one, other), difference(other, one)
    assert there.low == pytest.approx(-back.high)
    assert there.high == pytest.approx(-back.low)


@pytest.mark.parametrize("bad", [Share(30, 1, 2), Share(30, 0, 2), Share(-1, 100, 2), Share(101, 100, 2)])
def test_no_interval_for_a_placeholder_or_a_rate_that_is_none(bad: Share) -> None:
    with pytest.raises(ValueError, match="must"):
        wilson(bad)


@pytest.mark.parametrize(
    ("dimensions", "deff"),
    [
        ((), 3.0),
        (("location",), 3.0),
        (("subnational",), 3.0),
        (("wealth",), 2.5),
        (("ethnicity",), 2.5),
        (("sex", "wealth"), 2.0),
        (("location", "sex", "wealth"), 1.5),
    ],
)
def test_assumed_design_effects(dimensions: tuple[str, ...], deff: float) -> None:
    assert design_effect(dimensions) == deff


def test_small_samples_are_hidden_or_pale() -> None:
    assert [state(n) for n in (1, 29, 30, 49, 50, None, float("nan"))] == [
        "hidden", "hidden", "pale", "pale", "plain", "plain", "plain",
    ]  # fmt: skip
    assert state(60, wilson(Share(50, 60, 2.5))) == "pale"
    assert state(600, wilson(Share(50, 600, 2.5))) == "plain"


def test_a_claim_that_fails_with_doubled_design_effects_is_fragile() -> None:
    assert is_fragile(Share(30, 300, 2), Share(18, 300, 2))
    assert not is_fragile(Share(60, 300, 2), Share(10, 300, 2))
    assert not is_fragile(Share(30, 100, 2), Share(29, 100, 2))


def test_places_are_ranges_where_the_survey_cannot_tell() -> None:
    clear = [Share(80, 2000, 2), Share(40, 2000, 2), Share(5, 2000, 2)]
    assert rank_ranges(clear) == [(1, 1), (2, 2), (3, 3)]
    close = [Share(21, 200, 2), Share(20, 200, 2), Share(2, 2000, 2)]
    assert rank_ranges(close) == [(1, 2), (1, 2), (3, 3)]
    assert rank_ranges(clear[:1]) == [(1, 1)]
