"""Tables as they are written into a release's file."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.release.catalog import Column, Table, published_tables
from orchestration.release.tables import TARGET, write_database

_TABLE = Table("core", "branches", "Branches.", (Column("code", "VARCHAR", "Code."), Column("n", "BIGINT", None)))
_ROWS = "select 'a' as code, 1::bigint as n"


class _Told:
    """A connection that keeps what it executed, and whether a transaction was open by then."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self.outside: list[str] = []
        self._is_open = False

    def execute(self, statement: str, *values: object) -> duckdb.DuckDBPyConnection:
        self._is_open = {"begin": True, "commit": False, "rollback": False}.get(statement, self._is_open)
        if not self._is_open:
            self.outside.append(statement)
        return self._connection.execute(statement, *values)


def test_a_table_reaches_the_disk_with_all_its_comments_at_once(tmp_path: Path) -> None:
    file = tmp_path / "release.duckdb"
    with duckdb.connect() as connection:
        told = _Told(connection)
        write_database(told, [(_TABLE, _ROWS)], file)  # type: ignore[arg-type]
        assert not [statement for statement in told.outside if statement.startswith(("comment", "create table"))]

    with duckdb.connect(str(file), read_only=True) as connection:
        assert published_tables(connection, "release") == [_TABLE]
        assert connection.execute("from core.branches").fetchall() == [("a", 1)]


def test_what_is_wrong_with_a_table_is_told_in_its_own_words_and_leaves_nothing_of_it(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        with pytest.raises(duckdb.BinderException, match="code"):
            write_database(connection, [(_TABLE, "select 1 as something_else")], tmp_path / "release.duckdb")
        assert published_tables(connection, TARGET) == []
