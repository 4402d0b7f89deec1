"""Dagster definitions, one thin module per stage. What they call lies in the packages beside this one."""

OWNERS = ["team:complaint-data"]

# Everything that opens warehouse.duckdb takes part in this pool, whose limit is one: DuckDB allows a single writer.
WAREHOUSE_POOL = "duckdb_writer"
