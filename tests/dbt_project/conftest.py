"""What the tests of the models read: unit tests, and a warehouse in memory."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from orchestration.sql_text import identifier
from tests.dbt_project.compiled import CompiledProject, warehouse
from tests.dbt_project.unit_cases import UnitCase, read_unit_cases


@pytest.fixture(scope="session")
def unit_cases(project: CompiledProject) -> list[UnitCase]:
    """The unit tests that run on the compiled SQL."""
    return read_unit_cases(project.manifest)


@pytest.fixture(scope="session")
def built(project: CompiledProject) -> Iterator[duckdb.DuckDBPyConnection]:
    """Every model as a table, built from the bundled lake. Tests leave it as it is, or roll back."""
    with warehouse() as connection:
        project.build(connection, project.models.values())
        yield connection


@pytest.fixture(scope="session")
def without_rows(built: duckdb.DuckDBPyConnection, project: CompiledProject) -> Iterator[duckdb.DuckDBPyConnection]:
    """The same tables without a row, for unit tests, which give all that a model reads. They roll back."""
    with warehouse() as connection:
        for model in project.models.values():
            described = built.execute(f"describe {model.relation}").fetchall()
            columns = ", ".join(f"{identifier(name)} {kind}" for name, kind, *_ in described)
            connection.execute(f"create table {model.relation} ({columns})")
        yield connection
