"""Put the bundled example feeds into a landing zone that nobody has used yet."""

from __future__ import annotations

import hashlib
import shutil
from functools import cache
from pathlib import Path

from orchestration.durable import replacing, sync
from orchestration.settings import Settings

UNDER_WAY = ".copying-bundled-feeds"


def copy_bundled_feeds(settings: Settings) -> list[Path]:
    """Copy the bundled feeds into the landing zone and return the new files.

    Nothing is copied where the configuration is not the bundled one, where the landing zone holds a file, or where a
    file has landed before. A copy that was interrupted is completed.
    """
    marker = settings.landing / UNDER_WAY
    if not settings.uses_bundled_config or not (marker.exists() or _is_unused(settings)):
        return []
    settings.landing.mkdir(parents=True, exist_ok=True)
    marker.touch()
    sync(settings.landing)
    copied = []
    for source in sorted(settings.bundled_feeds.glob("*/[!.]*")):
        target = settings.landing / source.parent.name / source.name
        if source.is_file() and not target.exists():
            target.parent.mkdir(exist_ok=True)
            with replacing(target) as temporary:
                shutil.copyfile(source, temporary)
            copied.append(target)
    marker.unlink()
    return copied


def is_bundled(settings: Settings, feed: str, content_hash: str) -> bool:
    """Whether a content (SHA-256, hex) is that of a bundled file of the feed, whatever the file's name."""
    return content_hash in _bundled_contents(settings.bundled_feeds / feed)


@cache
def _bundled_contents(folder: Path) -> frozenset[str]:
    return frozenset(hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("[!.]*") if path.is_file())


def _is_unused(settings: Settings) -> bool:
    has_files = any(path.is_file() and not path.name.startswith(".") for path in settings.landing.rglob("*"))
    has_landed = any(path.stat().st_size for path in settings.ledger.glob("*.jsonl"))
    return not has_files and not has_landed
