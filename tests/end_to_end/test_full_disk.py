"""A disk that is full somewhere in a run: the run says what to do, nothing is lost, and the next one needs no hand."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from orchestration.release import current_manifest
from orchestration.settings import CHECKOUT, Settings
from orchestration.warehouse import prepare_manifest
from tests.conftest import BundledRun
from tests.pipeline import assert_undisturbed, copy_feeds, environment, forked_dbt, run, settings_for

# of one file, in bytes: less than Dagster keeps of a run; than the warehouse, and than the release
OF_DAGSTER, OF_THE_BUILD = 500_000, 6_000_000


def _limit(process: int, size: int) -> None:
    resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def _dbt_of(process: int) -> int | None:
    """The process of dbt that a run has started, once it has opened the warehouse."""
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            if "warehouse.duckdb" in _open_files(child):
                return child
    return None


def _open_files(process: int) -> set[str]:
    """Names of the files that a process has open; one may be closed while this looks."""
    names = set()
    for file in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):
            names.add(file.readlink().name)
    return names


def _run_on_a_disk_that_fills(settings: Settings, fill: Callable[[int], bool]) -> subprocess.CompletedProcess[str]:
    """One run; `fill` is called with its process again and again until it has filled the disk."""
    command = [sys.executable, "-m", "orchestration", "run"]
    with subprocess.Popen(
        command, cwd=CHECKOUT, env=environment(settings), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        while not fill(process.pid):
            assert process.poll() is None, "the run ended before the disk was full"
            time.sleep(0.02)
        _, said = process.communicate()
    return subprocess.CompletedProcess(command, process.returncode, stderr=said)


def _from_the_beginning(process: int) -> bool:
    _limit(process, OF_DAGSTER)
    return True


def _for_dbt(process: int) -> bool:
    child = _dbt_of(process)
    if child is not None:
        _limit(child, OF_THE_BUILD)
    return child is not None


def _after_dbt_has_begun(process: int) -> bool:
    """dbt goes on with the room that it had."""
    child = _dbt_of(process)
    if child is not None:
        _limit(process, OF_THE_BUILD)
    return child is not None


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the limits of a running process need Linux")
def test_a_run_that_finds_no_room_says_so_and_the_next_one_ends_well(bundled_run: BundledRun, tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    copy_feeds(settings.home)
    with forked_dbt():
        prepare_manifest(settings)
    for said, fill in (
        ("disk I/O error", _from_the_beginning),
        ("Step dbt_models failed", _for_dbt),
        ("Step release__candidate failed", _after_dbt_has_begun),
    ):
        ran = _run_on_a_disk_that_fills(settings, fill)
        assert ran.returncode == 1
        assert said in ran.stderr
        assert f"Make room for {settings.home}, and run again." in ran.stderr
        assert "Traceback" not in ran.stderr
        assert current_manifest(settings) is None
    ran = run(settings)
    assert ran.returncode == 0, ran.stderr
    assert_undisturbed(settings, bundled_run.settings)
