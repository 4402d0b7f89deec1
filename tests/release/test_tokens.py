"""A release holds no token, unless the deployment says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from release_fixtures import candidate_of

from orchestration.settings import Settings, SettingsError
from tests.conftest import BundledRun

TOKENS = {letter: letter * 32 for letter in "abcdef"}


@pytest.fixture
def with_tokens(warehouse: Path) -> Path:
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("""
            create or replace table core.fct_complaints as
            select 'k1' as complaint_key, '[phone] 0123456789abcdef' as complaint_number,
                   repeat('a', 32) as customer_token, repeat('b', 32) as policy_token, 1 as days
            union all select 'k2', 'CC-2', null, null, 2;
            comment on column core.fct_complaints.customer_token is 'A token.';
            comment on column core.fct_complaints.days is 'Days to close.';
            create table core.fct_satisfaction_answers as
            select md5(repeat('c', 32) || '|2011') as answer_key, repeat('c', 32) as respondent_token,
                   'load-1' as load_id, row_number from range(2, 4) as t (row_number);
            create table marts.repeat_complainants as select * from (values
                (repeat('f', 32), 3, date '2011-01-05', date '2011-03-01', ['k1', 'k2']),
                (repeat('e', 32), 2, date '2011-01-05', date '2011-03-01', ['k3']),
                (repeat('d', 32), 2, date '2010-01-05', date '2011-03-01', ['k4'])
            ) as t (customer_token, complaints, first_received_date, last_received_date, complaint_keys);
            comment on column marts.repeat_complainants.customer_token is 'Stands for the customer.';
        """)
    return warehouse


def rows(candidate: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(candidate), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_no_column_of_a_candidate_holds_a_token(settings: Settings, with_tokens: Path) -> None:
    candidate = candidate_of(settings, with_tokens)
    columns = [name for name, *_ in rows(candidate, "describe core.fct_complaints")]
    assert columns == ["complaint_key", "complaint_number", "days"]
    assert rows(candidate, "select complaint_number from core.fct_complaints") == [("[phone]",), ("CC-2",)]
    content = candidate.read_bytes()
    assert [token for token in TOKENS.values() if token.encode() in content] == []
    key_of_token = rows(candidate, f"select md5('{TOKENS['c']}|2011')")[0][0]
    keys = rows(candidate, "select answer_key from core.fct_satisfaction_answers")
    assert len(set(keys)) == 2 and (key_of_token,) not in keys
    (comment,) = rows(candidate, "select comment from duckdb_columns() where column_name = 'customer_token'")
    assert comment == ("Stands for the customer.",)


def test_customers_are_numbered_in_an_order_that_tokens_do_not_decide(settings: Settings, with_tokens: Path) -> None:
    numbered = "select customer_token, complaint_keys[1] from marts.repeat_complainants order by 1"
    expected = [("customer-000001", "k4"), ("customer-000002", "k3"), ("customer-000003", "k1")]
    assert rows(candidate_of(settings, with_tokens), numbered) == expected
    with duckdb.connect(str(with_tokens)) as connection:  # as under another key
        connection.execute("update marts.repeat_complainants set customer_token = md5(customer_token)")
    assert rows(candidate_of(settings, with_tokens), numbered) == expected


def test_a_deployment_may_publish_tokens(settings: Settings, with_tokens: Path) -> None:
    candidate = candidate_of(replace(settings, publishes_tokens=True), with_tokens)
    assert rows(candidate, "select customer_token from core.fct_complaints where complaint_key = 'k1'") == [("a" * 32,)]
    assert rows(candidate, "select min(customer_token) from marts.repeat_complainants") == [("d" * 32,)]
    assert rows(candidate, "select complaint_number from core.fct_complaints")[0] == ("[phone] 0123456789abcdef",)


def test_the_setting_is_yes_or_no() -> None:
    assert [Settings.from_env({"COMPLAINTS_PUBLISH_TOKENS": word}).publishes_tokens for word in ("", "0", "1")] == [
        False,
        False,
        True,
    ]
    with pytest.raises(SettingsError, match=r"COMPLAINTS_PUBLISH_TOKENS: 'yes' is neither 1 .* nor 0"):
        Settings.from_env({"COMPLAINTS_PUBLISH_TOKENS": "yes"})


def test_no_token_of_the_build_is_in_the_release(bundled_run: BundledRun) -> None:
    settings = bundled_run.settings
    with duckdb.connect(str(settings.warehouse), read_only=True) as build:
        tokens = {
            token
            for column, table in (
                ("customer_token", "core.fct_complaints"),
                ("policy_token", "core.fct_complaints"),
                ("respondent_token", "core.fct_satisfaction_answers"),
                ("customer_token", "marts.repeat_complainants"),
                ("answer_key", "core.fct_satisfaction_answers"),
            )
            for (token,) in build.execute(
                f"select distinct {column} from {table} where {column} is not null"
            ).fetchall()
        }
    assert len(tokens) > 1000
    with duckdb.connect(str(settings.published_database), read_only=True) as release:
        texts = release.execute("""
            select table_schema, table_name, column_name from information_schema.columns where data_type = 'VARCHAR'
        """).fetchall()
        for schema, table, column in texts:
            values = release.execute(f"select distinct {column} from {schema}.{table}").fetchall()
            assert tokens.isdisjoint(value for (value,) in values), (schema, table, column)
