"""The columns of an asset's table, as Dagster lists them: name, type, and what each means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import dagster as dg

_METADATA = "dagster/column_schema"


def column_metadata(columns: Iterable[tuple[str, str, str | None]]) -> dict[str, dg.TableSchema]:
    """Metadata of an asset or its materialisation, from the name, type and meaning of each column of its table."""
    listed = [dg.TableColumn(name, type=kind.lower(), description=meaning) for name, kind, meaning in columns]
    return {_METADATA: dg.TableSchema(listed)} if listed else {}


def meanings(metadata: Mapping[str, Any]) -> dict[str, str | None]:
    """What the columns mean, by name, that an asset's definition has in its metadata."""
    schema = metadata.get(_METADATA)
    return {column.name: column.description for column in schema.columns} if schema else {}
