"""Two small releases in a home, for what reads of releases only what they publish."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb

from orchestration.release.manifest import ChecksPassed, CheckWarning, FileLeftOut, Manifest
from orchestration.settings import Settings

_TABLES = """
    create schema core;
    create schema marts;
    create table core.dim_feed_year as from (values
        ('call_center', 2010, date '2010-12-31'), ('call_center', 2011, date '2011-12-31'),
        ('hq', 2011, date '2011-11-30')
    ) as years (source_system, report_year, covered_to);
    create table core.dim_branch as from (values ('beijing', 'Beijing', '北京'), ('dalian', 'Dalian', '大连'))
        as branches (branch_code, branch_name, branch_name_zh);
    create table core.dim_scope as from (values
        ('company', 'company', 'Company', '公司'), ('line', 'operations', 'Operations', '业管条线')
    ) as scopes (scope_level, scope_code, scope_name, scope_name_zh);
    create table marts.open_cases as from (values
        ('call_center', 'dalian', true), ('call_center', 'dalian', true), ('call_center', 'beijing', true),
        ('call_center', 'beijing', false), ('hq', null, false)
    ) as cases (source_system, branch_code, is_overdue);
    create table marts.feed_ledger as from (values
        ('call_center', 'loaded', 100, 90, 7, 3), ('call_center', 'loaded', 1000, 1000, 0, 0),
        ('hq', 'rejected', 0, 0, 0, 0)
    ) as files (feed, status, rows_read, rows_accepted, rows_superseded, rows_quarantined);
    create table marts.yearly_comparison as
        select 'call_center' as source_system, 2011 as report_year, *
        from (values ('company', 'company', {company}, -0.34), ('line', 'operations', 1500, -0.29))
            as scopes (scope_level, scope_code, complaints, yoy_change_rate);
"""
FIRST_RELEASE = Manifest(
    release_id="20260101T000000Z-00000001",
    published_at="2026-01-01T00:00:00+00:00",
    code_version="1",
    row_counts={"marts.yearly_comparison": 2},
    checks=ChecksPassed(120, 4, 46, 1),
    content_hashes={"marts.yearly_comparison": "1", "marts.open_cases": "1"},
    number=1,
)


def publish(settings: Settings, release: Manifest, company: int) -> None:
    """Put a release where readers find it, with this many complaints in all."""
    folder = settings.releases / release.release_id
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "complaints.duckdb")) as connection:
        connection.execute(_TABLES.format(company=company))
    for path in (folder / "manifest.json", settings.published / "manifest.json"):
        path.write_text(release.to_json(), encoding="utf-8")


def later_release() -> Manifest:
    """A release that says one figure otherwise, leaves a file out and warns."""
    return replace(
        FIRST_RELEASE,
        release_id="20260102T000000Z-00000002",
        published_at="2026-01-02T00:00:00+00:00",
        content_hashes={"marts.yearly_comparison": "2", "marts.open_cases": "1"},
        number=2,
        files_left_out=[FileLeftOut("hq", "投诉<2011>.xlsx", "No column is called 受理日期.")],
        warnings=[CheckWarning("No row is dated after its file arrived.", "highest 1", "Correct 1 row.")],
    )


def two_releases_in(folder: Path) -> Settings:
    """A home with both of them."""
    settings = Settings(home=folder / "home", config=folder / "config", token_key="test")
    publish(settings, FIRST_RELEASE, company=7825)
    publish(settings, later_release(), company=7830)
    return settings
