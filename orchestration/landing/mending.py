"""A feed's ledger that lost lines gets them back from the copy of what was checked.

Landing removes loads that no line names, and a file need not lie in the landing zone any more: without this, rows that
were published would be gone with the lines.
"""

from __future__ import annotations

from pathlib import Path

from orchestration.durable import move_aside, replacing
from orchestration.landing.errors import LakeError
from orchestration.landing.ledger import current_entries, ledger_path, whole_lines
from orchestration.settings import FEEDS, Settings


def mend_ledgers(settings: Settings) -> list[str]:
    """Mend the ledger of every feed; nobody else may be at work in the home."""
    return [sentence for feed in FEEDS for sentence in mend_ledger(settings, feed)]


def mend_ledger(settings: Settings, feed: str) -> list[str]:
    """Give a feed's ledger back the lines that its copy has and it has not, and say so in a sentence.

    The caller holds the feed. Raises `LakeError` where the ledger is a folder, and there is no copy to make it from.
    """
    path, copy = ledger_path(settings.ledger, feed), ledger_path(settings.checked, feed)
    checked = whole_lines(copy) if copy.is_file() else b""
    if not _is_ledger(copy, checked):
        return []
    if path.is_dir():
        if not checked:
            raise LakeError(f"{path} is a folder; move it away, restore the file from a backup, and run again")
        move_aside(path)
    lines = whole_lines(path)
    if lines.startswith(checked) or (_is_ledger(path, lines) and not checked.startswith(lines)):
        return []
    later = [line for line in lines.splitlines(keepends=True) if _event(path, line) > checked.count(b"\n")]
    path.parent.mkdir(exist_ok=True)
    with replacing(path) as temporary:
        temporary.write_bytes(checked + b"".join(later))
    return [f"{path} was damaged or had lost lines, and was mended from {copy}."]


def _is_ledger(path: Path, lines: bytes) -> bool:
    try:
        current_entries(path, lines)
    except LakeError:
        return False
    return True


def _event(path: Path, line: bytes) -> int:
    """The number of a line; 0 where it is damaged."""
    try:
        (entry,) = current_entries(path, line)
    except LakeError:
        return 0
    return entry.event
