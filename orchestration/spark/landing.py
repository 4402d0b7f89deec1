"""Workers of landing that are tasks of Spark: files land on whatever machines a cluster has.

Executors need this checkout, its environment, and the home at the same paths as here, as on a shared file system. Tasks
hold the token key: a cluster of several machines needs `spark.authenticate` and `spark.network.crypto.enabled`.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path
from queue import SimpleQueue

from orchestration.landing.ledger import LedgerEntry
from orchestration.landing.parallel.tasks import Hiring, Progress, Task, Worker, WorkerDiedError
from orchestration.landing.writing import Treatment
from orchestration.settings import CHECKOUT

_DRIVER = Path(__file__).parent / "inside" / "landing_driver.py"


def hire_tasks(master: str, python: Path, environment: Mapping[str, str] = os.environ) -> Hiring:
    """Hires tasks of the cluster at `master`, by a driver that `python` of Spark's environment runs."""

    def hire(treatment: Treatment, most: int) -> Sequence[Worker]:
        driver = _Driver([str(python), str(_DRIVER), master, sys.executable, str(CHECKOUT)], environment)
        return [SparkWorker(driver, treatment) for _ in range(most)]

    return hire


class SparkWorker:
    """Lands one file at a time on the cluster of a driver."""

    def __init__(self, driver: _Driver, treatment: Treatment) -> None:
        self._driver, self._treatment = driver, treatment

    def land(self, task: Task, tell: Callable[[Progress], None]) -> LedgerEntry:
        """As every worker does, but that it tells no progress."""
        said = self._driver.ask(pickle.dumps((self._treatment, task)))
        if not said:
            raise WorkerDiedError("Spark gave its task up")
        answer = pickle.loads(said)
        if isinstance(answer, BaseException):
            raise answer
        entry: LedgerEntry = answer
        return entry

    def close(self) -> None:
        """End the driver, and with it all tasks."""
        self._driver.close()


class _Driver:
    """The process that speaks to Spark, for any number of workers at once. It ends when this process does."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._stdin, self._stdout = self._process.stdin, self._process.stdout
        self._numbers, self._writing, self._has_ended = count(1), threading.Lock(), False
        self._waiting: dict[int, SimpleQueue[bytes | None]] = {}
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def ask(self, message: bytes) -> bytes:
        """The answer to a message. Raises `RuntimeError` where the driver has ended."""
        answer: SimpleQueue[bytes | None] = SimpleQueue()
        with self._writing:
            number = next(self._numbers)
            if self._has_ended:
                raise self._ended()
            self._waiting[number] = answer
            try:
                self._stdin.write(b"%d %d\n" % (number, len(message)) + message)
                self._stdin.flush()
            except OSError:
                raise self._ended() from None
        said = answer.get()
        if said is None:
            raise self._ended()
        return said

    def close(self) -> None:
        self._process.kill()
        self._process.wait()

    def _read(self) -> None:
        while line := self._stdout.readline():
            number, length = map(int, line.split())
            self._waiting.pop(number).put(self._stdout.read(length))
        with self._writing:
            self._has_ended = True
            for answer in self._waiting.values():
                answer.put(None)

    def _ended(self) -> RuntimeError:
        return RuntimeError(
            "Spark, which was to land the files, went away: what landed stands. See that the cluster runs and lets "
            "this user in, or land without it (COMPLAINTS_ENGINE=duckdb), and run again"
        )
