"""One file landed by an executor of Spark, in the warehouse's own Python. The driver imports no package for it."""

from __future__ import annotations

import pickle
import secrets
import tempfile
from dataclasses import replace
from pathlib import Path


def land(message: bytes) -> bytes:
    """Do the task of a message (how files are treated, and the task), and return the entry or the error, pickled.

    The rows come into the task's folder whole, so that an attempt that Spark gave up and one that it made instead do
    not meet.
    """
    from orchestration.landing.parallel.tasks import Task, perform
    from orchestration.landing.writing import Treatment

    treatment: Treatment
    task: Task
    treatment, task = pickle.loads(message)
    try:
        with tempfile.TemporaryDirectory(prefix=secrets.token_hex(4), dir=task.folder) as own:
            entry = perform(treatment, replace(task, folder=Path(own)))
            for written in Path(own).iterdir():
                written.replace(task.folder / written.name)
        return pickle.dumps(entry)
    except Exception as error:
        return _pickled(error)


def _pickled(error: Exception) -> bytes:
    try:
        pickle.loads(said := pickle.dumps(error))
    except Exception:
        return pickle.dumps(RuntimeError(f"{type(error).__name__}: {error}"))
    return said
