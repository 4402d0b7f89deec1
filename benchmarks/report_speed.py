"""What the report costs: `python -m benchmarks.report_speed [--year 2011] [--runs 3]`.

Makes the report of the release in `COMPLAINTS_HOME` in both languages, then that of every branch, then verifies what
was made, by the command that people type, in a scratch home that only borrows the release. Reports medians.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from dataclasses import astuple
from pathlib import Path

from benchmarks.memory import Cost, cost_of
from orchestration.settings import Settings


def main() -> None:
    """Print medians of seconds, processor seconds and peak memory of each step."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--year", type=int, default=2011)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    published = Settings.from_env().published
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "published").symlink_to(published)
        asked = ["--year", f"{options.year}"]
        steps: dict[str, list[str]] = {
            "report, both languages": asked,
            **{f"  {name} alone": [*asked, "--format", name] for name in ("pptx", "html", "xlsx")},
            "branches, Chinese": [*asked, "--branches", "--language", "zh"],
            "branches, both languages": [*asked, "--branches"],
        }
        costs: dict[str, list[Cost]] = {}
        for _ in range(options.runs):
            for step, words in steps.items():
                costs.setdefault(step, []).append(_cost(home, words))
            own = sorted((home / "reports" / f"{options.year}").glob("complaints-*"))
            costs.setdefault("verify, both languages", []).append(_cost(home, ["verify", *map(str, own)]))
        sizes = {path.suffix: path.stat().st_size / 2**20 for path in own}
    print(f"{'':26}{'seconds':>9}{'processor':>11}{'peak MB':>9}")
    for step, taken in costs.items():
        seconds, processor, peak = (statistics.median(each) for each in zip(*map(astuple, taken), strict=True))
        print(f"{step:26}{seconds:9.1f}{processor:11.1f}{peak:9.0f}")
    print(", ".join(f"{suffix} {size:.1f} MB" for suffix, size in sizes.items()))


def _cost(home: Path, words: list[str]) -> Cost:
    environment = {**os.environ, "COMPLAINTS_HOME": str(home)}
    return cost_of([sys.executable, "-m", "orchestration.cli", "report", *words], environment)


if __name__ == "__main__":
    main()
