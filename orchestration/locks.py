"""Files that are there only to be locked. The operating system lets go of a lock when its process ends."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from orchestration.durable import make_way


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Wait for whoever has locked this file, and hold off others for as long as the block lasts."""
    with open_lock(path) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def open_lock(path: Path) -> TextIO:
    """The file, to be locked. It keeps what is written in it; a folder in its place is moved aside."""
    make_way(path)
    return path.open("a+", encoding="utf-8")
