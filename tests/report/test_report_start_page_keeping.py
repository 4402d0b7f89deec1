"""What happens where the start page cannot be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.report.start_page import keep_start_page, keeping
from tests.pipeline import settings_for


def test_an_error_is_a_note_and_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(settings: object) -> Path:
        raise KeyError("open_cases")

    monkeypatch.setattr(keeping, "write_start_page", fail)
    notes: list[str] = []
    assert keep_start_page(settings_for(tmp_path), notes.append) is None
    assert notes == ["The start page could not be written: KeyError: 'open_cases'"]
