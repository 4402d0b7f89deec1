"""What the marts say of the bundled feeds when something of them is missing or mistyped: no change that is none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pytest

from tests.dbt_project.compiled import CompiledProject, undone
from tests.dbt_project.drawn_rows import COMPLAINTS, not_built

MARTS = ("yearly_comparison", "monthly_distribution", "open_cases")
CALL_CENTER, HQ = (f"staging.{table}" for table in COMPLAINTS.values())
ONE_COMPLAINT = """complaint_number = (
    select min(complaint_number) from core.fct_complaints
    where source_system = 'call_center' and received_date between '2011-05-01' and '2011-05-31' and not is_void
)"""


@contextmanager
def marts_after(
    project: CompiledProject, built: duckdb.DuckDBPyConnection, damage: str
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The marts as they are once `damage`, a statement, was done to the staged complaints."""
    needed = project.needed_by(MARTS)
    with undone(built):
        built.execute(damage)
        project.build(built, [model for model in project.behind(not_built(project)) if model.name in needed])
        yield built


def company(marts: duckdb.DuckDBPyConnection, year: int, feed: str = "call_center") -> tuple:
    """The company's change in a year, rounded; whether it is comparable, and whether the year is full."""
    return marts.execute(
        "select round(yoy_change_rate, 3), is_comparable, is_full_year from marts.yearly_comparison "
        "where source_system = ? and report_year = ? and scope_level = 'company'",
        [feed, year],
    ).fetchone()


def counted_change(marts: duckdb.DuckDBPyConnection, *months: int) -> float:
    """The call center's change over months of the year, rounded, counted in the fact itself."""
    return marts.execute(
        """
        select round(count_if(report_year = 2011) / count_if(report_year = 2010) - 1, 3) from core.fct_complaints
        where source_system = 'call_center' and is_void is not true and list_contains(?, month(received_date))
        """,
        [list(months)],
    ).fetchone()[0]


@pytest.mark.parametrize(
    ("missing", "both_years_cover", "is_full_year"),
    [
        ("received_at < '2010-07-01'", range(7, 13), True),
        ("received_at between '2011-04-01' and '2011-06-30 23:59:59'", (1, 2, 3, *range(7, 13)), False),
    ],
    ids=["half of 2010", "three months of 2011"],
)
def test_what_one_year_lacks_is_no_change(
    project: CompiledProject,
    built: duckdb.DuckDBPyConnection,
    missing: str,
    both_years_cover: range,
    is_full_year: bool,
) -> None:
    """Compared whole, half a year would have given a rise by a third, where the true change is a fall by a third."""
    with marts_after(project, built, f"delete from {CALL_CENTER} where {missing}") as marts:
        change = counted_change(marts, *both_years_cover)
        assert company(marts, 2011) == (change, True, is_full_year)
        assert -0.42 < change < -0.28


def test_months_that_are_missing_are_no_fall_to_zero(
    project: CompiledProject, built: duckdb.DuckDBPyConnection
) -> None:
    missing = f"delete from {CALL_CENTER} where received_at between '2011-04-01' and '2011-06-30 23:59:59'"
    with marts_after(project, built, missing) as marts:
        changes = marts.execute(
            "select distinct mom_change_rate, yoy_change_rate from marts.monthly_distribution "
            "where source_system = 'call_center' and report_year = 2011 and month between 4 and 6"
        ).fetchall()
    assert changes == [(None, None)]


def test_a_mistyped_year_is_no_year_to_compare_with(project: CompiledProject, built: duckdb.DuckDBPyConnection) -> None:
    """One complaint dated 2009 would have made a rise by 1,184,700 %."""
    mistyped = f"update {CALL_CENTER} set received_at = received_at - interval 2 year where {ONE_COMPLAINT}"
    with marts_after(project, built, mistyped) as marts:
        assert company(marts, 2010) == (None, False, True)
        assert company(marts, 2011) == (-0.34, True, True)
        assert company(marts, 2009) == (None, False, False)


def test_a_row_dated_ahead_makes_no_open_case_overdue(
    project: CompiledProject, built: duckdb.DuckDBPyConnection
) -> None:
    """Of the other cases; the mistyped one is not open yet."""
    overdue = (
        "select count_if(is_overdue), max(days_open) from marts.open_cases "
        "where source_system = 'call_center' and received_date < '2012-01-01'"
    )
    before = built.execute(overdue).fetchone()
    mistyped = (
        f"update {CALL_CENTER} set received_at = received_at + interval 2 year, closed_at = null where {ONE_COMPLAINT}"
    )
    with marts_after(project, built, mistyped) as marts:
        assert marts.execute(overdue).fetchone() == before
        assert company(marts, 2011) == (-0.34, True, True)


def test_a_sparse_year_is_full_without_a_complaint_on_its_last_day(
    project: CompiledProject, built: duckdb.DuckDBPyConnection
) -> None:
    """Head office has 282 complaints in 2011: four days without one are no end."""
    with marts_after(project, built, f"delete from {HQ} where received_at >= '2011-12-28'") as marts:
        (_, is_comparable, is_full_year) = company(marts, 2011, "hq")
    assert is_comparable and is_full_year


def test_a_register_of_closed_complaints_is_no_full_year(
    project: CompiledProject, built: duckdb.DuckDBPyConnection
) -> None:
    """Of the second half-year more and more is still open, which would have made a fall by 36.8 %."""
    with marts_after(project, built, f"delete from {CALL_CENTER} where closed_at is null") as marts:
        change, is_comparable, is_full_year = company(marts, 2011)
        assert change == counted_change(marts, *range(1, 7)) == -0.332
    assert is_comparable and not is_full_year
