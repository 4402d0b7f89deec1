"""No data test fails on valid data, however large, small, tied or empty."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from tests.dbt_project.compiled import CompiledProject, failing_rows, warehouse
from tests.dbt_project.drawn_cube import Cube, cubes
from tests.dbt_project.drawn_rows import Rows, row_sets, staged

# what is drawn, what is taken from the bundled reference data, and what only single complaints can fill
AS_BUNDLED = ("rules", "figures", "int_figure_measures")
WITHOUT_ROWS = ("case_closure", "feed_overlap")

FEW = settings(max_examples=8, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=300, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def bundled(project: CompiledProject) -> Iterator[duckdb.DuckDBPyConnection]:
    """Every table of the bundled feeds, whose columns and types the drawn ones take."""
    with warehouse() as connection:
        project.build(connection, project.models.values())
        yield connection


def check_cube(project: CompiledProject, bundled: duckdb.DuckDBPyConnection, cube: Cube) -> None:
    empty = {name: pd.DataFrame() for name in WITHOUT_ROWS}
    tested = check(project, bundled, {**cube.tables, **empty}, AS_BUNDLED)
    assert len(tested) > 60


def check_rows(project: CompiledProject, bundled: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    reference = [model.name for model in project.models.values() if model.relation.split(".")[1] == '"reference"']
    tested = check(project, bundled, staged(bundled, rows), [*reference, "int_figure_measures"])
    assert set(tested) == {name for name, test in project.tests.items() if test.severity == "error"}


def check(
    project: CompiledProject,
    bundled: duckdb.DuckDBPyConnection,
    tables: dict[str, pd.DataFrame],
    as_bundled: Collection[str],
) -> list[str]:
    """Build what lies behind `tables` and the bundled ones, and run its blocking tests, whose names are returned."""
    given = {*tables, *as_bundled}
    behind = project.behind(given)
    tests = project.tests_of({*given, *(model.name for model in behind)})
    blocking = [test for test in tests if test.severity == "error"]
    bundled.execute("begin")
    try:
        for name, table in tables.items():
            put(bundled, project.models[name].relation, table)
        project.build(bundled, behind)
        assert {test.name: rows for test in blocking if (rows := failing_rows(bundled, test))} == {}
    finally:
        bundled.execute("rollback")
    return [test.name for test in blocking]


def put(connection: duckdb.DuckDBPyConnection, relation: str, table: pd.DataFrame) -> None:
    """Fill a relation with `table` alone; columns that it lacks are null."""
    connection.execute(f"delete from {relation}")
    if len(table):
        connection.register("drawn", table)
        connection.execute(f"insert into {relation} by name select * from drawn")
        connection.unregister("drawn")


@FEW
@given(cubes())
def test_no_test_fails_on_a_valid_cube(
    project: CompiledProject, bundled: duckdb.DuckDBPyConnection, cube: Cube
) -> None:
    check_cube(project, bundled, cube)


@pytest.mark.slow
@MANY
@given(cubes())
def test_no_test_fails_on_many_valid_cubes(
    project: CompiledProject, bundled: duckdb.DuckDBPyConnection, cube: Cube
) -> None:
    check_cube(project, bundled, cube)


@FEW
@given(row_sets())
def test_no_test_fails_on_valid_rows(project: CompiledProject, bundled: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    check_rows(project, bundled, rows)


@pytest.mark.slow
@MANY
@given(row_sets())
def test_no_test_fails_on_many_valid_rows(
    project: CompiledProject, bundled: duckdb.DuckDBPyConnection, rows: Rows
) -> None:
    check_rows(project, bundled, rows)
