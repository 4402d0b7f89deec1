"""How figures are written and read again, and what is computed of them where no mart has it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given as given_drawn
from hypothesis import strategies as st
from scipy import stats

from orchestration.report.figures import Figure, Unit, given, read, written
from orchestration.report.functions import change, change_high, change_low, change_p_value
from orchestration.report.sources import Given
from tests.drawing import drawn


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (7825, Unit.COUNT, 0, "7,825"),
        (0.268, Unit.SHARE, 1, "26.8%"),
        (-0.3396, Unit.CHANGE, 1, "−34.0%"),
        (2.0, Unit.CHANGE, 1, "+200.0%"),
        (-0.0001, Unit.CHANGE, 1, "0.0%"),
        (0.0497, Unit.POINTS, 1, "+5.0"),
        (-34, Unit.DIFFERENCE, 0, "−34"),
        (0, Unit.DIFFERENCE, 0, "0"),
        (1.645, Unit.NUMBER, 2, "1.65"),
        (0.00001, Unit.P_VALUE, 4, "<0.0001"),
        (0.0039, Unit.P_VALUE, 4, "0.0039"),
        (2011, Unit.PLAIN, 0, "2011"),
        (-3, Unit.PLAIN, 0, "−3"),
        (date(2011, 12, 31), Unit.DATE, 0, "2011-12-31"),
        (None, Unit.SHARE, 1, "–"),
    ],
)
def test_a_figure_is_written_as_readers_expect_it(value: object, unit: Unit, decimals: int, text: str) -> None:
    assert written(value, unit, decimals) == text  # type: ignore[arg-type]


@drawn(300)
@given_drawn(
    st.sampled_from([Unit.SHARE, Unit.CHANGE, Unit.POINTS, Unit.NUMBER]),
    st.floats(-1e6, 1e6),
    st.integers(0, 4),
)
def test_what_was_written_is_read_at_the_precision_of_its_decimals(unit: Unit, value: float, decimals: int) -> None:
    read_again = read(written(value, unit, decimals), unit)
    scale = 1 if unit is Unit.NUMBER else 100
    assert isinstance(read_again, int | float)
    assert abs(read_again - value) * scale <= 0.5 * 10**-decimals + 1e-6


@given_drawn(st.integers(-(10**12), 10**12))
def test_counts_and_differences_are_read_exactly(value: int) -> None:
    assert read(written(abs(value), Unit.COUNT, 0), Unit.COUNT) == abs(value)
    assert read(written(value, Unit.DIFFERENCE, 0), Unit.DIFFERENCE) == value


@pytest.mark.parametrize(("text", "unit"), [("26.8", Unit.SHARE), ("many", Unit.COUNT), ("31.12.2011", Unit.DATE)])
def test_a_text_that_writes_no_such_figure_is_refused(text: str, unit: Unit) -> None:
    with pytest.raises(ValueError, match=r"percentage|convert|isoformat"):
        read(text, unit)


@given_drawn(st.sampled_from([Unit.CHANGE, Unit.POINTS, Unit.DIFFERENCE]), st.integers(-500, 500))
def test_a_magnitude_is_the_figure_without_its_sign(unit: Unit, hundredths: int) -> None:
    value = hundredths if unit is Unit.DIFFERENCE else hundredths / 100
    decimals = 0 if unit is Unit.DIFFERENCE else 1
    figure = Figure(value, unit, Given(value), decimals)
    assert figure.magnitude.written == figure.written.lstrip("+−")


def test_a_figure_that_is_given_says_itself() -> None:
    assert str(given(2011).source) == "given(2011)"


@drawn(200)
@given_drawn(st.integers(0, 3000), st.integers(0, 3000))
def test_a_change_of_counts_has_the_exact_test_and_limits_that_agree_with_it(now: int, before: int) -> None:
    p_value = change_p_value(now, before)
    if now + before == 0:
        assert p_value is None
        return
    both = now + before
    tails = (stats.binom.cdf(now, both, 0.5), stats.binom.sf(now - 1, both, 0.5))
    assert p_value == pytest.approx(min(1, 2 * min(tails)), rel=1e-9)
    low, at, high = change_low(now, before), change(now, before), change_high(now, before)
    if before == 0:
        assert (low, at, high) == (None, None, None)
        return
    assert low is not None and at is not None and high is not None
    assert low <= at <= high
    if abs(p_value - 0.05) > 1e-9:
        assert (p_value < 0.05) == (low > 0 or high < 0)
    interval = stats.binomtest(now, both).proportion_ci(0.95, "exact")
    assert (low, high) == (
        pytest.approx(interval.low / (1 - interval.low) - 1, rel=1e-6, abs=1e-9),
        pytest.approx(interval.high / (1 - interval.high) - 1, rel=1e-6, abs=1e-9),
    )
