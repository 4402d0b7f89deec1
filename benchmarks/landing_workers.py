"""What a second worker brings landing: `python -m benchmarks.landing_workers [--rows N] [--files N] [--runs N]`.

Files of the generator's call-center feed, one a year, land in fresh homes: by one process on one core, by one process
on two cores (its threads use the second in part), and by two workers on two cores. Each run is a process of its own,
the kinds in turn. Each prints a line of JSON with the load of the machine; at the end one line with the medians.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from benchmarks.memory import cost_of
from orchestration.landing import land_feed
from orchestration.settings import BUNDLED_CONFIG, CHECKOUT, Settings

FEED = "call_center"
LAST_YEAR = 2011
# by kind: cores and workers
KINDS = {"one worker, one core": (1, 1), "one worker, two cores": (2, 1), "two workers, two cores": (2, 2)}


def main(arguments: list[str] | None = None) -> None:
    """Print seconds, processor seconds, and the peak of memory of all processes of each run together."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.landing_workers", description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000, help="complaints of both feeds; most are call-center's")
    parser.add_argument("--files", type=int, default=8)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--job", nargs=3, metavar=("CORES", "WORKERS", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.job:
        _land(int(options.job[0]), int(options.job[1]), Path(options.job[2]))
        return
    with tempfile.TemporaryDirectory() as folder:
        _make(Path(folder), options.rows, options.files)
        runs: dict[str, list[dict[str, float]]] = {kind: [] for kind in KINDS}
        for _ in range(options.runs):
            for kind, (cores, workers) in KINDS.items():
                runs[kind].append(_run(cores, workers, folder))
                print(json.dumps({"kind": kind, "rows": options.rows, **runs[kind][-1]}), flush=True)
    medians = {kind: statistics.median(run["seconds"] for run in own) for kind, own in runs.items()}
    alone, alone_on_two, two = medians.values()
    factors = {"of one on one core": round(alone / two, 2), "of one on two cores": round(alone_on_two / two, 2)}
    print(json.dumps({"median seconds": medians, "two workers are faster by the factor": factors}))


def _make(folder: Path, rows: int, files: int) -> None:
    years = f"{LAST_YEAR - files + 1}-{LAST_YEAR}"
    command = ["benchmarks.generator", "--out", str(folder), "--rows", str(rows), "--years", years]
    subprocess.run([sys.executable, "-m", *command], cwd=CHECKOUT, check=True, capture_output=True)


def _run(cores: int, workers: int, folder: str) -> dict[str, float]:
    load = os.getloadavg()[0]
    job = ["-m", "benchmarks.landing_workers", "--job", str(cores), str(workers), folder]
    cost = cost_of([sys.executable, *job], {**os.environ, "PYTHONPATH": str(CHECKOUT)})
    return {**{name: round(value, 2) for name, value in asdict(cost).items()}, "load_before": round(load, 1)}


def _land(cores: int, workers: int, folder: Path) -> None:
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    with tempfile.TemporaryDirectory(dir=folder) as home:
        settings = Settings(
            home=Path(home), config=BUNDLED_CONFIG, token_key="a key for measuring", landing_workers=workers
        )
        target = settings.landing / FEED
        target.mkdir(parents=True)
        for file in (folder / FEED).iterdir():
            os.link(file, target / file.name)
        land_feed(settings, FEED)


if __name__ == "__main__":
    main()
