"""A published release of a few tables, made without dbt, and the manifest that dbt would have of its models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import psycopg

from orchestration.release.manifest import ChecksPassed, Manifest, StoredFile
from orchestration.settings import Settings

# how many complaints a release has by its number, and each table says so in its own way
TABLES = """
    create schema core; create schema marts; create schema bi;
    create table core.dim_branch as
    select 'b' || i as branch_code, 'Branch ' || i as branch_name from range(5 + {number} % 2) as t (i);
    create table core.fct_complaints as
    select 'k' || i as complaint_key, 'b' || (i % 5) as branch_code, i::hugeint as row_version,
           case when i % 3 > 0 then date '2011-01-01' + (i % 300)::integer end as closed_date, i // 10 as made_by
    from range({complaints}) as t (i);
    create table marts.totals as
    select * from (values
        ('hq', null, {complaints}::bigint, ['a', null, 'ü"\\']), ('hq', 2011, 0, []), ('call_center', 2011, 0, null)
    ) as t (source_system, report_year, complaints, complaint_keys);
    create view bi.dim_branch as select * from core.dim_branch;
    create view bi.dim_maker as select distinct made_by from core.fct_complaints where made_by is not null;
    create view bi.cases as
    select complaint_key, branch_code, branch_name, closed_date, made_by
    from core.fct_complaints left join core.dim_branch using (branch_code);
    comment on table marts.totals is 'It''s 100 % of the "complaints". One row per feed and year.';
    comment on column marts.totals.complaints is 'Complaints; \\ 投诉';
    comment on view bi.cases is 'Complaints. One row per complaint.';
    comment on column bi.cases.branch_code is 'Code of the branch.';
"""

# the same in all tables, unless releases were mixed
NUMBERS = """
    select (select count(*) from core.fct_complaints), (select max(complaints) from marts.totals),
        (select count(*) from bi.cases), (select 10 * number from marts.release),
        (select count(branch_name) from bi.cases)
"""

# types of values that are hard to carry; each has a table of its own, whose name is hard as well
TYPES = ("VARCHAR", "VARCHAR[]", "BOOLEAN", "INTEGER", "BIGINT", "HUGEINT", "DOUBLE", "DATE", "TIMESTAMP")


def odd(kind: str) -> str:
    """The name of the table with values of a type."""
    return f'marts.{kind.lower()} of; "odd" --'


_KEYS = {
    **{odd(kind): ["number"] for kind in TYPES},
    "core.dim_branch": ["branch_code"],
    "core.fct_complaints": ["complaint_key"],
    "marts.totals": ["source_system", "report_year"],
    "bi.dim_branch": ["branch_code"],
    "bi.dim_maker": ["made_by"],
    "bi.cases": ["complaint_key"],
}


def dbt_manifest() -> dict[str, Any]:
    """What dbt's manifest says of the keys, and of the one relationship that is tested."""
    nodes: dict[str, Any] = {
        f"model.{name}": {
            "resource_type": "model",
            "schema": name.split(".")[0],
            "alias": name.split(".")[1],
            "config": {"meta": {"key": key}},
        }
        for name, key in _KEYS.items()
    }
    fact, dimension = "model.core.fct_complaints", "model.core.dim_branch"
    nodes["test.branch_is_known"] = {
        "resource_type": "test",
        "config": {},
        "attached_node": fact,
        "depends_on": {"nodes": [dimension, fact]},
        "test_metadata": {"name": "relationships", "kwargs": {"column_name": "branch_code", "field": "branch_code"}},
    }
    return {"nodes": nodes}


def release(settings: Settings, number: int, more: str = "") -> Manifest:
    """Publish the release of that number, with ten complaints for each, as `more` (SQL) changes it."""
    settings.published.mkdir(parents=True, exist_ok=True)
    written = settings.published / "new.duckdb"
    with duckdb.connect(str(written)) as connection:
        connection.execute(TABLES.format(number=number, complaints=10 * number))
        connection.execute(more)
    written.replace(settings.published_database)
    manifest = Manifest(
        release_id=f"20110101T{number:06}Z-00000000",
        published_at=f"2011-01-01T00:00:{number % 60:02}+00:00",
        code_version="0.1.0",
        row_counts={},
        checks=ChecksPassed(),
        content_hashes={},
        files={"complaints.duckdb": StoredFile.of(settings.published_database)},
        number=number,
    )
    (settings.published / "manifest.json").write_text(manifest.to_json())
    return manifest


def numbers_in(connection: psycopg.Connection[Any]) -> set[int]:
    """The numbers that the tables of a database give; one, where they are of one release."""
    return set(connection.execute(NUMBERS).fetchone() or ())


def rows_of(database: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of every table and view of a release, by name, in an order of their own."""
    with duckdb.connect(str(database), read_only=True) as connection:
        names = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables "
            "where table_schema in ('bi', 'core', 'marts')"
        ).fetchall()
        return {name: in_order(connection.execute(f"from {name}").fetchall()) for (name,) in names}


def rows_in(connection: psycopg.Connection[Any]) -> dict[str, list[tuple[Any, ...]]]:
    """The same of a PostgreSQL database, but for the record of the release."""
    names = connection.execute(
        "select schemaname || '.' || tablename from pg_tables "
        "where schemaname in ('bi', 'core', 'marts') and tablename <> 'release'"
    ).fetchall()
    return {name: in_order(connection.execute(f"select * from {name}").fetchall()) for (name,) in names}


def in_order(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows in an order that neither nulls nor texts of another database change."""
    return sorted(rows, key=lambda row: [(value is None, str(value)) for value in row])
