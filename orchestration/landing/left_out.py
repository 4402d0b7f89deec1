"""Which files of the landing zone are not in the warehouse, for those who read a release. Changes nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

from orchestration.landing.ledger import LedgerEntry, ledger_path, read_entries
from orchestration.settings import FEEDS, Settings


def files_left_out(settings: Settings) -> list[LedgerEntry]:
    """Rejected files that lie in the landing zone as they were when they were rejected."""
    return [
        entry
        for feed in FEEDS
        for entry in read_entries(ledger_path(settings.ledger, feed))
        if entry.status == "rejected" and _content_hash(settings.landing / feed / entry.file_name) == entry.content_hash
    ]


def _content_hash(path: Path) -> str | None:
    """Hash as the ledger has it: empty where the file cannot be read, None where there is none."""
    if not path.exists():
        return None
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
