"""The memory of a process is its own, whatever the process took that started it."""

from __future__ import annotations

import os
import subprocess
import sys

from benchmarks.memory import cost_of
from orchestration.settings import CHECKOUT

BIG = "from benchmarks.memory import cost_of, peak_megabytes; import os, subprocess, sys; len(b'x' * (300 * 2**20)); "


def _told(rest: str) -> float:
    ran = subprocess.run([sys.executable, "-c", BIG + rest], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    return float(ran.stdout)


def test_the_peak_of_a_process_is_told() -> None:
    assert _told("print(peak_megabytes())") > 300


def test_a_process_tells_its_own_peak_and_not_that_of_its_parent() -> None:
    own = "from benchmarks.memory import peak_megabytes; print(peak_megabytes())"
    assert _told(f"subprocess.run([sys.executable, '-c', {own!r}], check=True)") < 150


def test_the_cost_of_a_command_is_told_without_that_of_its_parent() -> None:
    assert _told("print(cost_of([sys.executable, '-S', '-c', 'pass'], dict(os.environ)).peak_mb)") < 150


def test_the_cost_of_a_command_holds_its_memory() -> None:
    command = [sys.executable, "-S", "-c", "len(b'x' * (300 * 2**20))"]
    assert cost_of(command, dict(os.environ)).peak_mb > 300


def test_the_cost_of_a_command_holds_the_memory_of_all_its_processes() -> None:
    held = "import time; held = b'x' * (200 * 2**20); time.sleep(1.5)"
    both = f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {held!r}]); {held}; child.wait()"
    assert cost_of([sys.executable, "-c", both], dict(os.environ)).peak_mb > 380
