"""dbt-spark, told in DuckDB's SQL."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

import sqlglot
from dbt.adapters.base import BaseRelation, available
from dbt.adapters.contracts.relation import RelationType
from dbt.adapters.duckspark import folders
from dbt.adapters.duckspark.connections import DuckSparkConnectionManager
from dbt.adapters.spark.impl import SparkAdapter
from sqlglot import exp

from orchestration.spark.translation import translated

Columns = dict[str, str]


class DuckSparkAdapter(SparkAdapter):
    """Spark, for models in DuckDB's SQL: their queries are translated when they are run, with their columns' types."""

    ConnectionManager = DuckSparkConnectionManager

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._columns: dict[tuple[str, str], Columns] = {}
        self._lock = Lock()

    def list_relations_without_caching(self, schema_relation: BaseRelation) -> list[BaseRelation]:
        """Relations of a schema; those whose rows builds have written are tables to dbt, though views to Spark."""
        relations = super().list_relations_without_caching(schema_relation)
        kept = folders.known_folders().get(str(schema_relation.schema), {})
        return [
            relation.incorporate(type=RelationType.Table) if relation.identifier in kept else relation
            for relation in relations
        ]

    @available
    def translated(self, sql: str) -> str:
        """The query as Spark runs it. Raises where it reads what is not there, or says what Spark cannot."""
        schema: dict[str, dict[str, Columns]] = {}
        for table in sqlglot.parse_one(sql, read="duckdb").find_all(exp.Table):
            if table.db:
                schema.setdefault(table.db, {})[table.name] = self._columns_of(table.db, table.name)
        return translated(sql, schema)

    @available
    def cast_to_contract(self, sql: str, columns: Mapping[str, Mapping[str, Any]]) -> str:
        """The query in DuckDB's SQL with the columns of a contract, in its order and of its types."""
        names = ", ".join(f'cast("{name}" as {column["data_type"]}) as "{name}"' for name, column in columns.items())
        return f"select {names} from (\n{sql}\n) as of_contract"

    @available
    def new_folder(self, relation: BaseRelation) -> str:
        """Where this build is to write a relation's rows."""
        return str(folders.new_folder(str(relation.schema), str(relation.identifier)))

    @available
    def switched(self, relation: BaseRelation, folder: str) -> None:
        """To be called once a relation shows the rows of `folder`."""
        with self._lock:
            self._columns.pop((str(relation.schema), str(relation.identifier)), None)
        folders.switch_to(str(relation.schema), str(relation.identifier), Path(folder))

    @available
    def is_source(self, schema: str, name: str) -> bool:
        """Whether the deployment has a source: some of the reference data may be left out."""
        return name in _sources().get(schema, {})

    @available
    def statements_at_start(self) -> list[str]:
        """The statements that show under their names the sources, as prepared for this build, and what builds left."""
        statements = []
        for schema, relations in folders.known_folders().items():
            statements.append(f"create schema if not exists {schema}")
            statements += [
                f"create or replace view {schema}.{name} as select * from parquet.`{folder}`"
                for name, folder in relations.items()
            ]
        for schema, sources in _sources().items():
            statements.append(f"create schema if not exists {schema}")
            for name, source in sources.items():
                columns = ", ".join(f"`{column}` {type_}" for column, type_ in source["columns"].items())
                path = source["path"]
                files = f"{schema}.{name}__files"
                statements += [
                    f"drop table if exists {files}",
                    f"create table {files} ({columns}) using parquet options (path '{path}')",
                    f"create or replace view {schema}.{name} as "
                    f"select *, substring(_metadata.file_path, 8) as filename from {files}",
                ]
        return statements

    def _columns_of(self, schema: str, name: str) -> Columns:
        with self._lock:
            known = self._columns.get((schema, name))
        if known is None:
            relation = self.Relation.create(schema=schema, identifier=name)
            known = {column.name: _as_duckdb(column.dtype) for column in self.get_columns_in_relation(relation)}
            with self._lock:
                self._columns[(schema, name)] = known
        return known


def _sources() -> dict[str, dict[str, dict[str, Any]]]:
    path = Path(os.environ["COMPLAINTS_HOME"]) / "spark" / "sources.json"
    found: dict[str, dict[str, dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _as_duckdb(type_of_spark: str) -> str:
    if type_of_spark == "decimal(38,0)":
        return "HUGEINT"
    return exp.DataType.build(type_of_spark, dialect="spark").sql(dialect="duckdb")
