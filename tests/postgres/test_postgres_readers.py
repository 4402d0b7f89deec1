"""Who reads a PostgreSQL database has one release whole, and neither stops the next one nor is stopped by it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from orchestration.release.postgres import TargetError, connecting, follow
from orchestration.settings import Settings
from tests.postgres.conftest import Follow
from tests.postgres.server import Server
from tests.postgres.small_release import NUMBERS, dbt_manifest, numbers_in, release

# a release whose tables have another column has to make them anew
ANOTHER_COLUMN = "alter table core.fct_complaints add column another integer"

ONE_BY_ONE = (
    "select count(*) from bi.cases",
    "select max(complaints) from marts.totals",
    "select count(*) from core.fct_complaints",
    "select 10 * number from marts.release",
)


@contextmanager
def readers(server: Server, database: str) -> Iterator[tuple[set[int], list[str]]]:
    """Four readers that go on until the block ends; yields which releases they saw, and what went wrong."""
    ended, seen, wrong = threading.Event(), set[int](), list[str]()

    def read(connection: psycopg.Connection[Any], isolation: psycopg.IsolationLevel | None) -> None:
        connection.isolation_level = isolation
        while not ended.is_set():
            try:
                if isolation is None:
                    found = numbers_in(connection)
                else:
                    with connection.transaction():
                        found = {connection.execute(query).fetchall()[0][0] for query in ONE_BY_ONE}
            except psycopg.Error as error:
                wrong.append(repr(error))
                continue
            seen.update(found)
            if len(found) > 1:
                wrong.append(f"a mixture: {found}")

    levels = (None, None, psycopg.IsolationLevel.REPEATABLE_READ, psycopg.IsolationLevel.SERIALIZABLE)
    threads = [threading.Thread(target=read, args=(server.connect(database), level)) for level in levels]
    for thread in threads:
        thread.start()
    try:
        yield seen, wrong
    finally:
        ended.set()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize("another", ["", ANOTHER_COLUMN], ids=["rows exchanged", "tables made anew"])
def test_readers_have_one_release_whole_while_others_come_and_go(
    server: Server, database: str, settings: Settings, follow_small: Follow, another: str
) -> None:
    release(settings, 1)
    follow_small()
    with readers(server, database) as (seen, wrong):
        for number in range(2, 14):
            release(settings, number, another if number % 2 else "")
            follow_small()
    assert wrong == []
    assert len(seen) > 3


def test_a_reader_in_a_long_transaction_does_not_hold_up_rows(
    server: Server, database: str, settings: Settings, follow_small: Follow, connection: psycopg.Connection[Any]
) -> None:
    release(settings, 1)
    follow_small()
    with server.connect(database, autocommit=False) as forgotten:
        forgotten.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        assert numbers_in(forgotten) == {10}
        release(settings, 2)
        assert " 56 rows, 23 of them new or changed" in follow_small(), (
            "ten complaints, twice, their maker and sum, the record"
        )
        assert numbers_in(forgotten) == {10}
    assert numbers_in(connection) == {20}


def test_a_reader_in_a_long_transaction_is_named_where_tables_are_made_anew(
    server: Server, database: str, settings: Settings, follow_small: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "LONGEST_WAIT", 0.5)
    release(settings, 1)
    follow_small()
    with server.connect(database, autocommit=False, application_name="a dashboard") as forgotten:
        assert numbers_in(forgotten) == {10}
        release(settings, 2, ANOTHER_COLUMN)
        waits = r"in 0\.5 s there was none: owner \(a dashboard, process \d+, in a transaction since 20.* UTC\)"
        with pytest.raises(TargetError, match=waits) as error:
            follow_small()
        assert error.value.passes
        assert numbers_in(forgotten) == {10}
    follow_small()
    with server.connect(database) as reader:
        assert numbers_in(reader) == {20}


def test_a_reader_who_began_before_finds_tables_that_were_made_anew_whole(
    server: Server, database: str, settings: Settings, follow_small: Follow
) -> None:
    release(settings, 1)
    follow_small()
    with server.connect(database, autocommit=False) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reader.execute("select count(*) from pg_class")
        release(settings, 2, ANOTHER_COLUMN)
        follow_small()
        assert numbers_in(reader) == {20}


def test_what_analysts_made_upon_the_tables_stays(
    server: Server, database: str, settings: Settings, follow_small: Follow, connection: psycopg.Connection[Any]
) -> None:
    release(settings, 1)
    follow_small()
    connection.execute("grant complaints_reader to analyst")
    with server.connect(database, "analyst") as analyst:
        analyst.execute("create schema own; create view own.open_cases as select * from bi.cases")
        release(settings, 2)
        follow_small()
        assert analyst.execute("select count(*) from own.open_cases").fetchall() == [(20,)]
        release(settings, 3, ANOTHER_COLUMN)
        with pytest.raises(TargetError, match=r"view own\.open_cases depends on table bi\.cases.*pg_dump") as error:
            follow_small()
        assert not error.value.passes
        assert numbers_in(analyst) == {20}
        analyst.execute("drop view own.open_cases")
        follow_small()
        assert numbers_in(analyst) == {30}


def test_the_role_of_readers_reads_the_three_schemas_and_nothing_else(
    server: Server, database: str, settings: Settings, follow_small: Follow, connection: psycopg.Connection[Any]
) -> None:
    connection.execute("create schema secret; create table secret.t as select 1")
    release(settings, 1)
    follow_small()
    connection.execute("grant complaints_reader to analyst")
    for number, more in ((1, ""), (2, ""), (3, ANOTHER_COLUMN)):
        release(settings, number, more)
        follow_small()
        with server.connect(database, "analyst") as analyst:
            assert analyst.execute(NUMBERS).fetchone()[0] == 10 * number
            for denied in (
                "select * from secret.t",
                "delete from bi.cases",
                "insert into marts.release select * from marts.release",
                "update core.dim_branch set branch_code = '1'",
                "truncate marts.totals",
                "create table bi.own (i integer)",
                "drop table bi.cases",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    analyst.execute(denied)
    granted = connection.execute(
        "select distinct table_schema, privilege_type from information_schema.role_table_grants "
        "where grantee = 'complaints_reader'"
    ).fetchall()
    assert sorted(granted) == [("bi", "SELECT"), ("core", "SELECT"), ("marts", "SELECT")]
    has_token = (
        "select count(*) from information_schema.columns where column_name like '%token%' and table_schema = 'bi'"
    )
    assert connection.execute(has_token).fetchall() == [(0,)]


def test_a_user_who_may_not_make_the_role_is_told_what_to_do(
    server: Server,
    database: str,
    settings: Settings,
    said: list[str],
    follow_small: Follow,
    connection: psycopg.Connection[Any],
) -> None:
    release(settings, 1)
    follow_small()
    connection.execute("drop schema bi, core, marts cascade")
    # of the whole server, and other tests' databases name it
    connection.execute("alter role complaints_reader rename to readers_of_others")
    as_loader = server.url(database, "loader")
    follow(settings, as_loader, dbt_manifest, said.append)
    assert ["create role complaints_reader" in one for one in said] == [True]
    connection.execute("create role complaints_reader; grant complaints_reader to analyst")
    assert "holds release 20110101T000001Z-00000000 already" in follow(settings, as_loader, dbt_manifest, said.append)
    with server.connect(database, "analyst") as analyst:
        assert numbers_in(analyst) == {10}
    assert len(said) == 1


def test_tables_that_are_not_of_a_release_are_left_alone(
    settings: Settings, follow_small: Follow, connection: psycopg.Connection[Any]
) -> None:
    connection.execute("create schema core; create table core.users as select 'somebody' as name")
    release(settings, 1)
    with pytest.raises(TargetError, match=r"core\.users there is not of one"):
        follow_small()
    connection.execute("drop table core.users")
    follow_small()
    connection.execute("create table marts.targets as select 1; create view bi.own as select * from marts.targets")
    release(settings, 2, ANOTHER_COLUMN)
    follow_small()
    assert numbers_in(connection) == {20}
    assert connection.execute("select * from bi.own").fetchall() == [(1,)]
    release(settings, 3, "create table marts.targets as select 2 as one_of_ours")
    with pytest.raises(TargetError, match=r"marts\.targets there is not of one"):
        follow_small()
    assert numbers_in(connection) == {20}
