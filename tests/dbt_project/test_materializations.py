"""Tables and views are made in one statement: what stood there is replaced, or stays if that fails."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import BUNDLED_CONFIG
from tests.conftest import BundledRun
from tests.pipeline import dbt, query, settings_for

pytestmark = pytest.mark.job


def test_a_view_gives_way_to_a_table_which_stays_when_the_next_build_fails(tmp_path: Path) -> None:
    shutil.copytree(BUNDLED_CONFIG / "reference", tmp_path / "config" / "reference")
    settings = settings_for(tmp_path / "home", tmp_path / "config")
    settings.home.mkdir()
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("create schema reference; create view reference.categories as select 1 as code")
    built = dbt(settings, "run", "--select", "categories")
    assert built.returncode == 0, built.stdout
    rows = query(settings, "from reference.categories order by all")
    assert len(rows) > 1

    (settings.reference / "categories.csv").write_text("nothing,of,the,kind\n", encoding="utf-8")
    assert dbt(settings, "run", "--select", "categories").returncode == 1
    assert query(settings, "from reference.categories order by all") == rows


def test_every_table_and_column_of_a_release_is_described(bundled_run: BundledRun) -> None:
    with duckdb.connect(str(bundled_run.settings.published_database), read_only=True) as release:
        described = release.execute("select count(*), count(comment) from duckdb_tables()").fetchone()
        silent = release.execute("""
            select schema_name, table_name, column_name from duckdb_columns() where comment is null and not internal
        """).fetchall()
    assert described[0] == described[1] > 30
    assert silent == []
