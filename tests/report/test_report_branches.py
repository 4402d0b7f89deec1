"""Reports of branches, made in processes that answer with files or with what went wrong."""

from __future__ import annotations

import pickle
from io import BytesIO
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.report import branches
from orchestration.report.branches import Branches, make_in_processes
from orchestration.report.periods import Period
from orchestration.settings import Settings
from tests.pipeline import settings_for
from tests.report import small_release


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "home")


def task(settings: Settings, *codes: str) -> Branches:
    return Branches(settings, small_release.publish(settings), Period(2011), ("en",), ("html",), codes)


def answer(asked: Branches) -> Any:
    answered = BytesIO()
    branches._work(BytesIO(pickle.dumps(asked)), answered)
    return pickle.loads(answered.getvalue())


def test_what_goes_wrong_in_a_process_is_its_answer(settings: Settings) -> None:
    asked = task(settings, "north")
    (settings.releases / small_release.RELEASE_ID / "complaints.duckdb").write_bytes(b"damaged")
    assert isinstance(answer(asked), duckdb.Error)


def test_a_process_answers_with_its_files(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []

    def write(settings: Settings, document: str, formats: tuple[str, ...], code: str) -> list[Path]:
        written.append(document)
        return [Path(f"{code}.html")]

    monkeypatch.setattr(branches, "build_branch_report", lambda reader, period, code, language: f"{code} {language}")
    monkeypatch.setattr(branches, "write_files", write)
    assert answer(task(settings, "south", "north")) == [Path("south.html"), Path("north.html")]
    assert written == ["south en", "north en"]


@pytest.mark.slow
def test_processes_share_out_the_branches_and_raise_what_one_of_them_raised(
    settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    asked = task(settings, *"abcdefgh")
    (settings.releases / small_release.RELEASE_ID / "complaints.duckdb").write_bytes(b"damaged")
    with pytest.raises(duckdb.Error):
        make_in_processes(asked)
    assert capfd.readouterr().out == ""
