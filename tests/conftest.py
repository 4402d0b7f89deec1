"""Fixtures shared by the whole suite: one run of the main job on the bundled feeds, made once for all processes."""

from __future__ import annotations

import fcntl
import gc
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestration.landing import landing_zone
from orchestration.release import write_history
from orchestration.settings import Settings
from tests.dbt_project.compiled import CompiledProject, read_project
from tests.forks import suite
from tests.pipeline import dbt, run, run_as_a_user_does, settings_for


def pytest_configure(config: pytest.Config) -> None:
    # a million objects come with the modules that are collected, and stay: nothing is gained by looking at them
    gc.disable()
    # no test loads a database of whoever runs them
    os.environ.pop("COMPLAINTS_POSTGRES_URL", None)
    # nobody is still writing what a test has written; the waiting has tests of its own
    landing_zone.SETTLE_SECONDS = 0
    if not hasattr(config, "workerinput"):
        suite.begin()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


def pytest_unconfigure(config: pytest.Config) -> None:
    # what is still there when Python ends counts as leaked
    gc.unfreeze()
    if not hasattr(config, "workerinput"):
        suite.end()


# the file that makes the run on which most long ones wait
RUN_IS_MADE_BY = "test_bundled_run.py"
# what others do meanwhile, and the folders whose files take longest: no worker is left with one of them at the end
IN_TURN = ("release", "end_to_end", "dbt_project", "marts")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as a job whatever asks for the bundled run, or lies in a folder of such tests; as drawn what draws."""
    for item in items:
        if getattr(item.obj, "is_hypothesis_test", False):
            item.add_marker("drawn")
        if "bundled_run" in getattr(item, "fixturenames", ()) or item.path.parent.name in ("end_to_end", "marts"):
            item.add_marker("job")
    items.sort(key=lambda item: (item.path.name != RUN_IS_MADE_BY, _turn(item.path.parent.name)))


def _turn(folder: str) -> int:
    return [*IN_TURN, folder].index(folder)


@dataclass(frozen=True)
class BundledRun:
    """The outcome of `make run` on the bundled feeds, and of a second one right after it."""

    settings: Settings
    first_output: str
    second_output: str
    second_errors: str


@pytest.fixture(scope="session")
def bundled_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> BundledRun:
    """The bundled feeds, published. Tests only read it."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    settings = settings_for(shared / "bundled")
    with only_one(shared / "bundled.lock"):
        outputs = shared / "bundled.json"
        if not outputs.exists():
            first, second = run_as_a_user_does(settings), run(settings)
            outputs.write_text(json.dumps([_output(first), _output(second), second.stderr]))
    return BundledRun(settings, *json.loads(outputs.read_text()))


def _output(ran: subprocess.CompletedProcess[str]) -> str:
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture(scope="session")
def project(bundled_run: BundledRun) -> CompiledProject:
    """Models and data tests, compiled for a warehouse that is built anew from the bundled lake."""
    built = bundled_run.settings
    settings = settings_for(built.home.with_name("compiled"))
    done = settings.home / "done"
    with only_one(built.home.with_name("compiled.lock")):
        if not done.exists():
            shutil.copytree(built.lake, settings.lake)
            shutil.copy(built.warehouse, settings.warehouse)
            write_history(settings)
            compiled = dbt(settings, "compile", "--full-refresh", "--quiet")
            assert compiled.returncode == 0, compiled.stdout
            done.touch()
    return read_project(settings.home)


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold a lock that other test processes wait for."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
