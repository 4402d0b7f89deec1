"""Processes that are started together end together, however whoever started them does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from orchestration.settings import CHECKOUT

pytestmark = pytest.mark.slow

_AT_WORK = """
import fcntl, sys, time
from pathlib import Path
from orchestration.spark.processes import group

folder = Path(sys.argv[1])
with (folder / "lock").open("w") as lock, group(lock) as started:
    fcntl.flock(lock, fcntl.LOCK_EX)
    # one that starts another, and one that does not end when it is asked to
    for number, script in enumerate(("sleep 600 & wait", "trap '' TERM; sleep 600; sleep 600")):
        started.start(f"{number}", ["sh", "-c", script], {"PATH": "/bin:/usr/bin"}, folder / "log")
    print(started.leader, flush=True)
    if sys.argv[2] == "fails":
        raise RuntimeError
    if sys.argv[2] == "waits":
        time.sleep(600)
"""


def members(group: int) -> list[int]:
    """The processes of a group that are at work."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            _, _, rest = stat.read_text(errors="replace").rpartition(")")
            state, _, of_group, *_ = rest.split()
            if int(of_group) == group and state != "Z":
                found.append(int(stat.parent.name))
    return found


def start(folder: Path, how: str) -> tuple[subprocess.Popen[str], int]:
    """A process at work, and the group of those that it started."""
    process = subprocess.Popen(
        [sys.executable, "-c", _AT_WORK, folder, how],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


@pytest.mark.parametrize("how", ["ends", "fails"])
def test_all_have_ended_when_the_block_has(how: str, tmp_path: Path) -> None:
    process, group = start(tmp_path, how)
    process.wait(20)
    assert members(group) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_all_have_ended_soon_after_whoever_started_them(number: signal.Signals, tmp_path: Path) -> None:
    process, group = start(tmp_path, "waits")
    # two shells with a sleeper each, and the watcher
    _until(lambda: len(members(group)) == 5)
    process.send_signal(number)
    process.wait(20)
    _until(lambda: members(group) == [])
    _until(lambda: _is_free(tmp_path / "lock"))


def test_a_terminals_interrupt_is_for_whoever_started_them(tmp_path: Path) -> None:
    process, group = start(tmp_path, "waits")
    try:
        assert process.pid not in members(group)
        os.kill(group, signal.SIGINT)
        time.sleep(1)
        assert group in members(group)
    finally:
        process.kill()
        process.wait()


def _is_free(lock: Path) -> bool:
    return subprocess.run(["flock", "-n", lock, "true"], check=False).returncode == 0


def _until(is_so: Callable[[], bool], seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)
