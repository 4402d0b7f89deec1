"""What a release costs in PostgreSQL: `python -m benchmarks.postgres_speed --home HOME --url CONNECTION`.

Loads the release of a home into a database, which has to be empty and is left so, and measures the fact by itself as
well, beside what people would use instead. In each round all run in turn.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from benchmarks.memory import peak_megabytes
from orchestration.release.catalog import Table, published_tables
from orchestration.release.postgres import follow
from orchestration.release.postgres.rows import copy_text, type_of
from orchestration.settings import Settings
from orchestration.sql_text import identifier

_FACT = "core.fct_complaints"
_ROWS_INSERTED = 10_000  # of the fact, one INSERT each
_ROWS_WRITTEN = 100_000  # of the fact, through Python


@dataclass(frozen=True)
class Target:
    """The release that is loaded, the fact's columns, and the database."""

    settings: Settings
    fact: Table
    rows: int
    url: str


def main() -> None:
    """Run the rounds, print medians, and keep each measurement with `--json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="a home that was published")
    parser.add_argument("--url", required=True, help="connection string of an empty database")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", type=Path, help="where the measurements are kept")
    options = parser.parse_args()
    target = _target(options.home, options.url)
    measured = [dict(_round(target)) for _ in range(options.runs)]
    result = {
        "rows_of_fact": target.rows,
        "server": _server_version(target.url),
        "peak_mb": round(peak_megabytes()),
        "rounds": measured,
    }
    for name in measured[0]:
        print(f"{name:36} {statistics.median(one[name] for one in measured):12,.1f}")
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n")


def _server_version(url: str) -> str:
    with psycopg.connect(url) as connection:
        return connection.info.parameter_status("server_version") or ""


def _target(home: Path, url: str) -> Target:
    settings = Settings(home=home, config=home, token_key="a key of the benchmark")
    with duckdb.connect(str(settings.published_database), read_only=True) as release:
        (fact,) = (table for table in published_tables(release, "complaints") if table.qualified_name == _FACT)
        ((rows,),) = release.execute(f"select count(*) from {_FACT}").fetchall()
    return Target(settings, fact, rows, url)


def _round(target: Target) -> Iterator[tuple[str, float]]:
    peers: dict[str, tuple[Callable[[Target], None], int]] = {
        "fact by COPY": (_by_copy, target.rows),
        "fact to Parquet (no server)": (_to_parquet, target.rows),
        "fact by Python's COPY rows": (_by_rows, _ROWS_WRITTEN),
        "fact by INSERT": (_by_insert, _ROWS_INSERTED),
    }
    for name, (run, rows) in peers.items():
        yield f"{name}, rows/s", min(rows, target.rows) / _seconds(run, target)
    manifest = json.loads((target.settings.dbt / "target" / "manifest.json").read_bytes())

    def load() -> float:
        started = time.perf_counter()
        print(follow(target.settings, target.url, lambda: manifest, print))
        return time.perf_counter() - started

    yield "release, into nothing, s", load()
    yield "release, already there, s", load()
    with psycopg.connect(target.url) as connection:
        connection.execute("update marts.release set release_id = ''")
        # as a day changes it
        connection.execute("delete from bi.cases where hashtext(complaint_key) % 100 = 0")
        connection.execute(f"update {_FACT} set status_code = '' where hashtext(complaint_key) % 100 = 1")
    yield "release, two of 100 rows changed, s", load()
    with psycopg.connect(target.url) as connection:
        sizes = connection.execute(
            "select schemaname, sum(pg_total_relation_size(format('%I.%I', schemaname, tablename)))::bigint "
            "from pg_tables where schemaname in ('bi', 'core', 'marts') group by 1 order by 1"
        ).fetchall()
        connection.execute("drop schema bi, core, marts cascade")
    for schema, size in sizes:
        yield f"size of {schema}, MB", size / 1_000_000
    yield "load of the machine", os.getloadavg()[0]


def _seconds(run: Callable[[Target], None], target: Target) -> float:
    with psycopg.connect(target.url) as connection:
        connection.execute("create schema benchmark")
        columns = ", ".join(f"{identifier(column.name)} {type_of(column)}" for column in target.fact.columns)
        connection.execute(f"create table benchmark.fact ({columns})")
    started = time.perf_counter()
    run(target)
    seconds = time.perf_counter() - started
    with psycopg.connect(target.url) as connection:
        connection.execute("drop schema benchmark cascade")
    return seconds


def _by_copy(target: Target) -> None:
    with (
        _opened(target) as release,
        psycopg.connect(target.url) as connection,
        connection.cursor().copy("copy benchmark.fact from stdin (format text)") as copy,
    ):
        for text in copy_text(release, target.fact.columns, f"from {_FACT}"):
            copy.write(text)


def _to_parquet(target: Target) -> None:
    path = target.settings.home / "benchmark.parquet"
    with _opened(target) as release:
        release.execute(f"copy {_FACT} to '{path}' (format parquet, compression zstd)")
    path.unlink()


def _by_rows(target: Target) -> None:
    with (
        psycopg.connect(target.url) as connection,
        connection.cursor().copy("copy benchmark.fact from stdin") as copy,
    ):
        for row in _rows(target, _ROWS_WRITTEN):
            copy.write_row(row)


def _by_insert(target: Target) -> None:
    values = ", ".join(["%s"] * len(target.fact.columns))
    with psycopg.connect(target.url) as connection, connection.cursor() as cursor:
        cursor.executemany(f"insert into benchmark.fact values ({values})", _rows(target, _ROWS_INSERTED))


def _rows(target: Target, number: int) -> list[tuple[Any, ...]]:
    with _opened(target) as release:
        return release.execute(f"from {_FACT} limit {number}").fetchall()


def _opened(target: Target) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(target.settings.published_database), read_only=True)


if __name__ == "__main__":
    main()
