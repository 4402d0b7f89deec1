"""dbt in a process of its own, which may be started before it is needed, since importing it takes seconds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from orchestration.settings import CHECKOUT, DBT_PROJECT, Settings
from orchestration.warehouse.environment import dbt_environment, results_folder
from orchestration.warehouse.manifest import parsed_project

_ADAPTERS = {"duckdb": "duckdb", "spark": "duckspark"}
# the folder in which dbt finds the adapter for Spark
_PLUGINS = CHECKOUT / "orchestration" / "spark" / "inside"
_SPARK_PYTHON = CHECKOUT / ".venv" / "spark" / "bin" / "python"

_waiting: dict[tuple[Path, str], subprocess.Popen[bytes]] = {}


def keep_dbt_waiting(settings: Settings) -> None:
    """Start the process that the next build of this deployment is to use. It ends with this one."""
    _waiting[settings.home, settings.engine] = _start(settings, settings.engine)


def run_dbt(
    settings: Settings, arguments: Sequence[str], environment: Mapping[str, str] | None = None, engine: str = "duckdb"
) -> subprocess.Popen[bytes]:
    """Run a command of dbt on a deployment; its standard output has an event of dbt as JSON in each line.

    `environment` adds to what dbt is told of every deployment. `engine` is what runs the models: `duckdb` or `spark`.
    """
    process = _waiting.pop((settings.home, engine), None)
    if process is None or process.poll() is not None:
        process = _start(settings, engine)
    folders = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
    target = [] if engine == "duckdb" else ["--target", engine]
    command = [*arguments, *target, *folders]
    asked = {"arguments": command, "environment": {**_environment(settings, engine), **(environment or {})}}
    assert process.stdin is not None
    with process.stdin:
        process.stdin.write(json.dumps(asked).encode() + b"\n")
    process.args = ["dbt", *command]
    return process


def _start(settings: Settings, engine: str) -> subprocess.Popen[bytes]:
    python, parsed = (sys.executable, [parsed_project(settings)]) if engine == "duckdb" else (_SPARK_PYTHON, [])
    return subprocess.Popen(
        [python, "-m", "orchestration.dbt_command", _ADAPTERS[engine], *parsed],
        cwd=CHECKOUT,
        env={**os.environ, **_environment(settings, engine)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def _environment(settings: Settings, engine: str) -> dict[str, str]:
    environment = dbt_environment(settings)
    if engine == "duckdb":
        return environment
    path = os.pathsep.join([str(CHECKOUT), str(_PLUGINS)])
    return environment | {"DBT_TARGET_PATH": str(results_folder(settings)), "PYTHONPATH": path}
