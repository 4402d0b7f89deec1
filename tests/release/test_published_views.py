"""Views of `bi` in a release: over its own tables, again in `main`, and new content where they change."""

from __future__ import annotations

from pathlib import Path

import duckdb
from release_fixtures import candidate_of, change, release

from orchestration.release import content_hashes
from orchestration.settings import Settings

VIEWS = """
    create schema bi;
    create view bi.cases as select complaint_key, 'open' as status from warehouse.core.fct_complaints;
    create view bi."order" as select count(*) as "count" from warehouse.bi.cases;
    comment on view bi.cases is 'One row per case''s key.';
    comment on column bi.cases.status is 'How it stands.';
"""


def test_they_stay_views_over_the_tables_of_the_release(settings: Settings, warehouse: Path, tmp_path: Path) -> None:
    change(warehouse, VIEWS)
    candidate = candidate_of(settings, warehouse).rename(tmp_path / "elsewhere.duckdb")
    settings.warehouse.unlink()
    with duckdb.connect(str(candidate), read_only=True) as connection:
        assert connection.execute("select * from duckdb_tables() where schema_name in ('bi', 'main')").fetchall() == []
        assert connection.execute("show tables").fetchall() == [("cases",), ("order",)]
        for schema in ("bi", "main"):
            assert connection.execute(f'select "count" from {schema}."order"').fetchall() == [(50,)]
            found = connection.execute(f"select distinct status from {schema}.cases").fetchall()
            assert found == [("open",)]
        comments = connection.execute(
            """
            select schema_name, comment from duckdb_views() where view_name = 'cases'
            union all
            select schema_name, comment from duckdb_columns() where table_name = 'cases' and column_name = 'status'
            order by all
            """
        ).fetchall()
    assert comments == [
        (schema, words) for schema in ("bi", "main") for words in ("How it stands.", "One row per case's key.")
    ]


def test_a_view_that_changes_makes_a_new_release(settings: Settings, warehouse: Path) -> None:
    change(warehouse, VIEWS)
    first = release(settings, warehouse)
    assert {"bi.cases", "bi.order"} <= first.content_hashes.keys()
    assert release(settings, warehouse).release_id == first.release_id
    change(
        warehouse, "create or replace view bi.cases as select complaint_key, 'new' as status from core.fct_complaints"
    )
    second = release(settings, warehouse)
    assert second.release_id != first.release_id
    differing = {name for name, found in second.content_hashes.items() if first.content_hashes[name] != found}
    assert differing == {"bi.cases"}


def test_rows_of_views_are_neither_hashed_nor_counted(settings: Settings, warehouse: Path) -> None:
    change(warehouse, VIEWS)
    manifest = release(settings, warehouse)
    assert [name for name in manifest.row_counts if name.startswith(("bi.", "main."))] == []
    assert [path for path in settings.published_parquet.iterdir() if path.stem in ("cases", "order")] == []
    # a view that cannot be read would stop whoever reads its rows
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("create or replace view bi.cases as select error('read') as complaint_key")
    assert content_hashes(settings.warehouse)["bi.cases"] != manifest.content_hashes["bi.cases"]
