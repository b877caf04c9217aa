"""How fast a rate falls and must fall: vectors worked out elsewhere, and what is too little to judge by."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import pace

FOUR = [(2010, 30.0), (2013, 27.0), (2016, 25.0), (2019, 21.5)]


def test_annual_rate_of_reduction_of_a_line_and_of_two_ends():
    assert pace.aarr(FOUR).value == pytest.approx(3.52, abs=0.005)
    assert pace.required_aarr(30, 21.5, 9).value == pytest.approx(3.63, abs=0.005)


def test_pace_in_points_a_year():
    assert pace.pace(FOUR).value == pytest.approx(-0.917, abs=0.0005)


def test_from_20_to_12_in_6_years():
    assert pace.required_aarr(20, 12, 6).value == pytest.approx(8.16, abs=0.005)
    assert pace.required_pace(20, 12, 6).value == pytest.approx(1.33, abs=0.005)


def test_the_seven_points_example_of_unicef_gives_its_rate_of_reduction():
    """Its slope of the logarithm is -0.0669 and its rate 6.4 % (technical note of 2007)."""
    line = [(year, 50 * np.exp(-0.0669 * (year - 1990))) for year in range(1990, 1997)]
    assert pace.aarr(line).value == pytest.approx(6.47, abs=0.01)


@pytest.mark.parametrize(
    ("freedom", "wanted"), [(1, 3.078), (2, 1.886), (3, 1.638), (4, 1.533), (5, 1.476), (10, 1.372), (30, 1.310)]
)
def test_students_t_as_in_printed_tables(freedom, wanted):
    assert pace.student(freedom) == pytest.approx(wanted, abs=0.0006)
    assert pace.student(10, 0.95) == pytest.approx(2.228, abs=0.0006)


def test_children_a_day():
    assert pace.children_a_day(3_650_000, 20, 0, 10).value == pytest.approx(200)
    assert pace.children_a_day(3_650_000, 20, 10, 10).value == pytest.approx(100)
    assert pace.children_a_day(0, 20, 0, 10).value is None
    assert "not known" in pace.children_a_day(0, 20, 0, 10).reason


def test_a_target_of_0_has_no_share_of_what_is_left():
    assert pace.required_aarr(20, 0, 6).value is None
    assert "never reached" in pace.required_aarr(20, 0, 6).reason
    assert pace.required_pace(20, 12, 0).reason == "no year is left"


@pytest.mark.parametrize(
    ("points", "as_of", "told"),
    [
        ([], None, "no observed year"),
        (FOUR[:1], None, "only 1 observed year"),
        (FOUR[:3], None, "only 3 observed years"),
        ([(2015, 9.0), (2016, 8.0), (2017, 7.0), (2019, 6.0)], None, "over 4 years"),
        (FOUR, 2025, "last observed in 2019"),
    ],
)
def test_too_little_is_refused_in_words(points, as_of, told):
    for found in (pace.pace(points, as_of), pace.aarr(points, as_of), pace.project(points, 2030, as_of)):
        assert found[:3] == (None, None, None)
        assert told in found.reason


def test_the_last_may_be_just_old_enough():
    assert pace.too_little(FOUR, 2024) == ""
    assert pace.too_little([(2015, 9.0), (2016, 8.0), (2017, 7.0), (2020, 6.0)]) == ""


def test_nothing_past_2030_and_no_logit_of_0_or_100():
    assert pace.project(FOUR, 2030).value is not None
    assert "2030" in pace.project(FOUR, 2031).reason
    for rate in (0.0, 100.0):
        whole = [*FOUR, (2020, rate)]
        assert "no logit" in pace.project(whole, 2030).reason
        assert pace.pace(whole).value is not None
    assert "logarithm" in pace.aarr([*FOUR, (2020, 0.0)]).reason


def test_the_band_is_that_of_a_new_observation_on_the_logit_scale():
    """numpy's own least squares, its covariance, and a printed quantile."""
    x, y = np.array([p[0] for p in FOUR], float) - 2015, np.array([p[1] for p in FOUR])
    logits = np.log(y / (100 - y))
    (slope, start), covariance = np.polyfit(x, logits, 1, cov="unscaled")
    error = np.sqrt(np.sum((logits - start - slope * x) ** 2) / 2)
    at = np.array([15.0, 1.0])
    half = 1.8856 * error * np.sqrt(1 + at @ covariance @ at)
    wanted = 100 / (1 + np.exp(-(start + slope * 15 + np.array([0, -half, half]))))
    assert pace.project(FOUR, 2030)[:3] == pytest.approx(tuple(wanted), rel=1e-4)


@given(
    rates=st.lists(st.floats(0.01, 99.9), min_size=4, max_size=15),
    year=st.integers(2016, 2030),
)
def test_a_path_stays_between_0_and_100_and_inside_its_band(rates, year):
    points = list(enumerate(rates, 2010)) if len(rates) > 5 else [(2010 + 2 * n, rate) for n, rate in enumerate(rates)]
    value, low, high, *_ = pace.project(points, year)
    assert 0 <= low <= value <= high <= 100


def result(value, low, high):
    return pace.Result(value, low, high, "")


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ((-2.5, -3.0, -2.0), ("on pace", "")),
        ((-1.5, -1.9, -1.0), ("too slow", "")),
        ((-0.5, -0.9, -0.1), ("far too slow", "")),
        ((0.5, 0.0, 0.9), ("not falling", "")),
        ((-2.0, -2.5, -1.5), ("uncertain", "“too slow” to “on pace”")),
        ((-0.1, -1.0, 0.5), ("uncertain", "“not falling” to “too slow”")),
    ],
)
def test_a_class_must_hold_at_both_ends_of_the_interval(change, wanted):
    """Twenty per cent to none in ten years: 2 points a year."""
    assert pace.verdict(20, 0, result(*change), pace.required_pace(20, 0, 10)) == wanted


def test_what_is_reached_or_not_known_is_no_class_of_pace():
    needed = pace.required_pace(4.9, 5, 7)
    assert pace.verdict(4.9, 5, result(1, 0.5, 1.5), needed) == ("reached", "")
    unknown = pace.pace(FOUR[:2])
    assert pace.verdict(20, 0, unknown, pace.required_pace(20, 0, 7)) == ("cannot be judged", "only 2 observed years")
    assert set(pace.CLASSES) >= {"reached", "cannot be judged", "uncertain"}


def test_years_to_a_target_stop_at_2030():
    found = pace.years_to((2020, 20), 10, result(-2.0, -4.0, -0.5))
    assert found[:3] == (5.0, 2.5, None)
    late = pace.years_to((2020, 20), 0, result(-1.0, -2.5, 0.5))
    assert late[:3] == (None, 8.0, None)
    assert late.reason == "not by 2030 at that pace"
    assert pace.years_to((2020, 20), 0, pace.pace([])).reason == "no observed year"
    assert pace.years_to((2020, 0.04), 0, result(1.0, 0.5, 1.5))[:3] == (0, 0, 0)
