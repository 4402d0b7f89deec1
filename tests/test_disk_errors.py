"""What the disk refuses is said in words, with the place and what to do, whoever met it; nothing else is hidden."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from orchestration import purging, rekeying, starting
from orchestration.disk_errors import in_words
from tests.pipeline import settings_for

HOME = Path("/srv/complaints")


def system_error(number: int, name: str = "/srv/complaints/a") -> OSError:
    return OSError(number, os.strerror(number), name)


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (system_error(errno.ENOSPC), f"Make room for {HOME}, and run again."),
        (system_error(errno.EFBIG), f"Make room for {HOME}, and run again."),
        (sqlite3.OperationalError("database or disk is full"), f"Make room for {HOME}, and run again."),
        (sqlite3.OperationalError("disk I/O error"), f"Make room for {HOME}, and run again."),
        (duckdb.IOException('Could not write file "a.duckdb": No space left on device'), f"Make room for {HOME}"),
        (system_error(errno.EACCES), "Give this user the right"),
        (system_error(errno.EROFS), "Give this user the right"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "Give this user the right"),
        (system_error(errno.EIO), "The disk fails, or the connection to it"),
        (system_error(errno.EISDIR), "move it away"),
        (system_error(errno.ENOTDIR), "move it away"),
    ],
)
def test_the_place_and_the_remedy_are_said_also_of_what_led_to_an_error(error: Exception, remedy: str) -> None:
    wrapped = RuntimeError("wrapped")
    wrapped.__cause__ = error
    for each in (error, wrapped):
        said = in_words(each, HOME)
        assert remedy in said
        if isinstance(error, OSError) and error.filename:
            assert error.filename in said
        assert "Errno" not in said


@pytest.mark.parametrize("error", [RuntimeError("No space left on device"), OSError("odd"), ValueError("disk is full")])
def test_other_errors_are_none_of_the_disk(error: Exception) -> None:
    assert in_words(error, HOME) is None


def test_a_start_that_finds_no_room_ends_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise system_error(errno.ENOSPC, "dagster.yaml")

    monkeypatch.setattr(starting, "prepare_instance", refuse)
    assert starting.start(settings_for(tmp_path), "run") == 1
    assert f"Make room for {tmp_path}, and run again." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("module", "arguments"), [(rekeying, ["rekey"]), (purging, ["purge", "--number", "CC1", "--feed", "call_center"])]
)
def test_commands_beside_the_run_end_with_the_remedy_too(
    module: ModuleType,
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refuse(*_: object) -> None:
        raise system_error(errno.EROFS, ".run.lock")

    monkeypatch.setenv("COMPLAINTS_HOME", str(tmp_path))
    monkeypatch.setattr(module.lease, "taken", refuse)
    assert module.main(arguments) == 1
    said = capsys.readouterr().err
    assert said.startswith("Read-only file system: '.run.lock'. Give this user the right")
    assert said.count("\n") == 1


def test_a_start_hides_no_other_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("another")

    monkeypatch.setattr(starting, "prepare_instance", fail)
    with pytest.raises(RuntimeError, match="another"):
        starting.start(settings_for(tmp_path), "run")
