"""What the main job costs on the bundled feeds: `python benchmarks/job_cost.py [runs]`.

Each round runs the job twice in a fresh home, first with everything new, then with nothing new. Reports medians.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Print the median seconds of both runs, and the largest process of any, in MB."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    times: dict[str, list[float]] = {"everything new": [], "nothing new": []}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as home:
            for name, seconds in times.items():
                seconds.append(_run(home))
                print(f"{name}: {seconds[-1]:.1f} s", flush=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    for name, seconds in times.items():
        print(f"{name}: median {statistics.median(seconds):.1f} s of {rounds} runs")
    print(f"largest process: {peak:.0f} MB")


def _run(home: str) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "orchestration", "run"],
        cwd=_CHECKOUT,
        env={**os.environ, "COMPLAINTS_HOME": home},
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
