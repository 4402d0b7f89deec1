"""The connection to a Thrift server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from dbt.adapters.contracts.connection import Connection
from dbt.adapters.spark.connections import SparkConnectionManager, SparkCredentials
from dbt_common.exceptions import DbtDatabaseError, DbtRuntimeError

from orchestration.spark.session import SESSION_SETTINGS

# most statements of a build take less than a second; dbt-spark asks each whole number of seconds whether one has ended
_ASKED_EVERY = 0.02
# what follows the first line is the query's plan and where in Spark it failed
_SAID_BY_SPARK = re.compile(r"(\[[A-Z_.]+\] (?!org\.).*?)(?: SQLSTATE: \w+|;?\n|$)", re.DOTALL)


@dataclass
class DuckSparkCredentials(SparkCredentials):
    """What a profile says of the server: see dbt-spark."""

    @property
    def type(self) -> str:
        return "duckspark"


class DuckSparkConnectionManager(SparkConnectionManager):
    """dbt-spark's connections, asked more often whether a statement has ended, and with shorter errors."""

    TYPE = "duckspark"

    @classmethod
    def open(cls, connection: Connection) -> Connection:
        credentials: Any = connection.credentials
        # a server that was not started here has settings of its own
        credentials.server_side_parameters = {**SESSION_SETTINGS, **credentials.server_side_parameters}
        opened = super().open(connection)
        handle: Any = opened.handle
        handle.poll_interval = _ASKED_EVERY
        return opened

    @contextmanager
    def exception_handler(self, sql: str) -> Iterator[None]:
        try:
            with super().exception_handler(sql):
                yield
        except DbtRuntimeError as error:
            said = _SAID_BY_SPARK.search(error.msg)
            raise DbtDatabaseError(said[1] if said else error.msg.split("\n\tat ")[0]) from error
