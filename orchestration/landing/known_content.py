"""What the files of a folder were found to hold, so that a file that nobody touched is not read again.

A private cache, which may be removed at any time: what it does not know is read. It knows files by number, not by name.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from orchestration.durable import write_whole

# A clock tells writes apart that lie this far from one another, on every file system
CERTAIN_AFTER_SECONDS = 2.0


class KnownContent:
    """Content hashes by file. A file is unchanged if it has the same number, size and times of writing and of change.

    The time of change is the system's own: a program that writes other content and sets the old time of writing does
    not get past it.
    """

    def __init__(self, path: Path) -> None:
        """Take up what an earlier pass kept at `path`; nothing where that cannot be read."""
        self._path = path
        self._before = _read(path)
        self._now: dict[str, str] = {}

    def hash_of(self, stat: os.stat_result) -> str | None:
        """SHA-256 of the file's content; None where it is new or was touched."""
        key = _key(stat)
        known = self._now.get(key) or self._before.get(key)
        if known:
            self._now[key] = known
        return known

    def keep(self, stat: os.stat_result, content_hash: str, read_at: float) -> None:
        """Remember what a file was found to hold, unless it was changed so shortly before that a write may be missed.

        `read_at`, in seconds since 1970, is when reading began.
        """
        if read_at - stat.st_ctime >= CERTAIN_AFTER_SECONDS:
            self._now[_key(stat)] = content_hash

    def save(self) -> None:
        """Keep the files that were seen. A cache that cannot be written is none."""
        if self._now != self._before:
            with suppress(OSError):
                write_whole(self._path, json.dumps(self._now))


def known_content_path(lake: Path, feed: str) -> Path:
    """Where a feed's cache lies: in the lake, so that it goes when every file is to be landed again."""
    return lake / f".known-content-{feed}.json"


def _key(stat: os.stat_result) -> str:
    return f"{stat.st_dev}-{stat.st_ino}-{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ctime_ns}"


def _read(path: Path) -> dict[str, str]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    is_whole = isinstance(content, dict) and all(isinstance(value, str) for value in content.values())
    return content if is_whole else {}
