"""Workers for tests: threads of this process that end in whatever order a test wants, and processes that die."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from unittest import mock

from orchestration.landing.ledger import LedgerEntry
from orchestration.landing.parallel import ahead
from orchestration.landing.parallel.process import ProcessWorker
from orchestration.landing.parallel.tasks import Progress, Task, Worker, perform
from orchestration.landing.writing import Treatment


class ThreadWorker:
    """Takes so many milliseconds longer over each task as the next of `delays` says."""

    def __init__(self, treatment: Treatment, delays: Iterator[int]) -> None:
        self._treatment, self._delays = treatment, delays

    def land(self, task: Task, tell: Callable[[Progress], None]) -> LedgerEntry:
        tell(Progress(5, 0.5))
        try:
            return perform(self._treatment, task)
        finally:
            time.sleep(next(self._delays) / 1_000)

    def close(self) -> None:
        pass


def threads(*delays: int) -> Callable[[Treatment, int], Sequence[Worker]]:
    """Hires threads that take these delays in turn."""
    turns = cycle(delays or (0,))
    return lambda treatment, count: [ThreadWorker(treatment, turns) for _ in range(count)]


class DyingWorker(ProcessWorker):
    """A process that is killed as soon as it has a file of one of these names, so many times in all."""

    def __init__(self, treatment: Treatment, deaths: dict[str, int]) -> None:
        super().__init__(treatment)
        self._deaths = deaths

    def land(self, task: Task, tell: Callable[[Progress], None]) -> LedgerEntry:
        if self._deaths.get(task.path.name, 0) > 0:
            self._deaths[task.path.name] -= 1
            if self._process.poll() is not None:
                self._start()
            # it dies with the file in its hands, not before it has it
            threading.Timer(0.1, self._process.kill).start()
            os.kill(self._process.pid, signal.SIGSTOP)
        return super().land(task, tell)


def dying(deaths: dict[str, int]) -> Callable[[Treatment, int], Sequence[Worker]]:
    """Hires processes that die so often of each file."""
    left = dict(deaths)
    return lambda treatment, count: [DyingWorker(treatment, left) for _ in range(count)]


@contextmanager
def every_file_is_worth_a_worker() -> Iterator[None]:
    """However small the files of a test are."""
    with mock.patch.multiple(ahead, LEAST_BYTES=1, LEAST_BYTES_TOGETHER=1):
        yield
