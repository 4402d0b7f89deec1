from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from release_fixtures import candidate_of

from orchestration.release import ReleaseRefusedError, build_candidate
from orchestration.settings import Settings


def query(database: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_it_holds_the_published_schemas_as_tables_and_nothing_else(settings: Settings, warehouse: Path) -> None:
    candidate = candidate_of(settings, warehouse)
    assert query(candidate, "select schema_name || '.' || table_name from duckdb_tables() order by 1") == [
        ("core.dim_years",),
        ("core.fct_complaints",),
        ("marts.feed_ledger",),
        ("marts.feed_overlap",),
        ("marts.figure_reconciliation",),
        ("marts.figure_revisions",),
        ("marts.taxonomy_changes",),
        ("marts.unmapped_values",),
        ("marts.yearly_comparison",),
    ]
    assert query(candidate, "select view_name from duckdb_views() where not internal") == []
    assert str(settings.home).encode() not in candidate.read_bytes()
    assert sorted(path.name for path in candidate.parent.iterdir()) == ["audit.json", "complaints.duckdb"]


def test_comments_on_tables_views_and_columns_are_copied(settings: Settings, warehouse: Path) -> None:
    candidate = candidate_of(settings, warehouse)
    assert query(candidate, "select table_name, comment from duckdb_tables() where comment is not null order by 1") == [
        ("dim_years", "One row per year."),
        ("fct_complaints", "The fact's description. One row per complaint."),
    ]
    assert query(
        candidate, "select column_name, comment from duckdb_columns() where comment is not null order by 1"
    ) == [
        ("days", "Days to close."),
        ("report_year", "Calendar year."),
    ]


def test_clients_of_duckdb_1_can_read_it(settings: Settings, warehouse: Path) -> None:
    candidate = candidate_of(settings, warehouse)
    tags = query(candidate, "select tags from duckdb_databases() where database_name = 'complaints'")
    assert tags == [({"storage_version": "v1.0.0+"},)]
    # bytes 12 to 20 of a DuckDB file hold its format's number; 1.0 wrote 64
    assert int.from_bytes(candidate.read_bytes()[12:20], "little") == 64


def test_rows_of_marts_are_in_order_whatever_the_order_of_the_build(settings: Settings, warehouse: Path) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "create or replace table marts.unmapped_values as select * replace (value || i as value) "
            "from marts.unmapped_values, range(50) as t (i) order by hash(i)"
        )
    rows = query(candidate_of(settings, warehouse), "from marts.unmapped_values")
    assert len(rows) >= 50
    assert rows == sorted(rows)


def test_a_warehouse_that_was_copied_here_is_refused(settings: Settings, warehouse: Path, tmp_path: Path) -> None:
    """Its views read the history of the place where it was built."""
    copied = replace(settings, home=tmp_path / "copied")
    shutil.copytree(settings.home, copied.home)
    with pytest.raises(ReleaseRefusedError, match=f"was not built in {copied.home}: run the whole job"):
        candidate_of(copied, copied.warehouse)


def test_without_a_warehouse_it_says_what_to_do(settings: Settings) -> None:
    with pytest.raises(FileNotFoundError, match="build the warehouse"):
        build_candidate(settings, settings.warehouse)
