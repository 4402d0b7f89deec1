"""A signal ends a process and all that it started, at once, whatever it does and whatever it was told to do since."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from orchestration.settings import CHECKOUT

_AT_WORK = """
import os, signal, subprocess
import duckdb
from orchestration.stopping import end_at_once_when_stopped

end_at_once_when_stopped()
os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, lambda *_: print("taken note of", flush=True))
subprocess.Popen(["sh", "-c", "sleep 600 & wait"])
print("at work", flush=True)
duckdb.sql("select count(*) from range(1000000) as a, range(1000000) as b where a.range % 7 = b.range % 11").fetchall()
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_at_once(number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _AT_WORK], cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "at work\n"
        time.sleep(0.5)
        process.send_signal(number)
        # what it started has its stdout, which does not end before they do
        try:
            _, said = process.communicate(timeout=10)
        finally:
            process.kill()
    assert process.returncode == 128 + number
    assert said == f"Stopped by {number.name}. What is complete stays; the next run goes on from it.\n"
