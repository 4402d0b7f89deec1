"""Who lands files, by what the deployment says of engine and cluster."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from orchestration.defs.engines import workers_that_land
from orchestration.landing.parallel.process import hire_processes
from orchestration.spark import landing
from orchestration.spark.installation import Installation
from tests.pipeline import settings_for


@pytest.mark.parametrize(("engine", "master"), [("duckdb", None), ("duckdb", "spark://there:7077"), ("spark", None)])
def test_processes_of_this_machine_land_where_no_other_has_cores_for_it(
    engine: str, master: str | None, tmp_path: Path
) -> None:
    settings = replace(settings_for(tmp_path), engine=engine, spark_master=master)
    assert workers_that_land(settings) is hire_processes


def test_tasks_land_on_the_cluster_that_is_named(tmp_path: Path) -> None:
    settings = replace(settings_for(tmp_path), engine="spark", spark_master="spark://there:7077")
    installed = Installation(tmp_path / "python", tmp_path, tmp_path / "java")
    with (
        patch("orchestration.spark.installation.find_installation", return_value=installed),
        patch.object(landing, "hire_tasks") as hire_tasks,
    ):
        assert workers_that_land(settings) is hire_tasks.return_value
    hire_tasks.assert_called_once_with("spark://there:7077", tmp_path / "python")
