"""The candidate: a new DuckDB file with what the build wants to publish, not yet visible to anyone."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import duckdb

from orchestration.release.audit import RUN_ALL, Build, complete_build, record_candidate
from orchestration.release.carrying import NONE, NotCarriedError, carried_tables, write_onto
from orchestration.release.catalog import Table, published_tables
from orchestration.release.first_publications import measures_followed
from orchestration.release.hashes import RowSums, contents_of
from orchestration.release.history import FIGURE_REVISIONS
from orchestration.release.makers import made_by
from orchestration.release.manifest import Manifest
from orchestration.release.mending import mend_newest
from orchestration.release.notes import Say, log
from orchestration.release.refusal import ReleaseRefusedError
from orchestration.release.revisions import dated, write_history
from orchestration.release.tables import DATABASE, TARGET, write_database
from orchestration.release.tokens import published_columns
from orchestration.release.views import published_views
from orchestration.settings import Settings
from orchestration.sql_rows import count_of
from orchestration.sql_text import identifier, literal

logger = logging.getLogger(__name__)


def candidate_folder(settings: Settings) -> Path:
    """The private folder in which a candidate is written and audited."""
    return settings.published / ".candidate"


def candidate_file(settings: Settings) -> Path:
    """Where the candidate lies until it is published."""
    return candidate_folder(settings) / DATABASE


def landed_files(candidate: Path) -> set[tuple[str, str, str]]:
    """The landed files that a candidate was built from: feed, file name and content hash of each."""
    with duckdb.connect(str(candidate), read_only=True) as connection:
        rows = connection.execute("select feed, file_name, content_hash from marts.feed_ledger where status = 'loaded'")
        return set(rows.fetchall())


def contents_counted(candidate: Path) -> set[str]:
    """Content hashes of the landed files of which a release counts a row; none where there is no candidate."""
    if not candidate.exists():
        return set()
    with duckdb.connect(str(candidate), read_only=True) as connection:
        query = "select distinct content_hash from marts.feed_ledger where rows_accepted > 0"
        return {content_hash for (content_hash,) in connection.execute(query).fetchall()}


def build_candidate(settings: Settings, warehouse: Path, say: Say = log) -> Path:
    """Write a candidate file from the schemas `core`, `marts` and `bi` of `warehouse` and return its path.

    The views of `bi` stay views, over the candidate's own tables; other views become tables. Comments are copied;
    tokens stay behind unless the deployment publishes them; rows of marts are written in order of all their columns,
    those of `core` as they stand. What the newest release holds of tables that grow, and the build did not change, is
    taken over. The history of figures is that of the newest release and what the build changes in it. An earlier
    candidate is discarded. The warehouse is opened read-only, so a process that has it open for writing raises
    `duckdb.IOException`. Raises `ReleaseRefusedError` unless the warehouse is what a complete build left whose checks
    passed. `say` is told of damage to earlier releases.
    """
    if not warehouse.is_file():
        raise FileNotFoundError(f"{warehouse} does not exist: build the warehouse before a release is made from it")
    build = complete_build(settings)
    folder = candidate_folder(settings)
    shutil.rmtree(folder, ignore_errors=True)
    settings.published.mkdir(parents=True, exist_ok=True)
    settings.published.chmod(0o755)
    folder.mkdir(mode=0o700)
    scratch = folder / "scratch"
    scratch.mkdir(mode=0o700)
    candidate = candidate_file(settings)
    newest = mend_newest(settings, say)
    base = newest.manifest if newest and newest.is_whole else None

    # dbt's views name their tables with the file's own name, so it has to be attached under that one.
    source = warehouse.stem
    with duckdb.connect(config={"temp_directory": str(scratch / "spill")}) as connection:
        connection.execute(f"attach {literal(str(warehouse))} as {identifier(source)} (read_only)")
        _require_own_history(connection, settings, source)
        write_history(settings, say, connection, partial(measures_followed, connection, source))
        tables = list(_published(connection, settings, source))
        known, new_rows = _written(connection, settings, source, build, base, tables, candidate)
        connection.execute(f"attach {literal(str(candidate))} as {TARGET} (read_only)")
        contents = contents_of(connection, TARGET, known)
    if base and new_rows:
        same = [name for name in contents.sums if base.content_hashes.get(name) == contents.hashes[name]]
        new_rows |= dict.fromkeys(same, NONE)
    shutil.rmtree(scratch, ignore_errors=True)
    record_candidate(candidate, build, contents, made_by(settings), new_rows)
    return candidate


def _written(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    source: str,
    build: Build,
    base: Manifest | None,
    tables: Sequence[tuple[Table, str]],
    candidate: Path,
) -> tuple[dict[str, RowSums], dict[str, str]]:
    """Write the candidate; returns the sums and the new rows (SQL) of the tables that go on from the release `base`."""
    carried = carried_tables(connection, settings, source, build, base, [table for table, _ in tables]) if base else {}
    if base and carried:
        try:
            sums = write_onto(connection, settings.releases / base.release_id / DATABASE, tables, carried, candidate)
            return sums, {name: table.is_new for name, table in carried.items()}
        except NotCarriedError as error:
            logger.warning(
                f"{error} is not the earlier release's with what came: the release is written from the start."
            )
            candidate.unlink()
    write_database(connection, tables, candidate, published_views(connection, source))
    return {}, {}


def _require_own_history(connection: duckdb.DuckDBPyConnection, settings: Settings, source: str) -> None:
    """A warehouse that was copied or moved here would compare its figures with what was published elsewhere."""
    reads_it = "select count(*) from duckdb_views() where database_name = ? and contains(sql, ?)"
    if not count_of(connection, reads_it, [source, str(settings.figure_history)]):
        raise ReleaseRefusedError(f"The warehouse was not built in {settings.home}: {RUN_ALL}.")


def _published(connection: duckdb.DuckDBPyConnection, settings: Settings, source: str) -> Iterator[tuple[Table, str]]:
    """Each table of the published schemas as it is published, and the query for its rows."""
    for table in published_tables(connection, source):
        columns = published_columns(table, with_tokens=settings.publishes_tokens)
        rows = ", ".join(f"{expression} as {identifier(column.name)}" for column, expression in columns)
        query = f"select {rows} from {table.sql_name(source)}"
        if table.qualified_name == FIGURE_REVISIONS:
            query = dated(connection, settings, query)
        order = " order by all" if table.schema == "marts" else ""
        yield replace(table, columns=tuple(column for column, _ in columns)), query + order
