"""A run's turn in its home, taken by the first of its steps that writes, and kept until the run has ended."""

from __future__ import annotations

import dagster as dg

from orchestration import lease
from orchestration.settings import Settings

FROM_TERMINAL = {"complaint_warehouse/started_from": "terminal"}
_UNFINISHED = [dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED]


def take_turn(context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext, settings: Settings) -> None:
    """Wait until no other run is at work in the home. Every step that writes there begins with this.

    All steps of a run are in one process (`in_process_executor`), so the turn ends with the process of the run.
    """
    instance = context.instance

    def is_over(run_id: str) -> bool:
        run = instance.get_run_by_id(run_id)
        return run is None or run.is_finished

    before = lease.take(settings, context.run.run_id, context.log.warning, is_over=is_over)
    if before is not None and (said := report_killed(instance, before)):
        context.log.warning(said)


def report_killed(instance: dg.DagsterInstance, before: lease.Holder | None) -> str | None:
    """Report to Dagster as failed every run that was killed, which else stays `started` for ever.

    Whoever calls has the home and has no run of its own from a terminal: such runs have the home for as long as they
    last, so those that have not ended were killed. So was the run that had the home before (`before`), if it has not
    ended; what to say of it is returned.
    """
    holder = instance.get_run_by_id(before.run_id) if before else None
    held = [holder] if holder is not None and not holder.is_finished else []
    from_terminals = instance.get_runs(dg.RunsFilter(tags=FROM_TERMINAL, statuses=_UNFINISHED))
    for run in {run.run_id: run for run in [*held, *from_terminals]}.values():
        instance.report_run_failed(run, "The process was killed.")
    if before is None or not held:
        return None
    return f"{before.in_words} was killed before it ended. This run goes on from what is complete."
