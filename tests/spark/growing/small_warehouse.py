"""A warehouse of two tables that grow, a fact and its cube, whose loads a test chooses, and the server that it uses."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.settings import CHECKOUT, OFFLINE_ENVIRONMENT

PYTHON = CHECKOUT / ".venv" / "spark" / "bin" / "python"
_PROJECT = Path(__file__).parent / "project"
_COLUMNS = {
    "load_id": ("string", pa.string()),
    "complaint_key": ("string", pa.string()),
    "row_version": ("bigint", pa.int64()),
    "received_month": ("date", pa.date32()),
    "amount": ("bigint", pa.int64()),
}
_CONF = {
    "spark.ui.enabled": "false",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
}

Row = dict[str, object]
# by table: the count and the sum of each month
Sums = dict[str, list[list[object]]]


class Server:
    """A Thrift server with an executor within it, so that a signal to its process ends the driver and all its work."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        spark = next((CHECKOUT / ".venv" / "spark" / "lib").glob("python3*/site-packages/pyspark"))
        conf = {**_CONF, "spark.sql.warehouse.dir": str(self.folder / "warehouse")}
        self._process = subprocess.Popen(
            [
                *(spark / "bin" / "spark-submit", "--master", "local[2]", "--driver-memory", "1g"),
                *("--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"),
                *(part for name, value in conf.items() for part in ("--conf", f"{name}={value}")),
                *("spark-internal", "--hiveconf", f"hive.server2.thrift.port={self.port}"),
                *("--hiveconf", "hive.server2.thrift.bind.host=127.0.0.1"),
            ],
            cwd=self.folder,
            env={**os.environ, "SPARK_HOME": str(spark), "SPARK_LOCAL_IP": "127.0.0.1"},
            stdout=(self.folder / "log").open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        ends = time.monotonic() + 120
        while time.monotonic() < ends:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.2)
        raise TimeoutError((self.folder / "log").read_text()[-2000:])

    def kill(self) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


@dataclass
class Warehouse:
    """A home with loads, built by a server. `expected` says what its tables hold once all loads are built."""

    home: Path
    server: Server
    rows: list[Row] = field(default_factory=list)
    loads: int = 0

    def land(self, rows: Sequence[tuple[str, str, int]]) -> None:
        """Land a load: rows of complaint, month and amount. A later row of a complaint replaces the earlier."""
        self.loads += 1
        landed = [
            {"load_id": f"load-{self.loads:03}", "complaint_key": key, "row_version": self.loads * 1_000_000 + place}
            | {"received_month": date.fromisoformat(month), "amount": amount}
            for place, (key, month, amount) in enumerate(rows)
        ]
        self.rows += landed
        lake = self.home / "lake" / "arrivals"
        lake.mkdir(parents=True, exist_ok=True)
        schema = pa.schema([(name, type_) for name, (_, type_) in _COLUMNS.items()])
        pq.write_table(pa.Table.from_pylist(landed, schema), self._file(self.loads))
        source = {"path": str(lake), "columns": {name: type_ for name, (type_, _) in _COLUMNS.items()}}
        (self.home / "spark").mkdir(exist_ok=True)
        (self.home / "spark" / "sources.json").write_text(json.dumps({"lake": {"arrivals": source}}))

    def start_build(self, *arguments: str, loads: Sequence[int] | None = None) -> subprocess.Popen[str]:
        """Begin a build of the newest load, or of those given."""
        files = ", ".join(f"'{self._file(load)}'" for load in loads or [self.loads])
        path = os.pathsep.join([str(CHECKOUT), str(CHECKOUT / "orchestration" / "spark" / "inside")])
        return subprocess.Popen(
            [
                *(PYTHON.with_name("dbt"), "run", *arguments),
                *("--project-dir", _PROJECT, "--profiles-dir", _PROJECT),
            ],
            env={
                **os.environ,
                **OFFLINE_ENVIRONMENT,
                "PYTHONPATH": path,
                "COMPLAINTS_HOME": str(self.home),
                "FILES_TO_BUILD": files,
                "COMPLAINTS_SPARK_PORT": str(self.server.port),
                "DBT_TARGET_PATH": str(self.home / "target"),
                "DBT_LOG_PATH": str(self.home / "logs"),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def build(self, *arguments: str, loads: Sequence[int] | None = None) -> None:
        process = self.start_build(*arguments, loads=loads)
        said, _ = process.communicate(timeout=300)
        assert process.returncode == 0, said

    def expected(self) -> Sums:
        latest = {row["complaint_key"]: row for row in sorted(self.rows, key=lambda row: int(str(row["row_version"])))}
        by_month: dict[str, list[int]] = {}
        for row in latest.values():
            assert isinstance(row["amount"], int)
            month = by_month.setdefault(str(row["received_month"]), [0, 0])
            month[0] += 1
            month[1] += row["amount"]
        sums: list[list[object]] = [[month, count, amount] for month, (count, amount) in sorted(by_month.items())]
        return {"facts": sums, "cube": sums}

    def sums(self) -> Sums:
        """What the tables hold, as a session of its own sees it."""
        asked = subprocess.run(
            [PYTHON, _READING, str(self.server.port), "1"], capture_output=True, text=True, check=True, timeout=120
        )
        return {answer["table"]: answer["rows"] for answer in map(json.loads, asked.stdout.splitlines())}

    def folder(self, table: str) -> Path:
        known = json.loads((self.home / "spark" / "tables.json").read_text())
        return Path(known["core"][table])

    def _file(self, load: int) -> Path:
        return self.home / "lake" / "arrivals" / f"load-{load:03}.parquet"


_READING = Path(__file__).parent / "reading.py"


@contextmanager
def readers(server: Server, number: int) -> Iterator[list[list[dict[str, object]]]]:
    """So many sessions that read without a pause; what each was answered is in the lists afterwards."""
    processes = [
        subprocess.Popen(
            [PYTHON, _READING, str(server.port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(number)
    ]
    answers: list[list[dict[str, object]]] = []
    try:
        yield answers
    finally:
        for process in processes:
            said, errors = process.communicate("end\n", timeout=120)
            assert process.returncode == 0, errors[-2000:]
            answers.append([json.loads(line) for line in said.splitlines()])
