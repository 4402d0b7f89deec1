"""A dbt adapter for Spark whose models are written in DuckDB's SQL."""

from dbt.adapters.base import AdapterPlugin
from dbt.adapters.duckspark.adapter import DuckSparkAdapter
from dbt.adapters.duckspark.connections import DuckSparkCredentials
from dbt.adapters.duckspark.folders import INCLUDE

Plugin = AdapterPlugin(
    adapter=DuckSparkAdapter,
    credentials=DuckSparkCredentials,
    include_path=str(INCLUDE),
    dependencies=["spark"],
)
