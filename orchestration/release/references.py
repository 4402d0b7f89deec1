"""Which columns of the published tables refer to which, as the dbt project says. Reads its manifest."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from orchestration.model_keys import keys_of_models
from orchestration.release.catalog import Table
from orchestration.release.views import VIEWS

_DIMENSION = f"{VIEWS}.dim_"


@dataclass(frozen=True, order=True)
class Reference:
    """Each value of a column stands in a column of another table; tables are named `schema.table`."""

    table: str
    column: str
    to_table: str
    to_column: str


def references_of(manifest: Mapping[str, Any], tables: Collection[Table]) -> list[Reference]:
    """What columns of `tables` refer to among them: by dbt's tests of relationships, and in `bi` by name.

    A column of a view that is called as the key of a dimension there is that key.
    """
    keys = keys_of_models(manifest["nodes"])
    columns = {table.qualified_name: {column.name for column in table.columns} for table in tables}
    # dbt does not keep to one order of its models
    found = sorted({*_tested(manifest["nodes"]), *_named_alike(columns, keys)})
    return [
        one
        for one in found
        if one.column in columns.get(one.table, ()) and one.to_column in columns.get(one.to_table, ())
    ]


def _tested(nodes: Mapping[str, Any]) -> Iterator[Reference]:
    for node in nodes.values():
        tested = node.get("test_metadata") or {}
        if tested.get("name") != "relationships":
            continue
        model = node["attached_node"]
        # a model may refer to itself
        (to,) = {name for name in node["depends_on"]["nodes"] if name != model} or {model}
        arguments = tested["kwargs"]
        yield Reference(_name(nodes[model]), arguments["column_name"], _name(nodes[to]), arguments["field"])


def _named_alike(columns: Mapping[str, Collection[str]], keys: Mapping[str, tuple[str, ...]]) -> Iterator[Reference]:
    dimensions = {key[0]: name for name, key in keys.items() if name.startswith(_DIMENSION) and not key[1:]}
    for table in columns:
        for key, dimension in dimensions.items():
            if table.startswith(f"{VIEWS}.") and table != dimension and key in columns[table]:
                yield Reference(table, key, dimension, key)


def _name(node: Mapping[str, Any]) -> str:
    return f"{node['schema']}.{node['alias']}"
