"""Example queries: what is asked of a table, and how its answer is shown."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from orchestration.catalogue.examples import Example, examples_for, questions
from orchestration.release.catalog import Table, published_tables

TABLES = """
    create schema core; create schema marts; create schema bi;
    create table marts.rates as
    select 'hq' as source_system, 2010 + i as report_year, 'one''s own words' as narrative, 'a.csv' as file_name,
        1234.56 * i::double as premium_yuan, case when i = 1 then 0.0000123456::double end as p_value, i > 3 as is_open,
        timestamp '2011-12-31 23:59:59' as closed_at, date '2011-12-31' as ends_on
    from range(9) as t (i);
    create table marts.texts as select 'somebody' as narrative;
"""


@pytest.fixture
def release() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        yield connection


def table(release: duckdb.DuckDBPyConnection, name: str) -> Table:
    return next(one for one in published_tables(release, "memory") if one.name == name)


def test_a_table_is_asked_by_its_key_for_what_may_be_shown(release: duckdb.DuckDBPyConnection) -> None:
    (example,) = examples_for(release, table(release, "rates"), ("report_year",))
    assert example.query == (
        "select report_year, source_system, premium_yuan, p_value, is_open, closed_at, ends_on\n"
        "from marts.rates\norder by report_year\nlimit 5"
    )
    assert len(example.rows) == 5
    assert example.rows[1] == ("2011", "hq", "1,235", "1.235e-05", "false", "2011-12-31 23:59", "2011-12-31")
    assert example.rows[0][3] == "–"
    assert example.question is None


def test_where_part_of_the_key_may_not_be_shown_rows_are_in_order_of_all_that_is(
    release: duckdb.DuckDBPyConnection,
) -> None:
    (example,) = examples_for(release, table(release, "rates"), ("report_year", "file_name"))
    assert "order by all" in example.query


def test_of_a_table_of_texts_nothing_is_asked(release: duckdb.DuckDBPyConnection) -> None:
    assert examples_for(release, table(release, "texts"), ()) == []


def test_a_question_that_a_release_cannot_answer_is_told_with_the_words_of_the_database(
    release: duckdb.DuckDBPyConnection,
) -> None:
    release.execute("create view bi.open_cases as select 1 as days_open")
    view = next(one for one in published_tables(release, "memory", ("bi",)))
    asked = examples_for(release, view, ())
    assert len(asked) == 3
    assert {type(example) for example in asked} == {Example}
    assert [example.rows for example in asked] == [(), (), ()]
    assert "open_cases" in asked[0].error


def test_every_question_is_asked_of_a_view() -> None:
    assert sum(map(len, questions().values())) == 40
    assert questions().keys() >= {"complaints_monthly", "year_on_year", "branches", "months", "cases", "open_cases"}
