"""A worker, or the pass itself, that is killed anywhere: nothing is lost, and the next pass completes it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from landing_fixtures import call_center_text, end_state, put
from workers import dying, every_file_is_worth_a_worker, threads

from orchestration.landing import land_feed
from orchestration.landing.parallel.process import hire_processes
from orchestration.landing.transform import Transformer
from orchestration.settings import CHECKOUT, Settings
from tests.interruption import Killed, killed_at
from tests.pipeline import environment

pytestmark = pytest.mark.slow

FEED = "call_center"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, landing_workers=2)


@pytest.fixture
def undisturbed(settings: Settings, tmp_path: Path) -> Settings:
    """The same files, landed by nobody yet."""
    alone = replace(settings, home=tmp_path / "undisturbed", landing_workers=1)
    for one in (settings, alone):
        for number in range(4):
            put(one, FEED, f"{number}.csv", call_center_text(f"CC{number}", "CC9"))
            os.utime(one.landing / FEED / f"{number}.csv", (1_000_000_000 + number,) * 2)
    land_feed(alone, FEED)
    return alone


def test_a_file_whose_worker_was_killed_lands_all_the_same(settings, undisturbed):
    with every_file_is_worth_a_worker():
        result = land_feed(settings, FEED, dying({"1.csv": 1, "2.csv": 1}))
    assert (result.files_loaded, result.warnings) == (4, [])
    assert end_state(settings) == end_state(undisturbed)


def test_a_file_of_which_workers_die_is_refused_with_the_remedy_and_the_others_land(settings, undisturbed):
    with every_file_is_worth_a_worker():
        result = land_feed(settings, FEED, dying({"1.csv": 2}))
        assert result.files_loaded == 3
        (warning,) = result.warnings
        assert warning.startswith(f"{settings.landing / FEED}/1.csv: 1.csv: the process that read it ended")
        assert "SIGKILL" in warning and "set COMPLAINTS_LANDING_WORKERS=1" in warning
        assert [entry.file_name for entry in result.left_out] == ["1.csv"]
        again = land_feed(settings, FEED)
    assert [(entry.file_name, entry.load_sequence) for entry in again.added] == [("1.csv", 4)]


def test_a_file_for_which_there_is_no_memory_is_refused_in_the_same_way(settings, undisturbed, monkeypatch):
    rows = Transformer._rows

    def rows_or_no_memory(self, batch):
        if "CC2" in batch.columns[0].to_pylist():
            raise MemoryError
        return rows(self, batch)

    monkeypatch.setattr(Transformer, "_rows", rows_or_no_memory)
    with every_file_is_worth_a_worker():
        result = land_feed(settings, FEED, threads())
    assert result.files_loaded == 3
    assert "2.csv: the process that read it ended before it was done, twice (no memory was left)" in result.warnings[0]


def test_what_a_worker_meets_beside_files_ends_the_pass_in_the_pass_own_words(settings, undisturbed, monkeypatch):
    def no_room(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, every_file_is_worth_a_worker():
        patched.setattr(Transformer, "_rows", no_room)
        with pytest.raises(OSError, match="No space left"):
            land_feed(settings, FEED, threads())
    land_feed(settings, FEED)
    assert end_state(settings) == end_state(undisturbed)


@pytest.mark.parametrize("step", [1, 5, 9, 13, 17, 21, 25, 29, 33, 37])
def test_a_pass_that_is_killed_at_any_step_is_completed_by_the_next(settings, undisturbed, step):
    with every_file_is_worth_a_worker():
        with killed_at(step), pytest.raises(Killed):
            land_feed(settings, FEED, threads(3, 0))
        land_feed(settings, FEED, threads(0, 3))
    assert end_state(settings) == end_state(undisturbed)


@pytest.mark.slow
def test_workers_end_with_the_process_that_started_them(settings, undisturbed):
    """Killed while its workers are at work; they hold nothing and write nothing that the next pass would take up."""
    code = (
        "from unittest import mock\n"
        "from orchestration.landing import land_feed\n"
        "from orchestration.landing.parallel import ahead, process\n"
        "from orchestration.settings import Settings\n"
        "starting = process.ProcessWorker._start\n"
        "def start(self):\n"
        "    starting(self)\n"
        "    print(self._process.pid, flush=True)\n"
        "with mock.patch.multiple(ahead, LEAST_BYTES=1, LEAST_BYTES_TOGETHER=1):\n"
        "    with mock.patch.object(process.ProcessWorker, '_start', start):\n"
        "        land_feed(Settings.from_env(), 'call_center')\n"
    )
    own = environment(settings) | {"COMPLAINTS_LANDING_WORKERS": "2"}
    with subprocess.Popen([sys.executable, "-c", code], cwd=CHECKOUT, env=own, stdout=subprocess.PIPE) as coordinator:
        workers = [int(coordinator.stdout.readline()) for _ in range(2)]
        coordinator.send_signal(signal.SIGKILL)
    for _ in range(300):
        if not any(map(is_alive, workers)):
            break
        time.sleep(0.1)
    assert not any(map(is_alive, workers))
    with every_file_is_worth_a_worker():
        land_feed(settings, FEED, hire_processes)
    assert end_state(settings) == end_state(undisturbed)


def is_alive(process_id: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process_id}/status").read_text()
    except FileNotFoundError:
        return False
