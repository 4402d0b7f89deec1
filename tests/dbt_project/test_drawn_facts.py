"""No data test fails on valid data, however large, small, tied or empty."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from tests.bi.promises import broken, not_adding_up
from tests.dbt_project.compiled import CompiledProject, failing_rows, undone
from tests.dbt_project.drawn_cube import Cube, cubes
from tests.dbt_project.drawn_rows import COMPLAINTS, LEDGER, STAGED, Rows, not_built, row_sets, staged
from tests.drawing import drawn

# what is drawn, what is taken from the bundled reference data, and what only single complaints can fill
AS_BUNDLED = ("rules", "figures", "int_figure_measures", "stg_releases__figure_history")
WITHOUT_ROWS = ("case_closure", "feed_overlap")

OFTEN = drawn(12, derandomize=True, suppress_health_check=list(HealthCheck))

# nothing but customer numbers, which some rows lack
NUMBERS_ALONE = Rows(1, dict.fromkeys(STAGED, 100), (2009, 2010), (6, 15), customers=50, identified=0.0, defects=0.1)
DAYS = st.dates(date(2010, 1, 1), date(2011, 12, 31))


def check_cube(project: CompiledProject, built: duckdb.DuckDBPyConnection, cube: Cube) -> None:
    with undone(built):
        for name in WITHOUT_ROWS:
            put(built, project.models[name].relation, pd.DataFrame())
        for name, table in cube.tables.items():
            put(built, project.models[name].relation, table)
        tested = check(project, built, {*cube.tables, *WITHOUT_ROWS, *AS_BUNDLED})
    assert len(tested) > 60


def check_rows(project: CompiledProject, built: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    with undone(built):
        for name, table in staged(built, rows).items():
            put(built, project.models[name].relation, table)
        check_all(project, built)


def check_until(project: CompiledProject, built: duckdb.DuckDBPyConnection, day: date) -> None:
    """The bundled feeds as they stood at the end of a day."""
    with undone(built):
        for feed, table in COMPLAINTS.items():
            built.execute(f"delete from staging.{table} where received_at::date > ?", [day])
            built.execute(
                f"update staging.{table} set closed_at = null, closed_text = null where closed_at::date > ?", [day]
            )
            built.execute(
                f"""
                update staging.{LEDGER} set rows_read = (
                    select count(*) from staging.{table} as staged where staged.load_id = {LEDGER}.load_id
                ) where feed = ? and status = 'loaded'
                """,
                [feed],
            )
        check_all(project, built)


def check_all(project: CompiledProject, built: duckdb.DuckDBPyConnection) -> None:
    tested = check(project, built, not_built(project))
    assert not_adding_up(built, combinations=5) == []
    assert set(tested) == {name for name, test in project.tests.items() if test.severity == "error"}


def check(project: CompiledProject, built: duckdb.DuckDBPyConnection, given: Collection[str]) -> list[str]:
    """Build what lies behind the `given` tables, and run its blocking tests, whose names are returned."""
    behind = project.behind(given)
    tests = project.tests_of({*given, *(model.name for model in behind)})
    blocking = [test for test in tests if test.severity == "error"]
    project.build(built, behind)
    assert {test.name: rows for test in blocking if (rows := failing_rows(built, test))} == {}
    assert broken(built, "bi") == []
    return [test.name for test in blocking]


def put(connection: duckdb.DuckDBPyConnection, relation: str, table: pd.DataFrame) -> None:
    """Fill a relation with `table` alone; columns that it lacks are null."""
    connection.execute(f"delete from {relation}")
    if len(table):
        connection.register("drawn", table)
        connection.execute(f"insert into {relation} by name select * from drawn")
        connection.unregister("drawn")


@pytest.mark.slow
@OFTEN
@given(cubes())
def test_no_test_fails_on_a_valid_cube(project: CompiledProject, built: duckdb.DuckDBPyConnection, cube: Cube) -> None:
    check_cube(project, built, cube)


@pytest.mark.slow
@OFTEN
@example(NUMBERS_ALONE)
@given(row_sets())
def test_no_test_fails_on_valid_rows(project: CompiledProject, built: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    check_rows(project, built, rows)


@pytest.mark.slow
@OFTEN
@given(DAYS)
def test_no_test_fails_on_any_day(project: CompiledProject, built: duckdb.DuckDBPyConnection, day: date) -> None:
    check_until(project, built, day)
