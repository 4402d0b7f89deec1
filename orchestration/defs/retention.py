"""How long the history of runs is kept: Dagster's runs with their events and logs, and dbt's logs."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from orchestration.release.notes import Say
from orchestration.settings import Settings

_ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
_SECONDS_OF_A_DAY = 86_400


def prune_run_history(instance: dg.DagsterInstance, settings: Settings, say: Say) -> None:
    """Remove runs that ended, and logs, older than the deployment keeps them; say so if there were any."""
    before = datetime.now(UTC) - timedelta(days=settings.run_days_kept)
    runs = [run.run_id for run in instance.get_runs(dg.RunsFilter(statuses=_ENDED, created_before=before))]
    for run_id in runs:
        _delete_run(instance, settings, run_id)
    logs = _old_logs(settings)
    for log in logs:
        log.unlink()
    removed = [f"{count} {what}" for count, what in ((len(runs), "runs"), (len(logs), "log files")) if count]
    if removed:
        kept = f"{settings.run_days_kept} days are kept (COMPLAINTS_RUN_DAYS_KEPT)"
        say(f"Removed from the history of runs, since {kept}: {' and '.join(removed)}.")


def _delete_run(instance: dg.DagsterInstance, settings: Settings, run_id: str) -> None:
    instance.compute_log_manager.delete_logs(prefix=[run_id])
    instance.delete_run(run_id)
    # Dagster empties the file of a run's events, and leaves it
    for file in (settings.dagster_home / "history" / "runs").glob(f"{run_id}.db*"):
        file.unlink()


def _old_logs(settings: Settings) -> list[Path]:
    """Logs of dbt that were last written too long ago; its newest is written by each run."""
    oldest = time.time() - settings.run_days_kept * _SECONDS_OF_A_DAY
    folders = (settings.dbt / "logs", settings.dbt / "target")
    logs = [path for folder in folders for path in folder.glob("dbt.log*")]
    return [path for path in logs if path.stat().st_mtime < oldest]
