"""When a build may add to the warehouse, and when it has to start anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
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
    """A warehouse that took in two loads."""
    sentence = start_build(settings)
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("create schema if not exists intermediate")
        for table in ("int_loads_applied", "int_ledger_current"):
            connection.execute(
                f"create or replace table intermediate.{table} as select unnest(['a-1', 'a-2']) as load_id"
            )
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


def test_a_withdrawn_load_starts_anew(settings: Settings) -> None:
    """The ledger keeps the line of the file, but no load with it."""
    _build(settings)
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("update intermediate.int_ledger_current set load_id = null where load_id = 'a-2'")
    assert "a file was withdrawn" in start_build(settings)
    assert not settings.warehouse.exists()
