"""What a run needs of the machine, looked at before anything is loaded: places that it can write to, disk, memory."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from orchestration.settings import FEEDS, Settings

LEAST_DISK = 64 * 2**20
# seen on one machine: with 2.5 GB runs failed in some step for want of memory, or went on for minutes without an end;
# with 4 GB they ended
LEAST_ADDRESS_SPACE = 4 * 2**30
# what DuckDB, dbt and Great Expectations need beside each other on the smallest feeds
LEAST_MEMORY = 700 * 2**20

_RIGHTS = "give this user the right to write there, or let COMPLAINTS_HOME name a folder where there is one"
_MEMORY_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


class PreflightError(Exception):
    """The machine lacks something that a run needs. The message names it and the remedy."""


def check_machine(settings: Settings) -> None:
    """Raise `PreflightError` where a run could not be made. Leaves nothing behind."""
    _check_memory()
    _require_folder(settings.landing)
    for folder in (settings.landing, *(settings.landing / feed for feed in FEEDS)):
        if folder.is_dir() and not os.access(folder, os.R_OK | os.X_OK):
            raise PreflightError(f"{folder} cannot be read; give this user the right to read it, and run again")
    for folder in _written(settings):
        _require_folder(folder)
        if folder.exists() or folder == settings.home:
            _require_writable(folder)
    for folder in _within(settings):
        _require_folder(folder)
        if folder.exists() and not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            raise PreflightError(f"{folder} cannot be written to; {_RIGHTS}")
    free = shutil.disk_usage(_nearest(settings.home)).free
    if free < LEAST_DISK:
        raise PreflightError(
            f"{settings.home}: {free // 2**20} MB are free on this disk, and a run needs {LEAST_DISK // 2**20} MB or "
            "more; make room, or let COMPLAINTS_HOME name a folder on another disk"
        )


def _written(settings: Settings) -> tuple[Path, ...]:
    """Folders that a run writes into; the landing zone may well be read-only."""
    return (
        settings.home,
        settings.lake,
        settings.ledger,
        settings.dbt,
        settings.published,
        settings.releases,
        settings.quality,
        settings.dagster_home,
    )


def _within(settings: Settings) -> Iterator[Path]:
    """What lies in those folders, and holds more than files of its own, or files of one feed."""
    yield from (settings.lake / feed for feed in FEEDS)
    yield from (settings.checked, settings.dbt / "target", settings.dbt / "logs", settings.published / ".candidate")
    yield from (settings.quality / name for name in ("history", ".records"))
    yield from (settings.dagster_home / name for name in ("history", "history/runs", "schedules", "storage"))


def _require_folder(folder: Path) -> None:
    place = _nearest(folder)
    try:
        is_folder = place.is_dir()
    except OSError as error:
        raise PreflightError(f"{place} cannot be reached ({error.strerror}); {_remedy(error)}") from error
    if not is_folder:
        raise PreflightError(
            f"{place} is no folder, but a file or a broken link; move it away, or change COMPLAINTS_HOME"
        )


def _require_writable(folder: Path) -> None:
    place = _nearest(folder)
    try:
        with tempfile.NamedTemporaryFile(dir=place, prefix=".preflight-") as probe:
            probe.write(b"0" * 4096)
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        raise PreflightError(f"{place} cannot be written to ({error.strerror}); {_remedy(error)}") from error


def _nearest(folder: Path) -> Path:
    """The folder itself, or what is there of its path."""
    while not os.path.lexists(folder) and folder != folder.parent:
        folder = folder.parent
    return folder


def _remedy(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "make room on its disk, and run again"
    return _RIGHTS


def _check_memory() -> None:
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    if soft != resource.RLIM_INFINITY and soft < LEAST_ADDRESS_SPACE:
        raise PreflightError(
            f"this process may use {soft / 2**30:.1f} GB of address space, and a run needs "
            f"{LEAST_ADDRESS_SPACE / 2**30:.0f} GB; raise the limit (`ulimit -v unlimited`) and run again"
        )
    limit = min((size for path in _MEMORY_LIMITS if (size := _limit(path)) is not None), default=None)
    if limit is not None and limit < LEAST_MEMORY:
        raise PreflightError(
            f"this machine or container gives {limit // 2**20} MB of memory, and a run needs "
            f"{LEAST_MEMORY // 2**20} MB or more; give it more, and run again"
        )


def _limit(path: Path) -> int | None:
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None
