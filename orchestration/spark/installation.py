"""Where Spark and Java lie on this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from orchestration.settings import CHECKOUT
from orchestration.spark.errors import SparkError

ENVIRONMENT = CHECKOUT / ".venv" / "spark"
OLDEST_JAVA = 17  # that Spark 4 runs on

_GET_JAVA = (
    f"install Java {OLDEST_JAVA} (Debian: `apt-get install openjdk-{OLDEST_JAVA}-jre-headless`), or let JAVA_HOME name "
    "the folder of one"
)


@dataclass(frozen=True)
class Installation:
    """The interpreter of Spark's environment, the package's folder, and the command `java`."""

    python: Path
    spark_home: Path
    java: Path

    @property
    def jars(self) -> Path:
        return self.spark_home / "jars"


def find_installation(environment: Path = ENVIRONMENT) -> Installation:
    """What is installed. Raises `SparkError` where Spark's environment or Java lacks, or Java is too old."""
    homes = sorted(environment.glob("lib/python3.*/site-packages/pyspark"))
    # pip has installed all only when this stands
    if not homes or not (environment / ".installed").exists():
        raise SparkError(f"Spark is not installed in {environment}; run `make .venv/spark/.installed`, and again")
    return Installation(environment / "bin" / "python", homes[-1], _java())


def _java() -> Path:
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=f"{home}/bin" if home else None)
    if found is None:
        where = f"in JAVA_HOME ({home})" if home else "on the PATH"
        raise SparkError(f"Spark needs Java, and there is no command `java` {where}; {_GET_JAVA}")
    said = subprocess.run([found, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(?:1\.)?(\d+)', said)
    if version is None:
        raise SparkError(f"`{found} -version` does not tell the version of a Java; {_GET_JAVA}")
    if int(version[1]) < OLDEST_JAVA:
        raise SparkError(f"Spark needs Java {OLDEST_JAVA} or newer, and {found} is Java {version[1]}; {_GET_JAVA}")
    return Path(found)
