"""Command line of the generator: ``python -m benchmarks.generator --help``."""

from __future__ import annotations

import argparse
import re
import time
from pathlib import Path

from benchmarks.generator import bulk, bundled, plan, world

_FIRST_YEAR, _LAST_YEAR = 1990, 2099
# complaint numbers have room for no more
_MOST_ROWS = 90_000_000


def parse_years(value: str) -> tuple[int, ...]:
    """Years from ``2011`` or ``2002-2011``. Raises ArgumentTypeError for anything else."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", value)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if not _FIRST_YEAR <= first <= last <= _LAST_YEAR:
        raise argparse.ArgumentTypeError(
            f"{value!r} is no range of years such as 2002-2011 ({_FIRST_YEAR} to {_LAST_YEAR}, earlier year first)"
        )
    return tuple(range(first, last + 1))


def parse_rows(value: str) -> int:
    """A number of rows such as ``10_000_000``, at most _MOST_ROWS. Raises ArgumentTypeError for anything else."""
    try:
        rows = int(value)
    except ValueError:
        rows = 0
    if not 1 <= rows <= _MOST_ROWS:
        raise argparse.ArgumentTypeError(f"{value!r} is no whole number from 1 to {_MOST_ROWS:_} such as 10_000_000")
    return rows


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generator", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder to write to, one sub-folder per feed")
    parser.add_argument(
        "--rows", type=parse_rows, help="complaints of both feeds together; without it, the bundled feeds are written"
    )
    parser.add_argument("--years", type=parse_years, help="e.g. 2002-2011; with --rows, default 2010-2011")
    parser.add_argument("--format", choices=("csv", "parquet"), help="with --rows; default csv")
    parser.add_argument("--encoding", choices=("gb18030", "utf-8"), help="of CSV files; with --rows, default gb18030")
    parser.add_argument("--seed", type=int, default=world.DEFAULT_SEED, help="another seed gives another world")
    return parser


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; exits with status 2 and a sentence on unusable arguments."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.seed < 0:
        parser.error("argument --seed: must not be negative")
    if options.out.exists() and not options.out.is_dir():
        parser.error(f"argument --out: {options.out} is not a folder")
    if options.rows is None:
        given = [f"--{name}" for name in ("years", "format", "encoding") if getattr(options, name) is not None]
        if given:
            parser.error(f"{', '.join(given)} only with --rows: the bundled feeds are always the same")
        for path in bundled.write_bundled(options.out, options.seed):
            print(path)
        return
    if options.encoding and options.format == "parquet":
        parser.error("--encoding is for --format csv: Parquet is always UTF-8")
    start = time.perf_counter()
    written = bulk.write_scaled(
        options.out,
        options.rows,
        options.years or plan.YEARS,
        options.format or "csv",
        options.encoding or "gb18030",
        options.seed,
    )
    seconds = time.perf_counter() - start
    for path, rows in written.items():
        print(f"{rows:>12,}  {path}")
    total = sum(written.values())
    print(f"{total:>12,}  rows in {seconds:.1f} s: {total / seconds:,.0f} a second")


if __name__ == "__main__":
    main()
