"""One run of the main job in this process, for a terminal: what `make run` does."""

from __future__ import annotations

import contextlib
import logging
import sys
import time
import uuid
from pathlib import Path

import dagster as dg

from orchestration import lease
from orchestration.definitions import build_definitions
from orchestration.defs.notes import notes_of
from orchestration.defs.schedules import JOB_NAME
from orchestration.defs.turns import FROM_TERMINAL, report_killed
from orchestration.durable import make_way
from orchestration.landing import LakeError, copy_bundled_feeds, mend_ledgers, stray_items
from orchestration.messages import (
    is_published,
    last_events,
    unusable_arrivals,
    what_postgres_holds,
    why_nothing_was_published,
)
from orchestration.progress_line import progress_line
from orchestration.release import current_manifest, render_summary
from orchestration.settings import DEFINITIONS_MODULE, Settings

# the history of a job in Dagster's UI holds the runs with this tag alone, which runs that were started there have
_IN_HISTORY_OF_JOB = {".dagster/repository": f"__repository__@{DEFINITIONS_MODULE}"}


def run_once(settings: Settings) -> int:
    """Land, build, check, publish, and print what came of it. Returns the exit status."""
    started = time.monotonic()
    run_id = str(uuid.uuid4())
    try:
        with lease.taken(settings, run_id, _say) as before:
            instance = dg.DagsterInstance.get()
            if said := report_killed(instance, before):
                _say(said)
            return _run(settings, instance, run_id, started)
    except (lease.AtWorkError, LakeError) as error:
        _say(str(error))
        return 1


def _start_page(settings: Settings) -> Path | None:
    """The page that the release's step wrote; it is written here where nothing came, and there is none yet."""
    page = settings.reports / "index.html"
    if page.is_file():
        return page
    from orchestration.report.start_page import keep_start_page

    return keep_start_page(settings, _say)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _run(settings: Settings, instance: dg.DagsterInstance, run_id: str, started: float) -> int:
    for path in copy_bundled_feeds(settings):
        print(f"Bundled feed copied: {path.relative_to(settings.home)}")
    for problem in stray_items(settings):
        print(problem, file=sys.stderr)
    for mended in mend_ledgers(settings):
        _say(mended)
    events = last_events(settings)
    definitions = build_definitions(settings)
    log_file = settings.dbt / "build.log"
    settings.dbt.mkdir(parents=True, exist_ok=True)
    make_way(log_file)
    # a run that ends early, for nothing came, has no results of checks; a release asks for them itself
    logging.getLogger("dagster._core.execution.plan.active").setLevel(logging.ERROR)
    with log_file.open("w") as log, contextlib.redirect_stdout(log), progress_line(sys.stderr):
        result = definitions.resolve_job_def(JOB_NAME).execute_in_process(
            instance=instance,
            run_id=run_id,
            tags={**FROM_TERMINAL, **_IN_HISTORY_OF_JOB},
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            raise_on_error=False,
        )
    for note in notes_of(result):
        print(note)
    if not is_published(result):
        print(why_nothing_was_published(result, current_manifest(settings), settings.home), file=sys.stderr)
        return 1
    print(render_summary(settings))
    holds = what_postgres_holds(result)
    if holds and result.success:
        print(holds)
    print(f"Done in {time.monotonic() - started:.0f} s.")
    if page := _start_page(settings):
        print(f"Start page: {page}")
    unusable = unusable_arrivals(settings, events)
    if unusable:
        _say(unusable)
    if holds and not result.success:
        _say(holds)
    return 1 if not result.success or (unusable and not settings.allows_empty) else 0
