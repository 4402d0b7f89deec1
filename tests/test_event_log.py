"""The event log: its files are Dagster's own, its connections stay open, and each process has its own."""

from __future__ import annotations

import os

import dagster as dg
import pytest
from dagster._core.storage.event_log import SqliteEventLogStorage

from orchestration.event_log import OpenSqliteEventLogStorage
from orchestration.instance import prepare_instance
from tests.pipeline import settings_for


@dg.asset
def counted() -> None:
    """An asset to have events of."""


@pytest.fixture
def instance(tmp_path, monkeypatch):
    folder = prepare_instance(settings_for(tmp_path), pytest.fail)
    monkeypatch.setenv("DAGSTER_HOME", str(folder))
    with dg.DagsterInstance.get() as instance:
        yield instance


def events(storage, run_id):
    return [entry.dagster_event_type for entry in storage.get_logs_for_run(run_id)]


def test_dagster_reads_what_was_written_through_open_connections(instance):
    run = dg.materialize([counted], instance=instance)
    storage = instance.event_log_storage
    assert isinstance(storage, OpenSqliteEventLogStorage)
    dagsters_own = SqliteEventLogStorage(storage._base_dir)
    dagsters_own.register_instance(instance)
    assert dg.DagsterEventType.ASSET_MATERIALIZATION in events(dagsters_own, run.run_id)
    assert events(dagsters_own, run.run_id) == events(storage, run.run_id)
    assert list(dagsters_own.all_asset_keys()) == [dg.AssetKey("counted")]


def test_a_file_is_opened_once_for_many_runs_and_few_stay_open(instance, monkeypatch):
    opened = []
    original = OpenSqliteEventLogStorage.conn_string_for_shard
    monkeypatch.setattr(
        OpenSqliteEventLogStorage,
        "conn_string_for_shard",
        lambda self, shard: opened.append(shard) or original(self, shard),
    )
    runs = [dg.materialize([counted], instance=instance).run_id for _ in range(6)]
    assert sorted(set(opened) & set(runs)) == sorted(shard for shard in opened if shard in runs)
    assert len(instance.event_log_storage._engines) == 4


def test_a_fork_opens_connections_of_its_own(instance):
    before = dg.materialize([counted], instance=instance)
    child = os.fork()
    if not child:
        status = 1
        try:
            dg.materialize([counted], instance=instance)
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    after = dg.materialize([counted], instance=instance)
    records = instance.fetch_materializations(dg.AssetKey("counted"), limit=10).records
    assert len(records) == 3
    assert {before.run_id, after.run_id} < {record.run_id for record in records}


def test_a_run_can_be_deleted_and_the_history_wiped(instance):
    run = dg.materialize([counted], instance=instance)
    instance.delete_run(run.run_id)
    assert events(instance.event_log_storage, run.run_id) == []
    again = dg.materialize([counted], instance=instance)
    instance.wipe()
    assert instance.get_runs() == []
    assert events(instance.event_log_storage, again.run_id) == []
