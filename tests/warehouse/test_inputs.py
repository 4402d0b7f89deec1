"""What a build is made from: any change to it makes another build, and nothing else does."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.lake_identity import identify_lake
from orchestration.settings import BUNDLED_CONFIG, Settings
from orchestration.warehouse import inputs, inputs_of_a_build, is_up_to_date, mark_complete, may_have_to_build, sources
from tests.pipeline import settings_for


@pytest.fixture(autouse=True)
def _parsed_once(manifest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "prepare_manifest", lambda _: manifest)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A deployment whose warehouse stands for one that was built from all that is there."""
    for folder in ("reference", "contracts"):
        shutil.copytree(BUNDLED_CONFIG / folder, tmp_path / "config" / folder)
    settings = settings_for(tmp_path / "home", tmp_path / "config")
    settings.lake.mkdir(parents=True)
    identify_lake(settings.lake)
    settings.checked.mkdir(parents=True)
    (settings.checked / "hq.jsonl").write_text('{"load_id": "hq-1"}\n')
    settings.warehouse.write_text("a warehouse")
    mark_complete(settings, inputs_of_a_build(settings))
    return settings


def _is_up_to_date(settings: Settings) -> bool:
    return is_up_to_date(settings, inputs_of_a_build(settings))


def _appended(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def _another_lake(settings: Settings) -> None:
    shutil.rmtree(settings.lake)
    settings.lake.mkdir()
    identify_lake(settings.lake)
    settings.checked.mkdir(parents=True)
    (settings.checked / "hq.jsonl").write_text('{"load_id": "hq-1"}\n')


CHANGES: dict[str, Callable[[Settings], None]] = {
    "a checked load": lambda settings: _appended(settings.checked / "hq.jsonl", '{"load_id": "hq-2"}\n'),
    "a feed's first load": lambda settings: _appended(settings.checked / "call_center.jsonl", '{"load_id": "c-1"}\n'),
    "a spelling": lambda settings: _appended(settings.reference / "aliases.csv", "branch,,冰城,黑龙江\n"),
    "a published figure": lambda settings: _appended(settings.reference / "figures.csv", "\n"),
    "a reference file that goes": lambda settings: (settings.reference / "figures.csv").unlink(),
    "another lake": _another_lake,
    "a write to the warehouse": lambda settings: _appended(settings.warehouse, "more"),
    "a warehouse written again": lambda settings: os.utime(settings.warehouse, ns=(1, 1)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_after_a_change_it_is_built_again(settings: Settings, change: Callable[[Settings], None]) -> None:
    assert _is_up_to_date(settings)
    change(settings)
    assert not _is_up_to_date(settings)


def test_tokens_that_are_to_be_published_make_another_build(settings: Settings) -> None:
    assert not _is_up_to_date(replace(settings, publishes_tokens=not settings.publishes_tokens))


@pytest.mark.parametrize("name", ["project_fingerprint", "feed_options"])
def test_other_models_and_other_contracts_make_another_build(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(inputs, name, lambda *_: "another")
    assert not _is_up_to_date(settings)


def test_a_file_that_was_not_checked_changes_nothing(settings: Settings) -> None:
    folder = settings.landing / "hq"
    folder.mkdir(parents=True)
    (folder / "new.csv").write_text("登记编号\n1\n", encoding="utf-8")
    _appended(settings.lake / "hq.jsonl", '{"load_id": "hq-3"}\n')
    assert _is_up_to_date(settings)


def test_a_build_of_some_models_is_not_known_to_be_up_to_date(settings: Settings) -> None:
    mark_complete(settings)
    assert not _is_up_to_date(settings)


def test_a_run_is_expected_to_build_where_something_came_or_changed(settings: Settings) -> None:
    assert not may_have_to_build(settings)
    arrived = settings.landing / "hq" / "complaints.csv"
    arrived.parent.mkdir(parents=True)
    arrived.write_text("a,b\n")
    assert may_have_to_build(settings)
    mark_complete(settings, inputs_of_a_build(settings))
    os.utime(settings.warehouse)
    mark_complete(settings, inputs_of_a_build(settings))
    assert not may_have_to_build(settings)
    _appended(settings.reference / "aliases.csv", "branch,,冰城,黑龙江\n")
    assert may_have_to_build(settings)


def test_a_first_run_is_expected_to_build(tmp_path: Path) -> None:
    assert may_have_to_build(settings_for(tmp_path))


def test_another_engine_builds_anew(settings: Settings) -> None:
    assert not _is_up_to_date(replace(settings, engine="spark"))
