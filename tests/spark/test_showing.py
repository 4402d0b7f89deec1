"""What Spark built, as the warehouse file shows it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.settings import Settings
from orchestration.spark.showing import show_in_warehouse
from tests.pipeline import settings_for


def _model(schema: str, name: str, **other: Any) -> dict[str, Any]:
    described = {"name": "n", "description": "How many there are."}
    node = {
        "resource_type": "model",
        "schema": schema,
        "alias": name,
        "description": f"The rows of {name}.",
        "columns": {"n": described},
        "config": {"materialized": "table", "persist_docs": {"relation": True, "columns": True}},
        "depends_on": {"nodes": []},
    }
    return node | other


def _view(schema: str, name: str, query: str, reads: list[str]) -> dict[str, Any]:
    return _model(
        schema,
        name,
        config={"materialized": "view", "persist_docs": {"relation": True, "columns": True}},
        compiled_code=query,
        depends_on={"nodes": reads},
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home in which Spark left one table of two files, and a manifest with two views over it."""
    settings = settings_for(tmp_path / "home")
    folder = settings.spark / "tables" / "core" / "counts" / "first"
    folder.mkdir(parents=True)
    for number in (1, 2):
        rows = f"select {number} as n, cast(18446744073709551616 + {number} as decimal(38, 0)) as version"
        duckdb.sql(f"copy ({rows}) to '{folder}/part-{number}.parquet'")
    settings.spark_tables.write_text(json.dumps({"core": {"counts": str(folder)}}))
    (settings.spark / "sources.json").write_text("{}")
    nodes = {
        # named before what they read
        "model.twice": _view("bi", "twice", "select n * 2 as n from bi.all_counts", ["model.all"]),
        "model.all": _view("bi", "all_counts", "select n from core.counts", ["model.counts"]),
        "model.not_built": _view("bi", "of_what_failed", "select n from core.failed", ["model.failed"]),
        "model.counts": _model("core", "counts"),
        "model.failed": _model("core", "failed"),
    }
    (tmp_path / "manifest.json").write_text(json.dumps({"nodes": nodes}))
    return settings


def _asked(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_tables_and_views_have_their_rows_and_types(settings: Settings, tmp_path: Path) -> None:
    show_in_warehouse(settings, tmp_path)
    assert _asked(settings, "select n, version, typeof(version) from core.counts order by n") == [
        (1, 2**64 + 1, "HUGEINT"),
        (2, 2**64 + 2, "HUGEINT"),
    ]
    assert _asked(settings, "select n from bi.twice order by n") == [(2,), (4,)]


def test_tables_and_views_are_described_as_dbt_describes_them(settings: Settings, tmp_path: Path) -> None:
    show_in_warehouse(settings, tmp_path)
    relations = dict(_asked(settings, "select view_name, comment from duckdb_views() where not internal"))
    assert relations["counts"] == "The rows of counts."
    assert relations["twice"] == "The rows of twice."
    columns = _asked(settings, "select comment from duckdb_columns() where table_name = 'twice' and column_name = 'n'")
    assert columns == [("How many there are.",)]


def test_a_view_over_what_was_not_built_is_left_out(settings: Settings, tmp_path: Path) -> None:
    show_in_warehouse(settings, tmp_path)
    assert not _asked(settings, "select 1 from duckdb_views() where view_name = 'of_what_failed'")


def test_the_file_is_replaced_whole(settings: Settings, tmp_path: Path) -> None:
    settings.warehouse.write_bytes(b"of another build")
    show_in_warehouse(settings, tmp_path)
    assert _asked(settings, "select count(*) from core.counts") == [(2,)]
    assert not list(settings.home.glob("*.new"))


def test_without_a_manifest_nothing_is_shown(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").unlink()
    show_in_warehouse(settings, tmp_path)
    assert not settings.warehouse.exists()
