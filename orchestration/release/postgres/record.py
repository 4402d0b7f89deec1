"""What a PostgreSQL database says it holds: the one row of `marts.release`, which comes and goes with the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from orchestration.release.catalog import Column, Table
from orchestration.release.manifest import Manifest
from orchestration.release.postgres.contents import SCHEMAS, Content
from orchestration.release.postgres.statements import comments, hash_of, interface, listed, sql_name
from orchestration.release.tables import timestamp
from orchestration.sql_text import literal

_RECORD = Table(
    "marts",
    "release",
    "Which release the schemas bi, core and marts hold. One row per database.",
    (
        Column("release_id", "VARCHAR", "The release, by the id that its manifest has."),
        Column("number", "INTEGER", "Its number; 0 where it was made by a version that did not number releases."),
        Column("published_at", "TIMESTAMP", "When it was published, UTC."),
        Column("code_version", "VARCHAR", "The version of the code that it was made by."),
        Column("tables", "VARCHAR[]", "The tables that it consists of; nothing else in these schemas is touched."),
        Column("interface", "VARCHAR", "Hash of the statements that made its tables and keys."),
        Column("meanings", "VARCHAR", "Hash of the statements that gave its comments."),
    ),
)

_READ = ("release_id", "tables", "interface", "meanings")


@dataclass(frozen=True)
class Record:
    """What a database holds; `columns` are those that its tables have now, each with its type, by `schema.table`."""

    release_id: str
    tables: tuple[str, ...]
    interface: str
    meanings: str
    columns: dict[str, list[tuple[str, str]]]

    @property
    def is_whole(self) -> bool:
        """Whether all its tables are there."""
        return set(self.tables) <= self.columns.keys()


def with_record(contents: Sequence[Content], manifest: Manifest) -> tuple[list[Content], Record]:
    """The contents of a release with the record of it as one more, and what that will say."""
    whole = [*contents, Content(_RECORD, "")]
    record = Record(
        manifest.release_id,
        tuple(content.name for content in whole),
        hash_of(interface(whole)),
        hash_of(said for content in whole for said in comments(content)),
        {},
    )
    tables = ", ".join(map(literal, record.tables))
    row = (
        f"select {literal(record.release_id)}, {manifest.number}::integer, "
        f"{timestamp(datetime.fromisoformat(manifest.published_at))}, {literal(manifest.code_version)}, "
        f"[{tables}], {literal(record.interface)}, {literal(record.meanings)}"
    )
    names = ", ".join(column.name for column in _RECORD.columns)
    return [*contents, Content(_RECORD, f"from ({row}) as record ({names})")], record


def record_in(connection: psycopg.Connection[Any]) -> Record | None:
    """What a database says it holds; None where no release was ever loaded."""
    name, columns = _RECORD.qualified_name, columns_in(connection)
    if not {column for column, _ in columns.get(name, ())} >= set(_READ):
        return None
    row = connection.execute(f"select {listed(_READ)} from {sql_name(name)}").fetchone()
    if row is None:
        return None
    release_id, tables, made_by, meanings = row
    return Record(release_id, tuple(tables), made_by, meanings, columns)


def columns_in(connection: psycopg.Connection[Any]) -> dict[str, list[tuple[str, str]]]:
    """The columns of every table, view and sequence in the schemas of a release, with their types."""
    found: dict[str, list[tuple[str, str]]] = {}
    for schema, table, column, data_type in connection.execute(
        """
        select nspname, relname, attname, format_type(atttypid, atttypmod)
        from pg_class
        join pg_namespace on pg_namespace.oid = relnamespace
        left join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
        where nspname = any(%s) and relkind not in ('i', 'I', 't', 'c')
        order by nspname, relname, attnum
        """,
        [list(SCHEMAS)],
    ):
        found.setdefault(f"{schema}.{table}", []).append((column, data_type))
    return found
