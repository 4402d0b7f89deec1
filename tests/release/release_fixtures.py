"""What a test does to the small warehouse of this folder, and how it makes releases of it."""

from __future__ import annotations

import atexit
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb

from orchestration.release import (
    ChecksPassed,
    CheckWarning,
    FileLeftOut,
    Manifest,
    build_candidate,
    publish,
    record_build,
    record_release_check,
    write_history,
)
from orchestration.release.notes import Say
from orchestration.settings import Settings
from tests.dbt_project.compiled import CompiledProject

ADD_A_COMPLAINT = "insert into core.fct_complaints select 'k' || count(*), 1 from core.fct_complaints"
REVISE_A_FIGURE = "update marts.yearly_comparison set complaints = complaints + 1 where scope_code = 'operations'"

# what the artifacts of `built` and the check of `candidate_of` come to
CHECKS = ChecksPassed(dbt_tests_passed=3, dbt_tests_warned=1, expectations_passed=5, expectations_warned=2)

NODES = {
    "model.fct_complaints": "success",
    "model.yearly_comparison": "success",
    "test.complaint_key_is_unique": "pass",
    "test.shares_sum_to_one": "pass",
    "test.ranks_start_at_one": "pass",
    "test.links_are_whole": "warn",
}


TABLES = """
    create schema staging; create schema intermediate; create schema core; create schema marts;
    create table staging.stg_calls as select 'private' as narrative;
    create table core.fct_complaints as select 'k' || i as complaint_key, i / 7 as days from range(50) as t (i);
    create view core.dim_years as select distinct 2011 as report_year from warehouse.core.fct_complaints;
    comment on table core.fct_complaints is 'The fact''s description. One row per complaint.';
    comment on column core.fct_complaints.days is 'Days to close.';
    comment on view core.dim_years is 'One row per year.';
    comment on column core.dim_years.report_year is 'Calendar year.';
"""

MARTS = """
    create table marts.yearly_comparison as
    select *, make_date(report_year, 12, 31) as period_end_date, 'covered' as coverage,
        complaints as complaints_compared, report_year > 2010 as is_comparable,
        cast(null as varchar) as comparability_note from (values
        ('call_center', 2010, 'company', 'company', 11849, null, null, null),
        ('call_center', 2011, 'company', 'company', 7825, 11849, -0.33960672, 0.0),
        ('call_center', 2011, 'line', 'operations', 2097, 2969, -0.29370158, 0.04590514)
    ) as t (source_system, report_year, scope_level, scope_code, complaints, complaints_prior_year, yoy_change_rate,
            yoy_gap_vs_company);
    create table marts.feed_ledger as
    select * from (values
        ('call_center', 'callcenter_2011.csv', 'loaded', 7900, 7825, 60, 15),
        ('hq', 'broken.xlsx', 'rejected', 0, 0, 0, 0)
    ) as t (feed, file_name, status, rows_read, rows_accepted, rows_superseded, rows_quarantined);
    create table marts.figure_reconciliation as
    select * from (values
        ('F01', 'complaints', 7825.0, 7825.0, 'match', null),
        ('F03', 'yoy_change_rate', -0.151, -0.33960672, 'conflict', 9216.725559)
    ) as t (figure_id, measure, published_value, computed_value, status, implied_base);
    create table marts.unmapped_values as
    select * from (values
        ('hq', 2010, 'branch', '香港', 2),
        ('hq', 2011, 'branch', '香港', 3)
    ) as t (source_system, report_year, domain, value, complaints);
    create table marts.taxonomy_changes as
    select * from (values
        ('hq', 2011, 'channel', 'wechat', 'appeared', 0.0816, false),
        ('hq', 2010, 'category', 'surveys', 'vanished', 0.25, false),
        ('hq', 2011, 'category', 'disputes', 'appeared', 0.5, true)
    ) as t (source_system, report_year, scope_level, scope_code, change, share, is_declared);
    create table marts.feed_overlap as
    select 2011 as report_year, 'company' as scope_level, 'company' as scope_code, 282 as hq_complaints;
"""

# two measures of one mart, and one of another, take the place of all that are followed
FIGURES_FOLLOWED = """
    create view intermediate.int_figures_followed as
    with figures as (
        select 'yearly_comparison' as mart, 'complaints' as measure, source_system, report_year, scope_level,
               scope_code, period_end_date, complaints::double as value
        from warehouse.marts.yearly_comparison
        union all
        select 'yearly_comparison', 'yoy_change_rate', source_system, report_year, scope_level, scope_code,
               period_end_date, yoy_change_rate::double
        from warehouse.marts.yearly_comparison
        where yoy_change_rate is not null
        union all
        select 'feed_overlap', 'hq_complaints', null, report_year, scope_level, scope_code, null, hq_complaints::double
        from warehouse.marts.feed_overlap
    )
    select * exclude (published_at, change_type, value_as_first_published, value_before, value_now, revision, is_latest)
    from warehouse.staging.stg_releases__figure_history
    where false
    union all by name
    select * from figures;
"""

FIGURE_MODELS = ("stg_releases__figure_history", "int_figure_changes", "figure_revisions")


def make_warehouse(settings: Settings, project: CompiledProject) -> None:
    """A small warehouse file as dbt leaves it, with the models of `project` that tell what changed."""
    settings.home.mkdir()
    write_history(settings)
    history, *models = (figure_view(name, settings, project) for name in FIGURE_MODELS)
    change(settings.warehouse, ";".join([TABLES, MARTS, history, FIGURES_FOLLOWED, *models]))


def figure_view(name: str, settings: Settings, project: CompiledProject) -> str:
    """The statement with which dbt makes one of the `FIGURE_MODELS` in the warehouse of another deployment."""
    model = project.models[name]
    return f"create or replace view {model.relation} as {model.sql.replace(str(project.home), str(settings.home))}"


def copy_home(original: Settings, settings: Settings) -> None:
    """Give a deployment a copy of another's home, whose warehouse reads the history of its own home."""
    shutil.copytree(original.home, settings.home, symlinks=True)
    with attached(settings.warehouse, "read_write") as connection:
        query = "select sql from duckdb_views() where database_name = current_database() and contains(sql, ?)"
        ((statement,),) = connection.execute(query, [str(original.home)]).fetchall()
        own = statement.replace(str(original.home), str(settings.home))
        connection.execute(own.replace("CREATE VIEW", "create or replace view", 1))


@cache
def _database() -> duckdb.DuckDBPyConnection:
    atexit.register(_database.cache_clear)
    return duckdb.connect()


@contextmanager
def attached(database: Path, mode: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB with the file as its database, under the file's own name as its views have it.

    It is the same for all tests: to attach a file takes a millisecond, and to start a DuckDB for it twenty.
    """
    connection = _database()
    connection.execute(f"attach '{database}' as {database.stem} ({mode}); use {database.stem}")
    try:
        yield connection
    finally:
        connection.execute(f"use memory; detach {database.stem}")


def change(warehouse: Path, sql: str) -> None:
    """Run `sql` on the warehouse file, as a later build would."""
    with attached(warehouse, "read_write") as connection:
        connection.execute(sql)


def built(
    settings: Settings, results: Mapping[str, str] = NODES, run_id: str = "", continues: str | None = None
) -> None:
    """Record a build of the warehouse as it is; `results` are what dbt says of each of `NODES` that it ran."""
    artifacts = settings.dbt / "target"
    artifacts.mkdir(parents=True, exist_ok=True)
    nodes = {
        key: {"resource_type": key.split(".")[0], "name": key.split(".")[1], "config": {"materialized": "table"}}
        for key in NODES
    }
    (artifacts / "manifest.json").write_text(json.dumps({"nodes": nodes}))
    (artifacts / "run_results.json").write_text(
        json.dumps(
            {
                "metadata": {"invocation_id": "a build"},
                "results": [{"unique_id": key, "status": status} for key, status in results.items()],
            }
        )
    )
    record_build(settings, artifacts, expectations=(3, 1), run_id=run_id, continues=continues)


def checked(candidate: Path, failure: str | None = None) -> None:
    """Record that the checks of the release passed a candidate, or that the second of them did not."""
    record_release_check(candidate, "release_plausible", None, (2, 1))
    record_release_check(candidate, "holds_complaints", failure)


def candidate_of(settings: Settings, warehouse: Path, say: Say = print) -> Path:
    """A candidate of the warehouse as it is that passed every check."""
    built(settings)
    candidate = build_candidate(settings, warehouse, say)
    checked(candidate)
    return candidate


def release(
    settings: Settings,
    warehouse: Path,
    left_out: Sequence[FileLeftOut] = (),
    loads: Mapping[str, int] | None = None,
    warnings: Sequence[CheckWarning] = (),
    say: Say = print,
) -> Manifest:
    """Publish the warehouse as it is."""
    candidate = candidate_of(settings, warehouse, say)
    return publish(settings, candidate, list(left_out), dict(loads or {}), warnings, say)


def published_query(settings: Settings, sql: str) -> list[tuple]:
    """Rows of a query over what readers see."""
    with attached(settings.published_database, "read_only") as connection:
        return connection.execute(sql).fetchall()
