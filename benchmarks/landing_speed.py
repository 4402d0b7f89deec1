"""What landing costs beside DuckDB alone: `python -m benchmarks.landing_speed [--rows N] [--runs N]`.

The generator's call-center feed is landed as UTF-8 and as GB18030. The peer is one statement of DuckDB that reads the
same UTF-8 file as text and writes it as Parquet: the same columns made tokens by the same HMAC, the customer's name
dropped, and in the narrative every number of eleven or more digits masked by one regular expression.
Each run is a process of its own, the three kinds in turn, so that a busy machine slows them alike.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from benchmarks.memory import peak_megabytes
from orchestration.contracts import load_contract
from orchestration.landing import land_feed
from orchestration.landing.privacy import NAME_FIELD, TokenKey
from orchestration.settings import BUNDLED_CONFIG, CHECKOUT, Settings

FEED = "call_center"
YEAR = 2011
TOKEN_KEY = "a key for measuring"
PEER = "DuckDB alone, UTF-8"


def main(arguments: list[str] | None = None) -> None:
    """Print rows a second, seconds, the ratio to the peer, and the peak memory of the process, as medians."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.landing_speed", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="complaints of both feeds; most are call-center's")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--job", nargs=2, metavar=("land|peer", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.job:
        kind, file = options.job
        print(json.dumps(_measured(_land if kind == "land" else _peer, Path(file))))
        return
    with tempfile.TemporaryDirectory() as folder:
        files = {encoding: _make(Path(folder) / encoding, options.rows, encoding) for encoding in ("utf-8", "gb18030")}
        jobs = {
            PEER: ("peer", files["utf-8"]),
            "landing, UTF-8": ("land", files["utf-8"]),
            "landing, GB18030": ("land", files["gb18030"]),
        }
        results: dict[str, list[dict]] = {name: [] for name in jobs}
        for _ in range(options.runs):
            for name, job in jobs.items():
                results[name].append(_run(*job))
                print(f"{name}: {results[name][-1]['seconds']:.2f} s", file=sys.stderr, flush=True)
        size = files["utf-8"].stat().st_size / 1e6
    _report(results, size)


def _report(results: dict[str, list[dict]], size: float) -> None:
    medians = {
        name: {measure: statistics.median(run[measure] for run in runs) for measure in runs[0]}
        for name, runs in results.items()
    }
    rows = medians[PEER]["rows"]
    print(f"{rows:,.0f} rows, {size:.0f} MB as UTF-8, medians of {len(results[PEER])} runs")
    print("| | seconds | of the peer's | rows a second | processor seconds | peak memory |")
    print("|---|---|---|---|---|---|")
    for name, median in medians.items():
        print(
            f"| {name} | {median['seconds']:.2f} | {median['seconds'] / medians[PEER]['seconds']:.2f} "
            f"| {rows / median['seconds']:,.0f} | {median['processor']:.2f} | {median['peak_mb']:.0f} MB |"
        )


def _make(folder: Path, rows: int, encoding: str) -> Path:
    # in a process of its own, because a process counts as its peak what the one that started it had in memory
    options = ["--out", str(folder), "--rows", str(rows), "--years", str(YEAR), "--encoding", encoding]
    subprocess.run(
        [sys.executable, "-m", "benchmarks.generator", *options], cwd=CHECKOUT, check=True, capture_output=True
    )
    return next((folder / FEED).iterdir())


def _run(kind: str, file: Path) -> dict:
    command = [sys.executable, "-m", "benchmarks.landing_speed", "--job", kind, str(file)]
    return json.loads(subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, text=True).stdout)


def _measured(job, file: Path) -> dict:
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        before, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
        rows = job(file, Path(folder))
        seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"rows": rows, "seconds": seconds, "processor": processor, "peak_mb": peak_megabytes()}


def _land(file: Path, folder: Path) -> int:
    settings = Settings(home=folder, config=BUNDLED_CONFIG, token_key=TOKEN_KEY)
    target = settings.landing / FEED / file.name
    target.parent.mkdir(parents=True)
    os.link(file, target)
    return land_feed(settings, FEED).rows_loaded


def _peer(file: Path, folder: Path) -> int:
    contract = load_contract(BUNDLED_CONFIG / "contracts" / f"{FEED}.yml")
    columns, secrets = [], {}
    with duckdb.connect() as database:
        reader = f"read_csv('{file}', all_varchar = true, header = true)"
        header = [row[0] for row in database.sql(f"describe from {reader}").fetchall()]
        for name, field in contract.fields.items():
            column = next((f'"{text}"' for text in header if text in field.headers), None)
            if column is None or name == NAME_FIELD:
                continue
            if field.privacy == "tokenise":
                secrets[f"inner_{name}"], secrets["outer"] = TokenKey(TOKEN_KEY).openings(name)
                value = f"upper(replace(replace({column}, ' ', ''), '-', ''))"
                hashed = f"sha256($outer || unhex(sha256($inner_{name} || encode({value}))))"
                columns.append(f"case when {column} <> '' then left({hashed}, 32) end as {name}_token")
            elif name == "narrative":
                columns.append(f"regexp_replace({column}, '[0-9]{{11,}}', '[number]', 'g') as {name}")
            else:
                columns.append(f"{column} as {name}")
        target = folder / "peer.parquet"
        database.execute(
            f"copy (select {', '.join(columns)} from {reader}) to '{target}' (format parquet, compression zstd)",
            secrets,
        )
    return pq.read_metadata(target).num_rows


if __name__ == "__main__":
    main()
