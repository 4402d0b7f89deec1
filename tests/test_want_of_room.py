"""A run that finds no room says so in one line, whoever was writing."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest

from orchestration import run
from tests.pipeline import settings_for


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left"), sqlite3.OperationalError("disk is full")])
def test_want_of_room_ends_a_run_with_a_remedy(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def instance() -> None:
        raise RuntimeError("wrapped") from error

    monkeypatch.setattr(run.dg.DagsterInstance, "get", instance)
    assert run.run_once(settings_for(tmp_path)) == 1
    said = capsys.readouterr().err
    assert f"Make room for {tmp_path}, and run again." in said


def test_other_errors_are_not_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def instance() -> None:
        raise RuntimeError("another")

    monkeypatch.setattr(run.dg.DagsterInstance, "get", instance)
    with pytest.raises(RuntimeError, match="another"):
        run.run_once(settings_for(tmp_path))
