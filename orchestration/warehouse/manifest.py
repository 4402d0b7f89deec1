"""The dbt manifest, from which Dagster knows the models. Parsing takes seconds: it is done only after a change."""

from __future__ import annotations

import fcntl
import os
import subprocess
from pathlib import Path

from orchestration.settings import DBT_PROJECT, Settings
from orchestration.warehouse.environment import dbt_environment, dbt_executable, target_folder
from orchestration.warehouse.fingerprint import fingerprint


def prepare_manifest(settings: Settings) -> Path:
    """Path of an up-to-date `manifest.json`. Raises `RuntimeError` with dbt's words if the project does not parse.

    Processes that ask at the same time wait for the one that parses.
    """
    folder = target_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    manifest, stamp = folder / "manifest.json", folder / "manifest.fingerprint"
    with (folder / ".manifest.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        current = fingerprint(settings)
        if not (manifest.exists() and stamp.exists() and stamp.read_text() == current):
            stamp.unlink(missing_ok=True)
            _parse(settings)
            stamp.write_text(current)
    return manifest


def _parse(settings: Settings) -> None:
    parsed = subprocess.run(
        [dbt_executable(), "--no-use-colors", "parse", "--project-dir", DBT_PROJECT, "--profiles-dir", DBT_PROJECT],
        env={**os.environ, **dbt_environment(settings)},
        capture_output=True,
        text=True,
    )
    if parsed.returncode:
        raise RuntimeError(f"the dbt project cannot be parsed:\n{parsed.stdout}{parsed.stderr}")
