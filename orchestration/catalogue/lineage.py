"""Where a published table comes from and who reads it, by dbt's graph: the nearest that a reader knows by name.

What lies between, the models that are not published, is shown by dbt's own pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_NOT_FOLLOWED = ("test", "unit_test", "semantic_model", "metric")

# which months a build counts anew, whatever feed brought rows: who reads it takes no content of that feed
_BOOKKEEPING = "int_affected_months"


@dataclass(frozen=True)
class Neighbour:
    """A table, feed, file or group of readers. `table` is its name (`schema.table`) where it is a published table."""

    label: str
    kind: str
    table: str | None = None


@dataclass(frozen=True)
class Lineage:
    """What a table is made from and what reads it; `feeds` are all that any of its rows came through."""

    up: tuple[Neighbour, ...]
    down: tuple[Neighbour, ...]
    feeds: tuple[str, ...]


class Graph:
    """dbt's graph, as its manifest has it, seen from the published tables, which are given by their `schema.table`."""

    def __init__(self, manifest: Mapping[str, Any], published: set[str]) -> None:
        self._nodes = {**manifest["nodes"], **manifest["sources"], **manifest["exposures"]}
        self._parents, self._children = manifest["parent_map"], manifest["child_map"]
        self._ids = {name: key for key, node in self._nodes.items() if (name := table_name(node)) in published}
        self._published = set(self._ids.values())

    def lineage_of(self, table: str) -> Lineage:
        """The neighbours of a published table; of one that the project no longer makes, none."""
        key = self._ids.get(table)
        if key is None:
            return Lineage((), (), ())
        feeds = {node["name"] for node in map(self._nodes.get, self._all_above(key)) if node and _is_feed(node)}
        return Lineage(self._nearest(key, self._parents), self._nearest(key, self._children), tuple(sorted(feeds)))

    def _nearest(self, key: str, edges: Mapping[str, list[str]]) -> tuple[Neighbour, ...]:
        seen, found = {key}, []
        to_see = list(edges.get(key, ()))
        while to_see:
            other = to_see.pop()
            node = self._nodes.get(other)
            if other in seen or node is None or node["resource_type"] in _NOT_FOLLOWED:
                continue
            seen.add(other)
            if other in self._published or node["resource_type"] in ("source", "exposure"):
                found.append(_neighbour(node))
            else:
                to_see += edges.get(other, ())
        return tuple(sorted(found, key=lambda one: (_KINDS.index(one.kind), one.label)))

    def _all_above(self, key: str) -> set[str]:
        seen: set[str] = set()
        to_see = [key]
        while to_see:
            parents = self._parents.get(to_see.pop(), ())
            new = {parent for parent in parents if parent.split(".")[-1] != _BOOKKEEPING} - seen
            seen |= new
            to_see += new
        return seen


# in the order in which they are shown
_KINDS = ("table", "feed", "file", "readers")


def table_name(node: Mapping[str, Any]) -> str | None:
    """`schema.table` of a model; None for what is none."""
    return f"{node['schema']}.{node['alias']}" if node["resource_type"] == "model" else None


def _neighbour(node: Mapping[str, Any]) -> Neighbour:
    if node["resource_type"] == "exposure":
        return Neighbour(node.get("label") or node["name"], "readers")
    if node["resource_type"] == "source":
        ending = {"configuration": ".csv", "releases": ".parquet"}.get(node["source_name"], " of landed files")
        return Neighbour(f"feed {node['name']}", "feed") if _is_feed(node) else Neighbour(node["name"] + ending, "file")
    name = table_name(node)
    return Neighbour(str(name), "table", name)


def _is_feed(node: Mapping[str, Any]) -> bool:
    return bool(node["resource_type"] == "source" and node["source_name"] == "lake" and node["name"] != "ledger")
