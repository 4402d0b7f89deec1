"""A run that is killed anywhere loses nothing: the next one that ends publishes what an undisturbed one does."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from orchestration.release import current_manifest
from orchestration.settings import CHECKOUT
from tests.conftest import BundledRun
from tests.forks import suite
from tests.pipeline import environment, marts, run, settings_for

# what stands in the home once a run has come so far
MOMENTS = {
    "start-up": "dagster/history/runs.db",
    "landing": "lake/call_center/*.parquet",
    "first checks": "lake/checked/*.jsonl",
    "build": "warehouse.duckdb",
    "build of the marts": "dbt/target/run/complaint_warehouse/models/marts/*.sql",
    "release": "published/.candidate/*",
}


@pytest.mark.slow
def test_killed_runs_lose_nothing(bundled_run: BundledRun, tmp_path: Path) -> None:
    """Each kill falls into what the one before left."""
    settings = settings_for(tmp_path)
    for moment, pattern in MOMENTS.items():
        process = subprocess.Popen(
            suite.command("orchestration", "run"),
            cwd=CHECKOUT,
            env=environment(settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            process_group=0,
        )
        while process.poll() is None and not any(settings.home.glob(pattern)):
            time.sleep(0.01)
        assert process.poll() is None, f"the run ended before its {moment}"
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert current_manifest(settings) is None
    ran = run(settings)
    assert ran.returncode == 0, ran.stderr
    assert current_manifest(settings).loads == current_manifest(bundled_run.settings).loads
    expected = marts(bundled_run.settings.published_database)
    assert marts(settings.published_database) == expected
