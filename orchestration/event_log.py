"""Dagster's event log in SQLite files, through connections that stay open.

Dagster's own class opens a file anew for each event and query, and SQLAlchemy then compiles each statement anew: of the
processor time that a run of the bundled feeds took in its own process, more than half. Files and tables are the same,
so that either class reads what the other wrote.
"""

from __future__ import annotations

import os
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dagster import StringSource
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

_FILES_OPEN = 4  # the index, the run that is under way, and two that somebody looks at


class OpenSqliteEventLogStorage(SqliteEventLogStorage):
    """`SqliteEventLogStorage` that opens each of its files once in a process."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        self._found: set[tuple[str, str]] = set()
        self._process = os.getpid()
        super().__init__(base_dir, inst_data)
        weakref.finalize(self, _close, self._engines)

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        return {"dagster_home": StringSource}

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> OpenSqliteEventLogStorage:
        return cls(str(Path(config_value["dagster_home"], "history", "runs")), inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.begin() as connection:
                yield connection

    def _engine(self, shard: str) -> Engine:
        if self._process != os.getpid():  # what was open before a fork is its parent's
            self._process = os.getpid()
            self._engines.clear()
        if shard not in self._engines:
            self._engines[shard] = _open(self.conn_string_for_shard(shard))
            if len(self._engines) > _FILES_OPEN:
                self._engines.popitem(last=False)[1].dispose()
        self._engines.move_to_end(shard)
        return self._engines[shard]

    # what a file has, once it has it, it keeps; Dagster asks again at every event

    def has_table(self, table_name: str) -> bool:
        return self._has(("table", table_name), super().has_table)

    def has_secondary_index(self, name: str) -> bool:
        return self._has(("index", name), super().has_secondary_index)

    def has_asset_key_col(self, column_name: str) -> bool:
        return self._has(("column", column_name), super().has_asset_key_col)

    def _has(self, what: tuple[str, str], ask: Callable[[str], bool]) -> bool:
        if what not in self._found and ask(what[1]):
            self._found.add(what)
        return what in self._found

    def wipe(self) -> None:
        _close(self._engines)
        super().wipe()

    def dispose(self) -> None:
        super().dispose()
        _close(self._engines)


def _open(place: str) -> Engine:
    engine = create_engine(
        place,
        poolclass=QueuePool,
        pool_size=1,
        connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _without_waiting_for_the_disk)
    return engine


def _without_waiting_for_the_disk(connection: Any, _: object) -> None:
    """A power cut may cost the last events of a history, and nothing else (the files keep a write-ahead log)."""
    connection.execute("pragma synchronous = normal")


def _close(engines: OrderedDict[str, Engine]) -> None:
    while engines:
        engines.popitem()[1].dispose()
