"""Connections to the PostgreSQL database of a deployment. What they are opened with is a secret, and never said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from orchestration.release.postgres.errors import TargetError, in_words

Connection = psycopg.Connection[Any]

# what a connection string may set otherwise, in seconds: a server that is gone is noticed before an hour has passed
_DEFAULTS: Mapping[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "fallback_application_name": "complaint warehouse",
}

LONGEST_WAIT = 30  # seconds, for a lock that somebody else holds

_UNREADABLE = (
    "COMPLAINTS_POSTGRES_URL cannot be read as a connection string. It looks like postgresql://user@host:5432/database "
    "or like host=... dbname=... user=...; in the first form, letters of a password other than a-z, A-Z and 0-9 are "
    "written as %40 for @, %2F for / and so on."
)


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection with one transaction, which is committed when the block has succeeded and else rolled back.

    Raises `TargetError` for whatever the server or the way to it objects to.
    """
    parameters = {**_DEFAULTS, **_parameters(url), "client_encoding": "utf8"}
    try:
        # a pool of connections in between may give each transaction another server process: nothing is prepared
        with psycopg.connect(**parameters, prepare_threshold=None) as connection:
            _begin(connection)
            yield connection
    except psycopg.Error as error:
        raise in_words(error) from None


def place_of(connection: Connection) -> str:
    """Which database a connection leads to, for people."""
    return f"PostgreSQL database {connection.info.dbname} at {connection.info.host}:{connection.info.port}"


def _parameters(url: str) -> dict[str, Any]:
    try:
        parameters = conninfo_to_dict(url)
    except psycopg.Error:
        raise TargetError(_UNREADABLE) from None
    # of a password that was not written as it must be, a part is taken for these, and an error would say it
    ports = str(parameters.get("port") or "").split(",")
    names = f"{parameters.get('host') or ''}{parameters.get('dbname') or ''}"
    if "@" in names or not all(port.isdigit() or not port for port in ports):
        raise TargetError(_UNREADABLE)
    return dict(parameters)


def _begin(connection: Connection) -> None:
    """Have the transaction know no settings but these, whatever server, database and user bring along."""
    connection.execute("set transaction isolation level read committed read write")
    for setting, value in {
        "search_path": "pg_catalog, pg_temp",
        "lock_timeout": f"{LONGEST_WAIT}s",
        "statement_timeout": "0",
        "idle_in_transaction_session_timeout": "0",
        "standard_conforming_strings": "on",
        "row_security": "off",
        "work_mem": "64MB",
        "temp_buffers": "64MB",
        "jit": "off",
    }.items():
        connection.execute("select set_config(%s, %s, true)", [setting, value])
