"""Periods by their names, and what becomes of a name that is none."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.report.periods import Period, PeriodError, period, read_period


@pytest.mark.parametrize("part", [None, "H1", "H2", "Q1", "Q4", "to-01", "to-05", "to-11"])
def test_a_period_is_read_from_its_name(part: str | None) -> None:
    asked = period(2011, part)
    assert read_period(asked.name) == asked


def test_a_half_and_a_quarter_are_whole_months() -> None:
    assert (period(2012, "h1").first_day, period(2012, "h1").last_day) == (date(2012, 1, 1), date(2012, 6, 30))
    assert period(2012, "q4") == Period(2012, 10, 12)
    assert period(2012, "to-02").last_day == date(2012, 2, 29)
    assert period(2012, "to-12").is_year and period(2012, "to-12").name == "2012"


@pytest.mark.parametrize("name", ["", "H3", "Q0", "Q5", "to-0", "to-13", "2011", "h11"])
def test_any_other_name_is_refused_with_those_that_there_are(name: str) -> None:
    with pytest.raises(PeriodError, match="there are H1, H2, Q1 to Q4, and to-01 to to-12"):
        period(2011, name)
