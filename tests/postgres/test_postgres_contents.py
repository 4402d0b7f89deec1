"""A PostgreSQL database holds the release: each table, column, type, value, key and comment of it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import duckdb
import psycopg
import pytest
import yaml

from orchestration.release.postgres import TargetError, follow
from orchestration.settings import CHECKOUT, Settings
from orchestration.sql_text import identifier
from orchestration.warehouse.environment import target_folder
from tests.conftest import BundledRun
from tests.postgres.conftest import Follow
from tests.postgres.server import Server
from tests.postgres.small_release import TYPES, in_order, odd, release, rows_in, rows_of

SERVERS_TYPES = {
    "VARCHAR": "text",
    "VARCHAR[]": "text[]",
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "HUGEINT": "numeric(39,0)",
    "DOUBLE": "double precision",
    "DATE": "date",
    "TIMESTAMP": "timestamp without time zone",
}

COLUMNS = """
    select nspname || '.' || relname || '.' || attname, format_type(atttypid, atttypmod),
        col_description(pg_class.oid, attnum)
    from pg_attribute join pg_class on attrelid = pg_class.oid join pg_namespace on relnamespace = pg_namespace.oid
    where nspname in ('bi', 'core', 'marts') and relkind = 'r' and relname <> 'release' and attnum > 0
    order by nspname, relname, attnum
"""

KEYS = """
    select indrelid::regclass::text, array_agg(attname::text order by place), bool_or(indisprimary)
    from pg_index cross join unnest(indkey) with ordinality as part (number, place)
    join pg_attribute on attrelid = indrelid and attnum = number
    join pg_class on indrelid = pg_class.oid join pg_namespace on relnamespace = pg_namespace.oid
    where nspname in ('bi', 'core', 'marts') and indisunique group by indexrelid, indrelid
"""

REFERENCES = """
    select conrelid::regclass::text, attname::text, confrelid::regclass::text
    from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1] where contype = 'f'
"""


@pytest.fixture
def bundled(server: Server, database: str, bundled_run: BundledRun) -> Settings:
    """The database holds the bundled release."""
    settings = bundled_run.settings
    manifest = json.loads((target_folder(settings) / "manifest.json").read_bytes())
    told = follow(settings, server.url(database), lambda: manifest, print)
    assert f"database {database} at {server.folder}:{server.port} holds release" in told
    return settings


def test_every_table_column_type_value_key_and_comment_is_that_of_the_release(
    bundled: Settings, connection: psycopg.Connection[Any]
) -> None:
    with duckdb.connect(str(bundled.published_database), read_only=True) as release:
        columns = release.execute(
            "select concat_ws('.', schema_name, table_name, column_name), data_type, comment from duckdb_columns() "
            "where schema_name in ('bi', 'core', 'marts') order by schema_name, table_name, column_index"
        ).fetchall()
        comments = release.execute(
            "select schema_name || '.' || table_name, comment from duckdb_tables() union all "
            "select schema_name || '.' || view_name, comment from duckdb_views() where schema_name = 'bi'"
        ).fetchall()
    assert len(columns) > 700
    assert connection.execute(COLUMNS).fetchall() == [
        (name, SERVERS_TYPES[kind], comment) for name, kind, comment in columns
    ]
    for name, comment in comments:
        assert connection.execute("select obj_description(%s::regclass)", [name]).fetchall() == [(comment,)], name
    found, wanted = rows_in(connection), rows_of(bundled.published_database)
    assert found.keys() == wanted.keys()
    assert [name for name in wanted if found[name] != wanted[name]] == []
    _assert_keys(connection)


def _assert_keys(connection: psycopg.Connection[Any]) -> None:
    contract = yaml.safe_load((CHECKOUT / "docs" / "complaints.odcs.yaml").read_text(encoding="utf-8"))
    declared = {
        table["name"]: [
            column["name"]
            for column in sorted(table["properties"], key=lambda column: column.get("primaryKeyPosition", 0))
            if "primaryKey" in column
        ]
        for table in contract["schema"]
    }
    keys = {table: (columns, is_primary) for table, columns, is_primary in connection.execute(KEYS)}
    assert {table: columns for table, (columns, _) in keys.items()} == declared
    # of these some rows have no value in a part of the key
    assert {table for table, (_, is_primary) in keys.items() if not is_primary} == {
        "core.agg_complaints_monthly",
        "marts.figure_revisions",
    }
    references = set(connection.execute(REFERENCES).fetchall())
    dimensions = {declared[name][0]: name for name in declared if name.startswith("bi.dim_")}
    named_alike = {
        (table["name"], column["name"], dimensions[column["name"]])
        for table in contract["schema"]
        for column in table["properties"]
        if table["name"].startswith("bi.") and dimensions.get(column["name"], table["name"]) != table["name"]
    }
    assert ("bi.cases", "branch_code", "bi.dim_branch") in named_alike
    assert named_alike <= references
    assert ("core.fct_complaints", "category_code", "core.dim_category") in references


# each value stands alone in its row of a column of its type
HOSTILE = {
    "VARCHAR": [
        r"'back\slash \N \. \x41'",
        r"E'\\.'",
        r"E'a\n\\.\nb'",
        r"E'tab\tline\nreturn\rfeed\fbell\b'",
        "''",
        "'NULL'",
        r"'\N'",
        """'"quoted", {braced}, it''s; --'""",
        "'投诉 𠮷 é ❤️'",
        "repeat('long ', 200000)",
        "null",
    ],
    "VARCHAR[]": [r"""['a,b', '"', '\', '{}', 'NULL', '', null, E'\n\t', '投']""", "[]", "null", "[null]"],
    "BOOLEAN": ["true", "false", "null"],
    "INTEGER": ["-2147483648", "2147483647", "0"],
    "BIGINT": ["-9223372036854775808", "9223372036854775807"],
    "HUGEINT": ["-170141183460469231731687303715884105728", "170141183460469231731687303715884105727"],
    "DOUBLE": ["'nan'", "'inf'", "'-inf'", "5e-324", "1.7976931348623157e308", "0.1::double + 0.2::double", "1/3"],
    "DATE": ["'0001-01-01'", "'9999-12-31'", "null"],
    "TIMESTAMP": ["'0001-01-01 00:00:00.000001'", "'9999-12-31 23:59:59.999999'", "'2011-03-15 08:00:00'"],
}

# Python has no such days: both databases are asked for their text
FAR_AWAY = {
    "DATE": ["'infinity'", "'-infinity'", "'0044-03-15 (BC)'", "'4714-12-01 (BC)'", "'12345-06-07'"],
    "TIMESTAMP": ["'infinity'", "'-infinity'", "'0044-03-15 (BC) 01:02:03.5'", "'12345-06-07 08:09:10'"],
}


def quoted(kind: str) -> str:
    """The name of such a table as SQL has it."""
    schema, _, name = odd(kind).partition(".")
    return f"{schema}.{identifier(name)}"


def hostile_tables(values: dict[str, list[str]], rows: str = "true") -> str:
    """Such tables, one value a row, and of these the `rows` (a condition)."""
    return "".join(
        f"""
        create table {quoted(kind)} as
        select * from (
            select row_number() over () as "number", value as "a ""value"", ü", 1 as old, 2 as new, 3 as standing,
                4 as coming, 5 as one, 6 as gone
            from (values {", ".join(f"(cast({value} as {kind}))" for value in each)}) as t (value)
        ) where {rows};
        """
        for kind, each in values.items()
    )


@pytest.mark.parametrize("rows_before", [None, "false", '"number" % 2 = 0'])
def test_no_value_is_lost_or_altered(
    settings: Settings, connection: psycopg.Connection[Any], follow_small: Follow, rows_before: str | None
) -> None:
    if rows_before is not None:
        release(settings, 1, hostile_tables(HOSTILE, rows_before))
        follow_small()
    release(settings, 2, hostile_tables(HOSTILE))
    follow_small()
    assert HOSTILE.keys() == set(TYPES)
    with duckdb.connect(str(settings.published_database), read_only=True) as written:
        for name in map(quoted, HOSTILE):
            found = in_order(connection.execute(f"select * from {name}").fetchall())
            wanted = in_order(written.execute(f"from {name}").fetchall())
            # as texts, since no value that is not a number equals another
            as_integers = [tuple(int(one) if isinstance(one, Decimal) else one for one in row) for row in found]
            assert str(as_integers) == str(wanted), name


def test_days_that_python_does_not_know_are_the_same_days(
    settings: Settings, connection: psycopg.Connection[Any], follow_small: Follow
) -> None:
    release(settings, 1, hostile_tables(FAR_AWAY))
    follow_small()
    found = [
        text
        for kind in FAR_AWAY
        for (text,) in connection.execute(f'select "a ""value"", ü"::text from {quoted(kind)} order by number')
    ]
    assert found == [
        *("infinity", "-infinity", "0044-03-15 BC", "4714-12-01 BC", "12345-06-07"),
        *("infinity", "-infinity", "0044-03-15 01:02:03.5 BC", "12345-06-07 08:09:10"),
    ]


def test_the_character_that_no_text_there_can_hold_is_replaced(
    settings: Settings, connection: psycopg.Connection[Any], follow_small: Follow
) -> None:
    release(settings, 1, "create table marts.nul as select 'a' || chr(0) || 'b' as text, [chr(0)] as texts")
    follow_small()
    assert connection.execute("select * from marts.nul").fetchall() == [("a\ufffdb", ["\ufffd"])]


def test_a_day_beyond_the_servers_is_refused_by_its_column_and_nothing_changes(
    settings: Settings, connection: psycopg.Connection[Any], follow_small: Follow
) -> None:
    release(settings, 1)
    follow_small()
    release(settings, 2, "create table marts.late as select '5881000-01-01'::date as due, 'secret' as text")
    with pytest.raises(TargetError, match=r"does not take a value of late, column due: .*out of range") as error:
        follow_small()
    assert "secret" not in str(error.value)
    assert not error.value.passes
    assert connection.execute("select number from marts.release").fetchall() == [(1,)]


def test_a_type_that_is_not_known_is_named(settings: Settings, follow_small: Follow) -> None:
    release(settings, 1, "create table marts.odd as select interval '1 day' as lasts")
    with pytest.raises(TargetError, match=r"marts\.odd: column lasts is INTERVAL"):
        follow_small()


def test_a_key_or_reference_that_a_release_does_not_keep_is_left_out(
    settings: Settings, connection: psycopg.Connection[Any], follow_small: Follow
) -> None:
    twice = "insert into core.dim_branch values ('b1', 'another'); insert into core.fct_complaints (complaint_key) "
    release(settings, 1, f"{twice} values ('k1')")
    follow_small()
    keys = {table for table, _, _ in connection.execute(KEYS)}
    assert keys == {"marts.totals", "bi.dim_maker"}
    assert connection.execute(REFERENCES).fetchall() == [("bi.cases", "made_by", "bi.dim_maker")]
    assert rows_in(connection) == rows_of(settings.published_database)
    release(settings, 2)
    follow_small()
    assert ("core.fct_complaints", "branch_code", "core.dim_branch") in connection.execute(REFERENCES).fetchall()
