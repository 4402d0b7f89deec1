"""How long runs and logs are kept, and that a release is not published on its own without its checks."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import dagster as dg

from orchestration.defs import release
from orchestration.defs.retention import prune_run_history
from orchestration.settings import Settings
from tests.pipeline import settings_for


@dg.op
def speak() -> None:
    print("something for the logs")


@dg.job(executor_def=dg.in_process_executor)
def work() -> None:
    speak()


def _run_files(settings: Settings, run_id: str) -> list[Path]:
    return [path for path in settings.dagster_home.rglob("*") if run_id in path.name]


def test_runs_and_logs_are_removed_once_they_are_too_old(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    settings.dagster_home.mkdir()
    (settings.dbt / "logs").mkdir(parents=True)
    old, new = settings.dbt / "logs" / "dbt.log.1", settings.dbt / "logs" / "dbt.log"
    for log in (old, new):
        log.write_text("log")
    os.utime(old, (0, 0))
    notes: list[str] = []
    with dg.DagsterInstance.local_temp(str(settings.dagster_home)) as instance:
        run_id = work.execute_in_process(instance=instance).run_id
        prune_run_history(instance, settings, notes.append)
        assert instance.get_run_by_id(run_id) is not None
        assert _run_files(settings, run_id) != []
        assert (old.exists(), new.exists()) == (False, True)
        assert notes == [
            "Removed from the history of runs, since 90 days are kept (COMPLAINTS_RUN_DAYS_KEPT): 1 log files."
        ]
        notes.clear()
        # every run is older than a day that has not come yet
        prune_run_history(instance, replace(settings, run_days_kept=-1), notes.append)
        assert instance.get_run_by_id(run_id) is None
        assert _run_files(settings, run_id) == []
        assert "1 runs" in notes[0]
        notes.clear()
        prune_run_history(instance, settings, notes.append)
        assert notes == []


def test_publishing_alone_keeps_the_warnings_of_the_run_that_checked(tmp_path: Path, monkeypatch) -> None:
    settings = settings_for(tmp_path)
    (published,) = [asset for asset in release.definitions(settings, []).assets if asset.key == release.PUBLISHED_KEY]
    asked: list[str] = []
    monkeypatch.setattr(release, "runs_behind", lambda candidate: ["the run before"])
    monkeypatch.setattr(release, "warnings_of_runs", lambda instance, run_ids: asked.extend(run_ids))
    result = dg.materialize([published], raise_on_error=False)
    assert asked == ["the run before", result.run_id]


def test_publishing_alone_needs_a_candidate_that_passed_its_checks(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    (definitions,) = [asset for asset in release.definitions(settings, []).assets if asset.key == release.PUBLISHED_KEY]
    result = dg.materialize([definitions], raise_on_error=False)
    assert not result.success
    (failure,) = [event.step_failure_data.error for event in result.all_events if event.is_step_failure]
    assert "There is no candidate to publish: run the whole job" in str(failure)
    assert not settings.releases.exists()
