"""Files that appear whole or not at all, and the hash that each is known by."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

_READ_ONLY = 0o444


def sha256_of(path: Path) -> str:
    """SHA-256 (hex) of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def flush(path: Path) -> None:
    """Have the disk hold what was written to a file or folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def temporary_for(target: Path) -> Path:
    """Where a file is written that will take the place of `target`; what an earlier attempt left there is removed."""
    temporary = target.with_name(f".{target.name}.new")
    temporary.unlink(missing_ok=True)
    return temporary


def put_in_place(temporary: Path, target: Path, mode: int = _READ_ONLY) -> None:
    """Make `temporary`, which is complete, take the place of `target`, by default readable by all."""
    temporary.chmod(mode)
    flush(temporary)
    make_way(target)
    temporary.replace(target)
    flush(target.parent)


def copy_whole(source: Path, target: Path, sha256: str) -> None:
    """Copy a file with the given hash; `OSError` if what was written is not that, and then `target` is as before."""
    temporary = temporary_for(target)
    shutil.copyfile(source, temporary)
    flush(temporary)
    written = sha256_of(temporary)
    if written != sha256:
        temporary.unlink()
        raise OSError(f"{source} could not be copied to {target} unaltered; check the disk and run again")
    put_in_place(temporary, target)


def write_whole(target: Path, text: str, mode: int = _READ_ONLY) -> None:
    """Write a text file."""
    temporary = temporary_for(target)
    temporary.write_text(text, encoding="utf-8")
    put_in_place(temporary, target, mode)


def link_whole(target: Path, destination: Path) -> None:
    """Make `target` a symbolic link to `destination`."""
    temporary = temporary_for(target)
    temporary.symlink_to(destination)
    make_way(target)
    temporary.replace(target)
    flush(target.parent)


def make_way(target: Path) -> None:
    """Move a folder that lies where a file or link belongs to a name beside it: it may be somebody's."""
    if target.is_dir() and not target.is_symlink():
        aside, number = target.with_name(f"{target.name} (moved aside)"), 1
        while aside.exists():
            number += 1
            aside = target.with_name(f"{target.name} (moved aside {number})")
        target.replace(aside)
