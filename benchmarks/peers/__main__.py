"""What people would use instead: `python -m benchmarks.peers [--rows N …] [--runs N]`.

For each scale the generator makes the feeds once, and the floor builds its release, which holds the counts that every
peer must give to the row. Then the peers take turns, each in a process of its own. Medians of the rounds.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import tempfile
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import duckdb

from benchmarks.floor.__main__ import DATABASE, build
from benchmarks.memory import cost_of
from benchmarks.peers.task import COUNTED_BY, write_names
from benchmarks.warehouse_speed import as_table, generate
from orchestration.settings import BUNDLED_CONFIG, CHECKOUT

PEERS = ("duckdb", "clickhouse", "polars", "pandas")


def main(arguments: list[str] | None = None) -> None:
    """Print the medians as a table in Markdown; with --json also write every run to a file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000], help="complaints of both feeds, by scale")
    parser.add_argument("--runs", type=int, default=3, help="rounds for each scale")
    parser.add_argument("--only", choices=PEERS, nargs="+", default=PEERS)
    parser.add_argument("--python", default=sys.executable, help="of the environment that has the peers' packages")
    parser.add_argument("--json", type=Path, help="file for what each run took")
    options = parser.parse_args(arguments)
    runs: list[dict] = []
    for rows in options.rows:
        with tempfile.TemporaryDirectory() as folder:
            expected = _prepare(Path(folder), rows)
            for _ in range(options.runs):
                for peer in options.only:
                    runs.append({"rows": rows, "kind": peer} | _cost(options.python, peer, Path(folder)))
                    require_equal(peer, expected, Path(folder) / "counts.csv")
    if options.json:
        options.json.write_text(json.dumps(runs, indent=2), encoding="utf-8")
    print(as_table(runs, options.only[0]))


def counts_of(floor: Path) -> Counter[tuple[str, ...]]:
    """The counts as the floor's release has them."""
    columns = ", ".join(f"{column}::varchar" for column in COUNTED_BY)
    with duckdb.connect(str(floor), read_only=True) as release:
        counted = release.execute(
            f"select {columns}, sum(complaints)::integer from core.agg_complaints_monthly group by all"
        )
        return Counter({tuple(row[:-1]): row[-1] for row in counted.fetchall()})


def require_equal(peer: str, expected: Counter[tuple[str, ...]], written: Path) -> None:
    """End the benchmark if a peer did not write the counts expected, saying the first that differ."""
    with written.open(encoding="utf-8", newline="") as file:
        found = Counter(
            {tuple(row[name] for name in COUNTED_BY): int(row["complaints"]) for row in csv.DictReader(file)}
        )
    different = [key for key in expected | found if expected[key] != found[key]]
    if different:
        shown = "\n".join(f"{key}: {expected[key]}, {peer} {found[key]}" for key in sorted(different)[:3])
        raise SystemExit(f"{peer} and the floor differ in {len(different)} counts:\n{shown}")


def _prepare(folder: Path, rows: int) -> Counter[tuple[str, ...]]:
    """Write feeds and names to the folder; the counts that are right."""
    generate(folder / "feeds", rows)
    write_names(BUNDLED_CONFIG / "reference", folder / "names.csv")
    build(folder / "feeds", BUNDLED_CONFIG / "reference", folder / "floor")
    return counts_of(folder / "floor" / DATABASE)


def _cost(python: str, peer: str, folder: Path) -> dict:
    command = [
        python,
        "-m",
        "benchmarks.peers.start",
        peer,
        folder / "feeds",
        folder / "names.csv",
        folder / "counts.csv",
    ]
    (folder / "counts.csv").unlink(missing_ok=True)
    return asdict(cost_of([str(word) for word in command], {**os.environ, "PYTHONPATH": str(CHECKOUT)}))


if __name__ == "__main__":
    main()
