"""A new lake takes the place of the old one: whenever a process is killed, one of the two stands, whole."""

from __future__ import annotations

import shutil
from pathlib import Path

from orchestration.durable import sync
from orchestration.settings import Settings


def new_lake(settings: Settings) -> Path:
    """Where a new lake is written, emptied of what an interrupted attempt left."""
    shutil.rmtree(_ready(settings), ignore_errors=True)
    shutil.rmtree(_unfinished(settings), ignore_errors=True)
    _unfinished(settings).mkdir(mode=0o700)
    return _unfinished(settings)


def swap_lakes(settings: Settings) -> None:
    """Put the new lake, which is complete and on disk, in the old one's place, and remove the old one."""
    shutil.rmtree(_replaced(settings), ignore_errors=True)
    _unfinished(settings).rename(_ready(settings))
    sync(settings.home)
    settings.lake.rename(_replaced(settings))
    finish_rekey(settings)


def finish_rekey(settings: Settings) -> None:
    """Finish a swap that was killed half-way. Does nothing where none was under way, or where it had not begun."""
    if not settings.lake.exists() and _ready(settings).exists():
        _ready(settings).rename(settings.lake)
        sync(settings.home)
    if settings.lake.exists() and not _ready(settings).exists():
        shutil.rmtree(_replaced(settings), ignore_errors=True)


def _unfinished(settings: Settings) -> Path:
    return settings.home / ".lake-unfinished"


def _ready(settings: Settings) -> Path:
    return settings.home / ".lake-ready"


def _replaced(settings: Settings) -> Path:
    return settings.home / ".lake-replaced"
