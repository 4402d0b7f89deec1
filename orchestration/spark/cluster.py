"""A standalone cluster on this machine with a Thrift server: started when it is needed, and gone when it is not.

Another master or Thrift server that the settings name takes the place of what would be started.
"""

from __future__ import annotations

import fcntl
import json
import secrets
import shutil
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from orchestration.locks import open_lock
from orchestration.settings import Settings
from orchestration.spark.configuration import Places, Size, write_configuration
from orchestration.spark.errors import SparkError
from orchestration.spark.installation import Installation, find_installation
from orchestration.spark.launching import compile_classes, program, program_environment
from orchestration.spark.processes import Group, group
from orchestration.spark.thrift import USER, Thrift

HOST = "127.0.0.1"
LONGEST_START = 600.0  # seconds, of which a machine with other work took 30 to 260
_LONGEST_WAIT = 15.0  # seconds, for the end of a cluster whose caller was killed
_LOOK_EVERY = 0.1

THRIFT_SERVER = "thrift-server"
_SQL_SERVER = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"


@dataclass(frozen=True)
class Cluster:
    """Where Spark is reached.

    `environment` is for programs of Spark's environment that are to use the same master and settings, and holds the
    place of a secret; it is None where only a Thrift server is known. `processes` has the numbers of those that were
    started here, by name.
    """

    thrift: Thrift
    python: Path
    environment: Mapping[str, str] | None = field(default=None, repr=False)
    processes: Mapping[str, int] = field(default_factory=dict)
    _started: Group | None = None
    _logs: Path | None = None

    def check(self) -> None:
        """Raise `SparkError` where the Thrift server has gone away: for when a statement has failed."""
        if self._started is not None and self._logs is not None:
            _require_running(self._started, THRIFT_SERVER, self._logs)
        if not self.thrift.is_open():
            raise SparkError(
                f"the Thrift server of Spark at {self.thrift} went away; what is published stands. Have it started "
                "again (COMPLAINTS_SPARK_THRIFT names it), and run again"
            )


@contextmanager
def running(settings: Settings, size: Size = Size()) -> Iterator[Cluster]:  # noqa: B008
    """Spark for as long as the block lasts, once it has answered a query. What was started for it has ended then.

    Raises `SparkError`, which says what to do, where it cannot be had.
    """
    installation = find_installation()
    if settings.spark_thrift is not None:
        yield _existing(Thrift.of(settings.spark_thrift), installation)
        return
    places = Places(settings.spark)
    places.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    places.folder.chmod(0o700)
    with open_lock(places.folder / "lock") as lock:
        _lock(lock, places.folder)
        _clear(places)
        try:
            with group(lock) as started:
                yield _start(started, places, installation, settings, size)
        finally:
            for folder in (places.local, places.work):
                shutil.rmtree(folder, ignore_errors=True)
            places.processes.unlink(missing_ok=True)


def _existing(thrift: Thrift, installation: Installation) -> Cluster:
    objection = thrift.objection(installation.python, LONGEST_START)
    if objection is not None:
        raise SparkError(
            f"the Thrift server of Spark at {thrift} (COMPLAINTS_SPARK_THRIFT) does not answer: {objection}. See "
            "whether it runs and lets this user in; without the variable one is started here"
        )
    return Cluster(thrift, installation.python)


def _lock(lock: TextIO, folder: Path) -> None:
    until = time.monotonic() + _LONGEST_WAIT
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > until:
                raise SparkError(
                    f"another process has a Spark cluster running in {folder}; wait for it, or stop it, and run again"
                ) from None
            time.sleep(_LOOK_EVERY)


def _clear(places: Places) -> None:
    """Make the folders anew that hold nothing to keep; a cluster that was killed may have left something in them."""
    for folder in (places.local, places.work, places.logs):
        shutil.rmtree(folder, ignore_errors=True)
    for folder in (places.local, places.work, places.logs, places.warehouse):
        folder.mkdir(mode=0o700, exist_ok=True)


def _start(started: Group, places: Places, installation: Installation, settings: Settings, size: Size) -> Cluster:
    until = time.monotonic() + LONGEST_START
    is_own = settings.spark_master is None
    master_port, thrift_port = _free_ports(2)
    master = settings.spark_master or f"spark://{HOST}:{master_port}"
    thrift = Thrift(HOST, thrift_port, USER, secrets.token_hex(32))
    compile_classes(installation, places)
    lake_bytes = sum(path.stat().st_size for path in settings.lake.rglob("*.parquet"))
    write_configuration(places, master, secrets.token_hex(32) if is_own else None, size, thrift, lake_bytes)
    environment = program_environment(installation, places, on_loopback=is_own)

    def start(name: str, main: str, *arguments: str, **more: str) -> None:
        started.start(name, program(installation, main, *arguments), {**environment, **more}, places.logs / name)
        places.processes.write_text(json.dumps(started.ids))

    def wait(is_ready: Callable[[], bool], name: str) -> None:
        while not is_ready():
            _require_running(started, name, places.logs)
            if time.monotonic() > until:
                raise SparkError(
                    f"Spark's {name} was not ready after {LONGEST_START:.0f} seconds; {places.logs / name} may say "
                    "why. Where the machine is busy, run again later"
                )
            time.sleep(_LOOK_EVERY)

    if is_own:
        listens = ("--host", HOST, "--port", f"{master_port}", "--webui-port", "0")
        start("master", "org.apache.spark.deploy.master.Master", *listens)
        wait(Thrift(HOST, master_port).is_open, "master")
        offers = ("--cores", f"{2 * size.cores}", "--memory", f"{2 * _megabytes(size.memory)}m")
        for number in range(1, size.workers + 1):
            listens = ("--host", HOST, "--webui-port", "0", "--work-dir", f"{places.work}/{number}")
            start(f"worker-{number}", "org.apache.spark.deploy.worker.Worker", *listens, *offers, master)
    submitted = ("--class", _SQL_SERVER, "--name", "complaints", "spark-internal")
    # Spark takes the Thrift server for a daemon, where memory is concerned
    own = {"SPARK_DAEMON_MEMORY": size.driver_memory, "THRIFT_PASSWORD": thrift.password or ""}
    start(THRIFT_SERVER, "org.apache.spark.deploy.SparkSubmit", *submitted, **own)
    wait(thrift.is_open, THRIFT_SERVER)
    objection = thrift.objection(installation.python, max(1.0, until - time.monotonic()))
    if objection is not None:
        _require_running(started, THRIFT_SERVER, places.logs)
        raise SparkError(
            f"Spark was started on {master}, and does not answer: {objection}. {places.logs} may say why; see that the "
            "machine has memory and cores left, and run again"
        )
    return Cluster(thrift, installation.python, environment, started.ids, started, places.logs)


def _require_running(started: Group, name: str, logs: Path) -> None:
    status = started.ended(name)
    if status is None:
        return
    log = logs / name
    if status < 0:
        why = f"was killed by signal {-status}, perhaps for want of memory: give the machine more, and run again"
    elif "BindException" in log.read_text(encoding="utf-8", errors="replace"):
        why = "found its port taken by another program; run again, and it takes another"
    else:
        why = f"ended with status {status}, and {log} says why; run again when that is mended"
    raise SparkError(f"Spark's {name} went away: it {why}. What is published stands")


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def _megabytes(memory: str) -> int:
    """The size of `1g` or `512m`."""
    return int(memory[:-1]) * {"g": 1024, "m": 1}[memory[-1]]
