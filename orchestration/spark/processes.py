"""Processes that are ended together, by whoever started them or, if that is killed, by one that watches."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from orchestration.file_modes import PRIVATE_UMASK

_WATCHER = Path(__file__).with_name("watcher.py")
_SECONDS_TO_END = 8  # after which a process is killed


@dataclass(frozen=True)
class Group:
    """A process group in this terminal session; `leader` watches whether this process is still there."""

    leader: int
    _started: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: list[str], environment: Mapping[str, str], log: Path) -> None:
        """Start one more, which says what it says to its log."""
        with log.open("ab") as output:
            self._started[name] = subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                process_group=self.leader,
                umask=PRIVATE_UMASK,
            )

    def ended(self, name: str) -> int | None:
        """The status with which a process has ended: negative for a signal; None while it is at work."""
        return self._started[name].poll()

    @property
    def ids(self) -> dict[str, int]:
        """The number that the machine gave each process."""
        return {name: process.pid for name, process in self._started.items()}

    def stop(self) -> None:
        """Ask all to end, the last one first, and wait for it a while."""
        until = time.monotonic() + _SECONDS_TO_END
        for process in reversed(self._started.values()):
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, until - time.monotonic()))


@contextmanager
def group(lock: TextIO) -> Iterator[Group]:
    """Processes to be started, all of which have ended when the block has, however it or this process does.

    `lock` stays open, and so locked, until they have, also where this process has been killed.
    """
    watcher = subprocess.Popen(
        [sys.executable, "-I", _WATCHER, str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=[lock.fileno()],
        process_group=0,
    )
    assert watcher.stdout is not None
    started = Group(watcher.pid)
    try:
        watcher.stdout.readline()
        try:
            yield started
        finally:
            started.stop()
    finally:
        with suppress(ProcessLookupError):
            # what they started belongs to the group too
            os.killpg(watcher.pid, signal.SIGKILL)
        watcher.communicate()
        for process in started._started.values():
            process.wait()
