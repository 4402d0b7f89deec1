"""What Spark built, shown to DuckDB: a warehouse file without rows of its own, which reads those of Spark's folders.

Everything behind the build reads the warehouse file: findings of tests, the audit, the release. So none of it knows
which engine built what it reads.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from orchestration.durable import make_way
from orchestration.settings import Settings
from orchestration.spark.change import columns_shown
from orchestration.sql_text import identifier, literal

# Spark has no whole number of 128 bits; DuckDB's own models make them
_WIDE, _AS_IN_DUCKDB = "DECIMAL(38,0)", "HUGEINT"


def show_in_warehouse(settings: Settings, artifacts: Path) -> None:
    """Write the warehouse file anew as views over what Spark left, with the descriptions that dbt would give them.

    `artifacts` is the folder in which dbt wrote its manifest. A view that reads what was not built is left out.
    """
    manifest = artifacts / "manifest.json"
    if not manifest.exists():
        return  # dbt did not come so far as to build anything
    nodes = json.loads(manifest.read_bytes())["nodes"]
    written = settings.warehouse.with_suffix(".duckdb.new")
    make_way(written)
    written.unlink(missing_ok=True)
    models = {key: node for key, node in nodes.items() if node["resource_type"] == "model"}
    of_relations = {(node["schema"], node["alias"]): node for node in models.values()}
    with duckdb.connect(str(written)) as connection:
        for schema, name, rows in [*_sources(settings), *_tables(settings)]:
            _show(connection, schema, name, _with_types_of_duckdb(connection, rows))
            _describe(connection, of_relations.get((schema, name)), schema, name)
        for node in _views(models):
            try:
                _show(connection, node["schema"], node["alias"], node["compiled_code"])
            except duckdb.CatalogException:
                continue
            _describe(connection, node, node["schema"], node["alias"])
    written.replace(settings.warehouse)


def _sources(settings: Settings) -> Iterator[tuple[str, str, str]]:
    path = settings.spark / "sources.json"
    for schema, sources in json.loads(path.read_bytes()).items():
        for name, source in sources.items():
            files = literal(f"{source['path']}/*.parquet")
            yield schema, name, f"select * from read_parquet({files}, filename = true, union_by_name = true)"


def _tables(settings: Settings) -> Iterator[tuple[str, str, str]]:
    if not settings.spark_tables.exists():
        return
    for schema, tables in json.loads(settings.spark_tables.read_bytes()).items():
        for name, folder in tables.items():
            columns = ", ".join(columns_shown(Path(folder)))
            files = literal(f"{folder}/**/*.parquet")
            yield schema, name, f"select {columns} from read_parquet({files}, hive_partitioning = true)"


def _with_types_of_duckdb(connection: duckdb.DuckDBPyConnection, rows: str) -> str:
    columns = connection.execute(f"describe {rows}").fetchall()
    wide = [name for name, data_type, *_ in columns if data_type == _WIDE]
    casts = ", ".join(f"cast({identifier(name)} as {_AS_IN_DUCKDB}) as {identifier(name)}" for name in wide)
    return f"select * replace ({casts}) from ({rows})" if wide else rows


def _views(models: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The models that dbt makes as views and compiled in its last command, each after those that it reads."""
    waiting = {
        key: node
        for key, node in models.items()
        if node["config"]["materialized"] == "view" and node.get("compiled_code")
    }
    while waiting:
        ready = [
            key for key, node in waiting.items() if not any(read in waiting for read in node["depends_on"]["nodes"])
        ]
        for key in ready:
            yield waiting.pop(key)


def _show(connection: duckdb.DuckDBPyConnection, schema: str, name: str, query: str) -> None:
    connection.execute(f"create schema if not exists {identifier(schema)}")
    connection.execute(f"create view {identifier(schema)}.{identifier(name)} as {query}")


def _describe(connection: duckdb.DuckDBPyConnection, node: dict[str, Any] | None, schema: str, name: str) -> None:
    if node is None or not (node["config"].get("persist_docs") or {}).get("relation"):
        return
    view = f"{identifier(schema)}.{identifier(name)}"
    connection.execute(f"comment on view {view} is {literal(node['description'])}")
    for column in node["columns"].values():
        if column["description"]:
            described = literal(column["description"])
            connection.execute(f"comment on column {view}.{identifier(column['name'])} is {described}")
