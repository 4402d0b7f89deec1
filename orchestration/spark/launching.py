"""How programs of Spark are called: commands, environment variables, and the one class that is ours."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from orchestration.settings import OFFLINE_ENVIRONMENT
from orchestration.spark.configuration import JAVA_OPTIONS, Places
from orchestration.spark.errors import SparkError
from orchestration.spark.installation import Installation

_SOURCE = Path(__file__).with_name("ThriftPassword.java")
_COMPILER = "org.codehaus.commons.compiler.samples.CompilerDemo"
_DAEMON_MEMORY = "256m"  # of a master and of a worker itself, which work with lists alone


def program(installation: Installation, main: str, *arguments: str) -> list[str]:
    """The command that runs a class of Spark."""
    return [str(installation.spark_home / "bin" / "spark-class"), main, *arguments]


def program_environment(installation: Installation, places: Places, *, on_loopback: bool) -> dict[str, str]:
    """The variables of Spark's programs; on loopback they listen for nobody but this machine."""
    # the token key and the like are none of their business, and what is set for another Spark is not meant for this one
    foreign = ("COMPLAINTS_", "SPARK_", "PYSPARK_") if on_loopback else ("COMPLAINTS_",)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    own = {
        # names of files in whatever letters
        "LC_ALL": "C.UTF-8",
        "JAVA_HOME": str(installation.java.resolve().parent.parent),
        "SPARK_HOME": str(installation.spark_home),
        "SPARK_CONF_DIR": str(places.configuration),
        "SPARK_LAUNCHER_OPTS": "-XX:-UsePerfData",
        "SPARK_LOCAL_DIRS": str(places.local),
        "PYSPARK_PYTHON": str(installation.python),
    }
    if on_loopback:
        own |= {
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_HOSTNAME": "127.0.0.1",
            "SPARK_DAEMON_MEMORY": _DAEMON_MEMORY,
            "SPARK_DAEMON_JAVA_OPTS": " ".join(JAVA_OPTIONS),
        }
    return {**inherited, **OFFLINE_ENVIRONMENT, **own}


def compile_classes(installation: Installation, places: Places) -> None:
    """Make the class that asks for the Thrift server's password, with the compiler that Spark has for its own code."""
    shutil.rmtree(places.classes, ignore_errors=True)
    places.classes.mkdir(mode=0o700)

    def jars(*names: str) -> str:
        return os.pathsep.join(str(path) for name in names for path in installation.jars.glob(f"{name}-*.jar"))

    compiled = subprocess.run(
        [
            *(installation.java, "-XX:-UsePerfData", "-cp", jars("janino", "commons-compiler"), _COMPILER),
            *("-d", places.classes, "-classpath", jars("spark-hive-thriftserver_*"), _SOURCE),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if not list(places.classes.rglob("*.class")):
        raise SparkError(
            f"{_SOURCE.name} cannot be compiled ({compiled.stdout or compiled.stderr}); see that `make "
            ".venv/spark/.installed` ended well, and run again"
        )
