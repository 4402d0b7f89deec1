"""Whose turn it is in a home: one run at a time writes there, wherever it was started from.

The operating system holds the lock for the process that took it and lets go when that process ends, however it ends.
The lock file names the run, so that others can say for whom they wait, and who was killed. Knows nothing of Dagster.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from orchestration.locks import open_lock
from orchestration.settings import Settings

LONGEST_WAIT = 6 * 3600.0
_LOOK_EVERY = 0.5
_SAY_EVERY = 60.0


class AtWorkError(Exception):
    """Another run was at work in the home for longer than this one would wait. The message says which."""


@dataclass(frozen=True)
class Holder:
    """Who is at work: a run (`run_id`), the process that it runs in, and since when (UTC, ISO 8601)."""

    run_id: str
    pid: int
    since: str

    @property
    def in_words(self) -> str:
        return f"Run {self.run_id} (process {self.pid}, since {self.since})"


@dataclass
class _Held:
    file: TextIO
    run_id: str


_held: dict[Path, _Held] = {}
_guard = threading.Lock()


def take(
    settings: Settings,
    run_id: str,
    say: Callable[[str], None],
    *,
    is_over: Callable[[str], bool] = lambda run_id: False,
    longest_wait: float = LONGEST_WAIT,
) -> Holder | None:
    """Take the home for a run, or go on with it where the run has it already; wait for whoever has it.

    `say` is told for whom this run waits, first at once and then every minute. `is_over` tells of a run of this same
    process whether it has ended; one of another process has it until that process ends or gives it back. Returns the
    holder before, if it did not give the home back: it ended with its process, or was killed.

    Raises `AtWorkError` after `longest_wait` seconds.
    """
    path = lock_path(settings)
    started = said = None
    while True:
        with _guard:
            held = _held.get(path)
            if held is not None and held.run_id == run_id:
                return None
            if held is not None and is_over(held.run_id):
                _let_go(path)
                held = None
            file = None if held else _lock(path)
            if file is not None:
                before = _read(file)
                _write(file, Holder(run_id, os.getpid(), f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"))
                _held[path] = _Held(file, run_id)
                return before
        now = time.monotonic()
        started = now if started is None else started
        if now - started >= longest_wait:
            raise AtWorkError(f"{at_work(settings)} Start again when it has ended, or end it.")
        if said is None or now - said >= _SAY_EVERY:
            say(f"{at_work(settings)} This run waits until it has ended.")
            said = now
        time.sleep(min(_LOOK_EVERY, longest_wait))


def give_back(settings: Settings, run_id: str) -> None:
    """Let others have the home, if this run has it. Nobody will be told that it was killed."""
    with _guard:
        held = _held.get(lock_path(settings))
        if held is not None and held.run_id == run_id:
            _let_go(lock_path(settings))


@contextmanager
def taken(settings: Settings, run_id: str, say: Callable[[str], None]) -> Iterator[Holder | None]:
    """Have the home for as long as the block lasts; yields what `take` returns."""
    before = take(settings, run_id, say)
    try:
        yield before
    finally:
        give_back(settings, run_id)


def at_work(settings: Settings) -> str:
    """Who has the home, in one sentence."""
    with lock_path(settings).open(encoding="utf-8") as file:
        holder = _read(file)
    return f"{holder.in_words if holder else 'Another run'} is at work in {settings.home}."


def lock_path(settings: Settings) -> Path:
    """The file that is locked."""
    return settings.home / ".run.lock"


def _lock(path: Path) -> TextIO | None:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = open_lock(path)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _let_go(path: Path) -> None:
    held = _held.pop(path)
    held.file.truncate(0)
    held.file.close()


def _read(file: TextIO) -> Holder | None:
    file.seek(0)
    try:
        return Holder(**json.loads(file.read()))
    except (ValueError, TypeError):
        return None


def _write(file: TextIO, holder: Holder) -> None:
    file.truncate(0)
    file.write(json.dumps(asdict(holder)))
    file.flush()
