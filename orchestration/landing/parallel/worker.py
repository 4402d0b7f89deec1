"""`python -m orchestration.landing.parallel.worker`: lands the files that it is told through its standard input."""

from __future__ import annotations

import os
import pickle
import queue
import signal
import sys
import threading
import traceback
from typing import BinaryIO

import pyarrow as pa

from orchestration import progress
from orchestration.landing.parallel.tasks import Progress, Task, perform
from orchestration.landing.writing import Treatment


def main() -> None:
    """Answer each task with its progress and its end, until the standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this one decides
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    pa.set_cpu_count(1)
    tasks: queue.SimpleQueue[Task] = queue.SimpleQueue()
    treatment: Treatment = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_read, args=(sys.stdin.buffer, tasks), daemon=True).start()
    with progress.listening(lambda stage: _say(answers, Progress(stage.done, stage.share))):
        while True:
            _say(answers, _ended(treatment, tasks.get()))


def _ended(treatment: Treatment, task: Task) -> object:
    progress.begin("", "rows")
    try:
        return perform(treatment, task)
    except Exception as error:
        error.add_note("".join(traceback.format_tb(error.__traceback__)))
        return error


def _read(stream: BinaryIO, tasks: queue.SimpleQueue[Task]) -> None:
    try:
        while True:
            tasks.put(pickle.load(stream))
    finally:
        os._exit(0)  # nobody waits for what is under way


def _say(answers: BinaryIO, answer: object) -> None:
    try:
        said = pickle.dumps(answer)
        pickle.loads(said)
    except Exception:
        said = pickle.dumps(RuntimeError(f"{type(answer).__name__}: {answer}"))
    answers.write(said)
    answers.flush()


if __name__ == "__main__":
    main()
