"""One run of the main job in this process, for a terminal: what `make run` does."""

from __future__ import annotations

import contextlib
import fcntl
import sys
import time
from collections.abc import Iterator

import dagster as dg

from orchestration.definitions import defs
from orchestration.defs.schedules import JOB_NAME
from orchestration.landing import copy_bundled_feeds, stray_items
from orchestration.release import render_summary
from orchestration.settings import Settings

_FROM_TERMINAL = {"complaint_warehouse/started_from": "terminal"}
_UNFINISHED = [dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED]


def run_once(settings: Settings) -> int:
    """Land, build, check, publish, and print what came of it. Returns the exit status."""
    started = time.monotonic()
    with _only_run(settings) as is_only_run:
        if not is_only_run:
            print(f"Another run is at work in {settings.home}; wait until it has ended.", file=sys.stderr)
            return 1
        instance = dg.DagsterInstance.get()
        _bury_killed_runs(instance)
        return _run(settings, instance, started)


def _run(settings: Settings, instance: dg.DagsterInstance, started: float) -> int:
    for path in copy_bundled_feeds(settings):
        print(f"Bundled feed copied: {path.relative_to(settings.home)}")
    for problem in stray_items(settings):
        print(problem, file=sys.stderr)
    settings.dbt.mkdir(parents=True, exist_ok=True)
    with (settings.dbt / "build.log").open("w") as log, contextlib.redirect_stdout(log):
        result = defs.resolve_job_def(JOB_NAME).execute_in_process(
            instance=instance,
            tags=_FROM_TERMINAL,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            raise_on_error=False,
        )
    if not result.success:
        print(_failures(result), file=sys.stderr)
        return 1
    print(render_summary(settings))
    print(f"Done in {time.monotonic() - started:.0f} s.")
    return 0


@contextlib.contextmanager
def _only_run(settings: Settings) -> Iterator[bool]:
    """Whether no other terminal runs the job in this home; holds others off until the end."""
    with (settings.home / ".run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _bury_killed_runs(instance: dg.DagsterInstance) -> None:
    """A killed run stays `started` for ever, and keeps its place in the pool, for which this one would wait."""
    unfinished = dg.RunsFilter(tags=_FROM_TERMINAL, statuses=_UNFINISHED)
    for run in instance.get_runs(unfinished):
        instance.report_run_failed(run, "The process was killed.")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)


def _failures(result: dg.ExecuteInProcessResult) -> str:
    lines = ["Nothing was published; the release before stays as it is."]
    for event in result.all_events:
        if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            check = event.asset_check_evaluation_data
            if not check.passed and check.severity == dg.AssetCheckSeverity.ERROR:
                name = f"{check.asset_key.to_user_string()}: {check.check_name}"
                lines.append(f"Check {name} failed. {check.description or ''}".rstrip())
        elif event.is_step_failure and event.step_failure_data.error:
            error = event.step_failure_data.error
            while error.cause and error.cls_name.startswith("Dagster"):
                error = error.cause
            if error.cls_name != "DagsterAssetCheckFailedError":
                lines.append(f"Step {event.step_key} failed. {error.message.strip()}")
    return "\n".join(lines)
