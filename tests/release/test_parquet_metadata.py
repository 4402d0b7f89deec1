"""The Parquet files of the marts say what table and columns mean, and hold the rows of the database all the same."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from orchestration.release.tables import export_marts

OF_TABLE, OF_COLUMN = 'What it\'s for: "反映" trends. One row per year.\n', "The year's complaints {件}; 'quoted'.\n"

MART = """
    create schema core; create schema marts;
    create table marts.trends as
    select 2011::integer as report_year, 7825::bigint as complaints, -0.34 as rate, ['a', 'b'] as reasons,
        date '2011-12-31' as ends_on, timestamp '2011-12-31 23:59:59.25' as closed_at, null::boolean as is_peak;
"""


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    with duckdb.connect(str(tmp_path / "complaints.duckdb")) as connection:
        connection.execute(MART)
        for name, words in {"table marts.trends": OF_TABLE, "column marts.trends.complaints": OF_COLUMN}.items():
            quoted = words.replace("'", "''")
            connection.execute(f"comment on {name} is '{quoted}'")
    export_marts(tmp_path / "complaints.duckdb", tmp_path)
    return tmp_path / "trends.parquet"


def test_arrow_finds_the_meaning_of_table_and_column(exported: Path) -> None:
    schema = pq.read_schema(exported)
    assert schema.metadata == {b"description": OF_TABLE.strip().encode()}
    assert schema.field("complaints").metadata == {b"description": OF_COLUMN.strip().encode()}
    assert schema.field("rate").metadata is None


def test_other_readers_find_them_in_the_metadata_of_the_file(exported: Path) -> None:
    found = duckdb.sql(f"select decode(key), decode(value) from parquet_kv_metadata('{exported}')").fetchall()
    said = dict(found)
    assert said["description"] == OF_TABLE.strip()
    assert json.loads(said["columns"]) == {"complaints": OF_COLUMN.strip()}


def test_rows_and_types_are_those_of_a_file_without_descriptions(exported: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain.parquet"
    with duckdb.connect(str(tmp_path / "complaints.duckdb"), read_only=True) as connection:
        connection.execute(f"copy (from marts.trends) to '{plain}' (format parquet, compression zstd)")
    described, bare = pq.read_table(exported), pq.read_table(plain)
    assert described.schema.equals(bare.schema)
    assert described.equals(bare)
