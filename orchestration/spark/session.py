"""What every session of Spark is told, and why.

DuckDB is what the models are written for; where Spark would do something else by itself, it is told to do as DuckDB
does. Spark's own environment reads this too, so nothing is imported that it lacks.
"""

from __future__ import annotations

from collections.abc import Mapping

# whoever started the server
SESSION_SETTINGS: Mapping[str, str] = {
    # a number that does not fit, or a text that is none, is an error and not NULL
    "spark.sql.ansi.enabled": "true",
    "spark.sql.storeAssignmentPolicy": "ANSI",
    # hours mean the same on every machine
    "spark.sql.session.timeZone": "UTC",
    # a timestamp is what a clock shows, without a zone
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    # timestamps in Parquet as DuckDB and Arrow write them; without it, in a format of 96 bits that was given up
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    # `Complaints` and `complaints` are one column
    "spark.sql.caseSensitive": "false",
    # a text with ${...} means itself
    "spark.sql.variable.substitute": "false",
    # the analyser goes over a query until nothing changes, which takes more than 100 times where tails are computed
    "spark.sql.analyzer.maxIterations": "1000",
}
