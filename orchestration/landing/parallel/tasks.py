"""What a worker is asked to do, and what it answers."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import duckdb

from orchestration.landing.ledger import LedgerEntry
from orchestration.landing.transform import Provenance
from orchestration.landing.writing import Treatment, Writing, small_files_of, write_file


class WorkerDiedError(Exception):
    """The process that landed a file ended before it was done, or had no memory. The message says how."""


@dataclass(frozen=True)
class Task:
    """A file to be landed, as it was `before`, into a folder that is this task's own, as the load of `origin`."""

    path: Path
    before: os.stat_result
    folder: Path
    origin: Provenance


@dataclass(frozen=True)
class Progress:
    """How far a task is: rows done, and the share (0 to 1) of the file that is read, where that is known."""

    rows: int = 0
    share: float | None = None


class Worker(Protocol):
    """Lands one file after another somewhere else."""

    def land(self, task: Task, tell: Callable[[Progress], None]) -> LedgerEntry:
        """The entry of the load, whose rows last in the task's folder when this returns.

        Raises what `write_file` does, and `WorkerDiedError`.
        """

    def close(self) -> None:
        """End, also in the middle of a task."""


# Makes as many workers as are asked for, all of which treat files alike
Hiring = Callable[[Treatment, int], Sequence[Worker]]


def perform(treatment: Treatment, task: Task) -> LedgerEntry:
    """Do a task, by one thread. Raises what `write_file` does, and `WorkerDiedError` where memory runs out."""
    writing = Writing(treatment, task.folder, small_files_of(treatment), threads=1)
    try:
        entry = write_file(writing, task.path, task.before, task.origin)
        writing.commit()
    except (MemoryError, duckdb.OutOfMemoryException) as error:
        raise WorkerDiedError("no memory was left") from error
    return entry
