"""The published interface as an Open Data Contract (ODCS 3.1), and what a newer one breaks of it.

Source: Bitol, Open Data Contract Standard 3.1.0 (bitol-io.github.io/open-data-contract-standard).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.model_keys import keys_of_models
from orchestration.release.catalog import PUBLISHED_SCHEMAS, Column, Table, published_tables
from orchestration.release.views import VIEWS
from orchestration.sql_rows import only_row

# a rename, a removal or another type makes this one more, before the dot
INTERFACE_VERSION = "1.0.0"

_LOGICAL_TYPES = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "HUGEINT": "integer",
    "DOUBLE": "number",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
}


@dataclass(frozen=True)
class InterfaceChanges:
    """What of a newer interface was not there before, and what of the earlier one no longer holds, each in words."""

    added: tuple[str, ...]
    broken: tuple[str, ...]


def data_contract(database: Path, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The contract of a release: tables and views with their grain, keys and columns.

    Keys are those in dbt's `manifest`. Raises `KeyError` for a column of a type that no
    published table has had so far.
    """
    keys = keys_of_models(manifest["nodes"])
    with duckdb.connect(str(database), read_only=True) as connection:
        (name,) = only_row(connection, "select current_database()")
        tables = published_tables(connection, name, (VIEWS, *PUBLISHED_SCHEMAS))
    return {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": "complaint-warehouse",
        "name": "Complaint warehouse",
        "version": INTERFACE_VERSION,
        "status": "active",
        "domain": "complaints",
        "description": {
            "purpose": "Counts, rates and single cases of an insurer's complaints, for BI tools and reports.",
            "usage": "Read published/complaints.duckdb; analysts open the views of the schema bi.",
            "limitations": "The two feeds are counted side by side, never added. No personal data.",
        },
        "schema": [_object(table, keys.get(table.qualified_name, ())) for table in _in_order(tables)],
    }


def interface_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> InterfaceChanges:
    """What a contract adds to an earlier one, and what it breaks."""
    return changes_of_columns(_columns_of(before), _columns_of(after))


def changes_of_columns(before: Mapping[str, str], after: Mapping[str, str]) -> InterfaceChanges:
    """The same of two interfaces, each given by the types of its columns (`schema.table.column`)."""
    broken = [
        f"{name} is gone" if name not in after else f"{name} was {kind}, and is {after[name]}"
        for name, kind in before.items()
        if after.get(name) != kind
    ]
    return InterfaceChanges(tuple(name for name in after if name not in before), tuple(broken))


def _columns_of(contract: Mapping[str, Any]) -> dict[str, str]:
    return {
        f"{table['name']}.{column['name']}": column["physicalType"]
        for table in contract["schema"]
        for column in table["properties"]
    }


def _in_order(tables: Sequence[Table]) -> Iterator[Table]:
    """The schema that analysts open first."""
    yield from (table for table in tables if table.schema == VIEWS)
    yield from (table for table in tables if table.schema != VIEWS)


def _object(table: Table, key: Sequence[str]) -> dict[str, Any]:
    meaning, _, grain = (table.comment or "").rpartition("One row per ")
    return {
        "name": table.qualified_name,
        "physicalName": table.qualified_name,
        "physicalType": "view" if table.schema == VIEWS else "table",
        "logicalType": "object",
        "description": meaning.strip(),
        "dataGranularityDescription": f"One row per {grain.strip()}",
        "properties": [_property(column, key) for column in table.columns],
    }


def _property(column: Column, key: Sequence[str]) -> dict[str, Any]:
    described = {
        "name": column.name,
        "physicalType": column.data_type,
        **_logical_type(column.data_type),
        "description": (column.comment or "").strip(),
    }
    if column.name in key:
        described |= {"primaryKey": True, "primaryKeyPosition": key.index(column.name) + 1}
    return described


def _logical_type(data_type: str) -> dict[str, Any]:
    if data_type.endswith("[]"):
        return {"logicalType": "array", "items": _logical_type(data_type.removesuffix("[]"))}
    return {"logicalType": _LOGICAL_TYPES[data_type]}
