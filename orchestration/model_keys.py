"""The keys of the models, as dbt's manifest has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def keys_of_models(nodes: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The columns that tell the rows of each table apart, by `schema.table`.

    `nodes` are those of the manifest. A model's YAML says its key (`meta.key`), or a data test of its own that looks
    after it.
    """
    keys = {}
    for node in nodes.values():
        tested = node.get("test_metadata") or {}
        if node["resource_type"] == "model" and (key := node["config"].get("meta", {}).get("key")):
            keys[_table(node)] = tuple(key)
        elif tested.get("name") in ("unique", "unique_combination") and node.get("attached_node") in nodes:
            arguments = tested["kwargs"]
            columns = arguments.get("columns") or [arguments["column_name"]]
            keys.setdefault(_table(nodes[node["attached_node"]]), tuple(columns))
    return keys


def _table(model: Mapping[str, Any]) -> str:
    return f"{model['schema']}.{model['alias']}"
