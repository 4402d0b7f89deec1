"""A PostgreSQL database follows the file: it is brought to the release that readers of the file see."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import duckdb

from orchestration.release.manifest import Manifest
from orchestration.release.notes import Say
from orchestration.release.postgres.connecting import Connection, connected, place_of
from orchestration.release.postgres.contents import contents_of
from orchestration.release.postgres.errors import TargetError
from orchestration.release.postgres.loading import load
from orchestration.release.postgres.readers import let_read
from orchestration.release.postgres.record import record_in, with_record
from orchestration.release.postgres.rows import UnknownTypeError
from orchestration.release.shelf import current_manifest
from orchestration.release.tables import DATABASE
from orchestration.settings import Settings

# who loads this database, of all that ask for locks of this kind there
_OURS = 6_220_315_104


def follow(settings: Settings, url: str, dbt_manifest: Callable[[], Mapping[str, Any]], say: Say) -> str:
    """Bring the database to the release that readers of the file see, and tell in one sentence what it holds.

    A database that holds it already costs a few queries; `dbt_manifest`, which names keys, is then not asked. Whoever
    calls has the home to itself. `say` is told what people should know beside. Raises `TargetError` if the database is
    not brought there; then it is as it was.
    """
    manifest = current_manifest(settings)
    if manifest is None:
        return "Nothing has been published yet that PostgreSQL could hold."
    started = time.monotonic()
    with connected(url) as connection:
        where = place_of(connection)
        _require_utf8(connection)
        # one at a time, also where two homes lead to one database
        connection.execute("select pg_advisory_xact_lock(%s)", [_OURS])
        now = record_in(connection)
        if now is not None and now.release_id == manifest.release_id and now.is_whole:
            let_read(connection, now.tables, say)
            return f"{where} holds release {manifest.release_id} already."
        _require_whole(settings, manifest)
        with _opened(settings) as release:
            try:
                contents, to_be = with_record(contents_of(release, dbt_manifest()), manifest)
                loaded = load(connection, release, contents, to_be, now)
            except UnknownTypeError as error:
                raise TargetError(f"{error}. Add it to orchestration/release/postgres/rows.py.") from None
        let_read(connection, to_be.tables, say)
    return (
        f"{where} holds release {manifest.release_id}: {len(contents)} tables, {loaded.rows:,} rows, "
        f"{loaded.exchanged:,} of them new or changed, in {time.monotonic() - started:.1f} s."
    )


def _opened(settings: Settings) -> duckdb.DuckDBPyConnection:
    """What readers see; what does not fit into memory goes where only the owner may read."""
    settings.dbt.mkdir(parents=True, exist_ok=True)
    spill: dict[str, Any] = {"temp_directory": str(settings.dbt / "spill"), "memory_limit": "1GB"}
    return duckdb.connect(str(settings.published_database), read_only=True, config=spill)


def _require_utf8(connection: Connection) -> None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise TargetError(
            f"The database's encoding is {encoding}, which has no Chinese letters: name one that was made with "
            "create database complaints encoding 'UTF8' template template0"
        )


def _require_whole(settings: Settings, manifest: Manifest) -> None:
    file = manifest.files.get(DATABASE)
    if not settings.published_database.exists() or (file and not file.is_at(settings.published_database)):
        raise TargetError(
            f"{settings.published_database} is not as release {manifest.release_id} was published: run the whole job, "
            "which mends it."
        )
