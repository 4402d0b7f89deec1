"""What the models read, as Spark can read it.

The lake is Parquet, and read where it lies. The small sources (reference data, the ledger, what was published) are CSV
and JSON that DuckDB reads by rules of its own, so DuckDB reads them, and writes them as Parquet before each build.
"""

from __future__ import annotations

import json
import shutil
from typing import Any

import duckdb

from orchestration.settings import Settings
from orchestration.sql_text import literal

_LAKE = "lake"
_TYPES = {
    "VARCHAR": "string",
    "BIGINT": "bigint",
    "INTEGER": "int",
    "DOUBLE": "double",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp_ntz",
}


def prepare_sources(settings: Settings, manifest: dict[str, Any]) -> None:
    """Write the small sources as Parquet, and `sources.json`, which tells where each source lies, and its columns."""
    settings.spark.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = settings.spark / "sources"
    shutil.rmtree(folder, ignore_errors=True)
    found: dict[str, dict[str, Any]] = {}
    with duckdb.connect() as connection:
        for source in manifest["sources"].values():
            schema, name = source["source_name"], source["name"]
            location = _location(settings, source)
            is_feed = "read_parquet" in location and schema == _LAKE
            if schema == "configuration" and not (settings.reference / f"{name}.csv").is_file():
                continue
            path = settings.lake / name if is_feed else folder / schema / name
            if not is_feed:
                path.mkdir(parents=True)
                file = literal(str(path / "rows.parquet"))
                connection.execute(
                    f"copy (select columns(lambda name: name <> 'filename') from {location}) to {file} (format parquet)"
                )
            columns = connection.execute(f"describe select * from {location}").fetchall()
            found.setdefault(schema, {})[name] = {
                "path": str(path),
                "columns": {name: _TYPES[type_] for name, type_, *_ in columns if name != "filename"},
            }
    (settings.spark / "sources.json").write_text(json.dumps(found), encoding="utf-8")


def _location(settings: Settings, source: dict[str, Any]) -> str:
    """What DuckDB reads the source from."""
    location: str = source["meta"].get("external_location") or source["source_meta"]["external_location"]
    if source["meta"].get("formatter") != "template":
        location = location.replace("{name}", source["name"])
    return location.replace("<home>", str(settings.home)).replace("<config>", str(settings.config))
