"""What the main job costs beside the floor: `python -m benchmarks.warehouse_speed [--rows N …] [--runs N]`.

For each scale the generator makes the feeds once. In each round, floor and job in turn make the release of the feeds,
and again with a day more: 15,000 new complaints and 300 corrections, of which the job builds what is new. Last, the job
runs with nothing new. After each pair the two releases are compared; a difference ends the benchmark. Medians of the
rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from benchmarks.comparison import compare
from benchmarks.day import write_day
from benchmarks.floor.__main__ import DATABASE, STAGES
from benchmarks.memory import cost_of
from benchmarks.stages import seconds_of_steps
from orchestration.settings import BUNDLED_CONFIG, CHECKOUT, OFFLINE_ENVIRONMENT, Settings

TOKEN_KEY = "a key for measuring the warehouse"
SCALES = (200_000, 1_000_000, 10_000_000)
YEARS = "2007-2011"
NEW_ROWS, CORRECTED_ROWS = 15_000, 300
MEASURES = {
    "seconds": ("s", ".1f"),
    "processor": ("processor s", ".1f"),
    "peak_mb": ("peak MB", ",.0f"),
    "release_mb": ("release MB", ",.0f"),
}


def main(arguments: list[str] | None = None) -> None:
    """Print the medians as a table in Markdown; with --json also write every run to a file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.warehouse_speed", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=SCALES, help="complaints of both feeds, by scale")
    parser.add_argument("--runs", type=int, default=3, help="rounds for each scale")
    parser.add_argument("--only", choices=("floor", "job"), help="leave out the other, and the comparison with it")
    parser.add_argument("--json", type=Path, help="file for what each run took, with its stages and bytes")
    parser.add_argument(
        "--folder", type=Path, help="a folder that exists, in which feeds and homes are made, and removed at the end"
    )
    options = parser.parse_args(arguments)
    runs: list[dict] = []
    for rows in options.rows:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            feeds, day = Path(folder) / "feeds", Path(folder) / "day"
            generate(feeds, rows)
            write_day(feeds, day, NEW_ROWS, CORRECTED_ROWS)
            for number in range(options.runs):
                for run in _round(Path(folder), feeds, day, options.only):
                    runs.append({"rows": rows, "round": number} | run)
                    print(json.dumps(runs[-1], ensure_ascii=False), file=sys.stderr, flush=True)
    if options.json:
        options.json.write_text(json.dumps(runs, ensure_ascii=False, indent=2), encoding="utf-8")
    print(as_table(runs))


def as_table(runs: list[dict], base: str = "floor") -> str:
    """Medians of the runs by scale and kind; the ratio is of processor time, to that of the base at the same scale."""
    groups: dict[tuple[int, str], list[dict]] = {}
    for run in runs:
        groups.setdefault((run["rows"], run["kind"]), []).append(run)
    measured = [name for name in MEASURES if name in runs[0]]
    heads = ["rows", "", "n", *(MEASURES[name][0] for name in measured), f"of the {base}'s"]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for (rows, kind), group in groups.items():
        median = {name: statistics.median(run[name] for run in group) for name in measured}
        based_on = groups.get((rows, base), [])
        ratio = median["processor"] / statistics.median(run["processor"] for run in based_on) if based_on else None
        shown = [format(median[name], MEASURES[name][1]) for name in measured]
        cells = [f"{rows:,}", kind, str(len(group)), *shown, "" if ratio is None else f"{ratio:.2f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def generate(feeds: Path, rows: int) -> None:
    """Feeds of five years, in UTF-8, with so many complaints."""
    """Write the generator's files to a folder: complaints of both feeds over five years, in UTF-8."""
    options = {"--out": feeds, "--rows": rows, "--years": YEARS, "--encoding": "utf-8"}
    words = [str(word) for option in options.items() for word in option]
    subprocess.run(
        [sys.executable, "-m", "benchmarks.generator", *words], cwd=CHECKOUT, check=True, capture_output=True
    )


def _round(folder: Path, feeds: Path, day: Path, only: str | None) -> list[dict]:
    """Floor and job in turn, with the feeds and with a day more; then the job with nothing new."""
    home, with_day = folder / "home", folder / "with_day"
    settings = Settings(home=home, config=BUNDLED_CONFIG, token_key=TOKEN_KEY)
    runs = []
    link(feeds, settings.landing)
    link(feeds, with_day)
    link(day, with_day)
    try:
        for more, given in {"": feeds, ", a day more": with_day}.items():
            if only != "job":
                runs.append(_floor(given, folder / "floor") | {"kind": f"floor{more}"})
            if only != "floor":
                if more:
                    link(day, settings.landing)
                runs.append(run_job(settings) | {"kind": f"job{more}"})
            if only is None:
                _require_equal(folder / "floor" / DATABASE, settings.published_database)
            shutil.rmtree(folder / "floor", ignore_errors=True)
        if only != "floor":
            runs.append(run_job(settings) | {"kind": "job, nothing new"})
    finally:
        for made in (home, with_day, folder / "floor"):
            shutil.rmtree(made, ignore_errors=True)
    return runs


def _floor(feeds: Path, out: Path) -> dict:
    command = [sys.executable, "-m", "benchmarks.floor", feeds, BUNDLED_CONFIG / "reference", out]
    cost = cost_of([str(word) for word in command], {**os.environ, "PYTHONPATH": str(CHECKOUT)})
    return asdict(cost) | {
        "stages": json.loads((out / STAGES).read_text()),
        "lake_mb": megabytes(out / "lake"),
        "release_mb": megabytes(out / DATABASE),
    }


def run_job(settings: Settings) -> dict:
    """Run the main job in a process of its own: what it cost, the seconds of its stages, and the bytes that it left."""
    environment = {**os.environ, **OFFLINE_ENVIRONMENT, "PYTHONPATH": str(CHECKOUT)}
    own = {"COMPLAINTS_HOME": str(settings.home), "COMPLAINTS_TOKEN_KEY": TOKEN_KEY}
    cost = cost_of([sys.executable, "-m", "orchestration", "run"], environment | own)
    return asdict(cost) | {
        "stages": seconds_of_steps(settings),
        "lake_mb": megabytes(settings.lake),
        "warehouse_mb": megabytes(settings.warehouse),
        "release_mb": megabytes(settings.published_database),
    }


def _require_equal(floor: Path, release: Path) -> None:
    different = [f"{table.table}: {table.differences}" for table in compare(floor, release) if table.differences]
    if different:
        raise SystemExit("Floor and warehouse differ:\n" + "\n".join(different))


def link(files: Path, target: Path) -> None:
    """Give the files of a folder places in another one, too."""
    shutil.copytree(files, target, copy_function=os.link, dirs_exist_ok=True)


def megabytes(path: Path) -> float:
    """What a file takes, or all files below a folder, in MB (2^20 bytes)."""
    files = [path] if path.is_file() else path.rglob("*")
    return sum(file.stat().st_size for file in files if file.is_file()) / 2**20


if __name__ == "__main__":
    main()
