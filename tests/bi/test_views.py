"""The layer that analysts open, in the published file: whole under any name, keyed, named, and safe to add up."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.bi.promises import VIEWS, broken, not_adding_up
from tests.conftest import BundledRun


@pytest.fixture(scope="module")
def release(bundled_run: BundledRun) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(bundled_run.settings.published_database), read_only=True) as connection:
        yield connection


def values_of_views(connection: duckdb.DuckDBPyConnection, prefix: str = "") -> dict[str, tuple[int, ...]]:
    """How many values each column of each view has."""
    return {view: connection.execute(f"select count(columns(*)) from {prefix}{view}").fetchone() for view in VIEWS}


def test_views_keep_their_promises(release: duckdb.DuckDBPyConnection) -> None:
    assert broken(release, "bi") == []
    assert broken(release, "main") == []


def test_show_tables_answers_with_the_views(release: duckdb.DuckDBPyConnection) -> None:
    assert tuple(name for (name,) in release.execute("show tables").fetchall()) == VIEWS
    views = release.execute("select view_name, schema_name, sql from duckdb_views() where not internal").fetchall()
    statements = {(name, sql.partition(" AS ")[2]) for name, _, sql in views}
    assert len(statements) == len(VIEWS) == len(views) / 2, "main and bi hold the same"
    schemas = release.execute(
        "select schema_name from information_schema.schemata where catalog_name = current_database()"
    ).fetchall()
    assert schemas[0] == ("bi",)


def test_views_describe_themselves(release: duckdb.DuckDBPyConnection) -> None:
    undescribed = release.execute(
        """
        select view_name, null from duckdb_views() where not internal and comment is null
        union all
        select table_name, column_name from duckdb_columns()
        where not internal and schema_name in ('bi', 'main') and comment is null
        """
    ).fetchall()
    assert undescribed == []


def test_views_hold_no_rows_of_their_own_and_name_no_other_file(release: duckdb.DuckDBPyConnection) -> None:
    assert release.execute("select * from duckdb_tables() where schema_name in ('bi', 'main')").fetchall() == []
    views = dict(release.execute("select view_name, sql from duckdb_views() where schema_name = 'bi'").fetchall())
    assert [name for name, sql in views.items() if "warehouse" in sql] == []


@pytest.mark.parametrize("name", ["moved", "bi", "with a blank"])
def test_views_answer_under_any_name(bundled_run: BundledRun, tmp_path: Path, name: str) -> None:
    """Both as a file of that name, and attached under it beside another one."""
    published = bundled_run.settings.published_database
    copy = tmp_path / f"{name}.duckdb"
    shutil.copy(published, copy)
    with duckdb.connect(str(copy), read_only=True) as connection:
        expected = values_of_views(connection)
    assert all(max(values) > 0 for values in expected.values())
    with duckdb.connect() as connection:
        connection.execute(f"""attach '{published}' as "{name}" (read_only)""")
        assert values_of_views(connection, f'"{name}".bi.') == expected
        assert values_of_views(connection, f'"{name}".main.') == expected


def test_keys_are_those_that_the_models_name(bundled_run: BundledRun, release: duckdb.DuckDBPyConnection) -> None:
    manifest = json.loads((bundled_run.settings.dbt / "target" / "manifest.json").read_text(encoding="utf-8"))
    keys = {
        node["alias"]: node["config"]["meta"]["key"][0]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == "bi"
    }
    assert tuple(sorted(keys)) == VIEWS
    counts = {
        view: release.execute(f"select count(*), count({key}), count(distinct {key}) from bi.{view}").fetchone()
        for view, key in keys.items()
    }
    assert {view: count for view, count in counts.items() if len(set(count)) > 1} == {}


def test_dimensions_take_in_all_that_they_relate_to(release: duckdb.DuckDBPyConnection) -> None:
    """A tool that joins by the name of a dimension's key loses no complaint, and counts none twice."""
    (total,) = release.execute("select sum(complaints) from bi.complaints_monthly").fetchone()
    joins = " ".join(
        f"join bi.{dimension} using ({key})"
        for dimension, key in {
            "dim_branch": "branch_code",
            "dim_category": "category_code",
            "dim_channel": "channel_code",
            "dim_cause": "cause_key",
            "dim_grievance": "grievance_key",
            "dim_month": "month_key",
        }.items()
    )
    assert release.execute(f"select sum(complaints) from bi.complaints_monthly {joins}").fetchone() == (total,)


def test_complaints_add_up_over_anything(release: duckdb.DuckDBPyConnection) -> None:
    assert not_adding_up(release, combinations=25) == []


def test_display_order_is_that_of_the_files(bundled_run: BundledRun, release: duckdb.DuckDBPyConnection) -> None:
    listed = [
        line.split(",")[0]
        for line in (bundled_run.settings.reference / "branches.csv").read_text(encoding="utf-8").splitlines()[1:]
    ]
    shown = release.execute("select branch_code from bi.dim_branch order by display_order").fetchall()
    assert [code for (code,) in shown] == [*listed, "unspecified", "unmapped"]
    lines = release.execute("select line_code from bi.dim_category order by display_order").fetchall()
    assert list(dict.fromkeys(code for (code,) in lines)) == ["operations", "sales", "other", "unmapped"]


def test_every_branch_of_the_bundled_register_has_its_region(release: duckdb.DuckDBPyConnection) -> None:
    regions = release.execute("select region_name_zh, count(*) from bi.dim_branch group by all").fetchall()
    assert dict(regions) == {"华北": 5, "东北": 4, "华东": 10, "华中": 3, "华南": 4, "西南": 5, "西北": 5, "未划分": 2}
