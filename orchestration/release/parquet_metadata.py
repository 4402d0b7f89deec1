"""What a Parquet file says of itself: the meaning of its table and of each of its columns.

Parquet has no place for words on a column. Arrow keeps a schema of its own in a file's metadata, which has one, and so
whatever reads by Arrow finds them there; other readers find the same words as JSON.
"""

from __future__ import annotations

import base64
import json

import duckdb
import pyarrow as pa

from orchestration.release.catalog import Table
from orchestration.sql_text import literal

# the key under which Arrow looks for its own schema
_ARROW_SCHEMA = "ARROW:schema"


def described_schema(schema: pa.Schema, table: Table) -> pa.Schema:
    """The Arrow schema with the table's description, and in each field that of its column, under `description`."""
    meanings = _meanings(table)
    fields = [
        field.with_metadata({"description": meanings[field.name]}) if field.name in meanings else field
        for field in schema
    ]
    return pa.schema(fields, {"description": table.comment.strip()} if table.comment else None)


def metadata_option(connection: duckdb.DuckDBPyConnection, query: str, table: Table) -> str:
    """The option of `copy` (SQL) by which the Parquet file of a query's rows describes `table` and its columns."""
    schema = described_schema(connection.sql(f"from ({query}) limit 0").to_arrow_table().schema, table)
    entries = {
        _ARROW_SCHEMA: base64.b64encode(schema.serialize().to_pybytes()).decode(),
        "description": (table.comment or "").strip(),
        "columns": json.dumps(_meanings(table), ensure_ascii=False),
    }
    listed = ", ".join(f"{literal(key)}: {literal(value)}" for key, value in entries.items())
    return f"kv_metadata {{{listed}}}"


def _meanings(table: Table) -> dict[str, str]:
    return {column.name: column.comment.strip() for column in table.columns if column.comment}
