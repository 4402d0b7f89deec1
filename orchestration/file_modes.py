"""Who may read what a deployment writes: its owner alone, but for the folders that others read.

Those are `published/`, `reports/`, `quality/` and `docs/`. What people put into the landing zone keeps the modes that
they gave it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from orchestration.settings import Settings

PRIVATE_UMASK = 0o077

# others pass through the home to the folders that are theirs, without seeing what else lies there
_HOME_MODE = 0o711
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_READABLE = stat.S_IRGRP | stat.S_IROTH
_SEARCHABLE = stat.S_IXGRP | stat.S_IXOTH


def keep_private(settings: Settings) -> None:
    """Have this process, and those that it starts, write for the owner alone, and tighten what is there already."""
    os.umask(PRIVATE_UMASK)
    if not settings.home.exists():
        settings.home.mkdir(parents=True)
        settings.home.chmod(_HOME_MODE)
    others = {settings.landing, settings.published, settings.reports, settings.quality, settings.docs}
    for path in settings.home.iterdir():
        if path not in others:
            _change(path, lambda mode, _: mode & ~_OTHERS)


def open_to_readers(folder: Path) -> None:
    """Let everybody read a folder with all that it holds, whatever the umask was when it was written."""
    _change(folder, lambda mode, is_folder: mode | _READABLE | (_SEARCHABLE if is_folder else 0))


def _change(path: Path, change: Callable[[int, bool], int]) -> None:
    for each in [path, *(path.rglob("*") if path.is_dir() and not path.is_symlink() else ())]:
        # another process may have removed it, or another person own it
        with suppress(FileNotFoundError, PermissionError):
            mode = each.lstat().st_mode
            wanted = change(stat.S_IMODE(mode), stat.S_ISDIR(mode))
            if not stat.S_ISLNK(mode) and wanted != stat.S_IMODE(mode):
                each.chmod(wanted)
