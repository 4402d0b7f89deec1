"""What runs the models: DuckDB in dbt's own process, or Spark, made ready before a build and its tables shown after."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from orchestration.landing.parallel.process import hire_processes
from orchestration.landing.parallel.tasks import Hiring
from orchestration.settings import Settings
from orchestration.warehouse import prepare_manifest
from orchestration.warehouse.environment import results_folder

if TYPE_CHECKING:
    from orchestration.spark.cluster import Cluster


class DuckDB:
    """Needs nothing, and leaves the warehouse file itself."""

    environment: Mapping[str, str] = MappingProxyType({})

    def shown_after(self, events: Iterator[Any]) -> Iterator[Any]:
        """The events of dbt, after which the warehouse file has what was built."""
        return events


class Spark:
    """A Thrift server that dbt connects to; what it built is shown in the warehouse file when dbt has ended."""

    def __init__(self, settings: Settings, cluster: Cluster) -> None:
        self._settings = settings
        self._cluster = cluster
        thrift = cluster.thrift
        self.environment: Mapping[str, str] = {
            "COMPLAINTS_SPARK_HOST": thrift.host,
            "COMPLAINTS_SPARK_PORT": str(thrift.port),
            "COMPLAINTS_SPARK_USER": thrift.user,
            "COMPLAINTS_SPARK_PASSWORD": thrift.password or "",
        }

    def shown_after(self, events: Iterator[Any]) -> Iterator[Any]:
        """The events of dbt, after which the warehouse file has what was built.

        Raises `SparkError` where the server went away.
        """
        from orchestration.spark.showing import show_in_warehouse

        yield from events
        show_in_warehouse(self._settings, results_folder(self._settings))
        self._cluster.check()


def workers_that_land(settings: Settings) -> Hiring:
    """Who lands files where several are large: processes of this machine, or tasks of the cluster that is named.

    A cluster that is started here has no other cores than this machine. Raises `SparkError` where Spark is not
    installed.
    """
    if settings.engine != "spark" or settings.spark_master is None:
        return hire_processes
    from orchestration.spark.installation import find_installation
    from orchestration.spark.landing import hire_tasks

    return hire_tasks(settings.spark_master, find_installation().python)


@contextmanager
def engine_for_models(settings: Settings, say: Callable[[str], None]) -> Iterator[DuckDB | Spark]:
    """The engine that the deployment names, for the time of a build. `say` is told that Spark is started."""
    if settings.engine == "duckdb":
        yield DuckDB()
        return
    from orchestration.spark.cluster import running
    from orchestration.spark.sources import prepare_sources

    prepare_sources(settings, json.loads(prepare_manifest(settings).read_bytes()))
    say(f"Spark is to build the models: {settings.spark_master or 'a cluster on this machine'}.")
    with running(settings) as cluster:
        yield Spark(settings, cluster)
