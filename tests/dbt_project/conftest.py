"""The project compiled once for all processes: dbt takes seconds to start, its SQL milliseconds to run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.conftest import BundledRun, only_one
from tests.dbt_project.compiled import CompiledProject, read_manifest, warehouse
from tests.dbt_project.unit_cases import UnitCase, read_unit_cases
from tests.pipeline import dbt, settings_for


@pytest.fixture(scope="session")
def project(bundled_run: BundledRun) -> CompiledProject:
    """Models and data tests, compiled for a warehouse that is built anew from the bundled lake."""
    built = bundled_run.settings
    settings = settings_for(_compiled(bundled_run))
    done = settings.home / "done"
    with only_one(built.home.with_name("compiled.lock")):
        if not done.exists():
            shutil.copytree(built.lake, settings.lake)
            shutil.copy(built.warehouse, settings.warehouse)
            compiled = dbt(settings, "compile", "--full-refresh", "--quiet")
            assert compiled.returncode == 0, compiled.stdout
            done.touch()
    return read_manifest(_manifest(bundled_run))


@pytest.fixture(scope="session")
def unit_cases(project: CompiledProject, bundled_run: BundledRun) -> list[UnitCase]:
    """The unit tests that run on the compiled SQL."""
    return read_unit_cases(_manifest(bundled_run))


@pytest.fixture(scope="session")
def built(project: CompiledProject) -> Iterator[duckdb.DuckDBPyConnection]:
    """Every model as a table, built from the bundled lake. Tests leave it as it is, or roll back."""
    with warehouse() as connection:
        project.build(connection, project.models.values())
        yield connection


def _compiled(bundled_run: BundledRun) -> Path:
    return bundled_run.settings.home.with_name("compiled")


def _manifest(bundled_run: BundledRun) -> Path:
    return settings_for(_compiled(bundled_run)).dbt / "target" / "manifest.json"
