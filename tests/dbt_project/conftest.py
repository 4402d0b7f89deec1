"""What the tests of the models read: unit tests, and a warehouse in memory."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

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
