"""DuckDB's SQL, in which the models are written, as Spark runs it."""

from orchestration.spark.translation.translate import Schema, translated

__all__ = ["Schema", "translated"]
