"""Draw what runs cost against their rows: `python -m benchmarks.plot RESULTS.json … --out cost.svg`."""

from __future__ import annotations

import argparse
import json
import statistics
from pathlib import Path

import matplotlib

matplotlib.use("svg")
# the same runs give the same file
matplotlib.rcParams["svg.hashsalt"] = "cost"

from matplotlib import pyplot  # noqa: E402


def main(arguments: list[str] | None = None) -> None:
    """Both axes are logarithmic: what grows as the rows do is a line of slope one."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plot", description=__doc__)
    parser.add_argument("results", type=Path, nargs="+", help="what `benchmarks.warehouse_speed --json` wrote")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    runs = [run for file in options.results for run in json.loads(file.read_text(encoding="utf-8"))]
    figure, axes = pyplot.subplots(figsize=(7, 4.5))
    for kind, line in medians(runs).items():
        axes.plot(list(line), list(line.values()), marker="o", label=kind)
    axes.set(xscale="log", yscale="log", xlabel="complaints", ylabel="processor seconds (median)")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(options.out, metadata={"Date": None})


def medians(runs: list[dict]) -> dict[str, dict[int, float]]:
    """Median processor seconds of each kind of run, by rows."""
    grouped: dict[str, dict[int, list[float]]] = {}
    for run in sorted(runs, key=lambda run: run["rows"]):
        grouped.setdefault(run["kind"], {}).setdefault(run["rows"], []).append(run["processor"])
    return {
        kind: {rows: statistics.median(taken) for rows, taken in by_rows.items()} for kind, by_rows in grouped.items()
    }


if __name__ == "__main__":
    main()
