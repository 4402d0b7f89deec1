"""Rows that leave the lake again: of a file that was withdrawn, or that has new content under its old name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from orchestration.landing.ledger import Ledger, LedgerEntry

WITHDRAWN = "withdrawn"


def withdraw(source: Path, ledger: Ledger) -> list[LedgerEntry]:
    """Record each loaded file that was moved from `source` to its folder of withdrawn files; return the new entries.

    The rows of a load without an entry are removed from the lake by the pass that calls this.
    """
    withdrawn = [
        entry
        for entry in ledger.entries
        if entry.status == "loaded"
        and not (source / entry.file_name).exists()
        and _holds(source / WITHDRAWN / entry.file_name, entry.content_hash)
    ]
    return _retire(ledger, withdrawn, "was withdrawn; to take it in again, move it back")


def retire_replaced(ledger: Ledger) -> list[LedgerEntry]:
    """Record each load whose file has since come with other content, which landed; return the new entries.

    Two loads of one file name are what a pass leaves that was killed in between, so this may be called at any time.
    """
    replaced = [
        entry for entry in ledger.entries if entry.status == "loaded" and ledger.held_by(entry.file_name) != entry
    ]
    return _retire(ledger, replaced, "was replaced by a file of the same name with other content")


def _retire(ledger: Ledger, entries: Iterable[LedgerEntry], reason: str) -> list[LedgerEntry]:
    return [
        ledger.append(
            replace(
                entry,
                load_id=None,
                load_sequence=None,
                rows_read=0,
                status="rejected",
                error=f"{entry.file_name}: {reason}",
                received_at=datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S"),
            )
        )
        for entry in entries
    ]


def _holds(path: Path, content_hash: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == content_hash
