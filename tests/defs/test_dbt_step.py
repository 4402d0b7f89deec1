"""A step of dbt that breaks off leaves no dbt behind, and tells of its own error."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.defs import dbt
from tests.pipeline import settings_for


def test_what_broke_off_is_told_and_not_the_lock_of_the_dbt_that_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def events() -> Iterator[str]:
        yield "a log"
        raise OSError("no room for this event")

    monkeypatch.setattr(dbt, "findings_of_tests", lambda settings: pytest.fail("the warehouse is still locked"))
    details = dbt._with_details(None, events(), settings_for(tmp_path))
    assert next(details) == "a log"
    with pytest.raises(OSError, match="no room for this event"):
        next(details)


@pytest.mark.parametrize("error", [OSError, GeneratorExit])
def test_dbt_ends_with_its_step(error: type[BaseException]) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as process:
        with pytest.raises(error), dbt._ended_with(process):
            raise error
        assert process.returncode == -signal.SIGKILL


def test_a_dbt_that_came_to_its_end_is_left_alone() -> None:
    with subprocess.Popen([sys.executable, "-c", "pass"]) as process, dbt._ended_with(process):
        process.wait()
    assert process.returncode == 0
