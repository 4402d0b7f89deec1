"""The history of figures in the archive of a release: whole, or the rows that the release added.

Done twice, each of these does nothing more; killed in between, it has to be done again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.durable import put_in_place, temporary_for, write_whole
from orchestration.release.carrying import write_onto
from orchestration.release.catalog import Table, published_tables
from orchestration.release.files import READ_ONLY
from orchestration.release.history import FIGURE_REVISIONS, IN_PARQUET, as_told_at
from orchestration.release.manifest import ADDED_ROWS, WHOLE_HISTORY, Manifest, StoredFile
from orchestration.release.mending import MANIFEST
from orchestration.release.tables import DATABASE, read_parquet, timestamp, write_database, write_parquet
from orchestration.release.views import published_views
from orchestration.sql_text import literal

_SOURCE = "archive"

# a file of which the history is more than one part in so many is written anew, instead of changed and left with a hole
_MUCH_OF_A_FILE = 20

_TRIMMED = "Only the rows that this release added; the newest release holds all of them."


def trim(folder: Path, manifest: Manifest, scratch: Path) -> None:
    """Leave in an archive, of the history of figures, what its release added."""
    is_added = f"where published_at = {timestamp(datetime.fromisoformat(manifest.published_at))}"
    _rewrite(folder, manifest, scratch, ADDED_ROWS, lambda history, columns: f"from {history} {is_added}")


def restore(folder: Path, manifest: Manifest, whole: Path, scratch: Path) -> Manifest:
    """Give an archive back what its release told of the `whole` history (a Parquet file); returns its new manifest."""
    told_at = datetime.fromisoformat(manifest.published_at)
    return _rewrite(
        folder, manifest, scratch, WHOLE_HISTORY, lambda history, columns: as_told_at(told_at, whole, columns)
    )


def _rewrite(
    folder: Path, manifest: Manifest, scratch: Path, state: str, rows_of: Callable[[str, list[str]], str]
) -> Manifest:
    """Write an archive's database and Parquet with other rows of the history; `rows_of` gives them for a copy of it."""
    database, parquet = folder / DATABASE, folder / IN_PARQUET
    new_database, new_parquet = temporary_for(database), temporary_for(parquet)
    with duckdb.connect(config={"temp_directory": str(scratch)}) as connection:
        connection.execute(f"attach {literal(str(database))} as {_SOURCE} (read_only)")
        tables = published_tables(connection, _SOURCE)
        history = next(table for table in tables if table.qualified_name == FIGURE_REVISIONS)
        columns = [column.name for column in history.columns]
        changed = (_with_note(history, state), rows_of(history.sql_name(_SOURCE), columns))
        if parquet.stat().st_size * _MUCH_OF_A_FILE > database.stat().st_size:
            others = [(table, f"from {table.sql_name(_SOURCE)}") for table in tables if table is not history]
            write_database(connection, [*others, changed], new_database, published_views(connection, _SOURCE))
        else:
            write_onto(connection, database, [changed], {}, new_database)
        write_parquet(connection, rows_of(read_parquet(parquet), columns), new_parquet, described_by=changed[0])
    put_in_place(new_database, database, READ_ONLY)
    put_in_place(new_parquet, parquet, READ_ONLY)
    files = manifest.files or {
        str(path.relative_to(folder)): StoredFile.of(path) for path in (database, *parquet.parent.glob("*.parquet"))
    }
    rewritten = {name: StoredFile.of(folder / name) for name in (DATABASE, IN_PARQUET)}
    written = replace(manifest, files={**files, **rewritten}, figure_history=state)
    write_whole(folder / MANIFEST, written.to_json(), READ_ONLY)
    return written


def _with_note(table: Table, state: str) -> Table:
    told = (table.comment or "").removeprefix(_TRIMMED).lstrip()
    return replace(table, comment=f"{_TRIMMED} {told}".rstrip() if state == ADDED_ROWS else told)
