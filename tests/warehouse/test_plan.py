"""When a build may add to the warehouse, and when it has to start anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.settings import BUNDLED_CONFIG, Settings
from orchestration.warehouse import finish_build, start_build
from tests.pipeline import settings_for


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    shutil.copytree(BUNDLED_CONFIG / "reference", tmp_path / "config" / "reference")
    (tmp_path / "home").mkdir()
    return settings_for(tmp_path / "home", tmp_path / "config")


def _build(settings: Settings) -> str:
    sentence = start_build(settings)
    settings.warehouse.write_text("a warehouse")
    finish_build(settings)
    return sentence


def test_first_build_starts_anew(settings: Settings) -> None:
    assert "there is none yet" in _build(settings)


def test_next_build_adds(settings: Settings) -> None:
    _build(settings)
    assert start_build(settings) == "The warehouse takes in what is new."
    assert settings.warehouse.exists()


def test_changed_reference_data_start_anew(settings: Settings) -> None:
    _build(settings)
    with (settings.reference / "aliases.csv").open("a", encoding="utf-8") as aliases:
        aliases.write("branch,,冰城,黑龙江\n")
    assert "reference data changed" in start_build(settings)
    assert not settings.warehouse.exists()


def test_a_build_anew_that_was_killed_starts_anew_again(settings: Settings) -> None:
    start_build(settings)
    settings.warehouse.write_text("half a warehouse")
    assert "did not finish" in start_build(settings)
    assert not settings.warehouse.exists()


def test_an_added_build_that_was_killed_is_taken_up(settings: Settings) -> None:
    _build(settings)
    start_build(settings)
    assert start_build(settings) == "The warehouse takes in what is new."
