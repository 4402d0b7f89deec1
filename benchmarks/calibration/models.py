"""The project's models as dbt compiles them, run on drawn tables in memory."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from orchestration.settings import BUNDLED_CONFIG, DBT_PROJECT, Settings
from orchestration.warehouse import dbt_environment, dbt_executable
from tests.dbt_project.compiled import CompiledProject, read_project, warehouse


def compiled(models: Collection[str]) -> CompiledProject:
    """The models named, compiled for an empty home; the others have no SQL."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), config=BUNDLED_CONFIG, token_key="a key of the benchmark")
        folders = ["--project-dir", DBT_PROJECT, "--profiles-dir", DBT_PROJECT]
        subprocess.run(
            [dbt_executable(), "compile", *folders, "--select", *models],
            env={**os.environ, **dbt_environment(settings)},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return read_project(settings.home)


@contextmanager
def built(
    project: CompiledProject, drawn: Mapping[str, pd.DataFrame | pa.Table], models: Collection[str]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse in which `models` were built from the `drawn` tables, each by the name of the model it stands for."""
    with warehouse() as connection:
        for name, frame in drawn.items():
            connection.register("drawn", frame)
            connection.execute(f"create table {project.models[name].relation} as select * from drawn")
        project.build(connection, [model for model in project.models.values() if model.name in models])
        yield connection
