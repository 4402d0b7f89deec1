"""SQL that tests have a cluster's Thrift server answer, by PyHive in Spark's environment."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.spark.cluster import Cluster
from orchestration.spark.session import SESSION_SETTINGS
from orchestration.spark.thrift import Thrift

_ASKING = """
import json, sys
from pyhive import hive

asked = json.load(sys.stdin)
connection = hive.connect(**asked["connect"])
cursor = connection.cursor()
for statement in asked["statements"]:
    cursor.execute(statement)
print(json.dumps(cursor.fetchall() if cursor.description else [], default=str))
"""


@dataclass(frozen=True)
class Spark:
    """A running cluster, and the folder of its files."""

    cluster: Cluster
    folder: Path

    def start(self, *statements: str, password: str | None = None) -> subprocess.Popen[str]:
        """Have statements answered in one session; the answer to the last is on stdout, as JSON."""
        thrift: Thrift = self.cluster.thrift
        connect = {
            "host": thrift.host,
            "port": thrift.port,
            "username": thrift.user,
            "password": password or thrift.password,
            "auth": "CUSTOM",
            "configuration": dict(SESSION_SETTINGS),
        }
        process = subprocess.Popen(
            [self.cluster.python, "-c", _ASKING],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps({"connect": connect, "statements": statements}))
        process.stdin.close()
        process.stdin = None
        return process

    def ask(self, *statements: str) -> list[list[Any]]:
        """The rows that the last of some statements gives."""
        said, complaint = self.start(*statements).communicate()
        assert complaint == "" or said, complaint
        rows: list[list[Any]] = json.loads(said)
        return rows

    def complaint(self, statement: str, password: str | None = None) -> str:
        """What Spark says to a statement that it refuses."""
        process = self.start(statement, password=password)
        _, complaint = process.communicate()
        assert process.returncode != 0
        return complaint
