"""dbt in a process of its own, which may be started before it is needed, since importing it takes seconds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from orchestration.settings import CHECKOUT, DBT_PROJECT, Settings
from orchestration.warehouse.environment import dbt_environment
from orchestration.warehouse.manifest import parsed_project

_waiting: dict[Path, subprocess.Popen[bytes]] = {}


def keep_dbt_waiting(settings: Settings) -> None:
    """Start the process that the next `run_dbt` of this deployment is to use. It ends with this one."""
    _waiting[settings.home] = _start(settings)


def run_dbt(
    settings: Settings, arguments: Sequence[str], environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Run a command of dbt on a deployment; its standard output has an event of dbt as JSON in each line.

    `environment` adds to what dbt is told of every deployment.
    """
    process = _waiting.pop(settings.home, None)
    if process is None or process.poll() is not None:
        process = _start(settings)
    folders = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
    command = [*arguments, *folders]
    asked = {"arguments": command, "environment": {**dbt_environment(settings), **(environment or {})}}
    assert process.stdin is not None
    with process.stdin:
        process.stdin.write(json.dumps(asked).encode() + b"\n")
    process.args = ["dbt", *command]
    return process


def _start(settings: Settings) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "orchestration.warehouse.dbt_command", parsed_project(settings)],
        cwd=CHECKOUT,
        env={**os.environ, **dbt_environment(settings)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
