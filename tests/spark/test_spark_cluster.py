"""A cluster counts as it is told, keeps what is private, and outlives a worker; nothing of it outlives its caller."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.settings import CHECKOUT, Settings
from orchestration.spark.cluster import running
from orchestration.spark.errors import SparkError
from orchestration.spark.session import SESSION_SETTINGS
from tests.spark.asking import Spark

pytestmark = pytest.mark.slow

_SECRET = "7 Willow Lane"
_CALLER = """
import sys, time
from pathlib import Path
from orchestration.settings import Settings
from orchestration.spark.cluster import running

with running(Settings(home=Path(sys.argv[1]), config=Path(sys.argv[1]), token_key="test")) as cluster:
    print("ready", flush=True)
    time.sleep(600)
"""


def test_a_session_counts_as_it_is_told(spark: Spark) -> None:
    for name, value in SESSION_SETTINGS.items():
        assert spark.ask(f"set {name}") == [[name, value]]
    assert spark.ask("select typeof(timestamp '2011-01-01 00:00:00'), current_timezone(), '${x}'") == [
        ["timestamp_ntz", "UTC", "${x}"]
    ]
    assert "CAST_INVALID_INPUT" in spark.complaint("select cast(id || 'x' as int) from range(1)")


def test_tables_are_parquet_in_the_clusters_folder(spark: Spark) -> None:
    spark.ask("drop table if exists kept", "create table kept as select id from range(10)")
    assert spark.ask("select count(*) from KEPT") == [[10]]
    assert list((spark.folder / "warehouse" / "kept").glob("*.parquet"))


def test_the_end_of_a_session_waits_for_no_metastore(spark: Spark) -> None:
    """Hive's classes open one when a session is closed, and try for twenty seconds where it cannot be made."""
    spark.ask("select 1")
    assert "Failed initialising database" not in (spark.folder / "logs" / "thrift-server").read_text()


def test_nobody_comes_in_without_the_password(spark: Spark) -> None:
    assert "Error validating the login" in spark.complaint("select 1", password="guessed")


def test_no_log_has_statements_or_values_of_rows(spark: Spark) -> None:
    for statement in (
        f"select cast(concat('{_SECRET}', id) as int) from range(1)",
        f"select no_such_column from range(1) where '{_SECRET}' = ''",
        f"selekt '{_SECRET}'",
    ):
        assert spark.complaint(statement)
    files = [*(spark.folder / "logs").iterdir(), *(spark.folder / "work").rglob("std*")]
    assert len(files) >= 6
    assert [path for path in files if _SECRET.encode() in path.read_bytes()] == []


def test_nobody_else_reads_its_files(spark: Spark) -> None:
    assert spark.folder.stat().st_mode & 0o777 == 0o700


def test_a_program_beside_the_thrift_server_finds_place(spark: Spark) -> None:
    program = """
from pyspark.sql import SparkSession

session = SparkSession.builder.getOrCreate()
print(session.sparkContext.master, session.sparkContext.parallelize(range(10), 2).map(lambda x: x * x).sum())
"""
    assert spark.cluster.environment is not None
    said = subprocess.run(
        [spark.cluster.python, "-c", program],
        env=spark.cluster.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    master, total = said.stdout.split()
    assert (master.startswith("spark://127.0.0.1:"), total) == (True, "285"), said.stderr


def test_what_runs_elsewhere_is_used_and_not_stopped(spark: Spark, tmp_path: Path) -> None:
    thrift = spark.cluster.thrift
    address = f"{thrift.user}:{thrift.password}@{thrift}"
    settings = Settings(home=tmp_path, config=tmp_path, token_key="test", spark_thrift=address)
    with running(settings) as cluster:
        assert cluster.processes == {}
    assert list(tmp_path.iterdir()) == []
    assert spark.ask("select 1") == [[1]]


def test_a_killed_worker_does_not_end_a_query_and_a_killed_server_is_told(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, config=tmp_path, token_key="test")
    with running(settings) as cluster:
        own = Spark(cluster, settings.spark)
        asked = own.start(
            "select count(*), sum(r) from (select a.id % 7 as r from range(0, 200000, 1, 8) a cross join "
            "range(0, 250, 1, 1) b group by a.id, b.id % 2)"
        )
        time.sleep(5)
        assert asked.poll() is None
        os.kill(cluster.processes["worker-1"], signal.SIGKILL)
        said, complaint = asked.communicate(timeout=300)
        assert said == "[[400000, 1199988]]\n", complaint
        cluster.check()
        os.kill(cluster.processes["thrift-server"], signal.SIGKILL)
        _until(lambda: not cluster.thrift.is_open(), 10)
        with pytest.raises(SparkError, match=r"thrift-server went away: it was killed by signal 9"):
            cluster.check()
    assert at_work(settings.spark) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_nothing_is_left_of_a_cluster_whose_caller_was_stopped(number: signal.Signals, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _CALLER, tmp_path], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    ) as caller:
        assert caller.stdout is not None
        assert caller.stdout.readline() == "ready\n"
        # master, workers, Thrift server and its executors
        assert len(at_work(tmp_path)) == 6
        caller.send_signal(number)
        _until(lambda: at_work(tmp_path) == [], 10)


def at_work(folder: Path) -> list[int]:
    """The processes of Java that know of a folder."""
    found = subprocess.run(["pgrep", "-f", f"^[^ ]*java .*{folder}"], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def _until(is_so: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.1)
