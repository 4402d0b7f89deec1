"""In Spark's environment: queries over one table of texts each, as a file of jobs says; what they give, as Parquet."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from pyspark.sql import SparkSession

SETTINGS = {
    "spark.driver.memory": "1g",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.ui.enabled": "false",
}


def main(jobs: Path) -> None:
    """Each job names the table that its query reads, where its rows lie, and where to write."""
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    builder = SparkSession.builder.master("local[2]").config("spark.sql.warehouse.dir", str(jobs.parent / "warehouse"))
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    for job in json.loads(jobs.read_text(encoding="utf-8")):
        session.read.parquet(job["rows"]).createOrReplaceTempView("texts")
        session.sql(job["sql"]).coalesce(1).write.parquet(job["made"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
