"""What people are told where Spark cannot be had: nothing here starts it."""

from __future__ import annotations

import fcntl
import socket
from pathlib import Path

import pytest

from orchestration.settings import Settings
from orchestration.spark import cluster
from orchestration.spark.cluster import running
from orchestration.spark.errors import SparkError
from orchestration.spark.installation import Installation, find_installation
from orchestration.spark.processes import Group, group
from orchestration.spark.thrift import Thrift


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """Spark's environment, as far as it is looked at."""
    folder = tmp_path / "spark"
    (folder / "lib/python3.11/site-packages/pyspark").mkdir(parents=True)
    (folder / ".installed").touch()
    return folder


def java(folder: Path, version: str) -> Path:
    """A Java that knows its version."""
    command = folder / "bin" / "java"
    command.parent.mkdir(parents=True)
    command.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-04-15' >&2\n")
    command.chmod(0o755)
    return command


def test_an_environment_that_is_not_there_or_not_complete_tells_how_to_install_it(environment: Path) -> None:
    (environment / ".installed").unlink()
    for folder in (environment, environment / "nowhere"):
        with pytest.raises(SparkError, match=r"run `make \.venv/spark/\.installed`"):
            find_installation(folder)


def test_no_java_tells_what_to_install(environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SparkError, match=r"no command `java` on the PATH.*openjdk-17-jre-headless"):
        find_installation(environment)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "gone"))
    with pytest.raises(SparkError, match=r"no command `java` in JAVA_HOME \(.*gone\)"):
        find_installation(environment)


@pytest.mark.parametrize(
    ("version", "is_old"), [("1.8.0_402", True), ("11.0.22", True), ("17.0.15", False), ("21", False)]
)
def test_java_has_to_be_17_or_newer(
    version: str, is_old: bool, environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = java(tmp_path / "java", version)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "java"))
    if is_old:
        with pytest.raises(SparkError, match=r"needs Java 17 or newer.*is Java (8|11); install Java 17"):
            find_installation(environment)
    else:
        assert find_installation(environment).java == command


def test_an_address_of_a_thrift_server_is_read_with_its_password() -> None:
    assert Thrift.of("spark.example:10000") == Thrift("spark.example", 10000)
    assert Thrift.of("ana@spark:10000") == Thrift("spark", 10000, "ana")
    assert Thrift.of("ana:p@ss:w@spark:10000") == Thrift("spark", 10000, "ana", "p@ss:w")
    assert "p@ss" not in repr(Thrift.of("ana:p@ss@spark:10000"))


@pytest.mark.parametrize("text", ["spark", "ana:secret@spark", "ana:secret@spark:0", "ana:secret@spark:99999", ":1"])
def test_an_address_that_cannot_be_read_is_told_without_what_may_be_a_password(text: str) -> None:
    with pytest.raises(SparkError, match=r"write host:port or user:password@host:port") as told:
        Thrift.of(text)
    assert "secret" not in str(told.value)


@pytest.fixture
def installation(environment: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """An interpreter that says that nobody is there, whatever it is to ask."""
    python = environment / "bin" / "python"
    python.parent.mkdir()
    python.write_text("#!/bin/sh\necho 'nobody is there' >&2\nexit 1\n")
    python.chmod(0o755)
    found = Installation(python, environment / "pyspark", Path("java"))
    monkeypatch.setattr(cluster, "find_installation", lambda: found)
    return found


def settings_in(folder: Path, **more: str) -> Settings:
    return Settings(home=folder / "home", config=folder, token_key="test", **more)


def test_a_thrift_server_that_does_not_answer_is_told_by_its_variable(
    installation: Installation, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path, spark_thrift="ana:secret@127.0.0.1:1")
    with (
        pytest.raises(SparkError, match=r"127\.0\.0\.1:1 \(COMPLAINTS_SPARK_THRIFT\).*: nobody is there\. See") as told,
        running(settings),
    ):
        pass
    assert "secret" not in str(told.value)
    assert not settings.spark.exists()


def test_a_second_cluster_in_a_home_is_told_of_the_first(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_LONGEST_WAIT", 0.2)
    settings = settings_in(tmp_path)
    settings.spark.mkdir(parents=True)
    with (settings.spark / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(SparkError, match=r"another process has a Spark cluster running in"), running(settings):
            pass


def test_a_thrift_server_that_went_away_is_told_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        known = cluster.Cluster(Thrift("127.0.0.1", server.getsockname()[1]), Path("python"))
        known.check()
    with pytest.raises(SparkError, match=r"went away; what is published stands\. Have it started again"):
        known.check()


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("kill -9 $$", r"thrift-server went away: it was killed by signal 9, perhaps for want of memory: give"),
        ("echo java.net.BindException; exit 1", r"found its port taken by another program; run again"),
        ("exit 3", r"ended with status 3, and .*thrift-server says why; run again"),
    ],
)
def test_a_program_of_the_cluster_that_ended_is_told_with_what_to_do(script: str, told: str, tmp_path: Path) -> None:
    def check(started: Group) -> None:
        started.start(cluster.THRIFT_SERVER, ["sh", "-c", script], {}, tmp_path / cluster.THRIFT_SERVER)
        started._started[cluster.THRIFT_SERVER].wait()
        known = cluster.Cluster(Thrift("127.0.0.1", 1), Path("python"), _started=started, _logs=tmp_path)
        known.check()

    with (tmp_path / "lock").open("w") as lock, group(lock) as started, pytest.raises(SparkError, match=told):
        check(started)
