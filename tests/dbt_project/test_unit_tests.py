"""dbt's unit tests, one rule each: all of them by dbt, and in process, in seconds, all that need no dbt."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest

from tests.conftest import BundledRun
from tests.dbt_project.compiled import CompiledProject
from tests.dbt_project.unit_cases import UnitCase, disagreement
from tests.pipeline import dbt, settings_for

pytestmark = pytest.mark.job


def test_rules_hold(
    project: CompiledProject, without_rows: duckdb.DuckDBPyConnection, unit_cases: list[UnitCase]
) -> None:
    relations = {name: model.relation for name, model in project.models.items()}
    assert len(unit_cases) > 150
    failed = {
        case.name: rows
        for case in unit_cases
        if (rows := disagreement(without_rows, case, project.models[case.model].sql, relations))
    }
    assert failed == {}


@pytest.mark.slow
def test_dbt_unit_tests_pass(bundled_run: BundledRun, tmp_path: Path) -> None:
    """By dbt itself, which reads the columns of the tables that stand there."""
    settings = settings_for(tmp_path / "home")
    shutil.copytree(bundled_run.settings.home, settings.home, symlinks=True)
    tested = dbt(settings, "test", "--select", "test_type:unit")
    assert tested.returncode == 0, tested.stdout
    summary = re.search(r"PASS=(\d+) WARN=0 ERROR=0 SKIP=0", tested.stdout)
    assert summary and int(summary.group(1)) >= 150, tested.stdout[-500:]
