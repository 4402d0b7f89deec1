"""Which files of the landing zone are not in the warehouse, for those who read a release. Changes nothing."""

from __future__ import annotations

from orchestration.landing.checked import checked_entries
from orchestration.landing.known_content import KnownContent, known_content_path
from orchestration.landing.landing_zone import content_hash_of, files_by_name
from orchestration.landing.ledger import LedgerEntry, ledger_path, read_entries
from orchestration.settings import FEEDS, Settings


def files_left_out(settings: Settings, *, as_checked: bool = False) -> list[LedgerEntry]:
    """Rejected files that lie in the landing zone as they were when they were rejected.

    `as_checked` leaves out those that were rejected since their feed was last checked, which no build knows of.
    """
    left_out = []
    for feed in FEEDS:
        present = files_by_name(settings.landing / feed, settings.token_key)
        known = KnownContent(known_content_path(settings.lake, feed))
        ledger = checked_entries(settings, feed) if as_checked else read_entries(ledger_path(settings.ledger, feed))
        for entry in ledger:
            path = present.get(entry.file_name)
            if entry.status != "rejected" or path is None:
                continue
            if content_hash_of(path, settings.landing, known) == entry.content_hash:
                left_out.append(entry)
    return left_out
