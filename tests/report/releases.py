"""Releases to make reports of: the bundled one, and copies of its database of which something was changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.release import current_manifest
from orchestration.release.manifest import Manifest
from orchestration.release.tables import DATABASE
from orchestration.report.release import ReleaseReader, opened_file
from orchestration.settings import Settings


@contextmanager
def whole(settings: Settings) -> Iterator[ReleaseReader]:
    """The published release as it is."""
    manifest, database = _published(settings)
    with opened_file(database, manifest) as reader:
        yield reader


@contextmanager
def altered(settings: Settings, folder: Path, *statements: str) -> Iterator[ReleaseReader]:
    """The published release after some statements. One with `{table:column}` is run on each table with that column."""
    manifest, database = _published(settings)
    copy = folder / "altered.duckdb"
    shutil.copyfile(database, copy)
    with duckdb.connect(str(copy)) as connection:
        for statement in statements:
            for one in _on_each_table(connection, statement):
                connection.execute(one)
    with opened_file(copy, manifest) as reader:
        yield reader


def _published(settings: Settings) -> tuple[Manifest, Path]:
    manifest = current_manifest(settings)
    assert manifest is not None
    return manifest, settings.releases / manifest.release_id / DATABASE


def _on_each_table(connection: duckdb.DuckDBPyConnection, statement: str) -> list[str]:
    if "{table:" not in statement:
        return [statement]
    before, rest = statement.split("{table:", 1)
    column, after = rest.split("}", 1)
    found = connection.execute(
        "select c.table_schema, c.table_name from information_schema.columns c "
        "inner join information_schema.tables t using (table_schema, table_name) "
        "where t.table_type = 'BASE TABLE' and c.column_name = ?",
        [column],
    ).fetchall()
    return [f'{before}"{schema}"."{table}"{after}' for schema, table in found]
