"""A run that is killed anywhere loses nothing: the next one that ends publishes what an undisturbed one does."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestration.release import current_manifest
from orchestration.settings import CHECKOUT
from tests.conftest import BundledRun
from tests.pipeline import environment, marts, run, settings_for


@pytest.mark.slow
def test_killed_runs_lose_nothing(bundled_run: BundledRun, tmp_path: Path) -> None:
    """Kills fall into start-up, landing, first checks, build and release, each in what the last one left."""
    settings = settings_for(tmp_path)
    for seconds in (6, 10, 14, 19, 25, 32):
        process = subprocess.Popen(
            [sys.executable, "-m", "orchestration", "run"],
            cwd=CHECKOUT,
            env=environment(settings),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            process_group=0,
        )
        time.sleep(seconds)
        subprocess.run(["kill", "-KILL", "--", f"-{process.pid}"], check=False)
        process.wait()
    ran = run(settings)
    assert ran.returncode == 0, ran.stderr
    assert current_manifest(settings).loads == current_manifest(bundled_run.settings).loads
    expected = marts(bundled_run.settings.published_database)
    assert marts(settings.published_database) == expected
