"""The columns of a release, as Dagster shows them."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.defs.release import _columns_of


def test_a_release_tells_the_columns_of_all_its_tables(tmp_path: Path) -> None:
    file = tmp_path / "complaints.duckdb"
    with duckdb.connect(str(file)) as release:
        release.execute(
            """
            create schema core; create schema marts;
            create table core.dim_branch as select 'beijing' as branch_code;
            create table marts.shares as select 0.5::double as share;
            comment on column marts.shares.share is 'Share of the year.';
            """
        )
    (schema,) = _columns_of(file).values()
    assert [(each.name, each.type, each.description) for each in schema.columns] == [
        ("core.dim_branch.branch_code", "varchar", None),
        ("marts.shares.share", "double", "Share of the year."),
    ]
