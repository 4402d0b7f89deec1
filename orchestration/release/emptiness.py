"""Whether a candidate holds anything to publish, and if not, what became of the files that came. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from orchestration.release.manifest import FileLeftOut, Manifest
from orchestration.sql_rows import count_of

REASONS_SHOWN = 10


def why_empty(candidate: Path, left_out: Sequence[FileLeftOut], release: Manifest | None) -> str | None:
    """Why a candidate without complaints should not be published, in a few sentences; None where it may be.

    It may not, where `release` (what readers see now) holds complaints, or where complaints came and none could be
    used, or where nothing has landed at all. Feeds that have no complaints to report are no reason.
    """
    with duckdb.connect(str(candidate), read_only=True) as connection:
        complaints = count_of(connection, "select count(*) from core.fct_complaints")
        loaded = count_of(connection, "select count(*) from marts.feed_ledger where status = 'loaded'")
        quarantined = quarantine_reasons(connection)
    published = release.row_counts.get("core.fct_complaints", 0) if release else 0
    if complaints or not (published or left_out or quarantined or not loaded):
        return None
    reasons = []
    if release and published:
        reasons.append(f"it would take the place of release {release.release_id}, which holds {published:,} complaints")
    if not loaded and not left_out:
        reasons.append("no file has landed")
    reasons += [why_unusable(left_out, quarantined)] if left_out or quarantined else []
    return f"the release would hold no complaint: {'; '.join(reasons)}."


def quarantine_reasons(
    connection: duckdb.DuckDBPyConnection, files: Iterable[tuple[str, str]] | None = None
) -> dict[str, int]:
    """How many quarantined rows have each reason, the most frequent first; of `files` (feed, hash) alone, if given."""
    rows = connection.execute(
        "select feed, content_hash, reasons, count(*) from marts.quarantined_rows group by all"
    ).fetchall()
    wanted = None if files is None else set(files)
    counts: Counter[str] = Counter()
    for feed, content_hash, reasons, count in rows:
        if wanted is None or (feed, content_hash) in wanted:
            counts.update(dict.fromkeys(reasons.split(", "), count))
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def why_unusable(left_out: Sequence[FileLeftOut], quarantined: dict[str, int]) -> str:
    """Files that were rejected, with their errors, and reasons for which rows were quarantined, by count."""
    parts = []
    if left_out:
        errors = [f"{file.feed}/{file.error}" for file in left_out[:REASONS_SHOWN]]
        more = [f"and {len(left_out) - REASONS_SHOWN} more"] if len(left_out) > REASONS_SHOWN else []
        parts.append(f"{_counted(len(left_out), 'file')} rejected ({'; '.join([*errors, *more])})")
    if quarantined:
        reasons = [f"{reason} {count:,}" for reason, count in list(quarantined.items())[:REASONS_SHOWN]]
        parts.append(f"rows quarantined by reason: {', '.join(reasons)}")
    return "; ".join(parts)


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
