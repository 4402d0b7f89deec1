"""Looking for values in all that a deployment wrote."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from orchestration.settings import Settings


def in_tables(settings: Settings) -> str:
    """All rows of lake, warehouse and release as text: their files are compressed, so they are read back."""
    with duckdb.connect() as connection:
        for name, path in (("warehouse", settings.warehouse), ("release", settings.published_database)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        tables = [
            f'"{database}"."{schema}"."{table}"'
            for database, schema, table in connection.execute(
                """
                select database_name, schema_name, table_name from duckdb_tables()
                where database_name in ('warehouse', 'release')
                """
            ).fetchall()
        ]
        tables += [f"read_parquet('{path}')" for path in settings.lake.rglob("*.parquet")]
        return "\n".join(
            str(row) for table in tables for row in connection.execute(f"select * from {table}").fetchall()
        )


def in_files(settings: Settings) -> bytes:
    """The bytes of every file below the home, but for the landing zone."""
    files = (path for path in settings.home.rglob("*") if path.is_file() and not path.is_relative_to(settings.landing))
    return b"\n".join(path.read_bytes() for path in sorted(files, key=Path.as_posix))


def found(secrets: Iterable[str], text: str, content: bytes) -> list[str]:
    """Those of `secrets` that stand in the text or among the bytes."""
    return sorted(secret for secret in set(secrets) if secret in text or secret.encode() in content)
