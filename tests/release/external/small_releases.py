"""A home with small releases, of which editions are made."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest

from orchestration.release.manifest import ChecksPassed, Manifest
from orchestration.settings import Settings
from orchestration.sql_rows import only_row
from orchestration.sql_text import literal
from tests.pipeline import settings_for

FIRST, SECOND = "20260101T000000Z-00000001", "20260201T000000Z-00000002"
THIRD, FOURTH = "20260301T000000Z-00000003", "20260401T000000Z-00000004"

# branch, category, month and complaints of a small register; its other codes follow from these
REGISTER = [
    *[(branch, category, 1, 20) for branch in ("x", "y", "z") for category in ("claims", "payment", "selling")],
    ("x", "claims", 2, 7),
    ("y", "payment", 2, 1),
]


@pytest.fixture(name="settings")
def home_with_two_releases(tmp_path: Path) -> Settings:
    """Two releases, of which the second holds two complaints more."""
    settings = settings_for(tmp_path / "home")
    make_release(settings, FIRST, REGISTER)
    make_release(settings, SECOND, [*REGISTER, ("y", "payment", 3, 1), ("z", "claims", 3, 1)])
    return settings


def make_release(settings: Settings, release_id: str, register: Iterable[tuple[str, str, int, int]]) -> None:
    """A release with what an edition reads of it."""
    folder = settings.releases / release_id
    folder.mkdir(parents=True)
    manifest = Manifest(release_id, "2026-01-01T00:00:00+00:00", "1", {}, ChecksPassed(), {})
    (folder / "manifest.json").write_text(manifest.to_json())
    (settings.published / "manifest.json").write_text(manifest.to_json())
    with duckdb.connect(str(folder / "complaints.duckdb")) as connection:
        connection.execute("create schema bi; create table register (branch text, category text, month int, n int)")
        connection.executemany("insert into register values (?, ?, ?, ?)", list(register))
        connection.execute("""
            create view bi.dim_branch as
            select code as branch_code, upper(code) as branch_name, code || '分公司' as branch_name_zh,
                   if(code = 'z', null, 'north') as region, 'North' as region_name, '北方' as region_name_zh
            from unnest(['x', 'y', 'z']) as t (code);
            create view bi.dim_category as
            select code as category_code, upper(code) as category_name, code || '类' as category_name_zh,
                   if(code = 'selling', 'sales', 'operations') as line_code,
                   'A line' as line_name, '条线' as line_name_zh
            from unnest(['claims', 'payment', 'selling']) as t (code);
            create view bi.dim_channel as
            select 'hotline' as channel_code, 'Hotline' as channel_name, '热线' as channel_name_zh,
                   'direct' as channel_group, 'Direct' as channel_group_name, '直接' as channel_group_name_zh;
            create view bi.dim_month as
            select strftime(month, '%Y-%m') as month_key, cast(month as date) as month_start,
                   2011 as report_year, '2011-Q' || quarter(month) as quarter
            from range(date '2011-01-01', date '2012-01-01', interval 1 month) as t (month);
            create view bi.complaints_monthly as
            select 'hq' as source_system, 2011 as report_year, branch as branch_code, category as category_code,
                   if(category = 'selling', 'sales', 'operations') as line_code,
                   make_date(2011, month, 1) as month_start, strftime(make_date(2011, month, 1), '%Y-%m') as month_key,
                   'hotline' as channel_code, 'controllable' as controllability,
                   'Controllable' as controllability_name, '可控' as controllability_name_zh, n as complaints
            from register;
            create view bi.year_on_year as
            select 'Head office' as source_system_name, '总公司' as source_system_name_zh, 'hq' as source_system,
                   2011 as report_year, 'company' as scope_level, max(make_date(2011, month, 9)) as period_end_date,
                   'Partly covered' as coverage_name, '不完整' as coverage_name_zh
            from register;
        """)


def release(release_id: str) -> Manifest:
    return Manifest(release_id, "2026-01-01T00:00:00+00:00", "1", {}, ChecksPassed(), {})


def rows_of(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def rename_line(settings: Settings, name: str) -> None:
    with duckdb.connect(str(settings.releases / FIRST / "complaints.duckdb")) as connection:
        (view,) = only_row(connection, "select sql from duckdb_views() where view_name = 'dim_category'")
        connection.execute(view.replace("CREATE VIEW", "CREATE OR REPLACE VIEW").replace("'A line'", literal(name)))
