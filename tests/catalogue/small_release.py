"""A home with two small releases, and what dbt's manifest says of their tables: enough of both for a site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from orchestration.release.manifest import ChecksPassed, CheckWarning, FileLeftOut, Manifest
from orchestration.settings import BUNDLED_CONFIG, Settings

FIRST, SECOND = "20261101T060000Z-aaaaaaaa", "20261102T060000Z-bbbbbbbb"

# what somebody may have put into the branch register, a file's name or a reason
HOSTILE = "<script>document.title='owned'</script>\"><img src=x onerror=alert(1)>"

_TABLES = """
    create schema core; create schema marts; create schema bi;
    create table core.dim_branch as select 'north' as branch_code, '{hostile}' as branch_name;
    comment on table core.dim_branch is 'The branch register, `unspecified` and `unmapped`. One row per branch.';
    comment on column core.dim_branch.branch_name is 'English name of the branch.';
    comment on column core.dim_branch.branch_code is 'A sentence that nobody has translated.';
    create table core.fct_complaints as
    select 'k' || i as complaint_key, 'CC' || i as complaint_number, 'north' as branch_code,
        'token' || i as customer_token
    from range({complaints}) as t (i);
    create table core.dim_feed_year as
    select 'hq' as source_system, date '2011-12-31' as last_received_date, date '2011-12-31' as covered_to;
    create table marts.feed_ledger as
    select 'hq' as feed, 'loaded' as status, timestamp '2026-11-01 05:00:00' as received_at;
    create table marts.yearly_comparison as
    select 'hq' as source_system, 2011 as report_year, 'company' as scope_level, 'company' as scope_code,
        {complaints} as complaints, {rate}::double as yoy_change_rate;
    create view bi.open_cases as
    select complaint_number, branch_code, '{hostile}' as branch_name, true as is_overdue, 'Claims' as category_name,
        3 as days_open, 'Head office' as source_system_name, 'Operations' as line_name
    from core.fct_complaints;
    comment on view bi.open_cases is 'Complaints that are not closed. One row per open complaint.';
    create view main.open_cases as from bi.open_cases;
"""


def settings_of(home: Path) -> Settings:
    return Settings(home=home, config=BUNDLED_CONFIG, token_key="a key of the tests")


def publish_two(settings: Settings) -> Manifest:
    """Two releases, the second of which counts more complaints and has one column more; returns that one."""
    quoted = HOSTILE.replace("'", "''")
    for release_id, complaints, rate in ((FIRST, 4, -0.5), (SECOND, 6, -0.25)):
        folder = settings.releases / release_id
        folder.mkdir(parents=True)
        with duckdb.connect(str(folder / "complaints.duckdb")) as connection:
            connection.execute(_TABLES.format(hostile=quoted, complaints=complaints, rate=rate))
            if release_id == SECOND:
                connection.execute("alter table marts.feed_ledger add column rows_read bigint")
        manifest = Manifest(
            release_id=release_id,
            published_at=f"2026-11-0{1 if release_id == FIRST else 2}T06:00:00+00:00",
            code_version="v1",
            row_counts={"core.fct_complaints": complaints},
            checks=ChecksPassed(3, 1, 5, 0),
            content_hashes={"core.fct_complaints": release_id, "core.dim_branch": "the same"},
            files_left_out=[FileLeftOut("hq", f"{HOSTILE}.csv", "It cannot be read.")],
            warnings=[
                CheckWarning("branch_is_given", "core.dim_branch", "Name it."),
                CheckWarning(
                    "No row is dated after the day on which its file arrived.", f"{HOSTILE}.csv", "Correct it."
                ),
            ],
            number=1 if release_id == FIRST else 2,
        )
        (folder / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")
    (settings.published / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")
    return manifest


def dbt_manifest() -> dict[str, Any]:
    """dbt's manifest, as far as it speaks of `dim_branch` and `open_cases`."""
    nodes = {
        "model.w.stg_hq": _model("staging", "stg_hq"),
        "model.w.dim_branch": _model("core", "dim_branch", key=["branch_code"]),
        "model.w.fct_complaints": _model("core", "fct_complaints", key=["complaint_key"]),
        "model.w.bi_open_cases": _model("bi", "open_cases"),
        "test.w.branch_is_given": {
            "resource_type": "test",
            "name": "branch_is_given",
            "description": "",
            "raw_code": "{{ test_not_null() }}",
            "attached_node": "model.w.dim_branch",
            "column_name": "branch_code",
            "test_metadata": {"name": "not_null", "kwargs": {"column_name": "branch_code"}},
            "config": {"severity": "WARN"},
            "depends_on": {"nodes": ["model.w.dim_branch"]},
        },
        "test.w.assert_open_cases_are_those_still_open": {
            "resource_type": "test",
            "name": "assert_open_cases_are_those_still_open",
            "description": "",
            "raw_code": """-- Guards against an open case that the list misses: it holds as many as case_closure counts
-- as still open.
-- depends_on: {{ ref('x') }}
select 1""",
            "config": {"severity": "ERROR"},
            "depends_on": {"nodes": ["model.w.bi_open_cases", "model.w.fct_complaints"]},
        },
    }
    return {
        "nodes": nodes,
        "sources": {
            "source.w.lake.hq": {"resource_type": "source", "source_name": "lake", "name": "hq"},
            "source.w.configuration.branches": {
                "resource_type": "source",
                "source_name": "configuration",
                "name": "branches",
            },
        },
        "exposures": {
            "exposure.w.lists": {"resource_type": "exposure", "name": "lists", "label": "Lists for people at work"}
        },
        "parent_map": {
            "model.w.stg_hq": ["source.w.lake.hq"],
            "model.w.fct_complaints": ["model.w.stg_hq"],
            "model.w.dim_branch": ["source.w.configuration.branches"],
            "model.w.bi_open_cases": ["model.w.fct_complaints", "model.w.dim_branch"],
        },
        "child_map": {
            "model.w.fct_complaints": ["model.w.bi_open_cases", "test.w.assert_open_cases_are_those_still_open"],
            "model.w.dim_branch": ["model.w.bi_open_cases", "test.w.branch_is_given"],
            "model.w.bi_open_cases": ["exposure.w.lists"],
        },
    }


def _model(schema: str, name: str, key: list[str] | None = None) -> dict[str, Any]:
    return {
        "resource_type": "model",
        "schema": schema,
        "name": f"bi_{name}" if schema == "bi" else name,
        "alias": name,
        "config": {"meta": {"key": key} if key else {}},
    }
