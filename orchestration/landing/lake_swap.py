"""A new lake takes the place of the old one: whenever a process is killed, one of the two stands, whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from orchestration.durable import sync
from orchestration.settings import Settings


@contextmanager
def new_lake(settings: Settings) -> Iterator[Path]:
    """Where a new lake is written. If the block fails nothing is left of it; if it is killed the next one clears up."""
    discard_other_lakes(settings)
    _unfinished(settings).mkdir(mode=0o700)
    try:
        yield _unfinished(settings)
    except Exception:
        discard_other_lakes(settings)
        raise


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


def discard_other_lakes(settings: Settings) -> None:
    """Leave the lake alone in the home: a rekeying that was killed may have left parts of another beside it."""
    finish_rekey(settings)
    for other in (_ready(settings), _unfinished(settings), _replaced(settings)):
        with suppress(FileNotFoundError):
            shutil.rmtree(other)


def _unfinished(settings: Settings) -> Path:
    return settings.home / ".lake-unfinished"


def _ready(settings: Settings) -> Path:
    return settings.home / ".lake-ready"


def _replaced(settings: Settings) -> Path:
    return settings.home / ".lake-replaced"
