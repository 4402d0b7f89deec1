"""dbt-spark, told in DuckDB's SQL."""

from __future__ import annotations

import json
import os
import re
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
from dbt_common.exceptions import DbtRuntimeError
from sqlglot import exp

from orchestration.spark.change import Change
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
        """Relations of a schema; those whose rows builds have written are tables to dbt, though views to Spark.

        They are there from the first, though the catalogue of a new server is told of them only when the run starts.
        """
        schema = str(schema_relation.schema)
        kept = folders.known_folders().get(schema, {})
        tables = [self.Relation.create(schema=schema, identifier=name, type=RelationType.Table) for name in kept]
        others = super().list_relations_without_caching(schema_relation)
        return [
            *tables,
            *(each for each in others if each.identifier not in kept and not folders.is_over_a_folder(each.identifier)),
        ]

    @available
    def translated(self, sql: str) -> str:
        """The query as Spark runs it. Raises where it reads what is not there, or says what Spark cannot."""
        return translated(sql, self._columns_read(sql))

    @available
    def translated_over(self, sql: str, relation: BaseRelation, **folders_by_name: Path) -> str:
        """A query as Spark runs it, in which `files.<name>` are the rows of that folder.

        They have the columns of `relation`, and `file_of_row` besides, the file in which a row lies.
        """
        columns = {**self._columns_of(str(relation.schema), str(relation.identifier)), "file_of_row": "VARCHAR"}
        schema = {**self._columns_read(sql), "files": dict.fromkeys(folders_by_name, columns)}
        of_spark = translated(sql, schema)
        for name, folder in folders_by_name.items():
            rows = f"(select *, _metadata.file_path as file_of_row from parquet.`{folder}`)"
            of_spark = re.sub(rf"\bfiles\.{name}\b", lambda _, rows=rows: rows, of_spark)  # type: ignore[misc]
        return of_spark

    @available
    def change_of(self, relation: BaseRelation) -> Change:
        """The change that this build is to make to a table that grows."""
        schema, name = str(relation.schema), str(relation.identifier)
        return Change(folders.known_folders().get(schema, {}).get(name), folders.new_folder(schema, name))

    @available
    def condition_of_delete(self, statement: str, relation: BaseRelation) -> str:
        """Which rows of `relation` a DELETE in DuckDB's SQL removes: Spark's Parquet knows no such statement."""
        delete = sqlglot.parse_one(statement, read="duckdb")
        of_this = (relation.schema, relation.identifier)
        if not isinstance(delete, exp.Delete) or (delete.this.db, delete.this.name) != of_this:
            raise DbtRuntimeError(
                f"A pre-hook of {relation} can only say on Spark which of its rows go: delete from {relation} where …"
            )
        where = delete.args.get("where")
        return where.this.sql(dialect="duckdb") if where else "true"

    @available
    def statements_that_show(self, relation: BaseRelation, folder: str, is_there: bool) -> list[str]:
        """The statements by which a relation shows the rows of a folder."""
        schema, name = str(relation.schema), str(relation.identifier)
        return folders.statements_that_show(schema, name, Path(folder), is_there=is_there)

    @available
    def has_no_file(self, folder: str) -> bool:
        return not any(Path(folder).rglob("*.parquet"))

    @available
    def names_of_columns(self, relation: BaseRelation) -> list[str]:
        return list(self._columns_of(str(relation.schema), str(relation.identifier)))

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
            there = {
                relation.identifier: relation.information or ""
                for relation in super().list_relations_without_caching(self.Relation.create(schema=schema))
            }
            shown = {name: folders.table_over(schema, name, Path(folder)) for name, folder in relations.items()}
            for name, folder in relations.items():
                if shown[name] not in there.get(name, "") and folder not in there.get(name, ""):
                    statements += folders.statements_that_show(schema, name, Path(folder), is_there=name in there)
            statements += [
                f"drop table if exists {schema}.{name}"
                for name in there
                if folders.is_over_a_folder(name) and f"{schema}.{name}" not in shown.values()
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
                    f"select *, concat('{path}/', _metadata.file_name) as filename from {files}",
                ]
        return statements

    def _columns_read(self, sql: str) -> dict[str, dict[str, Columns]]:
        schema: dict[str, dict[str, Columns]] = {}
        for table in sqlglot.parse_one(sql, read="duckdb").find_all(exp.Table):
            if table.db and table.db != "files":
                schema.setdefault(table.db, {})[table.name] = self._columns_of(table.db, table.name)
        return schema

    def _columns_of(self, schema: str, name: str) -> Columns:
        with self._lock:
            known = self._columns.get((schema, name))
        if known is None:
            folder = folders.known_folders().get(schema, {}).get(name)
            of_spark = (folders.columns_of(Path(folder)) if folder else {}) or self._columns_told(schema, name)
            known = {column: _as_duckdb(kind) for column, kind in of_spark.items()}
            with self._lock:
                self._columns[(schema, name)] = known
        return known

    def _columns_told(self, schema: str, name: str) -> Columns:
        relation = self.Relation.create(schema=schema, identifier=name)
        return {column.name: column.dtype for column in self.get_columns_in_relation(relation)}


def _sources() -> dict[str, dict[str, dict[str, Any]]]:
    path = Path(os.environ["COMPLAINTS_HOME"]) / "spark" / "sources.json"
    found: dict[str, dict[str, dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _as_duckdb(type_of_spark: str) -> str:
    if type_of_spark == "decimal(38,0)":
        return "HUGEINT"
    return exp.DataType.build(type_of_spark, dialect="spark").sql(dialect="duckdb")
