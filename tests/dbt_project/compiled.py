"""The dbt project as compiled SQL, to be run in an in-process DuckDB: models by their lineage, and data tests."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from orchestration.model_keys import keys_of_models

_NEW_LOADS = re.compile(r"lake_file in \([^)]*\)")
IS_OF_KEYS = re.compile("assert_keys_of_.*_are_unique").fullmatch


@dataclass(frozen=True)
class Model:
    """A model, its relation as tests and models write it, its key if it has one, and the names of what it reads."""

    name: str
    relation: str
    sql: str
    parents: frozenset[str]
    key: tuple[str, ...] = ()


@dataclass(frozen=True)
class DataTest:
    """A data test: its query returns the rows that fail.

    `kind` is that of a generic test, `keys` of one of the keys of a layer, of which each model has its own here, and
    empty for another of its own.
    """

    name: str
    kind: str
    severity: str
    model: str
    sql: str
    parents: frozenset[str]
    arguments: dict = field(default_factory=dict, hash=False)
    description: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class CompiledProject:
    """Models in the order in which they can be built, and data tests, each by name, as compiled for one home."""

    models: dict[str, Model]
    tests: dict[str, DataTest]
    home: Path

    @property
    def manifest(self) -> Path:
        """The manifest that it was read from."""
        return _manifest_in(self.home)

    def behind(self, given: Collection[str]) -> list[Model]:
        """Models that read what is `given`, or can be built from it, and nothing else; those `given` are left out."""
        there, behind = set(given), []
        for model in self.models.values():
            if model.name not in there and model.parents and model.parents <= there:
                there.add(model.name)
                behind.append(model)
        return behind

    def needed_by(self, names: Collection[str]) -> set[str]:
        """Names of the models that have to be built for those named, which are among them."""
        needed = set(names)
        for model in reversed(self.models.values()):
            if model.name in needed:
                needed |= model.parents
        return needed

    def tests_of(self, there: Collection[str]) -> list[DataTest]:
        """Data tests that read nothing but the models that are `there`."""
        return [test for test in self.tests.values() if test.parents <= set(there)]

    def build(self, connection: duckdb.DuckDBPyConnection, models: Collection[Model]) -> None:
        """Build `models`, in the given order, as tables."""
        for model in models:
            connection.execute(f"create or replace table {model.relation} as {model.sql}")


@contextmanager
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty warehouse in memory, with the schemas of the project."""
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse; use warehouse; set threads = 1")
        with_schemas(connection)
        yield connection


def with_schemas(connection: duckdb.DuckDBPyConnection) -> None:
    """Give an empty warehouse the schemas of the project."""
    for schema in ("reference", "staging", "intermediate", "core", "marts", "bi"):
        connection.execute(f"create schema {schema}")


@contextmanager
def undone(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """What is done to the tables is undone at the end."""
    connection.execute("begin")
    try:
        yield
    finally:
        connection.execute("rollback")


def failing_rows(connection: duckdb.DuckDBPyConnection, test: DataTest) -> list[tuple]:
    """Up to five rows that fail `test`."""
    return connection.execute(f"select * from ({test.sql}\n) limit 5").fetchall()


def read_project(home: Path) -> CompiledProject:
    """The project as `dbt compile` left it in `home`; what it did not compile has no SQL."""
    nodes = json.loads(_manifest_in(home).read_text(encoding="utf-8"))["nodes"]
    names = {key: node["name"] for key, node in nodes.items() if node["resource_type"] == "model"}
    parents = {
        key: frozenset(names[parent] for parent in node["depends_on"]["nodes"] if parent in names)
        for key, node in nodes.items()
    }
    order = TopologicalSorter({names[key]: parents[key] for key in names}).static_order()
    table_keys = keys_of_models(nodes)
    models = {
        node["name"]: Model(
            node["name"],
            node["relation_name"],
            node.get("compiled_code") or "",
            parents[key],
            table_keys.get(f"{node['schema']}.{node['alias']}", ()),
        )
        for key, node in nodes.items()
        if key in names
    }
    tests = [_data_test(node, names, parents[key]) for key, node in nodes.items() if node["resource_type"] == "test"]
    tests = [part for test in tests for part in (_of_single_keys(test, models) if IS_OF_KEYS(test.name) else [test])]
    return CompiledProject({name: models[name] for name in order}, {test.name: test for test in tests}, home)


def _manifest_in(home: Path) -> Path:
    return home / "dbt" / "target" / "manifest.json"


def taking_every_load(sql: str) -> str:
    """The SQL of a model that reads new loads alone, taking every load for a new one (see the macro `is_unapplied`)."""
    return _NEW_LOADS.sub("true", sql)


def _data_test(node: dict, names: dict[str, str], parents: frozenset[str]) -> DataTest:
    metadata = node.get("test_metadata") or {}
    return DataTest(
        name=node["name"],
        kind=metadata.get("name", ""),
        severity=node["config"]["severity"].lower(),
        model=names.get(node.get("attached_node") or "", ""),
        sql=node.get("compiled_code") or "",
        parents=parents,
        arguments={**metadata.get("kwargs", {}), **metadata.get("kwargs", {}).get("arguments", {})},
        description=node["description"],
        remedy=node["config"]["meta"].get("remedy", ""),
    )


def _of_single_keys(test: DataTest, models: Mapping[str, Model]) -> Iterator[DataTest]:
    """A test of the keys of many models, as one for each: any of them may be there without the others."""
    for sql in test.sql.split("union all by name") if test.sql else []:
        (model,) = (name for name in test.parents if f"from {models[name].relation}\n" in sql)
        name = f"{test.name}[{model}]"
        yield replace(test, name=name, kind="keys", model=model, sql=sql, parents=frozenset({model}))
