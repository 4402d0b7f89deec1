"""Files and links that are there whole or not at all, whatever happens to the process or the disk. For all packages.

What is written goes to a name beside its place first, and takes the place once the disk holds it. A folder or a broken
link that stands where a file belongs is moved aside, for it may be somebody's; nothing is deleted for it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

logger = logging.getLogger(__name__)

PRIVATE = 0o600


def write_whole(target: Path, text: str, mode: int = PRIVATE) -> None:
    """Put `text` (UTF-8) in the place of `target`. An `OSError`, such as a full disk, leaves the file as it was.

    Two processes must not write the same file at once.
    """
    with replacing(target) as temporary, temporary.open("w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), mode)
        file.write(text)


@contextmanager
def replacing(target: Path, mode: int | None = None) -> Iterator[Path]:
    """Yield a path beside `target` to write to; what was written takes the place of `target` if the block succeeds."""
    temporary = temporary_for(target)
    try:
        yield temporary
        put_in_place(temporary, target, mode)
    finally:
        temporary.unlink(missing_ok=True)


def temporary_for(target: Path) -> Path:
    """Where a file is written that will take the place of `target`; what an earlier attempt left there is removed."""
    temporary = target.with_name(f".{target.name}.new")
    make_way(temporary)
    temporary.unlink(missing_ok=True)
    return temporary


def put_in_place(temporary: Path, target: Path, mode: int | None = None) -> None:
    """Make a file that is complete take the place of `target`, with other permissions where `mode` gives them."""
    if mode is not None:
        temporary.chmod(mode)
    sync(temporary)
    make_way(target)
    _replace(temporary, target)


def link_whole(target: Path, destination: Path) -> None:
    """Make `target` a symbolic link to `destination`."""
    temporary = temporary_for(target)
    temporary.symlink_to(destination)
    if not target.is_symlink():
        make_way(target)
    _replace(temporary, target)


def sync(path: Path) -> None:
    """Have the disk hold what was written to a file, or the new and renamed entries of a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_way(target: Path) -> None:
    """Move a folder or a broken link aside that stands where a file belongs, and say so."""
    found = "a folder" if target.is_dir() else "a broken link"
    if target.is_dir() or (target.is_symlink() and not target.exists()):
        aside = move_aside(target)
        logger.warning(f"{target} was {found} where a file belongs; what was there is now {aside.name}.")


def move_aside(path: Path) -> Path:
    """Give a file or folder a name beside its place that nothing has yet, and return it."""
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.name}.moved-aside-{number}")):
        number += 1
    path.rename(aside)
    return aside


def _replace(temporary: Path, target: Path) -> None:
    temporary.replace(target)
    sync(target.parent)
