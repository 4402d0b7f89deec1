"""Looking for values in all that a deployment wrote."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

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
    looked_for = set(secrets)
    if not _is_any_found(looked_for, text.encode() + b"\n" + content):
        return []
    return sorted(secret for secret in looked_for if secret in text or secret.encode() in content)


def _is_any_found(secrets: Iterable[str], content: bytes) -> bool:
    """`grep` looks for all of them at once, where Python would read the content for each."""
    with NamedTemporaryFile() as patterns:
        patterns.write("\n".join(secrets).encode())
        patterns.flush()
        command = ["grep", "--quiet", "--text", "--fixed-strings", f"--file={patterns.name}"]
        ran = subprocess.run(command, input=content, env={**os.environ, "LC_ALL": "C"}, check=False)
    assert ran.returncode in (0, 1)
    return ran.returncode == 0
