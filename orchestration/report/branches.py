"""Making the reports of branches, shared out among processes; `python -m` is one of them.

Each is a program of its own: what this one has of threads and open databases must not be inherited, and Python's own
way of starting workers runs the main program again, which in Dagster is its command line.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from orchestration.release.manifest import Manifest
from orchestration.report.content.branch import build_branch_report
from orchestration.report.figures import Language
from orchestration.report.filing import write_files
from orchestration.report.periods import Period
from orchestration.report.release import opened
from orchestration.settings import CHECKOUT, Settings

# each holds up to 250 MB, and takes seconds to start
_MOST_PROCESSES = 2
_FEWEST_BRANCHES = 4


@dataclass(frozen=True)
class Branches:
    """Reports of branches of one period, which `codes` name."""

    settings: Settings
    release: Manifest
    period: Period
    languages: tuple[Language, ...]
    formats: tuple[str, ...]
    codes: tuple[str, ...]

    def make(self) -> list[Path]:
        """Write them one after the other, and return the files."""
        written: list[Path] = []
        with opened(self.settings, self.release) as reader:
            for code in self.codes:
                for language in self.languages:
                    document = build_branch_report(reader, self.period, code, language)
                    written += write_files(self.settings, document, self.formats, code)
        return written


def make_in_processes(task: Branches) -> list[Path]:
    """Write them in several processes, unless they are few, and return the files by name.

    Raises what a process raised.
    """
    count = min(_MOST_PROCESSES, os.cpu_count() or 1, len(task.codes) // _FEWEST_BRANCHES)
    if count < 2:
        return sorted(task.make())
    workers = [_start(replace(task, codes=task.codes[first::count])) for first in range(count)]
    outcomes = [_outcome(worker) for worker in workers]
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome
    return sorted(path for outcome in outcomes if isinstance(outcome, list) for path in outcome)


def _start(part: Branches) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", __name__]
    worker = subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    if worker.stdin:
        with worker.stdin as pipe:
            pickle.dump(part, pipe)
    return worker


def _outcome(worker: subprocess.Popen[bytes]) -> list[Path] | Exception:
    said = worker.stdout.read() if worker.stdout else b""
    status = worker.wait()
    if not said:
        return RuntimeError(f"A process that makes reports ended with status {status}")
    outcome: list[Path] | Exception = pickle.loads(said)
    return outcome


def _work(asked: BinaryIO, answer: BinaryIO) -> None:
    """Make what is asked for, and answer with the files, or with the error."""
    task: Branches = pickle.load(asked)
    outcome: list[Path] | Exception
    try:
        outcome = task.make()
    # whoever asked raises it
    except Exception as error:
        outcome = error
    pickle.dump(outcome, answer)


if __name__ == "__main__":
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as pipe:
        # what a library prints is no answer
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        _work(sys.stdin.buffer, pipe)
