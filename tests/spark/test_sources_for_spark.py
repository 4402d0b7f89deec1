"""What is prepared for Spark: every source that the models read, with the rows and columns that DuckDB reads there."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.settings import Settings
from orchestration.spark.sources import prepare_sources
from orchestration.warehouse import prepare_manifest
from tests.conftest import BundledRun


@pytest.fixture
def settings(bundled_run: BundledRun, tmp_path: Path) -> Settings:
    """A home beside the bundled one, with the same lake and history."""
    (tmp_path / "lake").symlink_to(bundled_run.settings.lake)
    (tmp_path / "figure_history.parquet").symlink_to(bundled_run.settings.figure_history)
    return replace(bundled_run.settings, home=tmp_path)


@pytest.fixture
def manifest(bundled_run: BundledRun) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(prepare_manifest(bundled_run.settings).read_bytes())
    return found


def _prepared(settings: Settings) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads((settings.spark / "sources.json").read_bytes())
    return found


def test_each_source_of_the_models_is_there(settings: Settings, manifest: dict[str, Any]) -> None:
    prepare_sources(settings, manifest)
    named = {(source["source_name"], source["name"]) for source in manifest["sources"].values()}
    prepared = {(schema, name) for schema, sources in _prepared(settings).items() for name in sources}
    assert prepared == named
    assert oct(settings.spark.stat().st_mode & 0o777) == "0o700"


def test_a_reference_file_keeps_its_rows_in_their_order(settings: Settings, manifest: dict[str, Any]) -> None:
    prepare_sources(settings, manifest)
    source = _prepared(settings)["configuration"]["categories"]
    written = duckdb.sql(f"select * from read_parquet('{source['path']}/*.parquet')").fetchall()
    file = settings.reference / "categories.csv"
    assert written == duckdb.sql(f"select * from read_csv('{file}', header = true, all_varchar = true)").fetchall()
    assert set(source["columns"].values()) == {"string"}


def test_a_feed_is_read_where_it_lies_and_has_the_columns_of_all_its_files(
    settings: Settings, manifest: dict[str, Any]
) -> None:
    prepare_sources(settings, manifest)
    source = _prepared(settings)["lake"]["hq"]
    assert source["path"] == str(settings.lake / "hq")
    described = duckdb.sql(f"describe select * from read_parquet('{settings.lake}/hq/*.parquet', union_by_name = true)")
    assert list(source["columns"]) == [name for name, *_ in described.fetchall()]


def test_reference_data_that_are_left_out_are_no_source(
    settings: Settings, manifest: dict[str, Any], tmp_path: Path
) -> None:
    reference = tmp_path / "config" / "reference"
    reference.mkdir(parents=True)
    for file in settings.reference.glob("*.csv"):
        if file.stem != "taxonomy_bridges":
            (reference / file.name).symlink_to(file)
    prepare_sources(replace(settings, config=tmp_path / "config"), manifest)
    assert "taxonomy_bridges" not in _prepared(settings)["configuration"]
    assert "categories" in _prepared(settings)["configuration"]
