"""One Spark cluster for all slow tests that ask for it, in whichever process they run: starting one takes long."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from orchestration.settings import Settings
from orchestration.spark.cluster import Cluster, running
from orchestration.spark.thrift import Thrift
from tests.spark.asking import Spark


@pytest.fixture(scope="session", autouse=True)
def no_other_spark() -> None:
    """No test uses a Spark of whoever runs them."""
    for name in ("COMPLAINTS_SPARK_MASTER", "COMPLAINTS_SPARK_THRIFT"):
        os.environ.pop(name, None)


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Spark]:
    """A running cluster. The process that comes first starts it, and stops it when no other uses it any more."""
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "shared-spark"
    shared.mkdir(exist_ok=True)
    known = shared / "cluster.json"
    with (shared / "users").open("w") as users, (shared / "starting").open("w") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        if known.exists():
            fcntl.flock(users, fcntl.LOCK_SH)
            fcntl.flock(starting, fcntl.LOCK_UN)
            yield _read(known, shared)
            return
        settings = Settings(home=shared / "home", config=shared, token_key="test")
        with running(settings) as cluster:
            _write(known, cluster)
            fcntl.flock(starting, fcntl.LOCK_UN)
            yield Spark(cluster, settings.spark)
            fcntl.flock(starting, fcntl.LOCK_EX)
            known.unlink()
            fcntl.flock(starting, fcntl.LOCK_UN)
            fcntl.flock(users, fcntl.LOCK_EX)


def _write(known: Path, cluster: Cluster) -> None:
    kept = {
        "thrift": asdict(cluster.thrift),
        "python": str(cluster.python),
        "environment": dict(cluster.environment or {}),
        "processes": dict(cluster.processes),
    }
    known.write_text(json.dumps(kept))


def _read(known: Path, shared: Path) -> Spark:
    kept = json.loads(known.read_text())
    cluster = Cluster(Thrift(**kept["thrift"]), Path(kept["python"]), kept["environment"], kept["processes"])
    return Spark(cluster, shared / "home" / "spark")
