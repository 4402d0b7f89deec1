"""How long releases are kept, and which of them hold the whole history of figures.

The newest release and the one before it do, so that a reader who began before a publish ends with what it began with.
Older ones keep the rows that they added. What this project did not put there is named and left alone.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.durable import put_in_place, temporary_for, write_whole
from orchestration.release.carrying import write_onto
from orchestration.release.catalog import Table, published_tables
from orchestration.release.files import READ_ONLY
from orchestration.release.history import FIGURE_REVISIONS, IN_PARQUET
from orchestration.release.manifest import ADDED_ROWS, WHOLE_HISTORY, Manifest, StoredFile
from orchestration.release.mending import MANIFEST
from orchestration.release.notes import Say
from orchestration.release.shelf import Shelf, shelf_of
from orchestration.release.tables import DATABASE, read_parquet, timestamp, write_database, write_parquet
from orchestration.settings import Settings
from orchestration.sql_text import literal

_WITH_WHOLE_HISTORY = 2

# the space of a smaller part of a file is not worth to write all else in it anew
_MUCH_OF_A_FILE = 20

_SOURCE = "archive"

_TRIMMED = "Only the rows that this release added; the newest release holds all of them."


def keep_in_order(settings: Settings, newest: str, say: Say) -> None:
    """Prune releases, take the whole history from older ones, and name what is damaged or does not belong there.

    The release with the id `newest` is never pruned.
    """
    _prune(settings, newest, say)
    shelf = shelf_of(settings)
    for release_id in shelf.ids[:-_WITH_WHOLE_HISTORY]:
        manifest = shelf.releases.get(release_id)
        if manifest and manifest.figure_history == WHOLE_HISTORY and FIGURE_REVISIONS in manifest.row_counts:
            _try_to_trim(settings, manifest, say)
    _name_what_is_wrong(settings, shelf_of(settings), newest, say)


def _prune(settings: Settings, newest: str, say: Say) -> None:
    surplus = [release_id for release_id in shelf_of(settings).ids[: -settings.releases_kept] if release_id != newest]
    for release_id in surplus:
        hidden = settings.releases / f".{release_id}"
        (settings.releases / release_id).replace(hidden)
        shutil.rmtree(hidden)
    if surplus:
        span = surplus[0] if len(surplus) == 1 else f"{surplus[0]} to {surplus[-1]}"
        say(f"Releases removed, since {settings.releases_kept} are kept (COMPLAINTS_RELEASES_KEPT): {span}.")


def _try_to_trim(settings: Settings, manifest: Manifest, say: Say) -> None:
    folder = settings.releases / manifest.release_id
    try:
        _trim(folder, manifest, settings.published / ".candidate" / "scratch")
    except (duckdb.Error, OSError) as error:
        reason = str(error).splitlines()[0]
        say(f"Release {manifest.release_id} keeps its copy of the history of figures: {reason}")


def _trim(folder: Path, manifest: Manifest, scratch: Path) -> None:
    """Leave in an archive, of the history of figures, what its release added. Done twice, it does nothing more."""
    is_added = f"where published_at = {timestamp(datetime.fromisoformat(manifest.published_at))}"
    database, parquet = folder / DATABASE, folder / IN_PARQUET
    new_database, new_parquet = temporary_for(database), temporary_for(parquet)
    with duckdb.connect(config={"temp_directory": str(scratch)}) as connection:
        connection.execute(f"attach {literal(str(database))} as {_SOURCE} (read_only)")
        tables = [
            (table, f"from {table.sql_name(_SOURCE)}")
            if table.qualified_name != FIGURE_REVISIONS
            else (_with_note(table), f"from {table.sql_name(_SOURCE)} {is_added}")
            for table in published_tables(connection, _SOURCE)
        ]
        if parquet.stat().st_size * _MUCH_OF_A_FILE > database.stat().st_size:
            write_database(connection, tables, new_database)
        else:
            history = [(table, rows) for table, rows in tables if table.qualified_name == FIGURE_REVISIONS]
            write_onto(connection, database, history, {}, new_database)
        write_parquet(connection, f"from {read_parquet(parquet)} {is_added}", new_parquet)
    put_in_place(new_database, database, READ_ONLY)
    put_in_place(new_parquet, parquet, READ_ONLY)
    files = manifest.files or {
        str(path.relative_to(folder)): StoredFile.of(path) for path in (database, *parquet.parent.glob("*.parquet"))
    }
    rewritten = {name: StoredFile.of(folder / name) for name in (DATABASE, IN_PARQUET)}
    trimmed = replace(manifest, files={**files, **rewritten}, figure_history=ADDED_ROWS)
    write_whole(folder / MANIFEST, trimmed.to_json(), READ_ONLY)


def _with_note(table: Table) -> Table:
    return replace(table, comment=f"{_TRIMMED} {(table.comment or '').removeprefix(_TRIMMED).lstrip()}".rstrip())


def _name_what_is_wrong(settings: Settings, shelf: Shelf, newest: str, say: Say) -> None:
    for path in shelf.strays:
        say(f"{path} is no part of any release, and is left alone.")
    for release_id in shelf.damaged:
        say(f"{settings.releases / release_id / MANIFEST} is lost or damaged: nothing reads that release any more.")
    for release_id, manifest in shelf.releases.items():
        folder = settings.releases / release_id
        lost = [name for name, file in manifest.files.items() if not file.has_size_of(folder / name)]
        if lost and release_id != newest:
            say(f"Release {release_id} cannot be read whole: {', '.join(lost)} had been lost or damaged.")
