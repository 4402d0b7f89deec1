"""The job that builds and publishes, and its daily schedule."""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg

JOB_NAME = "build_warehouse"
TIME_ZONE = "Asia/Shanghai"


def definitions(without: Sequence[dg.AssetKey]) -> dg.Definitions:
    """The job of all assets but those that it does `without`, and its schedule, which is off until somebody turns it on
    in the UI."""
    job = dg.define_asset_job(
        JOB_NAME,
        selection=dg.AssetSelection.all() - dg.AssetSelection.assets(*without),
        description="Lands what is new, builds and checks the warehouse, publishes a release if every check passed.",
    )
    schedule = dg.ScheduleDefinition(
        name="build_warehouse_daily",
        job=job,
        cron_schedule="0 6 * * *",
        execution_timezone=TIME_ZONE,
        description="Every morning at six, before the departments open.",
    )
    # steps are short and take turns at one file: a process for each costs more than it brings; and a run's turn in its
    # home is held by its one process, for single assets as for the job
    return dg.Definitions(jobs=[job], schedules=[schedule], executor=dg.in_process_executor)
