"""One run at a time in a home; who waits is told for whom, and a killed process stops nobody."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orchestration import lease
from orchestration.settings import Settings
from tests.pipeline import another_run, settings_for


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path)


@pytest.fixture
def other(settings: Settings) -> Iterator[subprocess.Popen]:
    with another_run(settings) as process:
        yield process


def test_who_waits_is_told_which_run_is_at_work(settings: Settings, other: subprocess.Popen) -> None:
    said: list[str] = []
    with pytest.raises(lease.AtWorkError, match=rf"Run the-other-run \(process {other.pid}, since 20.*Z\) is at work"):
        lease.take(settings, "mine", said.append, longest_wait=0.1)
    assert len(said) == 1
    assert f"process {other.pid}" in said[0]


def test_a_home_that_was_given_back_is_free(settings: Settings, other: subprocess.Popen) -> None:
    other.communicate("")
    with lease.taken(settings, "mine", pytest.fail) as before:
        assert before is None


def test_a_killed_process_holds_nobody_up_and_is_named(settings: Settings, other: subprocess.Popen) -> None:
    other.kill()
    other.wait()
    with lease.taken(settings, "mine", pytest.fail) as before:
        assert (before.run_id, before.pid) == ("the-other-run", other.pid)


def test_every_step_of_a_run_goes_on_with_its_turn(settings: Settings) -> None:
    with lease.taken(settings, "mine", pytest.fail):
        assert lease.take(settings, "mine", pytest.fail, longest_wait=0) is None


def test_in_one_process_the_next_run_waits_until_the_one_before_has_ended(settings: Settings) -> None:
    lease.take(settings, "first", pytest.fail)
    with pytest.raises(lease.AtWorkError, match="Run first"):
        lease.take(settings, "second", lambda line: None, longest_wait=0.1)
    lease.take(settings, "second", pytest.fail, is_over=lambda run_id: run_id == "first")
    lease.give_back(settings, "first")
    assert "Run second" in lease.at_work(settings)
    lease.give_back(settings, "second")
    assert lease.at_work(settings).startswith("Another run is at work")


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), lambda path: path.symlink_to("nowhere/at/all")])
def test_what_stands_where_the_lock_belongs_is_moved_aside(settings: Settings, make: Callable[[Path], None]) -> None:
    make(lease.lock_path(settings))
    with lease.taken(settings, "mine", pytest.fail):
        assert "Run mine" in lease.at_work(settings)
    assert lease.lock_path(settings).is_file()
