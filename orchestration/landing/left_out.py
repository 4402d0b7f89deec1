"""Which files of the landing zone are not in the warehouse, for those who read a release. Changes nothing."""

from __future__ import annotations

from pathlib import Path

from orchestration.landing.checked import checked_entries
from orchestration.landing.errors import FileRejectedError
from orchestration.landing.ledger import LedgerEntry, ledger_path, read_entries
from orchestration.landing.zone import files_by_name, read_identity
from orchestration.settings import FEEDS, Settings


def files_left_out(settings: Settings, *, as_checked: bool = False) -> list[LedgerEntry]:
    """Rejected files that lie in the landing zone as they were when they were rejected.

    `as_checked` leaves out those that were rejected since their feed was last checked, which no build knows of.
    """
    left_out = []
    for feed in FEEDS:
        present = files_by_name(settings.landing / feed, settings.token_key)
        ledger = checked_entries(settings, feed) if as_checked else read_entries(ledger_path(settings.ledger, feed))
        for entry in ledger:
            path = present.get(entry.file_name)
            if entry.status == "rejected" and path and _content_hash(path, settings.landing) == entry.content_hash:
                left_out.append(entry)
    return left_out


def _content_hash(path: Path, zone: Path) -> str | None:
    """Hash as the ledger has it: empty where the file cannot be read, None where it has just gone."""
    try:
        return read_identity(path, zone)[1]
    except FileRejectedError:
        return ""
    except FileNotFoundError:
        return None
