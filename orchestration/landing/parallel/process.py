"""A worker that is a process on this machine. It ends when the process that started it ends, however that comes."""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

from orchestration.landing.ledger import LedgerEntry
from orchestration.landing.parallel.tasks import Progress, Task, Worker, WorkerDiedError
from orchestration.landing.writing import Treatment
from orchestration.settings import CHECKOUT


def hire_processes(treatment: Treatment, count: int) -> Sequence[Worker]:
    """So many processes, which start at once."""
    return [ProcessWorker(treatment) for _ in range(count)]


class ProcessWorker:
    """Lands files in a process of its own; after its death the next file has a new one.

    The token key goes to it through a pipe.
    """

    def __init__(self, treatment: Treatment) -> None:
        self._treatment = treatment
        self._is_closed = self._is_new = False
        self._start()

    def land(self, task: Task, tell: Callable[[Progress], None]) -> LedgerEntry:
        """As every worker does."""
        if self._process.poll() is not None:
            self._start()
        answer: Any = None
        try:
            for message in (self._treatment, task) if self._is_new else (task,):
                self._stdin.write(pickle.dumps(message))
            self._stdin.flush()
            self._is_new = False
            while isinstance(answer := pickle.load(self._stdout), Progress):
                tell(answer)
        except (EOFError, OSError, pickle.UnpicklingError):
            raise self._death() from None
        if isinstance(answer, BaseException):
            raise answer
        entry: LedgerEntry = answer
        return entry

    def close(self) -> None:
        """As every worker does."""
        self._is_closed = True
        self._process.kill()
        self._process.wait()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "orchestration.landing.parallel.worker"],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._stdin, self._stdout, self._is_new = self._process.stdin, self._process.stdout, True
        if self._is_closed:
            self._process.kill()

    def _death(self) -> Exception:
        status = self._process.wait()
        if status < 0:
            return WorkerDiedError(signal.Signals(-status).name)
        return RuntimeError(f"a process that lands files ended with status {status}; what it said of it stands above")
