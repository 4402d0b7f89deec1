"""Where the history of published figures is found: whole with the newest release, else put together from every copy.

Nothing here changes the history, and nothing is written but below the folder for scratch files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.release.manifest import WHOLE_HISTORY, Manifest, manifest_at
from orchestration.release.notes import Say
from orchestration.release.shelf import shelf_of
from orchestration.release.tables import DATABASE, read_parquet, timestamp, write_parquet
from orchestration.settings import Settings
from orchestration.sql_text import identifier, literal

FIGURE_REVISIONS = "marts.figure_revisions"

IN_PARQUET = "parquet/figure_revisions.parquet"

# what a row says of its figure; all other columns say which figure it is
_SAID = {
    *("period_end_date", "published_at", "change_type", "value_as_first_published", "value_before", "value_now"),
    *("revision", "is_latest"),
}


@dataclass(frozen=True)
class _Copy:
    """A file with rows of the history, and the time of its release as release ids write it."""

    path: Path
    time: str


def earlier_history(settings: Settings, scratch: Path, say: Say) -> Path | Manifest | None:
    """A Parquet file with the whole history.

    The newest release's manifest, where that was made before there was a history; None before the first release.
    """
    newest = shelf_of(settings).newest
    if newest and _is_latest(settings, newest):
        if FIGURE_REVISIONS not in newest.row_counts:
            return newest
        whole = settings.releases / newest.release_id / IN_PARQUET
        if newest.figure_history == WHOLE_HISTORY and _is_as_recorded(newest, IN_PARQUET, whole):
            return whole
    return _put_together(settings, scratch, say)


def as_told_at(moment: datetime, whole: Path, columns: Sequence[str]) -> str:
    """A query for the rows that a release of that moment held, in these columns of its table."""
    figure = ", ".join(identifier(name) for name in columns if name not in _SAID)
    shown = ", ".join(
        f"published_at = max(published_at) over (partition by {figure}) as is_latest"
        if name == "is_latest"
        else identifier(name)
        for name in columns
    )
    return f"select {shown} from {read_parquet(whole)} where published_at <= {timestamp(moment)} order by all"


def _is_latest(settings: Settings, newest: Manifest) -> bool:
    """Whether nothing hints at a release after this one, whose folder or manifest is lost."""
    if any(damaged > newest.release_id for damaged in shelf_of(settings).damaged):
        return False
    pointed = manifest_at(settings.published / "manifest.json")
    if pointed:
        return pointed.release_id <= newest.release_id
    database = newest.files.get(DATABASE)
    return not settings.published_database.exists() or bool(database and database.is_at(settings.published_database))


def _is_as_recorded(manifest: Manifest, name: str, path: Path) -> bool:
    if name in manifest.files:
        return manifest.files[name].is_at(path)
    return path.is_file() and _can_be_read(read_parquet(path))


def _can_be_read(rows: str) -> bool:
    try:
        with duckdb.connect() as connection:
            connection.execute(f"select sum(hash(columns(*))) from {rows}").fetchall()
    except duckdb.Error:
        return False
    return True


def _put_together(settings: Settings, scratch: Path, say: Say) -> Path | None:
    """Every row that any copy holds; where copies differ in one, the copy of the latest release is right."""
    copies = _copies(settings)
    rows = [rows for number, copy in enumerate(copies) if (rows := _rows_of(copy, scratch / f"{number}"))]
    if not rows:
        if copies or shelf_of(settings).ids:
            say("No copy of the history of figures can be read: all figures count as published for the first time.")
        return None
    say(
        f"The history of figures was put together again from {len(rows)} of {len(copies)} copies in "
        f"{settings.published}, since the newest release or what readers see was lost or damaged."
    )
    whole, every_row = scratch / "history.parquet", " union all by name ".join(rows)
    with duckdb.connect(config={"temp_directory": str(scratch / "spill")}) as connection:
        columns = [name for name, *_ in connection.execute(f"describe {every_row}").fetchall()]
        key = ", ".join(identifier(name) for name in columns if name not in {*_SAID, "time_of_copy"})
        write_parquet(
            connection,
            f"""
            select * exclude (time_of_copy)
                   replace (published_at = max(published_at) over (partition by {key}) as is_latest)
            from (
                from ({every_row})
                qualify row_number() over (partition by {key}, published_at order by time_of_copy desc) = 1
            )
            """,
            whole,
        )
    return whole


def _copies(settings: Settings) -> list[_Copy]:
    """Files that hold rows of the history, as far as anything says that they are as they were written."""
    shelf, copies = shelf_of(settings), []
    for release_id in shelf.ids:
        manifest = shelf.releases.get(release_id)
        for name in (IN_PARQUET, DATABASE):
            path = settings.releases / release_id / name
            recorded = manifest.files.get(name) if manifest else None
            if path.is_file() and (recorded is None or recorded.is_at(path)):
                copies.append(_Copy(path, release_id))
    pointed = manifest_at(settings.published / "manifest.json")
    recorded = pointed.files.get(DATABASE) if pointed else None
    database = settings.published_database
    if database.is_file() and (recorded is None or recorded.is_at(database)):
        copies.append(_Copy(database, pointed.release_id if pointed else ""))
    return copies


def _rows_of(copy: _Copy, scratch: Path) -> str | None:
    """A query for the rows of a copy, in a file of their own; None where they cannot be read."""
    is_database = copy.path.suffix == ".duckdb"
    try:
        with duckdb.connect(str(copy.path) if is_database else ":memory:", read_only=is_database) as connection:
            rows = FIGURE_REVISIONS if is_database else read_parquet(copy.path)
            time = literal(copy.time) if copy.time else "strftime(max(published_at) over (), '%Y%m%dT%H%M%SZ')"
            write_parquet(connection, f"select *, {time} as time_of_copy from {rows}", scratch)
    except duckdb.Error:
        return None
    return f"from {read_parquet(scratch)}"
