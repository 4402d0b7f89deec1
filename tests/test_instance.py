"""Damage to Dagster's own files stops no run: nothing of a release depends on them."""

from __future__ import annotations

import pytest
from dagster import DagsterInstance

from orchestration.instance import prepare_instance
from tests.drawing import some_of
from tests.pipeline import settings_for

GARBAGE = b"\x00garbage\xff\n" * 500


@pytest.fixture
def prepared(tmp_path, monkeypatch):
    settings = settings_for(tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", str(settings.dagster_home))
    assert_usable(prepare_instance(settings, pytest.fail))
    return settings


def assert_usable(folder):
    with DagsterInstance.get() as instance:
        assert instance.root_directory == str(folder)
        assert not instance.telemetry_enabled
        assert instance.get_runs() == []
        assert list(instance.all_asset_keys()) == []
        assert instance.all_instigator_state() == []


def test_an_instance_in_order_is_left_as_it_is(prepared):
    assert_usable(prepare_instance(prepared, pytest.fail))


@pytest.mark.parametrize("content", some_of([b"", GARBAGE], GARBAGE))
@pytest.mark.parametrize("name", ["dagster.yaml", "history/runs.db", "history/runs/index.db", "schedules/schedules.db"])
def test_a_damaged_file_is_moved_away_and_made_anew(prepared, name, content):
    path = prepared.dagster_home / name
    path.write_bytes(content)
    said = []
    folder = prepare_instance(prepared, said.append)
    assert_usable(folder)
    (line,) = said
    assert str(path) in line
    assert path.with_name(f"{path.name}.moved-aside-1").read_bytes() == content


@pytest.mark.parametrize("name", ["dagster.yaml", "history/runs.db", ".lock"])
def test_a_folder_in_a_files_place_is_moved_away(prepared, name):
    path = prepared.dagster_home / name
    path.unlink()
    path.mkdir()
    assert_usable(prepare_instance(prepared, lambda line: None))
    assert path.is_file()
    assert path.with_name(f"{path.name}.moved-aside-1").is_dir()
