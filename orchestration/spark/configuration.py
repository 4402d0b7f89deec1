"""What the programs of a cluster are told, and why; `session.py` has what each session is told."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.spark.session import SESSION_SETTINGS
from orchestration.spark.thrift import Thrift

# of a Thrift server that is started here, and of programs that are given its configuration
_PROGRAM_SETTINGS: Mapping[str, str] = {
    # what there is of tables is told to each server when a build begins; a Derby metastore holds no long view
    "spark.sql.catalogImplementation": "in-memory",
    # Parquet, where a model does not say
    "spark.sql.sources.default": "parquet",
    # pages that anybody on this machine could open
    "spark.ui.enabled": "false",
    # statements may hold what is private; the release and Dagster keep the record of a run
    "spark.eventLog.enabled": "false",
    "spark.hadoop.hive.server2.logging.operation.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}

# of a cluster that is started here
_CLUSTER_SETTINGS: Mapping[str, str] = {
    # nobody else on this machine may have it run a program as this user
    "spark.authenticate": "true",
    "spark.network.crypto.enabled": "true",
    # it knows no authentication
    "spark.master.rest.enabled": "false",
    # a server that finds its port taken must not listen on another, of which nobody knows
    "spark.port.maxRetries": "0",
    # what was shuffled is megabytes here, and each partition costs a tenth of a second
    "spark.sql.shuffle.partitions": "4",
}

# where a query takes longer to plan and to compile than to run
_SMALL_LAKE_SETTINGS: Mapping[str, str] = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    # it plans what is left anew after each shuffle
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
}
SMALL_LAKE_BYTES = 256 * 1024 * 1024
_SMALL_LAKE_JAVA_OPTIONS = ("-XX:TieredStopAtLevel=1",)

# times of Java itself, texts and file names, letters of the disk's files; no file in /tmp that tells who is at work;
# and no collector that takes the cores from what runs
JAVA_OPTIONS = (
    "-Duser.timezone=UTC",
    "-Dfile.encoding=UTF-8",
    "-XX:-UsePerfData",
    "-Djava.net.preferIPv4Stack=true",
    "-XX:+UseParallelGC",
)

# the class that asks for the password is looked for in this file alone
_HIVE = """\
<configuration><property>
  <name>hive.server2.custom.authentication.class</name><value>complaints.ThriftPassword</value>
</property></configuration>
"""

# what goes wrong is said; the lines of some classes hold statements or values of rows, which the client is told
_LOGGING = """\
rootLogger.level = warn
rootLogger.appenderRef.stderr.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{yyyy-MM-dd HH:mm:ss} %p %c{1}: %m%n%ex
"""
_SILENT = (
    "org.apache.hadoop.hive.ql",
    "org.apache.hive.service",
    "org.apache.spark.executor.Executor",
    "org.apache.spark.scheduler.DAGScheduler",
    "org.apache.spark.scheduler.TaskSetManager",
    "org.apache.spark.sql.catalyst",
    "org.apache.spark.sql.execution",
    "org.apache.spark.sql.hive.thriftserver",
)


@dataclass(frozen=True)
class Size:
    """How much a cluster on this machine may take: workers, and the cores and memory that each gives to a program."""

    workers: int = 2
    cores: int = 1
    memory: str = "1g"
    driver_memory: str = "2g"


@dataclass(frozen=True)
class Places:
    """Where a cluster's files lie, all below one folder."""

    folder: Path

    @property
    def configuration(self) -> Path:
        return self.folder / "conf"

    @property
    def classes(self) -> Path:
        return self.folder / "classes"

    @property
    def warehouse(self) -> Path:
        """The tables."""
        return self.folder / "warehouse"

    @property
    def local(self) -> Path:
        """What is shuffled and spilled: nothing that outlives a cluster."""
        return self.folder / "local"

    @property
    def work(self) -> Path:
        """What executors say: nothing that outlives a cluster, as it is started anew."""
        return self.folder / "work"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def processes(self) -> Path:
        """The numbers of the processes by name, while there are any."""
        return self.folder / "processes.json"


def write_configuration(
    places: Places, master: str, secret: str | None, size: Size, thrift: Thrift, lake_bytes: int
) -> None:
    """Write what Spark's programs read when they start; `secret` is known to all of a cluster that is started here."""
    is_small = secret is not None and lake_bytes < SMALL_LAKE_BYTES
    java = _quoted([*JAVA_OPTIONS, *(_SMALL_LAKE_JAVA_OPTIONS if is_small else ()), f"-Djava.io.tmpdir={places.local}"])
    lines = {
        "spark.master": master,
        **SESSION_SETTINGS,
        **_PROGRAM_SETTINGS,
        "spark.sql.warehouse.dir": f"{places.warehouse}",
        "spark.driver.memory": size.driver_memory,
        # Hive's classes keep an empty Derby in memory, which is not made where Derby is given a home
        "spark.driver.extraJavaOptions": f"{java} {_quoted([f'-Dderby.stream.error.file={places.local}/derby.log'])}",
        "spark.driver.extraClassPath": f"{places.classes}",
        "spark.hadoop.hive.exec.scratchdir": f"{places.local}/hive",
        "spark.hadoop.hive.exec.local.scratchdir": f"{places.local}/hive",
        "spark.hadoop.hive.server2.thrift.bind.host": thrift.host,
        "spark.hadoop.hive.server2.thrift.port": f"{thrift.port}",
        "spark.hadoop.hive.server2.authentication": "CUSTOM",
    }
    if secret is not None:
        lines |= {
            **_CLUSTER_SETTINGS,
            "spark.authenticate.secret": secret,
            "spark.executor.extraJavaOptions": java,
            "spark.executor.memory": size.memory,
            "spark.executor.cores": f"{size.cores}",
            # the other half of what the workers offer is for a second program beside the Thrift server
            "spark.cores.max": f"{size.workers * size.cores}",
        }
    if is_small:
        lines |= _SMALL_LAKE_SETTINGS
    defaults = "".join(f"{name} {_escaped(value)}\n" for name, value in lines.items())
    silent = "".join(
        f"logger.silent{number}.name = {name}\nlogger.silent{number}.level = off\n"
        for number, name in enumerate(_SILENT)
    )
    places.configuration.mkdir(exist_ok=True)
    (places.configuration / "spark-defaults.conf").write_text(_inherited() + defaults if secret is None else defaults)
    (places.configuration / "hive-site.xml").write_text(_HIVE)
    (places.configuration / "log4j2.properties").write_text(_LOGGING + silent)


def _inherited() -> str:
    """What whoever runs this has set for a cluster of their own."""
    folder = os.environ.get("SPARK_CONF_DIR")
    path = Path(folder, "spark-defaults.conf") if folder else None
    return path.read_text(encoding="utf-8") + "\n" if path is not None and path.exists() else ""


def _quoted(options: list[str]) -> str:
    """Options of a command line, as one text."""
    return " ".join(f'"{option}"' if shlex.quote(option) != option else option for option in options)


def _escaped(value: str) -> str:
    """A value as files of Java's properties have it."""
    return value.replace("\\", "\\\\")
