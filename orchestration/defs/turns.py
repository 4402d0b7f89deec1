"""A run's turn in its home, taken by the first of its steps that writes, and kept until the run has ended."""

from __future__ import annotations

import dagster as dg

from orchestration import lease
from orchestration.settings import Settings


def take_turn(context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext, settings: Settings) -> None:
    """Wait until no other run is at work in the home. Every step that writes there begins with this.

    All steps of a run are in one process (`in_process_executor`), so the turn ends with the process of the run.
    """
    instance = context.instance

    def is_over(run_id: str) -> bool:
        run = instance.get_run_by_id(run_id)
        return run is None or run.is_finished

    before = lease.take(settings, context.run.run_id, context.log.warning, is_over=is_over)
    if before is not None and report_killed(instance, before):
        context.log.warning(killed(before))


def report_killed(instance: dg.DagsterInstance, holder: lease.Holder) -> bool:
    """Whether a run that no longer has the home was killed; if so, it is reported to Dagster as failed."""
    run = instance.get_run_by_id(holder.run_id)
    if run is None or run.is_finished:
        return False
    instance.report_run_failed(run, "The process was killed.")
    return True


def killed(holder: lease.Holder) -> str:
    """What to say of a run that was killed."""
    return f"{holder.in_words} was killed before it ended. This run goes on from what is complete."
