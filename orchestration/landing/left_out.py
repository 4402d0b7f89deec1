"""Which files of the landing zone are not in the warehouse, for those who read a release. Reads the ledgers only."""

from __future__ import annotations

from orchestration.landing.ledger import LedgerEntry, ledger_path, read_entries
from orchestration.settings import FEEDS, Settings


def files_left_out(settings: Settings) -> list[LedgerEntry]:
    """Rejected files that still lie in the landing zone, and were not corrected or taken away since."""
    return [entry for feed in FEEDS for entry in _left_out_of(settings, feed)]


def _left_out_of(settings: Settings, feed: str) -> list[LedgerEntry]:
    latest = {entry.file_name: entry for entry in read_entries(ledger_path(settings.ledger, feed))}
    return [
        entry
        for entry in latest.values()
        if entry.status == "rejected" and (settings.landing / feed / entry.file_name).exists()
    ]
