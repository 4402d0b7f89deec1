"""Everything that the site says of one published table, gathered from a release and from dbt's manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.catalogue.examples import Example, examples_for, has_tokens
from orchestration.catalogue.lineage import Graph, Lineage, table_name
from orchestration.catalogue.words import Words, in_both, meaning_and_grain, words_of_test
from orchestration.model_keys import keys_of_models
from orchestration.release.catalog import PUBLISHED_SCHEMAS, Table, published_tables
from orchestration.release.views import VIEWS
from orchestration.sql_rows import count_of, only_row

# analysts open the views; the schemas below are what these are made from
SCHEMAS = (VIEWS, *reversed(PUBLISHED_SCHEMAS))

_TYPES = {
    "VARCHAR": Words("text", "文本"),
    "BOOLEAN": Words("true or false", "真或假"),
    "INTEGER": Words("whole number", "整数"),
    "BIGINT": Words("whole number", "整数"),
    "HUGEINT": Words("whole number", "整数"),
    "DOUBLE": Words("number", "数值"),
    "DATE": Words("date", "日期"),
    "TIMESTAMP": Words("date and time", "日期和时间"),
}


@dataclass(frozen=True)
class ColumnEntry:
    """A column: its type as DuckDB has it and in words, its place in the key (from 1, or None), and what it means."""

    name: str
    data_type: str
    type_in_words: Words
    place_in_key: int | None
    meaning: Words


@dataclass(frozen=True)
class DataTest:
    """What a data test of a table holds true, and whether it stops a release or only warns."""

    name: str
    words: Words
    only_warns: bool


@dataclass(frozen=True)
class TableEntry:
    """A published table or view: what it holds, what one row is, and all that the site shows of it.

    `model` is the id of its model in dbt's own pages, None where the project makes it no more.
    """

    name: str
    schema: str
    is_view: bool
    rows: int
    meaning: Words
    grain: Words
    key: tuple[str, ...]
    columns: tuple[ColumnEntry, ...]
    tests: tuple[DataTest, ...]
    examples: tuple[Example, ...]
    has_tokens: bool
    lineage: Lineage
    model: str | None


def table_entries(connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any]) -> list[TableEntry]:
    """The entries of all tables and views of the release that `connection` has open, analysts' views first."""
    (database,) = only_row(connection, "select current_database()")
    tables = published_tables(connection, database, SCHEMAS)
    graph = Graph(manifest, {table.qualified_name for table in tables})
    keys, tests = keys_of_models(manifest["nodes"]), _tests_by_table(manifest)
    models = {table_name(node): key for key, node in manifest["nodes"].items()}
    return [
        _entry(connection, table, keys.get(table.qualified_name, ()), tests, graph, models.get(table.qualified_name))
        for schema in SCHEMAS
        for table in tables
        if table.schema == schema
    ]


def _entry(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    key: Sequence[str],
    tests: Mapping[str, list[DataTest]],
    graph: Graph,
    model: str | None,
) -> TableEntry:
    meaning, grain = meaning_and_grain(table.comment or "")
    return TableEntry(
        name=table.qualified_name,
        schema=table.schema,
        is_view=table.schema == VIEWS,
        rows=count_of(connection, f"select count(*) from {table.qualified_name}"),
        meaning=meaning,
        grain=grain,
        key=tuple(key),
        columns=tuple(
            ColumnEntry(
                name=column.name,
                data_type=column.data_type,
                type_in_words=_type_in_words(column.data_type),
                place_in_key=key.index(column.name) + 1 if column.name in key else None,
                meaning=in_both(column.comment or ""),
            )
            for column in table.columns
        ),
        tests=tuple(tests.get(table.qualified_name, ())),
        examples=tuple(examples_for(connection, table, key)),
        has_tokens=has_tokens(table),
        lineage=graph.lineage_of(table.qualified_name),
        model=model,
    )


def _tests_by_table(manifest: Mapping[str, Any]) -> dict[str, list[DataTest]]:
    """A test that belongs to a model is that model's; one of its own, that of every table which it reads."""
    nodes = manifest["nodes"]
    found: dict[str, list[DataTest]] = {}
    for node in nodes.values():
        if node["resource_type"] != "test":
            continue
        entry = DataTest(node["name"], words_of_test(node), node["config"]["severity"].lower() == "warn")
        owner = node.get("attached_node")
        for model in [owner] if owner else node["depends_on"]["nodes"]:
            name = table_name(nodes[model]) if model in nodes else None
            if name:
                found.setdefault(name, []).append(entry)
    return {name: sorted(tests, key=lambda test: test.name) for name, tests in found.items()}


def _type_in_words(data_type: str) -> Words:
    if data_type.endswith("[]"):
        inner = _type_in_words(data_type.removesuffix("[]"))
        return Words(f"list: {inner.english}", f"列表：{inner.chinese}")
    return _TYPES.get(data_type, Words(data_type.lower(), data_type.lower()))
