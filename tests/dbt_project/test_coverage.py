"""What a feed covers is found in its own complaints, and no change is published over what it does not cover."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from benchmarks.calibration import coverage
from benchmarks.calibration.models import built
from tests.dbt_project.compiled import CompiledProject
from tests.drawing import most_telling

DAY = coverage.FIRST + np.arange(coverage.DAYS)
# complaints a day in 2010 and 2011: a fall by a third
PACE = np.where(np.arange(coverage.DAYS) < 365, 30, 20)


@contextmanager
def feeds(project: CompiledProject, **complaints: pa.Table) -> Iterator[duckdb.DuckDBPyConnection]:
    """The models behind the complaints of feeds, by name."""
    drawn = {**coverage.NOTHING_ELSE, "dim_scope": coverage.COMPANY}
    drawn["fct_complaints"] = pa.concat_tables(complaints.values())
    with built(project, drawn, coverage.MODELS) as warehouse:
        yield warehouse


def feed(name: str, pace: np.ndarray, *further: str) -> pa.Table:
    """Complaints at a pace, closed after ten days; a twentieth is open. `further` are days of single ones beside."""
    days = np.concatenate([np.repeat(DAY, pace), np.array(further, "datetime64[D]")])
    return coverage.complaints_of(name, days, np.full(len(days), 10), open_share=0.05)


def without(pace: np.ndarray, first: str, last: str) -> np.ndarray:
    return np.where(np.isin(DAY, np.arange(first, np.datetime64(last) + 1, dtype="datetime64[D]")), 0, pace)


def compared(warehouse: duckdb.DuckDBPyConnection, name: str, year: int = 2011) -> tuple:
    """The change that is published of a year, rounded; whether the year is full; and the note."""
    return warehouse.execute(
        """
        select
            round((complaints_compared - complaints_prior_year) / complaints_prior_year, 3),
            is_full_year,
            comparability_note
        from intermediate.int_scope_comparisons where source_system = ? and report_year = ?
        """,
        [name, year],
    ).fetchone()


def test_years_are_compared_over_what_both_cover(project: CompiledProject) -> None:
    """Half of 2010 alone would give +33 %, three months without a row of 2011 -50 %; and 2013 a fall to nothing."""
    with feeds(
        project,
        whole=feed("whole", PACE),
        half=feed("half", without(PACE, "2010-01-01", "2010-06-30")),
        lost=feed("lost", without(PACE, "2011-04-01", "2011-06-30")),
        mistyped=feed("mistyped", PACE, "2013-05-05"),
        two_months=feed("two_months", without(PACE, "2010-01-01", "2010-10-31")),
        documented=feed(
            "documented",
            without(without(np.full(len(DAY), 20), "2010-01-01", "2010-06-30"), "2011-09-06", "2011-09-08"),
            "2013-09-07",
        ),
    ) as warehouse:
        assert compared(warehouse, "whole") == (-0.333, True, None)
        months = "Compared over the months that both years cover"
        assert compared(warehouse, "half") == (-0.333, True, f"{months}: July to December.")
        assert compared(warehouse, "lost") == (-0.333, False, f"{months}: January to March and July to December.")
        assert compared(warehouse, "mistyped") == (-0.333, True, None)
        assert compared(warehouse, "mistyped", 2013) == (None, False, "The feed does not cover the year.")
        too_few = "Both years cover too few of the same months in full: November to December."
        parts = f"{months}: July to August and October to December."
        assert compared(warehouse, "documented") == (0, False, parts)
        assert compared(warehouse, "two_months") == (None, True, too_few)


def test_mistyped_dates_move_no_latest_day(project: CompiledProject) -> None:
    """A receipt dated 2013, and a closing in 2014, leave the day of open cases where it is."""
    odd = coverage.complaints_of("odd", np.array(["2011-06-01"], "datetime64[D]"), np.array([900]), open_share=0)
    with feeds(project, odd=pa.concat_tables([feed("odd", PACE, "2013-05-05"), odd])) as warehouse:
        found = warehouse.execute("from intermediate.int_feed_latest_days").fetchall()
    assert found == [("odd", date(2011, 12, 31), date(2012, 1, 10))]


@pytest.mark.slow
def test_a_year_that_is_over_is_full_though_its_last_days_are_quiet(project: CompiledProject) -> None:
    """Of feeds of 282 complaints a year nearly half have none on 31 December."""
    random = np.random.default_rng(1)
    names = [f"feed_{number}" for number in range(200)]
    drawn = {name: feed(name, random.poisson(282 / 365, len(DAY))) for name in names}
    with feeds(project, **drawn) as warehouse:
        full, last_day = warehouse.execute(
            "select count_if(is_full_year), count_if(last_received_date = '2011-12-31') from core.dim_feed_year "
            "where report_year = 2011"
        ).fetchone()
    assert last_day < 120 and full >= 190


def test_a_register_of_closed_complaints_is_compared_like_with_like(project: CompiledProject) -> None:
    """Complaints as many as before; those that were still open at the end of 2011 are not in the register."""
    random = np.random.default_rng(2)
    days = np.repeat(np.arange(coverage.DAYS), random.poisson(10, coverage.DAYS))
    delays = np.ceil(random.exponential(30, len(days))).astype(int)
    seen = days + delays < coverage.DAYS
    register = coverage.complaints_of("register", DAY[days[seen]], delays[seen], open_share=0)
    with feeds(project, register=register) as warehouse:
        change, is_full, note = compared(warehouse, "register")
        evidence = warehouse.execute(
            "select evidence from intermediate.int_feed_months where month_start = '2011-12-01'"
        ).fetchone()
    assert abs(change) < 0.05 and not is_full
    assert note.startswith("Compared over the months that both years cover: January to ")
    assert evidence == ("closed_only",)


@pytest.mark.parametrize("damage", most_telling(coverage.DAMAGES, "a feed with mistyped years"))
def test_what_is_published_of_a_damaged_feed_is_true(project: CompiledProject, damage: coverage.Damage) -> None:
    """One in twenty changes lies outside its limits by chance; more than a sixth of sixty would not."""
    found = coverage.changes(project, np.random.default_rng(3), damage, 60)
    is_false = ~found["truth"].between(found["yoy_rate_low"], found["yoy_rate_high"])
    assert len(found) >= 15
    assert is_false.sum() <= 10
