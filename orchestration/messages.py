"""What a person at the terminal is told of a run that went wrong: which check, where, why, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import dagster as dg
import duckdb

from orchestration.defs.findings import description_of, found_in
from orchestration.defs.release import POSTGRES_KEY
from orchestration.disk_errors import remedy
from orchestration.landing import checked_entries, files_left_out, ledger_state
from orchestration.release import FileLeftOut, Manifest, quarantine_reasons, why_unusable
from orchestration.settings import FEEDS, Settings


def why_nothing_was_published(result: dg.ExecuteInProcessResult, release: Manifest | None, home: Path) -> str:
    """Each check that failed and each step that broke, with places and remedies; and which release stays, if any."""
    lines = ["Nothing was published."]
    if release is not None:
        lines = [f"Nothing was published; release {release.release_id} stays as it is."]
    for event in result.all_events:
        if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            check = event.asset_check_evaluation_data
            if not check.passed and check.severity == dg.AssetCheckSeverity.ERROR:
                name = f"{check.asset_key.to_user_string()}: {check.check_name}"
                found = [one for one in found_in(check) if not one.is_warning]
                lines.append(f"Check {name} failed. {description_of(found) or check.description or ''}".rstrip())
        elif event.is_step_failure and (said := _why_failed(event)):
            lines.append(f"Step {event.step_key} failed. {said}")
            lines += filter(None, [remedy(said, home)])
    return "\n".join(lines)


def _why_failed(event: dg.DagsterEvent) -> str | None:
    """What a step that broke says of it; None where a check stopped it, which tells so itself."""
    error, failure = event.step_failure_data.error, event.step_failure_data.user_failure_data
    while error and error.cause and (error.cls_name or "").startswith("Dagster"):
        error = error.cause
    if error is None or error.cls_name == "DagsterAssetCheckFailedError":
        return None
    return (failure.description if failure and failure.description else error.message).strip()


def what_postgres_holds(result: dg.ExecuteInProcessResult) -> str | None:
    """What became of the PostgreSQL database of the deployment; None where it has none."""
    step = POSTGRES_KEY.to_python_identifier()
    for event in result.all_events:
        if event.step_key != step:
            continue
        if event.is_step_materialization:
            return str(event.materialization.metadata["holds"].value)
        if event.is_step_failure:
            return f"The release is published; PostgreSQL does not hold it yet. {_why_failed(event)}"
    return None


def is_published(result: dg.ExecuteInProcessResult) -> bool:
    """Whether a run came to its end as far as the release goes: no step failed, unless that of PostgreSQL."""
    failed = {event.step_key for event in result.all_events if event.is_step_failure}
    return result.success or failed == {POSTGRES_KEY.to_python_identifier()}


def last_events(settings: Settings) -> dict[str, int]:
    """The number of the last line of each feed's ledger: what is later came after."""
    return {feed: max((entry.event for entry in ledger_state(settings, feed).entries), default=0) for feed in FEEDS}


def unusable_arrivals(settings: Settings, since: Mapping[str, int]) -> str | None:
    """Why nothing that came after the ledger lines `since` could be used; None where something could, or nothing came.

    Usable is a file with a row that is accepted or superseded, and a nil return.
    """
    loaded = [
        entry
        for feed in FEEDS
        for entry in checked_entries(settings, feed)
        if entry.event > since[feed] and entry.status == "loaded"
    ]
    rejected = [
        FileLeftOut(entry.feed, entry.file_name, entry.error or "")
        for entry in files_left_out(settings, as_checked=True)
        if entry.event > since[entry.feed]
    ]
    with duckdb.connect(str(settings.published_database), read_only=True) as connection:
        of_no_use = set(
            connection.execute(
                "select feed, file_name, content_hash from marts.feed_ledger "
                "where rows_read > 0 and rows_accepted + rows_superseded = 0"
            ).fetchall()
        )
        if not (loaded or rejected) or any(entry.key not in of_no_use for entry in loaded):
            return None
        reasons = quarantine_reasons(connection, [(entry.feed, entry.content_hash) for entry in loaded])
    return (
        f"Nothing that came since the last run could be used: {why_unusable(rejected, reasons)}. "
        "The release holds what was usable before. Correct the files and run again."
    )
