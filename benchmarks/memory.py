"""What a command costs: `python -m benchmarks.memory COMMAND …` runs it and tells seconds, processor and memory.

The system's own figure (`ru_maxrss`) is that of one process, starts at the peak of the process that started it, and is
kept when another program takes its place. So a command is started by a process that is small itself, and a job of
several processes is looked at while it runs.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

_SECONDS_BETWEEN_LOOKS = 0.2


@dataclass(frozen=True)
class Cost:
    """What a command cost: seconds, processor seconds, and the most memory in MB (2^20 bytes) that it and all whom it
    started held at once: what several processes share counts once. Of a peak between two looks, five in a second, only
    that of the largest process is seen.
    """

    seconds: float
    processor: float
    peak_mb: float


def peak_megabytes() -> float:
    """The most memory that this program has held at once since it was started, in MB (2^20 bytes). On Linux only."""
    return int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024


def cost_of(command: list[str], environment: dict[str, str]) -> Cost:
    """What a command costs. It is started by a process that is small itself; what it prints is not shown.

    Raises `CalledProcessError` if the command fails.
    """
    small = [sys.executable, "-S", __file__, *command]
    told = subprocess.run(small, env=environment, stdout=subprocess.PIPE, check=True).stdout
    return Cost(**json.loads(told))


def _held_below(parent: int) -> float:
    """What the processes hold that stem from this one, in MB; a page that several share counts in parts."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # the name of the program, in brackets, may hold blanks
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(folder.name))
    held, found = 0, list(children.get(parent, []))
    while found:
        process = found.pop()
        found += children.get(process, [])
        try:
            held += int(re.search(r"Pss:\s+(\d+) kB", Path(f"/proc/{process}/smaps_rollup").read_text())[1])
        except (OSError, TypeError):
            continue  # it has ended in the meantime
    return held / 1024


def _main(command: list[str]) -> int:
    started, peak = time.perf_counter(), 0.0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        peak = max(peak, _held_below(os.getpid()))
        try:
            process.wait(_SECONDS_BETWEEN_LOOKS)
        except subprocess.TimeoutExpired:
            continue
    seconds = time.perf_counter() - started
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps(asdict(Cost(seconds, usage.ru_utime + usage.ru_stime, max(peak, usage.ru_maxrss / 1024)))))
    return process.returncode


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
