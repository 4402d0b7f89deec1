"""Rows that leave the lake again: of a file that was withdrawn, or that has new content under its old name.

Where another file of the folder has the very content, it takes the load over as it is, in its place among the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from orchestration.landing.ledger import Ledger, LedgerEntry

_WITHDRAWN = "was withdrawn; to take it in again, move it back"
_REPLACED = "was replaced by a file of the same name with other content"
_RENAMED = "was renamed, and stands in the ledger under its new name"


def retract(
    ledger: Ledger,
    present: Mapping[str, Path],
    withdrawn: Mapping[str, Path],
    content_hash: Callable[[Path], str | None],
) -> list[LedgerEntry]:
    """Record each load whose file no longer stands for it, and return the new entries.

    `present` and `withdrawn` are the files of the feed's folder and of its folder of withdrawn files, by name. A file
    that is neither in one nor in the other, and that no other file repeats, still stands for its load.
    `content_hash` reads one, and is None for what has gone.
    Two loads of one file name are what a pass leaves that was killed in between, so this may be called at any time.
    """
    added = []
    copies: dict[str, list[LedgerEntry]] = {}
    for entry in ledger.entries:
        if entry.status == "duplicate":
            copies.setdefault(entry.content_hash, []).append(entry)
    for entry in ledger.entries:
        if entry.status != "loaded":
            continue
        # a copy that the folder holds still
        successors = (copy for copy in copies.get(entry.content_hash, ()) if ledger.held_by(copy.file_name) == copy)
        successor = next((copy for copy in successors if copy.file_name in present), None)
        reason = _reason(ledger, entry, present, withdrawn, successor, content_hash)
        if reason is None:
            continue
        if successor is not None:
            added.append(ledger.note(_taken_over(entry, successor)))
        added.append(ledger.note(_retracted(entry, reason)))
    ledger.commit()
    return added


def withdrawn_otherwise(ledger: Ledger, present: Mapping[str, Path], withdrawn: Mapping[str, Path]) -> list[Path]:
    """Withdrawn files whose rows stay, because what landed under their name was another content."""
    return [
        withdrawn[entry.file_name]
        for entry in ledger.entries
        if entry.status == "loaded" and entry.file_name in withdrawn and entry.file_name not in present
    ]


def _reason(
    ledger: Ledger,
    entry: LedgerEntry,
    present: Mapping[str, Path],
    withdrawn: Mapping[str, Path],
    successor: LedgerEntry | None,
    content_hash: Callable[[Path], str | None],
) -> str | None:
    if ledger.held_by(entry.file_name) != entry:
        return _REPLACED
    if entry.file_name in present:
        return None
    if entry.file_name in withdrawn and content_hash(withdrawn[entry.file_name]) == entry.content_hash:
        return _WITHDRAWN
    return _RENAMED if successor is not None else None


def _taken_over(entry: LedgerEntry, successor: LedgerEntry) -> LedgerEntry:
    return replace(
        successor,
        status="loaded",
        error=None,
        load_id=entry.load_id,
        load_sequence=entry.load_sequence,
        rows_read=entry.rows_read,
        encoding=entry.encoding,
        unknown_columns=entry.unknown_columns,
        notes=entry.notes,
    )


def _retracted(entry: LedgerEntry, reason: str) -> LedgerEntry:
    return replace(
        entry,
        load_id=None,
        load_sequence=None,
        rows_read=0,
        status="rejected",
        error=f"{entry.file_name}: {reason}",
        received_at=datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S"),
    )
