"""The address of a Thrift server, by which SQL reaches Spark, and whether it answers."""

from __future__ import annotations

import re
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.settings import OFFLINE_ENVIRONMENT
from orchestration.spark.errors import SparkError

USER = "complaints"

_ANSWERING = Path(__file__).parent / "inside" / "answering.py"
_ADDRESS = re.compile(r"(?:(?P<user>[^:@]+)(?::(?P<password>.*))?@)?(?P<host>[^:@]+):(?P<port>\d{1,5})")


@dataclass(frozen=True)
class Thrift:
    """Where a Thrift server listens, and as whom one logs in. Without a password it asks for none."""

    host: str
    port: int
    user: str = USER
    password: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, text: str) -> Thrift:
        """Read `[user[:password]@]host:port`, as `COMPLAINTS_SPARK_THRIFT` has it; raises `SparkError`."""
        parts = _ADDRESS.fullmatch(text)
        if parts is None or not 0 < int(parts["port"]) < 2**16:
            # what stands there may be a password
            raise SparkError(
                "COMPLAINTS_SPARK_THRIFT cannot be read; write host:port or user:password@host:port, such as "
                "spark.example:10000"
            )
        return cls(parts["host"], int(parts["port"]), parts["user"] or USER, parts["password"])

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    def is_open(self) -> bool:
        """Whether something listens there."""
        try:
            with socket.create_connection((self.host, self.port), timeout=5):
                return True
        except OSError:
            return False

    def objection(self, python: Path, seconds: float) -> str | None:
        """Why a query that needs a worker is not answered within so many seconds; None where it is.

        `python` is the interpreter of Spark's environment.
        """
        try:
            asked = subprocess.run(
                [python, "-I", _ANSWERING, self.host, str(self.port), self.user],
                input=self.password or "",
                capture_output=True,
                text=True,
                env={**OFFLINE_ENVIRONMENT, "LC_ALL": "C.UTF-8"},
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"a query was not answered within {seconds:.0f} seconds"
        return None if asked.returncode == 0 else asked.stderr.strip() or f"status {asked.returncode}"
