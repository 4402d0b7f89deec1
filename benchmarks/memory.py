"""How much memory a process took: `python -m benchmarks.memory COMMAND …` runs a command and tells what it cost.

The system's own figure (`ru_maxrss`) cannot be had for a process alone: it starts at the peak of the process that
started it, and is kept when another program takes its place.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """What a command cost: seconds, processor seconds, and the peak of its largest process in MB (2^20 bytes)."""

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


def _main(command: list[str]) -> int:
    started = time.perf_counter()
    status = subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = time.perf_counter() - started
    print(json.dumps(asdict(Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024))))
    return status


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
