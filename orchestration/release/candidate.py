"""The candidate: a new DuckDB file with what the build wants to publish, not yet visible to anyone."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb

from orchestration.release.catalog import PUBLISHED_SCHEMAS, Column, Table, identifier, literal, published_tables
from orchestration.release.revisions import FIGURE_REVISIONS, history_with
from orchestration.release.tokens import published_columns
from orchestration.settings import Settings

# DuckDB 2 writes by default a format that the 1.x clients inside BI tools cannot read.
STORAGE_VERSION = "v1.0.0"

_CANDIDATE = "candidate"


def candidate_folder(settings: Settings) -> Path:
    """The private folder in which a candidate is written and audited."""
    return settings.published / ".candidate"


def candidate_file(settings: Settings) -> Path:
    """Where the candidate lies until it is published."""
    return candidate_folder(settings) / "complaints.duckdb"


def landed_files(candidate: Path) -> set[tuple[str, str, str]]:
    """The landed files that a candidate was built from: feed, file name and content hash of each."""
    with duckdb.connect(str(candidate), read_only=True) as connection:
        rows = connection.execute("select feed, file_name, content_hash from marts.feed_ledger where status = 'loaded'")
        return set(rows.fetchall())


def build_candidate(settings: Settings, warehouse: Path) -> Path:
    """Write a candidate file from the schemas `core` and `marts` of `warehouse` and return its path.

    Views become tables; comments are copied; tokens stay behind unless the deployment publishes them; rows are written
    in order of all their columns. What the newest release published of each figure is carried over into the history of
    figures. An earlier candidate is discarded. The warehouse is opened read-only, so a process that has it open for
    writing raises `duckdb.IOException`.
    """
    if not warehouse.is_file():
        raise FileNotFoundError(f"{warehouse} does not exist: build the warehouse before a release is made from it")
    folder = candidate_folder(settings)
    shutil.rmtree(folder, ignore_errors=True)
    settings.published.mkdir(parents=True, exist_ok=True)
    settings.published.chmod(0o755)
    folder.mkdir(mode=0o700)
    candidate = candidate_file(settings)

    # dbt's views name their tables with the file's own name, so it has to be attached under that one.
    source = warehouse.stem
    target = _CANDIDATE if source != _CANDIDATE else f"{_CANDIDATE}_file"
    with duckdb.connect(config={"temp_directory": str(folder / "spill")}) as connection:
        connection.execute(f"attach {literal(str(warehouse))} as {identifier(source)} (read_only)")
        connection.execute(
            f"attach {literal(str(candidate))} as {identifier(target)} (storage_version {literal(STORAGE_VERSION)})"
        )
        for schema in PUBLISHED_SCHEMAS:
            connection.execute(f"create schema {identifier(target)}.{identifier(schema)}")
        for table in published_tables(connection, source):
            columns = published_columns(table, with_tokens=settings.publishes_tokens)
            rows = f"select {_list(columns)} from {table.sql_name(source)} order by all"
            if table.qualified_name == FIGURE_REVISIONS:
                rows = history_with(connection, settings, table, source)
            _write(connection, replace(table, columns=tuple(column for column, _ in columns)), rows, target)
        connection.execute(f"checkpoint {identifier(target)}")
        connection.execute(f"detach {identifier(target)}")
    shutil.rmtree(folder / "spill", ignore_errors=True)
    return candidate


def _list(columns: list[tuple[Column, str]]) -> str:
    return ", ".join(f"{expression} as {identifier(column.name)}" for column, expression in columns)


def _write(connection: duckdb.DuckDBPyConnection, table: Table, rows: str, target: str) -> None:
    name = table.sql_name(target)
    connection.execute(f"create table {name} as {rows}")
    if table.comment:
        connection.execute(f"comment on table {name} is {literal(table.comment)}")
    for column in table.columns:
        if column.comment:
            connection.execute(f"comment on column {name}.{identifier(column.name)} is {literal(column.comment)}")
