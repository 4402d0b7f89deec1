"""Whoever opens what is published has one release whole, by any client, also while releases are published."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import CHECKOUT, Settings
from tests.conftest import BundledRun
from tests.dbt_project.compiled import CompiledProject
from tests.release.release_fixtures import ADD_A_COMPLAINT, change, make_warehouse, release

pytestmark = pytest.mark.slow

CLIENT = Path(__file__).with_name("client.py")
CLIENTS = ("duckdb", "adbc", "sqlalchemy", "polars", "pyarrow")
RELEASES = 50

ONE_MORE = f"""
    {ADD_A_COMPLAINT};
    update marts.feed_overlap set hq_complaints = (select count(*) from core.fct_complaints);
    update marts.yearly_comparison set complaints = (select count(*) from core.fct_complaints)
"""


def python_of(environment: str) -> Path:
    """The Python of an environment that `make test-slow` installs."""
    python = CHECKOUT / ".venv" / environment / "bin" / "python"
    assert python.exists(), f"{python} is installed by `make test-slow`"
    return python


def test_readers_of_all_kinds_have_one_release_whole_while_fifty_are_published(
    tmp_path: Path, project: CompiledProject
) -> None:
    settings = Settings(home=tmp_path / "home", config=tmp_path / "config", token_key="test")
    make_warehouse(settings, project)
    change(settings.warehouse, f"create schema bi; create view bi.cases as from core.fct_complaints; {ONE_MORE}")
    release(settings, settings.warehouse)
    readers = {
        what: subprocess.Popen(
            [python_of("readers"), CLIENT, what, settings.published],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for what in CLIENTS
    }
    for _ in range(RELEASES):
        change(settings.warehouse, ONE_MORE)
        release(settings, settings.warehouse)
    for what, reader in readers.items():
        said, _ = reader.communicate("", timeout=120)
        found = json.loads(said)
        assert found["wrong"] == [], what
        assert len(found["read"]) > 5, f"{what} saw releases come"
        assert max(map(int, found["read"])) <= 51 + RELEASES


def test_sqlalchemy_knows_tables_views_and_columns_of_a_release(bundled_run: BundledRun) -> None:
    code = """
import sys, sqlalchemy, pandas
engine = sqlalchemy.create_engine(f"duckdb:///{sys.argv[1]}", connect_args={"read_only": True})
inspector = sqlalchemy.inspect(engine)
assert "yearly_comparison" in inspector.get_table_names(schema="marts")
assert "cases" in inspector.get_view_names(schema="bi")
columns = {column["name"]: str(column["type"]) for column in inspector.get_columns("complaints_monthly", schema="bi")}
assert (columns["complaints"], columns["month_start"], columns["branch_name_zh"]) == ("BIGINT", "DATE", "VARCHAR")
branches = pandas.read_sql_table("dim_branch", engine, schema="bi")
print(len(branches), pandas.read_sql("select sum(complaints) from complaints_monthly", engine).iloc[0, 0])
"""
    with duckdb.connect(str(bundled_run.settings.published_database), read_only=True) as release:
        branches, complaints = (
            release.execute(f"select count(*) from core.{table}").fetchall()[0][0]
            for table in ("dim_branch", "fct_complaints where not is_void")
        )
    assert _run("readers", code, bundled_run.settings) == f"{branches} {complaints}\n"


def test_the_oldest_duckdb_that_can_opens_every_table_and_view(bundled_run: BundledRun) -> None:
    code = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
assert duckdb.__version__ == "1.0.0"
named = "select schema_name, {kind}_name from duckdb_{kind}s() where database_name = 'complaints' and not internal"
found = [row for kind in ("table", "view") for row in connection.execute(named.format(kind=kind)).fetchall()]
for schema, name in found:
    connection.execute(f"select * from {schema}.{name}").fetchall()
print(sorted({schema for schema, _ in found}))
"""
    assert _run("oldest-duckdb", code, bundled_run.settings) == "['bi', 'core', 'main', 'marts']\n"


def test_what_the_readme_shows_with_sqlalchemy_runs(bundled_run: BundledRun) -> None:
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    (snippet,) = (code for code in re.findall(r"```python\n(.*?)```", readme, re.DOTALL) if "sqlalchemy" in code)
    assert "data/published/" in snippet
    shown = _run("readers", snippet.replace("data/", f"{bundled_run.settings.home}/"), bundled_run.settings)
    assert "branch_code" in shown


def test_polars_and_pyarrow_find_what_the_columns_of_a_mart_mean(bundled_run: BundledRun) -> None:
    code = """
import json, pathlib, sys, polars, pyarrow.parquet
mart = pathlib.Path(sys.argv[1]).parent / "parquet" / "yearly_comparison.parquet"
said = polars.read_parquet_metadata(mart)
columns, schema = json.loads(said["columns"]), pyarrow.parquet.read_schema(mart)
assert list(columns) == polars.scan_parquet(mart).collect_schema().names() == schema.names
assert {field.name: field.metadata[b"description"].decode() for field in schema} == columns
print(said["description"])
"""
    assert "One row per " in _run("readers", code, bundled_run.settings)


def _run(environment: str, code: str, settings: Settings) -> str:
    command = [python_of(environment), "-c", code, settings.published_database]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
