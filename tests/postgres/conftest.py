"""A server for the tests of this folder, and for each test a database and a home of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from orchestration.release.postgres import follow
from orchestration.settings import Settings
from tests.postgres.server import PASSWORD, Server, new_folder
from tests.postgres.small_release import dbt_manifest

_numbers = count()

Follow = Callable[[], str]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker("slow")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    folder = new_folder()
    server = Server.made_in(folder)
    server.start()
    try:
        with server.connect() as connection:
            connection.execute(f"create role loader login password '{PASSWORD}'")
            connection.execute("create role analyst login")
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


@pytest.fixture
def database(server: Server) -> str:
    """An empty database, which `loader` may load and `analyst` may make schemas in; no role of readers yet."""
    name = f"complaints_{next(_numbers)}"
    with server.connect() as connection:
        connection.execute(f"create database {name}")
        connection.execute(f"grant create on database {name} to loader, analyst")
    return name


@pytest.fixture
def connection(server: Server, database: str) -> Iterator[psycopg.Connection[Any]]:
    """Somebody else's connection to the database, which commits each statement."""
    with server.connect(database) as connection:
        yield connection


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", config=tmp_path / "config", token_key="test")


@pytest.fixture
def said() -> list[str]:
    """What people were told beside."""
    return []


@pytest.fixture
def follow_small(server: Server, database: str, settings: Settings, said: list[str]) -> Follow:
    """Bring the database to the small release that was published last."""
    return lambda: follow(settings, server.url(database), dbt_manifest, said.append)
