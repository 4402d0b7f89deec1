"""How long the parts of the job took in its last run: its steps in Dagster, and dbt's models and tests."""

from __future__ import annotations

import json
import os
from unittest.mock import patch

import dagster as dg

from orchestration.settings import Settings
from orchestration.warehouse.environment import target_folder

_NODES_NAMED = 12


def seconds_of_steps(settings: Settings) -> dict[str, float]:
    """Seconds of each step of the last run, and of the slowest nodes of dbt (` in dbt`) if it ran in it."""
    home = str(settings.dagster_home)
    # the configuration that lies there names it
    with patch.dict(os.environ, DAGSTER_HOME=home), dg.DagsterInstance.from_config(home) as instance:
        run = instance.get_run_records(limit=1)[0]
        steps = instance.get_run_step_stats(run.dagster_run.run_id)
    seconds = {step.step_key: step.end_time - step.start_time for step in steps if step.end_time and step.start_time}
    results = target_folder(settings) / "run_results.json"
    if not results.is_file() or results.stat().st_mtime < (run.start_time or 0):
        return seconds
    nodes = json.loads(results.read_text(encoding="utf-8"))["results"]
    slowest = sorted(nodes, key=lambda node: node["execution_time"], reverse=True)[:_NODES_NAMED]
    return seconds | {f"{node['unique_id'].split('.')[2]} in dbt": node["execution_time"] for node in slowest}
