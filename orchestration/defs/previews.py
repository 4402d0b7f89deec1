"""What an asset of dbt shows of the table that was built: its columns, how many rows it has, and the first of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import dagster as dg

from orchestration.defs.columns import column_metadata, meanings
from orchestration.settings import Settings
from orchestration.warehouse import TablePreview, preview_tables

_SCHEMAS_SHOWN = frozenset({"marts", "reference"})


def previewed(
    context: dg.AssetExecutionContext, outputs: Iterable[dg.Output[Any]], settings: Settings
) -> Iterator[dg.Output[Any]]:
    """The outputs of built models, each with what the warehouse has in its table."""
    previews = preview_tables(settings.warehouse, _SCHEMAS_SHOWN) if settings.warehouse.exists() else {}
    for output in outputs:
        key = context.asset_key_for_output(output.output_name)
        preview = previews.get((key.path[0], key.path[-1]))
        if preview:
            defined = context.assets_def.metadata_by_key.get(key, {})
            context.add_output_metadata(_metadata(preview, meanings(defined)), output_name=output.output_name)
        yield output


def _metadata(preview: TablePreview, meaning: Mapping[str, str | None]) -> dict[str, Any]:
    metadata: dict[str, Any] = column_metadata(
        (name, data_type, comment or meaning.get(name)) for name, data_type, comment in preview.columns
    )
    if preview.rows is not None:
        metadata["dagster/row_count"] = preview.rows
    if preview.markdown:
        metadata["preview"] = dg.MetadataValue.md(preview.markdown)
    return metadata
