"""The history of published figures: handed to dbt, which tells what a build changes in it, and dated in a candidate.

dbt lays the figures of a build beside the newest release's history, which lies in a file of the home. The file is
written anew for each build and each candidate: a build that was not published leaves no trace, and the history can do
without the warehouse file.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.durable import PRIVATE, replacing
from orchestration.release.first_publications import Measure, first_publications
from orchestration.release.history import FIGURE_REVISIONS, earlier_history
from orchestration.release.manifest import Manifest
from orchestration.release.notes import Say, log
from orchestration.release.shelf import latest_time, time_after
from orchestration.release.tables import read_parquet, timestamp, write_parquet
from orchestration.settings import Settings
from orchestration.sql_rows import only_row

# the model gives it the columns of today
_NOTHING_PUBLISHED = "select null::timestamp as published_at where false"


def write_history(
    settings: Settings,
    say: Say = log,
    connection: duckdb.DuckDBPyConnection | None = None,
    measures: Callable[[], Collection[Measure]] = tuple,
) -> None:
    """Write what the newest release says of each figure and its past to the file that dbt reads.

    Of a release that was made before there was a history, all that its marts hold of the `measures` given counts as
    published for the first time. `say` is told where the history had to be put together from what damage left of it.
    An open `connection` is used where one is given, since opening one costs more than the writing.
    """
    scratch = settings.figure_history.with_name(".figure_history")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700, parents=True)
    try:
        with nullcontext(connection) if connection else _connected(scratch / "spill") as writing:
            rows = [_NOTHING_PUBLISHED]
            earlier = earlier_history(settings, scratch, say)
            if isinstance(earlier, Manifest):
                rows += first_publications(writing, settings.releases / earlier.release_id, earlier, measures())
            elif earlier:
                rows.append(f"from {read_parquet(earlier)}")
            with replacing(settings.figure_history, PRIVATE) as target:
                write_parquet(writing, " union all by name ".join(rows), target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _connected(spill: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"temp_directory": str(spill)})


def dated(connection: duckdb.DuckDBPyConnection, settings: Settings, figures: str) -> str:
    """A query for `figures`, where rows that no release has published yet get the time of the one in the making."""
    newest = _newest_time(connection, read_parquet(settings.figure_history))
    latest = max((time for time in (latest_time(settings), newest) if time), default=None)
    published_at = f"coalesce(published_at, {timestamp(time_after(latest))})"
    return f"select * replace ({published_at} as published_at) from ({figures})"


def time_of_changes(candidate: Path) -> datetime | None:
    """When the newest values in a candidate's history are published; None without any."""
    with duckdb.connect(str(candidate), read_only=True) as connection:
        try:
            return _newest_time(connection, FIGURE_REVISIONS)
        except duckdb.CatalogException:
            return None


def _newest_time(connection: duckdb.DuckDBPyConnection, history: str) -> datetime | None:
    newest: datetime | None
    (newest,) = only_row(connection, f"select max(published_at) from {history}")
    return newest and newest.replace(tzinfo=UTC)
