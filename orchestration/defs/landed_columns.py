"""The columns of what lands, for Dagster: those of a feed's rows in the lake, and those of the ledger."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from orchestration.contracts import canonical_contract, find_contract, lake_columns
from orchestration.landing import SCHEMA_FILE
from orchestration.settings import Settings
from orchestration.sql_text import literal

_OF_EVERY_ROW = {
    "_load_id": "The load that brought the row: feed and number.",
    "_load_sequence": "Number of the load, in order of landing.",
    "_row_number": "Where the row stands in its file, from 1; headers count.",
    "_file_name": "The file that the row came in.",
    "_content_hash": "SHA-256 of the file.",
    "_row_problems": "What was wrong with the row when it was read; empty where nothing was.",
}

LEDGER_COLUMNS = (
    ("feed", "varchar", "The feed."),
    ("file_name", "varchar", "The file, below the feed's folder of the landing zone."),
    ("content_hash", "varchar", "SHA-256 of the file; empty where it could not be opened."),
    ("load_id", "varchar", "The load that holds the file's rows in the lake."),
    ("load_sequence", "bigint", "Number of that load, in order of landing."),
    ("received_at", "timestamp", "When the file landed (UTC)."),
    ("status", "varchar", "What became of the file."),
    ("rows_read", "bigint", "Rows read from the file."),
    ("size_bytes", "bigint", "Size of the file."),
    ("encoding", "varchar", "Encoding of a text file."),
    ("error", "varchar", "Why the file is left out."),
    ("unknown_columns", "varchar[]", "Columns that no field of the contract knows."),
    ("contract_hash", "varchar", "SHA-256 of the contract that the file was read by."),
    ("notes", "varchar[]", "How the file was read, where a person should know it."),
    ("event", "bigint", "Number of the line, from 1; the latest line of a file holds."),
)

_KEPT_AS = {"tokenise": " A keyed token in its place.", "redact": " Personal data in it are masked."}


def landed_columns(settings: Settings, feed: str) -> Iterator[tuple[str, str, str | None]]:
    """Name, type and meaning of each column that a feed's landed rows have."""
    contract, canonical = find_contract(settings.contracts, feed), canonical_contract(feed)
    fields = {**(canonical.fields if canonical else {}), **(contract.fields if contract else {})}
    meaning = {
        column.name: fields[column.field].description + _KEPT_AS.get(column.privacy, "")
        for column in lake_columns(contract, canonical)
    }
    schema_file = literal(str(settings.lake / feed / SCHEMA_FILE))
    with duckdb.connect() as connection:
        for name, data_type, *_ in connection.execute(f"describe from read_parquet({schema_file})").fetchall():
            yield name, data_type, _OF_EVERY_ROW.get(name) or meaning.get(name)
