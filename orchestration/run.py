"""One run of the main job in this process, for a terminal: what `make run` does."""

from __future__ import annotations

import contextlib
import sys
import time

import dagster as dg

from orchestration.definitions import defs
from orchestration.defs.schedules import JOB_NAME
from orchestration.landing import copy_bundled_feeds
from orchestration.release import render_summary
from orchestration.settings import Settings


def run_once(settings: Settings) -> int:
    """Land, build, check, publish, and print what came of it. Returns the exit status."""
    started = time.monotonic()
    for path in copy_bundled_feeds(settings):
        print(f"Bundled feed copied: {path.relative_to(settings.home)}")
    settings.dbt.mkdir(parents=True, exist_ok=True)
    with (settings.dbt / "build.log").open("w") as log, contextlib.redirect_stdout(log):
        result = defs.resolve_job_def(JOB_NAME).execute_in_process(
            instance=dg.DagsterInstance.get(),
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            raise_on_error=False,
        )
    if not result.success:
        print(_failures(result), file=sys.stderr)
        return 1
    print(render_summary(settings))
    print(f"Done in {time.monotonic() - started:.0f} s.")
    return 0


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
            while error.cause:
                error = error.cause
            if error.cls_name != "DagsterAssetCheckFailedError":
                lines.append(f"Step {event.step_key} failed. {error.message.strip()}")
    return "\n".join(lines)
