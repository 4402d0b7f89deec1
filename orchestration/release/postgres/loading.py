"""A release into the tables of a PostgreSQL database, in the transaction of the connection that is given.

Where the tables are as they would be made, only rows that differ are exchanged: no reader waits, or is waited for, and
what others made upon the tables stays. Else all tables are made anew beside, and take the place of those before.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import duckdb
from psycopg import errors

from orchestration import progress
from orchestration.release.postgres import connecting, statements
from orchestration.release.postgres.connecting import Connection
from orchestration.release.postgres.contents import SCHEMAS, Content
from orchestration.release.postgres.errors import TargetError
from orchestration.release.postgres.record import Record, columns_in
from orchestration.release.postgres.rows import copy_text
from orchestration.release.postgres.statements import columns_of, listed, sql_name
from orchestration.sql_text import identifier

_LOOK_EVERY = 0.02  # seconds


@dataclass(frozen=True)
class Loaded:
    """How many rows were brought to the server, and how many of them were put into its tables."""

    rows: int
    exchanged: int


def load(
    connection: Connection,
    release: duckdb.DuckDBPyConnection,
    contents: Sequence[Content],
    to_be: Record,
    now: Record | None,
) -> Loaded:
    """Bring the database from what its record says `now` to the release that is open."""
    progress.begin("loading PostgreSQL", "tables", len(contents))
    if now is not None and _is_made_alike(contents, to_be, now):
        return _exchange_rows(connection, release, contents, to_be, now)
    return _make_anew(connection, release, contents, now.tables if now else ())


def _is_made_alike(contents: Sequence[Content], to_be: Record, now: Record) -> bool:
    as_made = {content.name: columns_of(content) for content in contents}
    return now.interface == to_be.interface and as_made == {name: now.columns.get(name) for name in now.tables}


def _exchange_rows(
    connection: Connection,
    release: duckdb.DuckDBPyConnection,
    contents: Sequence[Content],
    to_be: Record,
    now: Record,
) -> Loaded:
    rows = exchanged = 0
    for content in _each(contents):
        table, copied = sql_name(content.name), f"pg_temp.{identifier(content.name)}"
        connection.execute(f"create temporary table {identifier(content.name)} (like {table}) on commit drop")
        rows += _copy(connection, release, content, copied)
        put = _exchange(connection, content, table, copied)
        if put:
            connection.execute(f"analyze {table}")
        exchanged += put
        connection.execute(f"drop table {copied}")
    if now.meanings != to_be.meanings:
        _describe(connection, contents)
    return Loaded(rows, exchanged)


def _exchange(connection: Connection, content: Content, table: str, copied: str) -> int:
    """Have `table` hold the rows of `copied`; how many it did not hold before. No row with a key is there twice."""
    if not content.key:
        connection.execute(f"delete from {table}")
        return connection.execute(f"insert into {table} select * from {copied}").rowcount
    connection.execute(f"analyze {copied}")
    # of each row its key and a hash of the whole, which takes less room than the row; no column is called like the rest
    key = listed(content.key)
    connection.execute(
        f"""
        create temporary table only_in_one on commit drop as
        select min("standing at") as standing, min("coming from") as coming
        from (
            select ctid as "standing at", null::tid as "coming from", {key},
                hash_record_extended("a row", 0) as "its hash"
            from {table} as "a row"
            union all
            select null, ctid, {key}, hash_record_extended("a row", 0)
            from {copied} as "a row"
        ) as both_of_them
        group by {key}, "its hash"
        having count(*) = 1
        """
    )
    connection.execute(f"delete from {table} as gone using pg_temp.only_in_one as one where gone.ctid = one.standing")
    put = connection.execute(
        f"insert into {table} "
        f"select new.* from {copied} as new join pg_temp.only_in_one as one on new.ctid = one.coming"
    ).rowcount
    connection.execute("drop table pg_temp.only_in_one")
    return put


def _make_anew(
    connection: Connection, release: duckdb.DuckDBPyConnection, contents: Sequence[Content], before: Collection[str]
) -> Loaded:
    _refuse_foreign_tables(connection, contents, before)
    for schema in SCHEMAS:
        connection.execute(f"create schema {identifier(statements.loading_schema(schema))}")
    rows = 0
    for content in _each(contents):
        table = sql_name(content.name, loading=True)
        connection.execute(statements.create(content))
        # as if the rows had always been there: also a reader whose view of the database is older finds them
        rows += _copy(connection, release, content, table, "freeze, ")
        for statement in statements.keys_and_indexes(content):
            connection.execute(statement)
        connection.execute(f"analyze {table}")
    for content in contents:
        for statement in statements.foreign_keys(content):
            connection.execute(statement)
    _take_their_place(connection, contents, before)
    _describe(connection, contents)
    return Loaded(rows, rows)


def _refuse_foreign_tables(connection: Connection, contents: Sequence[Content], before: Collection[str]) -> None:
    foreign = columns_in(connection).keys() - before
    # what others made beside the tables of a release stays there, unless a new one is called so
    in_the_way = sorted(foreign & {content.name for content in contents} if before else foreign)
    if in_the_way:
        raise TargetError(
            f"The schemas bi, core and marts are the release's, and {', '.join(in_the_way[:5])} there is not of one. "
            "Move it to another schema, drop it, or name a database of the warehouse's own."
        )


def _take_their_place(connection: Connection, contents: Sequence[Content], before: Collection[str]) -> None:
    standing = [sql_name(name) for name in before if name in columns_in(connection)]
    if standing:
        _lock(connection, standing)
        connection.execute(f"drop table {', '.join(standing)}")
    for schema in SCHEMAS:
        connection.execute(f"create schema if not exists {identifier(schema)}")
    for content in contents:
        schema = identifier(content.table.schema)
        connection.execute(f"alter table {sql_name(content.name, loading=True)} set schema {schema}")
    for schema in SCHEMAS:
        connection.execute(f"drop schema {identifier(statements.loading_schema(schema))}")


def _lock(connection: Connection, tables: Sequence[str]) -> None:
    """Have the tables for this transaction alone, all at once: readers would wait behind one that waits itself."""
    deadline = time.monotonic() + connecting.LONGEST_WAIT
    while True:
        try:
            with connection.transaction():
                connection.execute(f"lock table {', '.join(tables)} in access exclusive mode nowait")
            return
        except errors.LockNotAvailable:
            if time.monotonic() >= deadline:
                raise TargetError(_who_holds(connection, tables), passes=True) from None
        time.sleep(_LOOK_EVERY)


def _who_holds(connection: Connection, tables: Sequence[str]) -> str:
    found = connection.execute(
        """
        select distinct format('%%s (%%s, process %%s, in a transaction since %%s)', usename, application_name, pid,
            to_char(xact_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS UTC'))
        from pg_locks
        join pg_stat_activity using (pid)
        where relation = any(%s::regclass[]) and granted and pid <> pg_backend_pid()
        order by 1
        """,
        [list(tables)],
    ).fetchall()
    held_by = ", ".join(name for (name,) in found) or "a transaction that has ended since"
    return (
        "The tables of this release have other columns or keys than those before, which takes a moment without "
        f"readers, and in {connecting.LONGEST_WAIT} s there was none: {held_by}. The next run tries again; "
        "pg_terminate_backend(process) ends a reader that forgot to."
    )


def _copy(
    connection: Connection, release: duckdb.DuckDBPyConnection, content: Content, table: str, how: str = ""
) -> int:
    with connection.cursor() as cursor:
        with cursor.copy(f"copy {table} from stdin ({how}format text)") as copy:
            for text in copy_text(release, content.table.columns, content.rows):
                copy.write(text)
        return cursor.rowcount


def _describe(connection: Connection, contents: Sequence[Content]) -> None:
    for content in contents:
        for statement in statements.comments(content):
            connection.execute(statement)


def _each(contents: Sequence[Content]) -> Iterator[Content]:
    for number, content in enumerate(contents):
        progress.advance(number, content.name)
        yield content
