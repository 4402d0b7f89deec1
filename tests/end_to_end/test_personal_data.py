"""Personal data of the bundled feeds, looked for everywhere but in the landing zone."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import BUNDLED_CONFIG
from tests.conftest import BundledRun

_SECRET_HEADERS = {"客户号", "证件号码", "联系电话", "保单号", "客户姓名"}


@pytest.fixture(scope="module")
def secrets() -> set[str]:
    """Values that identify somebody, as the first 2,000 work orders hold them; names only where three letters long."""
    with (BUNDLED_CONFIG / "feeds/call_center/callcenter_2011.csv").open(encoding="gb18030", newline="") as file:
        rows = [row for row, _ in zip(csv.DictReader(file), range(2000), strict=False)]
    values = {row[header].strip() for row in rows for header in _SECRET_HEADERS}
    found = {value for value in values if len(value) >= 8 or (len(value) == 3 and not value.isascii())}
    assert len(found) > 3000
    return found


def test_no_table_holds_personal_data(bundled_run: BundledRun, secrets: set[str], tmp_path: Path) -> None:
    """Lake, warehouse and release are compressed, so their texts are read back before they are searched."""
    settings = bundled_run.settings
    with duckdb.connect() as connection:
        for name, path in (("warehouse", settings.warehouse), ("release", settings.published_database)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        tables = [
            f'"{database}"."{schema}"."{table}"'
            for database, schema, table in connection.execute(
                """
                select database_name, schema_name, table_name from duckdb_tables()
                where database_name in ('warehouse', 'release')
                """
            ).fetchall()
        ]
        tables += [f"read_parquet('{path}')" for path in settings.lake.rglob("*.parquet")]
        text = "\n".join(
            str(row) for table in tables for row in connection.execute(f"select * from {table}").fetchall()
        )
    assert "call_center-000000002" in text
    assert sorted(secret for secret in secrets if secret in text) == []


def test_no_log_or_page_holds_personal_data(bundled_run: BundledRun, secrets: set[str]) -> None:
    home = bundled_run.settings.home
    files = [
        path
        for folder in ("dagster", "dbt", "quality", "published")
        for path in (home / folder).rglob("*")
        if path.is_file()
    ]
    content = b"\n".join(path.read_bytes() for path in files) + bundled_run.first_output.encode()
    assert b"fct_complaints" in content
    assert sorted(secret for secret in secrets if secret.encode() in content) == []
