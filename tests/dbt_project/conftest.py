"""The project compiled once for all processes: dbt takes seconds to start, its SQL milliseconds to run."""

from __future__ import annotations

import shutil

import pytest

from tests.conftest import BundledRun, only_one
from tests.dbt_project.compiled import CompiledProject, read_manifest
from tests.pipeline import dbt, settings_for


@pytest.fixture(scope="session")
def project(bundled_run: BundledRun) -> CompiledProject:
    """Models and data tests, compiled for a warehouse that is built anew from the bundled lake."""
    built = bundled_run.settings
    settings = settings_for(built.home.with_name("compiled"))
    manifest = settings.dbt / "target" / "manifest.json"
    done = settings.home / "done"
    with only_one(built.home.with_name("compiled.lock")):
        if not done.exists():
            shutil.copytree(built.lake, settings.lake)
            shutil.copy(built.warehouse, settings.warehouse)
            compiled = dbt(settings, "compile", "--full-refresh", "--quiet")
            assert compiled.returncode == 0, compiled.stdout
            done.touch()
    return read_manifest(manifest)
