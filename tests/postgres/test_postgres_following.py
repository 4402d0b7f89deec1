"""A PostgreSQL database follows the file, at next to no cost where it does so already; what stops it is said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from orchestration.release.postgres import TargetError, follow
from orchestration.release.postgres.connecting import connected
from orchestration.settings import Settings
from tests.postgres.conftest import Follow
from tests.postgres.server import PASSWORD, Server
from tests.postgres.small_release import dbt_manifest, numbers_in, release
from tests.postgres.test_postgres_readers import ANOTHER_COLUMN

# a table keeps its number until it is made anew
NUMBERS_OF_TABLES = "select array_agg(oid order by relname) from pg_class where relname in ('cases', 'totals')"


def never() -> dict[str, Any]:
    raise AssertionError("a database that holds the release already needs no manifest")


def test_a_database_that_holds_the_release_costs_a_few_queries(
    server: Server, database: str, settings: Settings, follow_small: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(settings, 1)
    follow_small()
    asked = []
    execute = psycopg.Cursor.execute
    monkeypatch.setattr(
        psycopg.Cursor, "execute", lambda self, *words, **more: asked.append(words[0]) or execute(self, *words, **more)
    )
    told = follow(settings, server.url(database), never, print)
    assert told.endswith("holds release 20110101T000001Z-00000000 already.")
    assert len(asked) < 20
    changes = ("copy", "insert", "create", "delete", "alter", "comment", "analyze")
    assert [one for one in asked if one.strip().startswith(changes)] == []


def test_the_record_tells_which_release_it_is(
    settings: Settings, follow_small: Follow, connection: psycopg.Connection[Any]
) -> None:
    release(settings, 7)
    follow_small()
    record = "select release_id, number, published_at::text, code_version from marts.release"
    assert connection.execute(record).fetchall() == [
        ("20110101T000007Z-00000000", 7, "2011-01-01 00:00:07", "0.1.0"),
    ]


def test_tables_stay_the_same_where_only_rows_and_words_differ(
    server: Server, database: str, settings: Settings, follow_small: Follow, connection: psycopg.Connection[Any]
) -> None:
    release(settings, 1)
    follow_small()
    before = connection.execute(NUMBERS_OF_TABLES).fetchone()
    release(settings, 2, "comment on table marts.totals is 'Another sentence.'")
    follow_small()
    assert connection.execute(NUMBERS_OF_TABLES).fetchone() == before
    assert connection.execute("select obj_description('marts.totals'::regclass)").fetchone() == ("Another sentence.",)
    assert numbers_in(connection) == {20}
    release(settings, 3)
    in_another_order = {"nodes": dict(reversed(dbt_manifest()["nodes"].items()))}
    follow(settings, server.url(database), lambda: in_another_order, print)
    assert connection.execute(NUMBERS_OF_TABLES).fetchone() == before
    assert numbers_in(connection) == {30}
    release(settings, 4, ANOTHER_COLUMN)
    follow_small()
    assert connection.execute(NUMBERS_OF_TABLES).fetchone() != before
    assert numbers_in(connection) == {40}


@pytest.mark.parametrize(
    "damage",
    [
        "drop table bi.cases",
        "alter table bi.cases rename column branch_code to code",
        "alter table marts.totals add column own text",
        "delete from marts.totals; insert into core.dim_branch values ('own', 'row')",
    ],
)
def test_what_somebody_changed_there_is_mended_by_the_next_release(
    settings: Settings, follow_small: Follow, connection: psycopg.Connection[Any], damage: str
) -> None:
    release(settings, 1)
    follow_small()
    connection.execute(damage)
    if damage.startswith("drop"):
        assert "new or changed" in follow_small(), "a table that is gone is noticed at once"
        assert numbers_in(connection) == {10}
    release(settings, 2)
    follow_small()
    assert numbers_in(connection) == {20}
    assert connection.execute("select count(*) from core.dim_branch").fetchone() == (5,)


def test_before_the_first_release_there_is_nothing_to_do(follow_small: Follow) -> None:
    assert "Nothing has been published yet" in follow_small()


def test_a_file_that_is_not_as_it_was_published_is_not_loaded(settings: Settings, follow_small: Follow) -> None:
    release(settings, 1)
    with settings.published_database.open("ab") as file:
        file.write(b"damage")
    with pytest.raises(TargetError, match=r"complaints\.duckdb is not as release .* run the whole job"):
        follow_small()


def test_a_password_goes_over_tcp_and_is_never_said(server: Server, database: str, settings: Settings) -> None:
    release(settings, 1)
    address = f"127.0.0.1:{server.port}/{database}"
    told = follow(settings, f"postgresql://loader:{quote(PASSWORD, safe='')}@{address}", dbt_manifest, print)
    assert f"PostgreSQL database {database} at 127.0.0.1:{server.port} holds release" in told
    with pytest.raises(TargetError, match=r"password authentication failed for user .loader.") as error:
        follow(settings, f"postgresql://loader:{quote('wr0ng$ecret')}@{address}", dbt_manifest, print)
    assert "wr0ng" not in str(error.value)


# each as somebody types a password with letters that the form takes for its own
@pytest.mark.parametrize(
    "url",
    [
        "postgresql://loader:hush@hush@localhost/complaints",
        "postgresql://loader:hush/hush@localhost/complaints",
        "postgresql://loader:hush%zz@localhost/complaints",
        "postgres//loader:hush@localhost/complaints",
        "host=localhost password=hush hush dbname=complaints",
        "host=localhost port=hush",
        "hush",
    ],
)
def test_a_connection_string_that_is_none_is_refused_without_being_said(settings: Settings, url: str) -> None:
    release(settings, 1)
    with pytest.raises(TargetError) as error:
        follow(settings, url, dbt_manifest, print)
    assert "hush" not in str(error.value)
    assert error.value.__suppress_context__ or error.value.__context__ is None
    assert "COMPLAINTS_POSTGRES_URL" in str(error.value)


def test_a_service_and_a_file_of_passwords_are_read(
    server: Server, database: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(settings, 1)
    services, passwords = settings.home / "services", settings.home / "passwords"
    services.write_text(f"[complaints]\nhost=127.0.0.1\nport={server.port}\ndbname={database}\nuser=loader\n")
    passwords.write_text(f"127.0.0.1:{server.port}:{database}:loader:{PASSWORD}\n")
    passwords.chmod(0o600)
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    monkeypatch.setenv("PGPASSFILE", str(passwords))
    assert "holds release" in follow(settings, "service=complaints", dbt_manifest, print)


def test_a_database_without_chinese_letters_is_refused(server: Server, settings: Settings) -> None:
    with server.connect() as connection:
        connection.execute("drop database if exists western")
        connection.execute("create database western encoding 'LATIN1' template template0")
    release(settings, 1)
    with pytest.raises(TargetError, match=r"encoding is LATIN1.*create database complaints encoding 'UTF8'") as error:
        follow(settings, server.url("western"), dbt_manifest, print)
    assert not error.value.passes


def test_a_user_who_may_not_make_schemas_is_told_so(server: Server, database: str, settings: Settings) -> None:
    with server.connect(database) as connection:
        connection.execute(f"revoke create on database {database} from loader")
    release(settings, 1)
    with pytest.raises(TargetError, match=r"permission denied for database .* Grant this"):
        follow(settings, server.url(database, "loader"), dbt_manifest, print)


def test_settings_of_the_server_that_would_disturb_do_not(
    server: Server, database: str, settings: Settings, follow_small: Follow, connection: psycopg.Connection[Any]
) -> None:
    for setting in (
        "search_path = own",
        "default_transaction_read_only = on",
        "default_transaction_isolation = serializable",
        "datestyle = 'SQL, DMY'",
        "timezone = 'Asia/Shanghai'",
        "standard_conforming_strings = off",
        "bytea_output = escape",
        "client_encoding = latin1",
    ):
        connection.execute(f"alter database {database} set {setting}")
    day = "'2011-05-04'::date as day, '2011-05-04 03:02:01'::timestamp as time, '\\' as t"
    day = f"create table marts.days as select {day}"
    for number, more in ((1, ""), (2, day), (3, day)):
        release(settings, number, more)
        follow_small()
    assert connection.execute("select day::text, time::text, t from marts.days").fetchall() == [
        ("2011-05-04", "2011-05-04 03:02:01", "\\")
    ]


def test_a_server_that_ends_long_statements_does_not_end_ours(
    server: Server, database: str, connection: psycopg.Connection[Any]
) -> None:
    connection.execute(f"alter database {database} set statement_timeout = '1min'")
    with connected(server.url(database)) as ours:
        assert ours.execute("show statement_timeout").fetchone() == ("0",)


def test_a_release_to_which_readers_were_led_back_is_what_the_database_holds(
    settings: Settings, follow_small: Follow, connection: psycopg.Connection[Any]
) -> None:
    for number in (2, 1):
        release(settings, number)
        assert f"T{number:06}Z" in follow_small()
        assert numbers_in(connection) == {10 * number}


def test_another_home_takes_the_database_over(
    server: Server, database: str, settings: Settings, follow_small: Follow, connection: psycopg.Connection[Any]
) -> None:
    release(settings, 1)
    follow_small()
    other = replace(settings, home=settings.home.with_name("other"))
    release(other, 2)
    follow(other, server.url(database), dbt_manifest, print)
    assert numbers_in(connection) == {20}
