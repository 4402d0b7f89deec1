"""Taking a landed file back: moved to `withdrawn/` below its feed's folder, it leaves the lake and the counts."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from orchestration.landing.ledger import Ledger, LedgerEntry

WITHDRAWN = "withdrawn"


def withdraw(source: Path, ledger: Ledger) -> list[LedgerEntry]:
    """Record each loaded file that was moved from `source` to its folder of withdrawn files; return the new entries.

    The rows of a load without an entry are removed from the lake by the pass that calls this.
    """
    return [
        ledger.append(
            replace(
                entry,
                load_id=None,
                load_sequence=None,
                rows_read=0,
                status="rejected",
                error=f"{entry.file_name}: was withdrawn; to take it in again, move it back",
                received_at=datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S"),
            )
        )
        for entry in ledger.entries
        if entry.status == "loaded"
        and not (source / entry.file_name).exists()
        and _holds(source / WITHDRAWN / entry.file_name, entry.content_hash)
    ]


def _holds(path: Path, content_hash: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == content_hash
