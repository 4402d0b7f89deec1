"""Killed at any step, by whatever, a load leaves the release that was there or the one that was to come."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import psycopg
import pytest

from orchestration.release.postgres import TargetError, follow
from orchestration.settings import Settings
from tests.interruption import Killed
from tests.postgres.conftest import Follow
from tests.postgres.server import Server
from tests.postgres.small_release import dbt_manifest, numbers_in, release
from tests.postgres.test_postgres_readers import ANOTHER_COLUMN

WORDS = (
    (psycopg.Cursor, "execute"),
    (psycopg.Copy, "write"),
    (psycopg.Copy, "__exit__"),
    (psycopg.Connection, "commit"),
)


@contextmanager
def dying_after(words: int) -> Iterator[None]:
    """The process is gone after so many words to the server, each of which that has done."""
    said = 0

    def wrapped(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(self: Any, *arguments: Any, **options: Any) -> Any:
            nonlocal said
            result = original(self, *arguments, **options)
            said += 1
            if said == words:
                connection = self if isinstance(self, psycopg.Connection) else self.connection
                connection.pgconn.finish()
                raise Killed
            return result

        return call

    with ExitStack() as patches:
        for kind, name in WORDS:
            patches.enter_context(mock.patch.object(kind, name, wrapped(getattr(kind, name))))
        yield


@pytest.mark.parametrize("another", ["", ANOTHER_COLUMN], ids=["rows exchanged", "tables made anew"])
def test_killed_after_any_word_to_the_server_the_old_or_the_new_release_is_there(
    settings: Settings, follow_small: Follow, connection: psycopg.Connection[Any], another: str
) -> None:
    release(settings, 1)
    follow_small()
    release(settings, 2, another)
    found = []
    while not found or found[-1] == {10}:
        with dying_after(len(found) + 1), pytest.raises(Killed):
            follow_small()
        found.append(numbers_in(connection))
    assert len(found) > 60
    assert found[-1] == {20}, "the last word is the commit"
    loading = "select count(*) from pg_namespace where nspname like '%loading'"
    assert connection.execute(loading).fetchall() == [(0,)]
    assert "already" in follow_small()


def _follow(settings: Settings, url: str) -> None:
    follow(settings, url, dbt_manifest, print)


MANY = "insert into core.fct_complaints select 'more' || i, 'b1', i, null, 1 from range(200000) as t (i)"
COPIES = (
    "select count(*) from pg_stat_activity where query like 'copy%fct_complaints%' and datname = current_database()"
)


def await_copying(connection: psycopg.Connection[Any]) -> None:
    """Wait until somebody is at the work of loading the fact."""
    while connection.execute(COPIES).fetchall() == [(0,)]:
        time.sleep(0.01)


def test_a_process_that_is_killed_leaves_the_release_that_was_there(
    server: Server, database: str, settings: Settings, follow_small: Follow, connection: psycopg.Connection[Any]
) -> None:
    release(settings, 1)
    follow_small()
    release(settings, 2, MANY)
    loading = multiprocessing.get_context("spawn").Process(target=_follow, args=(settings, server.url(database)))
    loading.start()
    await_copying(connection)
    loading.kill()
    loading.join()
    assert numbers_in(connection) == {10}
    follow_small()
    assert connection.execute("select count(*) from bi.cases").fetchall() == [(200_020,)]


def test_a_server_that_is_stopped_at_its_work_has_the_release_that_was_there_when_it_is_back(
    server: Server, database: str, settings: Settings, follow_small: Follow, connection: psycopg.Connection[Any]
) -> None:
    release(settings, 1)
    follow_small()
    release(settings, 2, MANY)
    with ThreadPoolExecutor() as pool:
        loading = pool.submit(follow_small)
        await_copying(connection)
        server.stop()
        try:
            with pytest.raises(TargetError) as error:
                loading.result()
            with pytest.raises(TargetError, match="See to it that the server runs"):
                follow_small()
        finally:
            server.start()
    assert error.value.passes
    with server.connect(database) as later:
        assert numbers_in(later) == {10}
        follow_small()
        assert later.execute("select count(*) from bi.cases").fetchall() == [(200_020,)]


def test_two_homes_that_load_one_database_do_so_one_after_the_other(
    server: Server, database: str, settings: Settings, tmp_path: Path, connection: psycopg.Connection[Any]
) -> None:
    homes = [replace(settings, home=tmp_path / name) for name in ("one", "other")]
    for number, home in enumerate(homes, start=1):
        release(home, number, ANOTHER_COLUMN if number == 1 else "")
    with ThreadPoolExecutor() as pool:
        for _ in range(6):
            both = [pool.submit(_follow, home, server.url(database)) for home in homes]
            assert [one.result() for one in both] == [None, None]
            assert numbers_in(connection) in ({10}, {20})
