"""A command in a fork is what `python -m` would be: its input, output, status and environment are its own."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import pytest

from tests.forks import suite
from tests.forks.server import lives

pytestmark = pytest.mark.job

ONCE = ("timeit", "-n", "1", "-r", "1")


def _run(*words: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        suite.command(*words), input=typed, capture_output=True, text=True, env=os.environ | environment, check=False
    )


def test_it_reads_and_writes_and_ends_as_any_command() -> None:
    said = _run("json.tool", "--compact", typed='{"a": 1}')
    assert (said.stdout, said.stderr, said.returncode) == ('{"a":1}\n', "", 0)
    failed = _run("json.tool", typed="{")
    assert (failed.stdout, failed.returncode) == ("", 1)
    assert "Expecting property name" in failed.stderr


def test_it_has_the_environment_and_the_arguments_that_it_is_given() -> None:
    said = _run(*ONCE, "import os; print(os.environ['MINE'])", MINE="a word of mine")
    assert said.stdout.splitlines()[0] == "a word of mine"
    assert _run(*ONCE, "import os; print(os.environ['MINE'])").returncode == 1


def test_it_has_the_umask_of_whoever_asked() -> None:
    before = os.umask(0o027)
    try:
        assert _run(*ONCE, "import os; print(oct(os.umask(0)))").stdout.splitlines()[0] == "0o27"
    finally:
        os.umask(before)


def test_it_ends_with_whoever_asked_for_it() -> None:
    waiting = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
    with subprocess.Popen(suite.command(*ONCE, waiting), stdout=subprocess.PIPE, text=True) as process:
        number = process.stdout.readline().strip()
        assert number != str(process.pid)
        process.kill()
        while lives(int(number)):
            time.sleep(0.01)
    assert process.returncode == -signal.SIGKILL
