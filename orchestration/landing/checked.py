"""What of a feed may be built: its ledger as it stood when the feed was checked and found good.

The models read this copy. What lands after the check waits for the next one, and what leaves the lake after it stays
on disk until then, so that a build always finds the loads that it was promised.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from orchestration.durable import make_way, replacing
from orchestration.landing import lake
from orchestration.landing.errors import LakeError
from orchestration.landing.ledger import LedgerEntry, current_entries, ledger_path, read_entries, whole_lines
from orchestration.settings import Settings

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class LedgerState:
    """A feed's ledger at one moment: its lines as they are on disk, and the current entry of each file."""

    feed: str
    lines: bytes
    entries: tuple[LedgerEntry, ...]

    @property
    def load_ids(self) -> set[str]:
        """The loads whose rows stand."""
        return {entry.load_id for entry in self.entries if entry.load_id}


def ledger_state(settings: Settings, feed: str) -> LedgerState:
    """The feed's ledger as it stands now. Raises `LakeError` when it is damaged."""
    path = ledger_path(settings.ledger, feed)
    lines = whole_lines(path)
    return LedgerState(feed, lines, tuple(current_entries(path, lines)))


def checked_entries(settings: Settings, feed: str) -> list[LedgerEntry]:
    """What holds of each file as of the feed's last good check; nothing before the first."""
    return read_entries(_path(settings, feed))


def checked_load_ids(settings: Settings, feed: str) -> set[str]:
    """The loads that a build may read."""
    return {entry.load_id for entry in checked_entries(settings, feed) if entry.load_id}


def mark_checked(settings: Settings, state: LedgerState) -> None:
    """From now on builds read the loads of `state`, and these alone. Removes loads that nobody reads any more."""
    folder = lake.prepare_lake(settings.lake, state.feed)
    path = _path(settings, state.feed)
    path.parent.mkdir(exist_ok=True)
    with lake.feed_lock(settings.lake, state.feed):
        with replacing(path) as temporary:
            temporary.write_bytes(state.lines)
        lake.discard_uncommitted(folder, ledger_state(settings, state.feed).load_ids, state.load_ids)


def give_up_damaged(settings: Settings, feed: str) -> None:
    """Remove a copy that is damaged, and say so: the feed's next check makes it anew. The caller holds the feed's lock.

    A copy is written whole, so one that ends within a line is damaged as well. An empty one goes without a word: it may
    be that of a feed that had no file yet, and says no more than none.
    """
    path = _path(settings, feed)
    make_way(path)
    content = path.read_bytes() if path.exists() else None
    if content is None or _is_whole(path, content):
        return
    path.unlink()
    if content:
        logger.warning(f"{path} is damaged and is made anew by the feed's check")


def _is_whole(path: Path, content: bytes) -> bool:
    try:
        current_entries(path, content)
    except LakeError:
        return False
    return content.endswith(b"\n")


def start_from_published(settings: Settings, feed: str, last_published: int) -> None:
    """Give a lake that is older than these copies its first one: what a release was made from was checked before it.

    `last_published` is the highest load sequence of the feed in the release that readers see. Does nothing where there
    is a copy.
    """
    lake.prepare_lake(settings.lake, feed)
    with lake.feed_lock(settings.lake, feed):
        give_up_damaged(settings, feed)
    if _path(settings, feed).exists():
        return
    path = ledger_path(settings.ledger, feed)
    lines = whole_lines(path).splitlines(keepends=True)
    published = [line for line in lines if _sequence(path, line) <= last_published]
    content = b"".join(published)
    mark_checked(settings, LedgerState(feed, content, tuple(current_entries(path, content))))


def require_checked_loads(settings: Settings, feeds: Collection[str]) -> None:
    """Raise `LakeError` where a load that was checked is no longer in the lake, so that a build would miss its rows."""
    for feed in feeds:
        for load_id in sorted(checked_load_ids(settings, feed)):
            path = lake.load_path(settings.lake / feed, load_id)
            if not path.exists():
                raise LakeError(
                    f"{path} was checked but is not in the lake any more; run the whole job, which checks {feed} anew"
                )


def _sequence(path: Path, line: bytes) -> int:
    (entry,) = current_entries(path, line)
    return entry.load_sequence or 0


def _path(settings: Settings, feed: str) -> Path:
    return ledger_path(settings.checked, feed)
