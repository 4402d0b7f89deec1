"""What a person at the terminal is told of a run that went wrong: which check, where, why, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import dagster as dg
import duckdb

from orchestration.defs.findings import description_of, found_in
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
        elif event.is_step_failure and event.step_failure_data.error:
            failure = event.step_failure_data.user_failure_data
            error = event.step_failure_data.error
            while error.cause and (error.cls_name or "").startswith("Dagster"):
                error = error.cause
            if error.cls_name != "DagsterAssetCheckFailedError":
                said = failure.description if failure and failure.description else error.message
                lines.append(f"Step {event.step_key} failed. {said.strip()}")
                lines += filter(None, [remedy(said, home)])
    return "\n".join(lines)


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
